"""One parameter's past out of several sources of different fineness, painted on one grid."""

from dataclasses import dataclass

import numpy as np

from telemetry.levels import Integers, MinMax, Values, folded


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """Part of a parameter's past.

    Parameters
    ----------
    width_ns : int
        Of its columns; 0 for samples.
    from_ns, to_ns : int
        The span it speaks for, its end excluded, with all gaps in it.
    times_ns, low, high : ndarray, shape (n,)
        Ascending starts of columns, or times of samples, and their extremes.
    """

    width_ns: int
    from_ns: int
    to_ns: int
    times_ns: Integers
    low: Values
    high: Values


class ColumnGrid:
    """Columns of one width being painted from several sources, the finest first.

    Parameters
    ----------
    first, count : int
        Number of the first column, its start time over the width, and how many there are.
    width_ns : int
        On the grid of `telemetry.levels`.
    """

    def __init__(self, *, first: int, count: int, width_ns: int) -> None:
        self._first, self._count, self._width_ns = first, count, width_ns
        self._low, self._high = np.full(count, np.nan), np.full(count, np.nan)
        self._covered = np.zeros(count, bool)

    def paint(self, source: Source) -> None:
        """Add a source: widening columns if it is fine enough, else only where there is none."""
        if source.width_ns <= self._width_ns:
            span_ns = np.array([self._first, self._first + self._count]) * self._width_ns
            inside = slice(*np.searchsorted(source.times_ns, span_ns).tolist())
            buckets, low, high = folded(
                source.times_ns[inside], source.low[inside], source.high[inside], self._width_ns
            )
            places = buckets - self._first
            self._low[places] = np.fmin(self._low[places], low)
            self._high[places] = np.fmax(self._high[places], high)
        elif source.times_ns.size:
            self._spread(source)
        start = -(-source.from_ns // self._width_ns) - self._first
        end = source.to_ns // self._width_ns - self._first
        self._covered[max(0, start) : max(0, end)] = True

    def columns(self) -> MinMax:
        """Return what was painted."""
        times_ns = (self._first + np.arange(self._count, dtype=np.int64)) * self._width_ns
        return MinMax(width_ns=self._width_ns, times_ns=times_ns, low=self._low, high=self._high)

    def _spread(self, source: Source) -> None:
        """Fill columns nobody covers with the wider column they lie in."""
        starts_ns = (self._first + np.arange(self._count)) * self._width_ns
        known = (starts_ns + self._width_ns > source.from_ns) & (starts_ns < source.to_ns)
        free = np.flatnonzero(known & ~self._covered & np.isnan(self._low))
        times_ns = starts_ns[free]
        wanted = times_ns // source.width_ns * source.width_ns
        found = np.minimum(np.searchsorted(source.times_ns, wanted), source.times_ns.size - 1)
        lies_in = source.times_ns[found] == wanted
        self._low[free[lies_in]] = source.low[found[lies_in]]
        self._high[free[lies_in]] = source.high[found[lies_in]]


def uncovered(
    source: Source, covered: list[tuple[int, int]], from_ns: int, to_ns: int
) -> tuple[Integers, Values, Values]:
    """Return a source's columns within a span that touch nothing covered."""
    first = np.searchsorted(source.times_ns, from_ns - source.width_ns, side="right")
    inside = slice(int(first), int(np.searchsorted(source.times_ns, to_ns)))
    starts = source.times_ns[inside]
    ends = starts + source.width_ns
    free = np.ones(starts.size, np.bool_)
    for covered_from_ns, covered_to_ns in covered:
        free &= (ends <= covered_from_ns) | (starts >= covered_to_ns)
    return starts[free], source.low[inside][free], source.high[inside][free]
