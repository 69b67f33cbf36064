"""Least and greatest value per column of an absolute time grid: what a plot needs of many samples.

A column is as wide as a power of two of 1/512 s, the finest such division of a second that is
whole nanoseconds, and begins at a multiple of its width since 1970. So a narrower grid always
nests in a wider one, whoever computes it, and only the last column changes as time goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.timebase import NS_PER_S

Integers = NDArray[np.int64]
Values = NDArray[np.float64]

GRID_UNIT_NS: Final = 5**9
# Levels kept, each so many times wider than the one before: three days are few columns of the
# second, and three hours few of the first.
TIERS: Final = 2
TIER_FACTOR: Final = 8
# The next row may come this many periods later before the time between is a gap.
GAP_PERIODS: Final = 1.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MinMax:
    """A parameter's values as columns.

    Parameters
    ----------
    width_ns : int
        Width of every column; 0 if each column is one sample at its own time.
    times_ns : ndarray of int64, shape (n,)
        Where the columns start, ascending.
    low, high : ndarray of float64, shape (n,)
        Least and greatest value in the column; NaN where there is none: a gap, or only
        invalid samples.
    """

    width_ns: int
    times_ns: Integers
    low: Values
    high: Values

    @property
    def times_s(self) -> Values:
        """Where the columns start, in UTC seconds since 1970, for drawing."""
        return self.times_ns / NS_PER_S

    def __len__(self) -> int:
        return int(self.times_ns.size)


def grid_width_ns(span_ns: int, columns: int) -> int:
    """Return the narrowest width with which at most `columns` whole columns cover `span_ns`."""
    return _power_of_two_at_least(-(-max(1, span_ns) // max(1, columns)))


def level_width_ns(period_ns: int) -> int:
    """Return the width in which 32 to 63 rows of a packet fall: the finest level kept."""
    return _power_of_two_at_least(32 * period_ns)


def tier_width_ns(period_ns: int, tier: int) -> int:
    """Return the width of the columns of a level kept beside the rows, tier 0 the finest."""
    return level_width_ns(period_ns) * int(TIER_FACTOR**tier)


def columns_from_samples(
    times_ns: Integers, values: Values, *, from_ns: int, to_ns: int, period_ns: int, width_ns: int
) -> MinMax:
    """Return the samples of a span as columns `width_ns` wide.

    Where that is finer than two periods, each sample is a column of its own with a NaN column
    in every gap: columns that are empty between two samples are no gaps.

    Parameters
    ----------
    times_ns, values : ndarray, shape (n,)
        Ascending times within the span, and values of which NaN are invalid.
    from_ns, to_ns : int
        The span, its end excluded.
    """
    if width_ns < 2 * period_ns:
        return samples_as_columns(times_ns, values, period_ns=period_ns)
    buckets, low, high = folded(times_ns, values, values, width_ns)
    return on_grid(buckets, low, high, from_ns=from_ns, to_ns=to_ns, width_ns=width_ns)


def samples_as_columns(times_ns: Integers, values: Values, *, period_ns: int) -> MinMax:
    """Return every sample as a column of its own, and a NaN column in every gap."""
    times_ns, values = with_breaks(times_ns, values, period_ns=period_ns)
    return MinMax(width_ns=0, times_ns=times_ns, low=values, high=values)


def with_breaks(times_ns: Integers, values: Values, *, period_ns: int) -> tuple[Integers, Values]:
    """Return samples with a NaN one period after the last sample before every gap."""
    before = np.flatnonzero(np.diff(times_ns) > GAP_PERIODS * period_ns)
    if not before.size:
        return times_ns, values
    return (
        np.insert(times_ns, before + 1, times_ns[before] + period_ns),
        np.insert(values, before + 1, np.nan),
    )


def folded(
    times_ns: Integers, low: Values, high: Values, width_ns: int
) -> tuple[Integers, Values, Values]:
    """Return the columns that ascending times fall into, and their extremes.

    Parameters
    ----------
    low, high : ndarray of float64, shape (n,) or (parameters, n)

    Returns
    -------
    buckets : ndarray of int64, shape (m,)
        Numbers of the columns that hold anything: start time divided by width; ascending.
    low, high : ndarray of float64, shape (m,) or (parameters, m)
        NaN only where all in the column are NaN.
    """
    if not times_ns.size:
        return times_ns.astype(np.int64), low, high
    buckets = times_ns // width_ns
    starts = np.flatnonzero(np.diff(buckets, prepend=buckets[0] - 1))
    return (
        buckets[starts],
        np.fmin.reduceat(low, starts, axis=-1),
        np.fmax.reduceat(high, starts, axis=-1),
    )


def on_grid(
    buckets: Integers, low: Values, high: Values, *, from_ns: int, to_ns: int, width_ns: int
) -> MinMax:
    """Return columns covering a span without holes: NaN where `buckets` has no such column."""
    first, last = from_ns // width_ns, -(-to_ns // width_ns)
    inside = (buckets >= first) & (buckets < last)
    places = buckets[inside] - first
    grid = np.full((2, max(0, last - first)), np.nan)
    grid[0, places], grid[1, places] = low[inside], high[inside]
    times_ns = np.arange(first, max(first, last), dtype=np.int64) * width_ns
    return MinMax(width_ns=width_ns, times_ns=times_ns, low=grid[0], high=grid[1])


def joined(parts: Sequence[tuple[Integers, Values, Values]]) -> tuple[Integers, Values, Values]:
    """Return columns of several parts as one; a column in more than one part is merged."""
    buckets = np.concatenate([part[0] for part in parts])
    low = np.concatenate([part[1] for part in parts])
    high = np.concatenate([part[2] for part in parts])
    if (np.diff(buckets) <= 0).any():
        order = np.argsort(buckets, kind="stable")
        buckets, low, high = buckets[order], low[order], high[order]
    return folded(buckets, low, high, 1)


def _power_of_two_at_least(width_ns: int) -> int:
    return GRID_UNIT_NS << max(0, -(-width_ns // GRID_UNIT_NS) - 1).bit_length()
