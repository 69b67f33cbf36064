"""What of the telemetry is believed, and why something cannot be forecast."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from console.domain.forecast.bins import BIN_S, Window
from console.domain.forecast.vehicle import FORECAST, HOLDS_BETWEEN, NEEDED, OXYGEN, PRESSURE, TOLD
from telemetry.dictionary import MissionDatabase
from telemetry.timebase import NS_PER_S

LEAST_DATA_S: Final = 180.0
OLDEST_S: Final = 60.0  # telemetry older than this says nothing about now
SILENT_BINS: Final = 3
FROZEN_BINS: Final = 9  # three minutes


def frozen(window: Window, database: MissionDatabase) -> set[str]:
    """Return the air's sensors that have repeated themselves: no cabin with people is so still.

    One at the end of its range may, because air holds no more than 100 % of its vapour.
    """
    found = set()
    for name in FORECAST:
        recent = window.values[name][-FROZEN_BINS:]
        if len(recent) == FROZEN_BINS and np.ptp(recent) == 0.0:  # False for NaN
            parameter = database.parameters[name]
            if parameter.range_low < recent[-1] < parameter.range_high:
                found.add(name)
    return found


def absurd(window: Window, database: MissionDatabase) -> dict[str, str]:
    """Return what reads beyond what the model holds for, and the words for it."""
    found = {}
    for name, (low, high) in HOLDS_BETWEEN.items():
        recent = window.values[name][-SILENT_BINS:]
        recent = recent[np.isfinite(recent)]
        if recent.size and not low <= (reads := float(np.median(recent))) <= high:
            unit = database.parameters[name].unit_text
            found[name] = (
                f"{name} reads {reads:.3g} {unit}, the model holds for {low:g} to {high:g}"
            )
    oxygen, pressure = (window.values[name][-SILENT_BINS:] for name in (OXYGEN, PRESSURE))
    if not found.keys() & {OXYGEN, PRESSURE} and (oxygen > pressure).any():  # False for NaN
        found |= dict.fromkeys((OXYGEN, PRESSURE), f"{OXYGEN} reads more than {PRESSURE}")
    return found


def believed(window: Window, doubted: Collection[str]) -> Window:
    """Return `window` without what is doubted."""
    values = {
        name: np.full_like(each, np.nan) if name in doubted else each
        for name, each in window.values.items()
    }
    return replace(window, values=values)


def reasons(
    window: Window,
    now_ns: int,
    suspects: Collection[str],
    still: Collection[str],
    wild: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """Yield each parameter that cannot be forecast, and why.

    Parameters
    ----------
    suspects, still : collection of str
        Parameters that somebody doubts, and that are `frozen`.
    wild : mapping of str to str
        Those that are `absurd`.
    """
    if reason := _of_everything(window, now_ns):
        yield from ((name, reason) for name in TOLD)
        return
    for name in TOLD:
        for need in (name, *NEEDED[name]):
            if need in suspects:
                reason = f"{need} is suspect"
            elif need in still:
                reason = f"{need} has not moved for {FROZEN_BINS * BIN_S} s"
            elif need in wild:
                reason = wild[need]
            else:
                reason = _silence(window, need)
            if reason:
                yield name, reason
                break


def _of_everything(window: Window, now_ns: int) -> str:
    """Return why nothing can be forecast, or nothing."""
    if not window.newest_ns:
        return "no telemetry yet"
    age_s = (now_ns - window.newest_ns) / NS_PER_S
    if age_s > OLDEST_S:
        return f"telemetry is {age_s:.0f} s old"
    span_s = len(window.times_ns) * BIN_S
    if span_s < LEAST_DATA_S:
        return f"{span_s} s of telemetry, {LEAST_DATA_S:.0f} s are needed"
    return ""


def _silence(window: Window, name: str) -> str:
    values = window.values[name]
    if np.isnan(values[-SILENT_BINS:]).all():
        return f"{name} is invalid or silent"
    seen_s = np.count_nonzero(np.isfinite(values)) * BIN_S
    if seen_s < LEAST_DATA_S:
        return f"{seen_s} s of {name}, {LEAST_DATA_S:.0f} s are needed"
    return ""
