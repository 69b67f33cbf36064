"""What curves say at a cursor and between two. No Qt."""

from dataclasses import dataclass

import numpy as np

from telemetry.dictionary import Packet
from telemetry.history import History
from telemetry.timebase import NS_PER_S

_COLUMNS = 500
REACH_PERIODS = 2  # a cursor further than this after the last sample reads nothing


@dataclass(frozen=True, slots=True)
class Extent:
    """The least and the greatest value of a parameter at an instant, alike for one sample."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The value, or the middle of what is known."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A parameter between two cursors; `mean` is of the drawn columns, each of one weight."""

    least: float
    mean: float
    greatest: float


def reading_at(history: History, packet: Packet, parameter: str, at_ns: int) -> Extent | None:
    """Return what was known of `parameter` at an instant: its last sample before, if recent."""
    from_ns = at_ns - REACH_PERIODS * packet.period_ns
    columns = history.columns(parameter, from_ns, at_ns + 1, _COLUMNS)
    before = np.isfinite(columns.low) & (columns.times_ns <= at_ns)
    if not before.any():
        return None
    last = int(np.flatnonzero(before)[-1])
    return Extent(float(columns.low[last]), float(columns.high[last]))


def between(history: History, parameter: str, from_ns: int, to_ns: int) -> Between | None:
    """Return the extremes and the mean of a stretch, None where nothing is known of it."""
    start_ns, end_ns = sorted((from_ns, to_ns))
    columns = history.columns(parameter, start_ns, end_ns + 1, _COLUMNS)
    known = np.isfinite(columns.low)
    if columns.width_ns == 0:
        known &= (columns.times_ns >= start_ns) & (columns.times_ns <= end_ns)
    if not known.any():
        return None
    low, high = columns.low[known], columns.high[known]
    return Between(
        least=float(low.min()), mean=float((low + high).mean() / 2), greatest=float(high.max())
    )


def seconds_between(from_ns: int, to_ns: int) -> float:
    """Return how much later the second instant is."""
    return (to_ns - from_ns) / NS_PER_S
