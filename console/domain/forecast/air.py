"""CO2 in a zone while nobody looks out of its windows, for the rest of the flight, as fitted.

From the present state on the fitted production, scrubbing and stirring are run along the
timeline. Within the forecast's horizon that is the forecast itself; beyond it, its steady form.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.forecast import agenda as people
from console.domain.forecast.beds import mean_efficiency
from console.domain.forecast.fit import EXTRA, LEAK, PRODUCTION, REMOVAL, STIRRING, CabinFit
from console.domain.forecast.inputs import R_MMHG, exchange_m3_per_s
from console.domain.forecast.outlook import Forecast
from console.domain.forecast.vehicle import (
    CO2,
    DUCT_SHARES,
    SCRUBBER_FLOW,
    SEATING_BAY,
    STIRRED_ZONES,
    VOLUMES_M3,
    ZONE_COUNT,
)
from simulator.cabin import Array
from simulator.gases import MOLAR_MASS_KG, ZERO_CELSIUS_K, Gas
from telemetry.mission import Mission
from telemetry.mission_model import ZONES
from telemetry.timebase import NS_PER_S

STEP_S: Final = 300.0
_TOLD_MMHG: Final = 0.02  # a level that moved by less is told as it was
Steps = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedAir:
    """What a planner needs of a fitted cabin.

    Parameters
    ----------
    levels : mapping of str to ((int, float), ...)
        By zone: from which instant on CO2 is how many mmHg while nobody is at the windows.
    exchange_m3_per_h : mapping of str to float
        Of each zone with the rest of the cabin.
    breath_g_per_min : float
        CO2 one person awake gives. Rounded like the exchange, so that what is worked out for
        them once holds for the next fit as well.
    """

    levels: Mapping[str, Steps]
    exchange_m3_per_h: Mapping[str, float]
    breath_g_per_min: float


def nobody_knows() -> FittedAir | None:
    """Stand for the air where there is no forecast."""
    return None


def fitted_air(forecast: Forecast, mission: Mission, zones: Iterable[str]) -> FittedAir | None:
    """Return the air of `zones` for the rest of the flight, None where CO2 cannot be forecast."""
    wanted = [ZONES.index(zone) for zone in zones]
    if forecast.fit is None or any(CO2[zone] in forecast.unknown for zone in wanted):
        return None
    fit = forecast.fit
    theta = fit.co2.mean[ZONE_COUNT:]
    exchange = _exchange(fit, theta)
    levels = {ZONES[zone]: _steps(*_levels(fit, mission, theta, exchange, zone)) for zone in wanted}
    return FittedAir(
        levels=levels,
        exchange_m3_per_h={
            ZONES[zone]: round(float(-exchange[zone, zone]) * 3600.0) for zone in wanted
        },
        breath_g_per_min=round(
            float(theta[PRODUCTION] * people.AWAKE[people.CO2] * MOLAR_MASS_KG[Gas.CO2]) * 60e3, 2
        ),
    )


def _exchange(fit: CabinFit, theta: Array) -> Array:
    """Return the exchange matrix, m³/s: what comes in, less on the diagonal what goes out."""
    ducts, local = (each[-1] for each in exchange_m3_per_s(fit.held))
    exchange = np.outer(DUCT_SHARES, DUCT_SHARES) * ducts
    for fan, zone in enumerate(STIRRED_ZONES):
        stirred = max(0.2, float(theta[STIRRING][fan])) * local[fan]
        exchange[zone, SEATING_BAY] += stirred
        exchange[SEATING_BAY, zone] += stirred
    np.fill_diagonal(exchange, 0.0)
    np.fill_diagonal(exchange, -exchange.sum(axis=1))
    return np.asarray(exchange)


def _levels(
    fit: CabinFit, mission: Mission, theta: Array, exchange: Array, zone: int
) -> tuple[NDArray[np.int64], Array]:
    """Return instants and CO2 in `zone` with nobody there, by implicit steps of `STEP_S`."""
    steps = max(2, int((mission.end_ns - fit.at_ns) / NS_PER_S / STEP_S) + 1)
    times_ns = fit.at_ns + round(STEP_S * NS_PER_S) * np.arange(steps)
    breath = people.expected_rates(mission, times_ns, without=(ZONES[zone],))[:, :, people.CO2]
    extra = theta[EXTRA] * people.AWAKE[people.CO2]
    given = (theta[PRODUCTION] * breath + np.where(np.arange(ZONE_COUNT) == zone, 0.0, extra)) / (
        VOLUMES_M3
    )
    scrubbed = theta[REMOVAL] * fit.last(SCRUBBER_FLOW, 0.0) / 3600.0 * mean_efficiency(fit)
    rate = (exchange - scrubbed * np.outer(DUCT_SHARES, DUCT_SHARES)) / VOLUMES_M3[:, None]
    rate -= np.eye(ZONE_COUNT) * max(0.0, float(fit.air.mean[2 + LEAK]))
    advance = np.linalg.inv(np.eye(ZONE_COUNT) - STEP_S * rate)
    per_density = R_MMHG * (fit.heat.mean[:ZONE_COUNT] + ZERO_CELSIUS_K)
    density = fit.co2.mean[:ZONE_COUNT] / per_density
    found = np.empty(steps)
    for step in range(steps):
        found[step] = density[zone]
        density = advance @ (density + STEP_S * given[step])
    return times_ns, np.asarray(found * per_density[zone])


def _steps(times_ns: NDArray[np.int64], levels: Array) -> Steps:
    """Return levels as steps, each the higher of its two ends, without those that say nothing."""
    told: list[tuple[int, float]] = []
    for at_ns, (before, after) in zip(times_ns.tolist(), pairwise(levels.tolist()), strict=False):
        level = max(before, after)
        if not told or abs(level - told[-1][1]) > _TOLD_MMHG:
            told.append((at_ns, level))
    return tuple(told)
