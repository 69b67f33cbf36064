"""Stretches of time in which an enumeration kept its state. No Qt."""

from dataclasses import dataclass

import numpy as np

from telemetry.levels import MinMax
from telemetry.timebase import NS_PER_S


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch in one state, or, where `low` and `high` differ, in several.

    Parameters
    ----------
    start_s, end_s : float
        Seconds after the origin.
    """

    start_s: float
    end_s: float
    low: int
    high: int


def state_runs(columns: MinMax, origin_ns: int, period_ns: int) -> list[Run]:
    """Return the runs of `columns`; gaps belong to none."""
    known = np.isfinite(columns.low)
    if not known.any():
        return []
    low = np.where(known, columns.low, -1).astype(np.int64)
    high = np.where(known, columns.high, -1).astype(np.int64)
    differs = (np.diff(low) != 0) | (np.diff(high) != 0) | (np.diff(known.astype(np.int8)) != 0)
    starts = np.concatenate(([0], np.flatnonzero(differs) + 1))
    ends = np.append(starts[1:], low.size)
    starts_s = (columns.times_ns - origin_ns) / NS_PER_S
    width_s = (columns.width_ns or period_ns) / NS_PER_S
    found = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if known[start]:
            last_s = float(starts_s[end - 1]) + width_s
            is_followed = end < low.size and known[end]
            end_s = float(starts_s[end]) if is_followed else last_s
            found.append(Run(float(starts_s[start]), end_s, int(low[start]), int(high[start])))
    return found
