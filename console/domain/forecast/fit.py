"""The cabin as the last minutes of telemetry describe it: production, scrubbing, leak, heat, water.

Five balances (`forecast.balance`): CO2 and heat in every zone, oxygen with the dry air of the
whole cabin, its vapour, and the walls. Each begins at the vehicle's design and at the published
rates of people, and moves from there as far as the data ask for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.forecast import agenda as people
from console.domain.forecast.balance import Fitted, fit_balance
from console.domain.forecast.bins import BIN_NS, BIN_S, Window
from console.domain.forecast.heat import fit_heat, fit_walls
from console.domain.forecast.inputs import R_MMHG, Seen, only, or_usual, see, stirring
from console.domain.forecast.vehicle import (
    CO2,
    DUCT_SHARES,
    EFFICIENCY,
    FEED_FLOWS,
    HUMIDITY,
    OXYGEN,
    PRESSURE,
    RELIEF,
    RELIEF_LEAST,
    RELIEF_PER_S,
    SCRUBBER_FLOW,
    SHARES,
    VOLUME_M3,
    VOLUMES_M3,
    ZONE_COUNT,
)
from simulator.cabin import Array
from simulator.gases import MOLAR_MASS_KG, Gas
from telemetry.mission import Mission

# Where a coefficient is in `Fitted.mean`, behind the present values.
PRODUCTION, REMOVAL, STIRRING, EXTRA = 0, 1, slice(2, 5), slice(5, 9)
USE, LEAK = 0, 1
VAPOUR, DRYING = 0, 1
STIRRED_BETWEEN: Final = (0.2, 3.0)  # a factor beyond is not believed
_ASTRAY_DOUBT: Final = 0.6  # people: who is astray may sleep, or exercise; one sigma for one
USUAL_DRY_MMHG: Final = 748.0
USUAL_OXYGEN_MMHG: Final = 160.0
LEAST_NITROGEN_MMHG: Final = 50.0  # with less the sensors contradict each other


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinFit:
    """Everything learnt at one moment.

    Parameters
    ----------
    at_ns : int
        The end of the last bin looked at.
    co2 : Fitted
        mmHg in each zone, then production, removal, stirring of three zones (factors on what is
        expected) and sources that nothing expected explains, in people.
    air : Fitted
        Dry air and oxygen in mmHg at 22 °C, then use of oxygen (a factor), the leak per s, and
        the relief valve's flow while it is open (a factor).
    water : Fitted
        Vapour in mmHg, then production and drying (factors).
    heat : Fitted
        °C in each zone, then body heat and cooling (factors) and other heat in each zone, W.
    walls : Fitted
        °C, then what they take from outside, W.
    held : mapping of str to ndarray
        Every input with short gaps bridged, shape (bins,).
    vapour_mmhg : ndarray, shape (4,)
        By how much each zone's vapour is above the mean.
    in_dome, crowd : float
        How many are there now, and how many more than the timeline says.
    crowded_s : float
        For how long it has not been as the timeline says.
    """

    at_ns: int
    co2: Fitted
    air: Fitted
    water: Fitted
    heat: Fitted
    walls: Fitted
    held: Mapping[str, Array]
    vapour_mmhg: Array
    in_dome: float
    crowd: float
    crowded_s: float

    def last(self, parameter: str, usual: float) -> float:
        """Return the newest reading, or what is usual where there is none."""
        value = float(self.held[parameter][-1])
        return usual if value != value else value


def fit_cabin(window: Window, mission: Mission) -> CabinFit:
    """Return what the telemetry in `window` says of the cabin; it holds at least two bins."""
    seen = see(window, mission)
    air, lost_per_s, inflow_per_s = _fit_air(seen)
    co2 = _fit_co2(seen, lost_per_s)
    stirred = np.clip(co2.mean[ZONE_COUNT:][STIRRING], *STIRRED_BETWEEN)
    return CabinFit(
        at_ns=int(window.times_ns[-1]) + BIN_NS // 2,
        co2=co2,
        air=air,
        water=_fit_water(seen, lost_per_s),
        heat=fit_heat(seen, stirred, inflow_per_s),
        walls=fit_walls(seen),
        held=seen.held,
        vapour_mmhg=(seen.vapour - (seen.vapour @ SHARES)[:, None])[-5:].mean(axis=0),
        in_dome=float(seen.in_dome[-1]),
        crowd=float(seen.crowd[-1]),
        crowded_s=_lasted_s(seen.crowd != 0.0),
    )


def _lasted_s(holds: NDArray[np.bool_]) -> float:
    """Return for how many seconds up to the last bin something has held without a break."""
    since_end = np.flatnonzero(~holds[::-1])
    return float(BIN_S) * (int(since_end[0]) if since_end.size else len(holds))


def _fit_co2(seen: Seen, lost_per_s: Array) -> Fitted:
    per_mol = R_MMHG * seen.kelvin / VOLUMES_M3  # mmHg per mol in each zone
    density = seen.co2 / (R_MMHG * seen.kelvin)  # mol/m³
    drawn = (density @ DUCT_SHARES)[:, None] * DUCT_SHARES
    flow = seen.input(SCRUBBER_FLOW, 0.0) * seen.input(EFFICIENCY, 0.0) / 100.0 / 3600.0
    ducts = seen.duct_m3_per_s[:, None] * (drawn - density * DUCT_SHARES)
    breath = people.AWAKE[people.CO2]
    astray = _ASTRAY_DOUBT * np.sqrt(abs(float(seen.crowd[-1])))
    terms = [
        seen.rates[:, :, people.CO2] * per_mol,
        -flow[:, None] * drawn * per_mol,
        *(term * per_mol for term in stirring(seen.local_m3_per_s, density)),
        *(only(zone, per_mol[:, zone] * breath) for zone in range(ZONE_COUNT)),
        ducts * per_mol - lost_per_s[:, None] * seen.co2,
    ]
    return fit_balance(
        seen.since_crowd(CO2),
        np.stack(terms),
        guess=seen.co2[-1],
        expected=np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]),
        doubt=np.array(
            [0.2, 0.1, 0.15, 0.15, 0.15, 0.3, 0.3 + astray, 0.2 + astray, 0.2 + astray / 2, 0.02]
        ),
        walk=np.full(ZONE_COUNT, 0.0008),
        least_noise=np.full(ZONE_COUNT, 0.003),
    )


def _fit_air(seen: Seen) -> tuple[Fitted, Array, Array]:
    """Return the balance, and which share of the air left and on the whole came in, per s, (n,).

    What left before the leak was as it is now is told by the nitrogen, which nobody breathes.
    """
    mean_k = VOLUME_M3 / (VOLUMES_M3 / seen.kelvin).sum(axis=1)
    pressure, oxygen = seen.measured((PRESSURE, OXYGEN)).T
    dry = pressure - (seen.co2 + seen.vapour) @ SHARES
    measured = np.stack([dry, oxygen], axis=1) * (295.15 / mean_k)[:, None]
    per_mol = R_MMHG * 295.15 / VOLUME_M3
    use = seen.rates[:, :, people.O2].sum(axis=1) * per_mol
    usual = np.array([USUAL_DRY_MMHG, USUAL_OXYGEN_MMHG])
    present = np.where(np.isnan(measured), usual, measured)
    relieves = seen.input(RELIEF, 0.0)  # the share of each bin in which it was open
    fed_oxygen, fed_nitrogen = (
        seen.input(name, 0.0) / 3600.0 / MOLAR_MASS_KG[gas] * per_mol
        for name, gas in zip(FEED_FLOWS, (Gas.O2, Gas.N2), strict=True)
    )
    terms = [
        np.stack([-use, -use], axis=1),
        -present,
        -present * (relieves * RELIEF_LEAST * RELIEF_PER_S)[:, None],
        np.stack([fed_oxygen + fed_nitrogen, fed_oxygen], axis=1),
    ]
    fitted = fit_balance(
        measured,
        np.stack(terms),
        guess=usual,
        expected=np.array([1.0, 0.0, 1.0, 1.0]),
        doubt=np.array([0.1, 5e-5, 0.3, 1e-3]),
        walk=np.array([0.003, 0.003]),
        least_noise=np.array([0.01, 0.03]),
    )
    leak_per_s = max(0.0, float(fitted.mean[2 + LEAK]))
    nitrogen = dry - oxygen
    nitrogen = np.where(nitrogen > LEAST_NITROGEN_MMHG, nitrogen, np.nan)
    lost_per_s = or_usual(
        fed_nitrogen / nitrogen - np.gradient(np.log(nitrogen), BIN_S), leak_per_s
    )
    lost_per_s[-round(fitted.stretch_s / BIN_S) :] = leak_per_s
    return fitted, lost_per_s, (fed_oxygen + fed_nitrogen) / present[:, 0] - lost_per_s


def _fit_water(seen: Seen, lost_per_s: Array) -> Fitted:
    mean = seen.vapour @ SHARES
    per_mol = R_MMHG * seen.kelvin.mean(axis=1) / VOLUME_M3 * seen.takes_up
    terms = [
        seen.rates[:, :, people.VAPOUR].sum(axis=1) * per_mol,
        -seen.dried_mol_per_s(seen.vapour @ DUCT_SHARES) * per_mol,
        -lost_per_s * mean,
    ]
    # Of saturated air a sensor tells no more than that.
    is_measured = np.isfinite(seen.measured(HUMIDITY)).all(axis=1) & (seen.takes_up[-1] > 0.0)
    return fit_balance(
        np.where(is_measured, mean, np.nan)[:, None],
        np.stack(terms)[:, :, None],
        guess=mean[-1:],
        expected=np.array([1.0, 1.0, 1.0]),
        doubt=np.array([0.4, 0.2, 1e-3]),
        walk=np.array([0.004]),
        least_noise=np.array([0.005]),
    )
