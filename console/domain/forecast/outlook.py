"""The cabin one orbit ahead, with a band, and when it will pass a limit.

Worked out anew every few seconds from the telemetry of the last half hour and from the timeline.
What cannot be forecast says why; nothing is drawn from nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.forecast.agenda import Visit, with_visits
from console.domain.forecast.average import average_ahead
from console.domain.forecast.bins import Window
from console.domain.forecast.draws import AHEAD_S, draw
from console.domain.forecast.fit import CabinFit, fit_cabin
from console.domain.forecast.run import run_ahead, runs_away
from console.domain.forecast.trust import absurd, believed, frozen, reasons
from console.domain.forecast.vehicle import CO2, CO2_AVERAGE, COLDEST_C, FORECAST, HOTTEST_C, TOLD
from simulator.cabin import Array
from telemetry.dictionary import Limit
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

BAND: Final = 0.9
_EDGES: Final = ((1.0 - BAND) / 2, 0.5, (1.0 + BAND) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """When a limit will be passed.

    Parameters
    ----------
    likelihood : float
        That it is passed within the horizon, 0 to 1.
    early_s, in_s, late_s : float or None
        Seconds after `Forecast.at_ns` by which it is passed with 5, 50 and 95 % likelihood;
        None where that lies beyond the horizon.
    """

    limit: Limit
    likelihood: float
    early_s: float | None
    in_s: float | None
    late_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """One parameter ahead.

    Parameters
    ----------
    low, middle, high : ndarray, shape (n,)
        The band holds the truth in nine of ten cases.
    crossings : tuple of Crossing
        For every limit that may be passed, the soonest first.
    """

    parameter: str
    low: Array
    middle: Array
    high: Array
    crossings: tuple[Crossing, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forecast:
    """What is to come, as known at one moment.

    Parameters
    ----------
    at_ns : int
        Up to when telemetry was looked at; 0 for none.
    times_ns : ndarray of int64, shape (n,)
        Of every outlook, from `at_ns` on.
    unknown : mapping of str to str
        Why a parameter has no outlook.
    fit : CabinFit or None
        What it was made from.
    """

    at_ns: int = 0
    times_ns: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    outlooks: Mapping[str, Outlook] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)
    fit: CabinFit | None = None


NOTHING: Final = Forecast(unknown=dict.fromkeys(TOLD, "no telemetry yet"))
_CONTRADICTS: Final = (
    f"the telemetry contradicts itself: air like this would leave {COLDEST_C:g} to {HOTTEST_C:g} °C"
)


def fitted(
    window: Window,
    mission: Mission,
    now_ns: int,
    *,
    suspects: Collection[str] = (),
    visits: Collection[Visit] = (),
) -> Forecast:
    """Return what the telemetry says of the cabin at `now_ns`, without any outlook.

    Parameters
    ----------
    suspects : collection of str
        Parameters that are not to be believed, whatever they read.
    visits : collection of Visit
        Who is at which window beside the timeline.
    """
    still = frozen(window, mission.database) if window.values else set()
    wild = absurd(window, mission.database) if window.values else {}
    unknown = dict(reasons(window, now_ns, suspects, still, wild))
    if len(unknown) == len(TOLD):
        return Forecast(unknown=unknown)
    doubted = still | wild.keys() | set(suspects)
    fit = fit_cabin(believed(window, doubted), with_visits(mission, visits))
    return Forecast(at_ns=fit.at_ns, unknown=unknown, fit=fit)


def forecast(
    window: Window,
    mission: Mission,
    now_ns: int,
    *,
    suspects: Collection[str] = (),
    visits: Collection[Visit] = (),
) -> Forecast:
    """Return the forecast at `now_ns`; the parameters are those of `fitted`."""
    found = fitted(window, mission, now_ns, suspects=suspects, visits=visits)
    if found.fit is None:
        return found
    members = run_ahead(found.fit, with_visits(mission, visits), draw())
    if runs_away(members):
        return replace(found, unknown={**dict.fromkeys(TOLD, _CONTRADICTS), **found.unknown})
    known = {name: members[row] for row, name in enumerate(FORECAST) if name not in found.unknown}
    if CO2_AVERAGE not in found.unknown:
        known[CO2_AVERAGE] = average_ahead(found.fit, members[: len(CO2)], draw().average)
    outlooks = {
        name: _outlook(name, values, mission.database.parameters[name].limits)
        for name, values in known.items()
    }
    times_ns = found.at_ns + (AHEAD_S * NS_PER_S).astype(np.int64)
    return replace(found, times_ns=times_ns, outlooks=outlooks)


def _outlook(name: str, members: Array, limits: tuple[Limit, ...]) -> Outlook:
    """Return what `members`, shape (n, steps), say of a parameter."""
    low, middle, high = np.quantile(members, _EDGES, axis=0)
    found = crossings(AHEAD_S, members, limits)
    return Outlook(parameter=name, low=low, middle=middle, high=high, crossings=found)


def crossings(ahead_s: Array, members: Array, limits: tuple[Limit, ...]) -> tuple[Crossing, ...]:
    """Return when `members`, shape (n, steps), pass limits they have not passed at first.

    Parameters
    ----------
    ahead_s : ndarray, shape (steps,)
        Seconds after now of each step.
    """
    found = []
    for limit in limits:
        beyond = members > limit.threshold if limit.is_high else members < limit.threshold
        if beyond[:, 0].mean() > 0.5 or not beyond.any():
            continue
        first_s = _first_s(ahead_s, members - limit.threshold, beyond)
        ordered = np.sort(first_s)
        early, middle, late = (
            float(ordered[min(len(ordered) - 1, int(edge * len(ordered)))]) for edge in _EDGES
        )
        found.append(
            Crossing(
                limit=limit,
                likelihood=float(beyond.any(axis=1).mean()),
                early_s=_within(early),
                in_s=_within(middle),
                late_s=_within(late),
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.likelihood, each.in_s or np.inf)))


def _first_s(ahead_s: Array, over: Array, beyond: NDArray[np.bool_]) -> Array:
    """Return when each member first is beyond, between two steps by proportion; inf for never."""
    after = np.argmax(beyond, axis=1)
    before = np.maximum(after - 1, 0)
    rows = np.arange(len(over))
    low, high = over[rows, before], over[rows, after]
    share = np.where(after > 0, low / np.where(after > 0, low - high, 1.0), 0.0)
    first_s = ahead_s[before] + share * (ahead_s[after] - ahead_s[before])
    return np.where(beyond.any(axis=1), first_s, np.inf)


def _within(seconds: float) -> float | None:
    return seconds if np.isfinite(seconds) else None
