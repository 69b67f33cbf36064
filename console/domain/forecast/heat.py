"""The heat of the air, zone by zone, and of the walls, as the last minutes of telemetry say."""

import numpy as np

from console.domain.forecast import agenda as people
from console.domain.forecast.balance import Fitted, fit_balance
from console.domain.forecast.bins import BIN_S
from console.domain.forecast.inputs import R_MMHG, Seen, equipment_share, only, stirring
from console.domain.forecast.vehicle import (
    AIR_J_PER_M3_K,
    CABIN,
    COIL,
    DUCT_SHARES,
    EQUIPMENT_W,
    PRESSURE,
    SHARES,
    SHELL,
    SHELL_ABOVE_COLDEST_K,
    SHELL_LOSS_W,
    TEMPERATURE,
    VOLUMES_M3,
    ZONE_COUNT,
)
from simulator.cabin import Array
from simulator.gases import (
    GAS_CONSTANT_J_PER_MOL_K,
    HEAT_OF_VAPORISATION_J_PER_KG,
    MOLAR_CP_J_PER_K,
    MOLAR_MASS_KG,
    Gas,
)

# Where a coefficient is in `Fitted.mean`, behind the present values.
BODY_HEAT, COOLING, EXTRA_HEAT = 0, 1, slice(2, 6)
STANDARD_MMHG = 760.0
LEAST_PRESSURE_MMHG = 50.0  # a sensor that says less is not believed of the air's heat
# By which share air gets warmer that more air, as a share of it, is pressed into.
WORK_SHARE = GAS_CONSTANT_J_PER_MOL_K / MOLAR_CP_J_PER_K
LATENT_J_PER_MOL = HEAT_OF_VAPORISATION_J_PER_KG * float(MOLAR_MASS_KG[Gas.H2O])


def fit_heat(seen: Seen, stirred: Array, inflow_per_s: Array) -> Fitted:
    """Return °C in each zone, then body heat and cooling (factors) and other heat there, W.

    Parameters
    ----------
    stirred : ndarray, shape (3,)
        How the local fans do against their design, as CO2 showed: heat goes with the same air.
    inflow_per_s : ndarray, shape (n,)
        Which share of the air came in: that presses the rest together and warms it.
    """
    pressure = seen.input(PRESSURE, STANDARD_MMHG)
    per_j = 1.0 / zone_capacity_j_per_k(pressure[:, None])
    drawn = (seen.celsius @ DUCT_SHARES)[:, None]
    cooled = (seen.cooled_m3_per_s() * pressure / STANDARD_MMHG)[:, None] * AIR_J_PER_M3_K
    cooling_w = cooled * (drawn - seen.input(COIL, 8.5)[:, None])
    conductance = CABIN.shell_conductance_w_per_k * SHARES
    to_walls_w = conductance * (seen.celsius - _walls_c(seen)[:, None])
    ducts = seen.duct_m3_per_s[:, None] * DUCT_SHARES * (drawn - seen.celsius)
    local = sum(stirring(seen.local_m3_per_s * stirred, seen.celsius), np.zeros_like(seen.celsius))
    equipment_w = equipment_share(seen.held)[:, None] * EQUIPMENT_W * SHARES
    terms = [
        seen.rates[:, :, people.HEAT] * per_j,
        -cooling_w * DUCT_SHARES * per_j,
        *(only(zone, per_j[:, zone]) for zone in range(ZONE_COUNT)),
        (ducts + local) / VOLUMES_M3
        + (equipment_w - to_walls_w) * per_j
        + inflow_per_s[:, None] * seen.kelvin * WORK_SHARE,
    ]
    return fit_balance(
        seen.since_crowd(TEMPERATURE),
        np.stack(terms),
        guess=seen.celsius[-1],
        expected=np.array([1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]),
        doubt=np.array([0.2, 0.1, 60.0, 100.0, 50.0, 50.0, 1e-3]),
        walk=np.full(ZONE_COUNT, 0.004),
        least_noise=np.full(ZONE_COUNT, 0.003),
    )


def fit_walls(seen: Seen) -> Fitted:
    """Return the walls' °C, then what they take from outside, W."""
    walls = _walls_c(seen)
    gained_w = (seen.celsius @ SHARES - walls) * CABIN.shell_conductance_w_per_k
    held_mol = (seen.vapour / (R_MMHG * seen.kelvin)) @ VOLUMES_M3
    settling = (
        seen.rates[:, :, people.VAPOUR].sum(axis=1)
        - seen.dried_mol_per_s(seen.vapour @ DUCT_SHARES)
        - np.gradient(held_mol, BIN_S)
    )
    gained_w += (1.0 - seen.takes_up) * settling * LATENT_J_PER_MOL
    per_j = 1.0 / CABIN.shell_capacity_j_per_k
    return fit_balance(
        seen.measured((SHELL,)) + SHELL_ABOVE_COLDEST_K,
        np.stack([np.full_like(walls, per_j), gained_w * per_j])[:, :, None],
        guess=walls[-1:],
        expected=np.array([SHELL_LOSS_W, 1.0]),
        doubt=np.array([150.0, 1e-3]),
        walk=np.array([0.0005]),
        least_noise=np.array([0.005]),
    )


def zone_capacity_j_per_k(pressure_mmhg: float | Array) -> Array:
    """Return the heat capacity of each zone's air at constant pressure; zones go last."""
    moles = np.maximum(pressure_mmhg, LEAST_PRESSURE_MMHG) * VOLUMES_M3 / (R_MMHG * 295.15)
    return np.asarray(moles * MOLAR_CP_J_PER_K)


def _walls_c(seen: Seen) -> Array:
    return seen.input(SHELL, 20.0 - SHELL_ABOVE_COLDEST_K) + SHELL_ABOVE_COLDEST_K
