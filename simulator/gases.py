"""Gases of the cabin air: constants, saturation, and choked flow into vacuum.

Amounts are kept in one array per zone whose columns are `Gas`; the last column is not a gas but
airborne particulate in grams, which travels with the air and adds no pressure.
"""

from enum import IntEnum
from math import exp, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

GAS_CONSTANT_J_PER_MOL_K: Final = 8.314462618  # CODATA 2018, exact
PA_PER_MMHG: Final = 133.322
ZERO_CELSIUS_K: Final = 273.15
# Every gas is given the molar heat capacity of a diatomic one. CO2 and vapour are under 3 % of
# the cabin, so the air's capacity is right to about half a percent (assumption).
MOLAR_CV_J_PER_K: Final = 2.5 * GAS_CONSTANT_J_PER_MOL_K
MOLAR_CP_J_PER_K: Final = 3.5 * GAS_CONSTANT_J_PER_MOL_K
HEAT_OF_VAPORISATION_J_PER_KG: Final = 2.45e6
# sqrt(γ)·(2/(γ+1))^((γ+1)/(2(γ−1))) for γ = 1.4.
CHOKED_FLOW_FACTOR: Final = 0.68473


class Gas(IntEnum):
    """Columns of an amounts array."""

    O2 = 0
    N2 = 1
    CO2 = 2
    H2O = 3
    CO = 4
    NH3 = 5
    HCN = 6
    HCL = 7
    VOC = 8  # volatile organics counted as isobutylene
    DUST = 9  # particulate and smoke, grams; no pressure


GAS_COUNT: Final = 9
COLUMN_COUNT: Final = 10
# kg/mol; the particulate column counts grams, so its factor turns grams into kilograms.
MOLAR_MASS_KG: Final[NDArray[np.float64]] = (
    np.array([31.998, 28.0134, 44.0095, 18.01528, 28.010, 17.0305, 27.0253, 36.461, 56.106, 1.0])
    * 1e-3
)


def saturation_pressure_pa(temperature_c: float) -> float:
    """Return the vapour pressure over water. Source: Magnus form, WMO-No. 8 (2018), annex 4.B."""
    return 611.2 * exp(17.62 * temperature_c / (243.12 + temperature_c))


def dew_point_c(vapour_pressure_pa: float) -> float:
    """Return the temperature at which `vapour_pressure_pa` saturates; −60 for bone-dry air."""
    if vapour_pressure_pa < 1.0:
        return -60.0
    logarithm = log(vapour_pressure_pa / 611.2)
    return 243.12 * logarithm / (17.62 - logarithm)
