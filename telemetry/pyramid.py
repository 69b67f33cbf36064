"""The rows of one packet as they come, with least and greatest values over wider and wider columns.

Every row costs the same small work; a plot of any span then reads a few hundred columns.
"""

from typing import Final

import numpy as np

from telemetry.levels import Integers, Values, level_width_ns
from telemetry.rows import NewestRows

# Widths of the levels as multiples of the narrowest, in which 32 to 63 rows fall.
_LEVEL_FACTORS: Final = (1, 16, 256)
MOST_BUCKETS: Final = 16_384
_END_OF_TIME_NS: Final = 1 << 62


class Level:
    """Extremes of all columns of a packet over adjoining buckets of time.

    Parameters
    ----------
    columns : int
        Parameters in the packet.
    width_ns : int
        Of a bucket.
    """

    def __init__(self, columns: int, width_ns: int) -> None:
        self.width_ns = width_ns
        self._columns = columns
        self._rows = NewestRows(2 * columns, MOST_BUCKETS)

    @property
    def buckets(self) -> Integers:
        """Numbers of the buckets that hold anything, ascending; start time over width."""
        return self._rows.keys

    @property
    def low(self) -> Values:
        """Least values, shape (buckets, columns); NaN where all samples were."""
        return self._rows.values[:, : self._columns]

    @property
    def high(self) -> Values:
        """Greatest values, shape (buckets, columns)."""
        return self._rows.values[:, self._columns :]

    @property
    def start_ns(self) -> int:
        """Where the oldest bucket begins; there must be one."""
        return int(self.buckets[0]) * self.width_ns

    def add(self, times_ns: Integers, low: Values, high: Values) -> None:
        """Widen the buckets that ascending times fall into."""
        buckets = times_ns // self.width_ns
        starts = np.flatnonzero(np.diff(buckets, prepend=buckets[0] - 1))
        buckets = buckets[starts]
        extremes = np.hstack(
            (
                np.fmin.reduceat(low, starts, axis=0),
                np.fmax.reduceat(high, starts, axis=0),
            )
        )
        newer = 0
        if len(self._rows):
            newer = int(np.searchsorted(buckets, self._rows.last_key, side="right"))
            for bucket, row in zip(buckets[:newer].tolist(), extremes[:newer], strict=True):
                self._merge(bucket, row)
        if newer < buckets.size:
            self._rows.append(buckets[newer:], extremes[newer:])

    def cut_from(self, time_ns: int) -> int:
        """Forget every bucket that reaches beyond an instant; return where the first began."""
        bucket = time_ns // self.width_ns
        self._rows.cut_from(bucket)
        return bucket * self.width_ns

    def _merge(self, bucket: int, extremes: Values) -> None:
        place = self._rows.find(bucket)
        if place is None:
            self._rows.insert(bucket, extremes)
            return
        row, middle = self._rows.values[place], self._columns
        np.fmin(row[:middle], extremes[:middle], out=row[:middle])
        np.fmax(row[middle:], extremes[middle:], out=row[middle:])


class Pyramid:
    """A packet's newest rows and the levels above them.

    Parameters
    ----------
    columns : int
        Parameters in the packet.
    period_ns : int
        Time between two rows.
    raw_rows : int
        Rows kept one by one; older ones live on in the levels only.
    """

    def __init__(self, columns: int, period_ns: int, raw_rows: int) -> None:
        self.first_ns = _END_OF_TIME_NS
        """Time of the oldest row that ever came, also if only the levels know it still."""
        self._raw_rows = raw_rows
        self._raw = NewestRows(columns, raw_rows)
        narrowest_ns = level_width_ns(period_ns)
        self.levels = tuple(Level(columns, narrowest_ns * factor) for factor in _LEVEL_FACTORS)

    @property
    def times_ns(self) -> Integers:
        """Times of the rows kept one by one, strictly ascending."""
        return self._raw.keys

    @property
    def values(self) -> Values:
        """Values of those rows, shape (rows, columns)."""
        return self._raw.values

    @property
    def is_empty(self) -> bool:
        """Whether no row came yet."""
        return not len(self._raw)

    @property
    def last_ns(self) -> int:
        """Time of the newest row; there must be one."""
        return self._raw.last_key

    def append(self, times_ns: Integers, values: Values) -> None:
        """Add rows with ascending times, all later than `last_ns`."""
        self._raw.append(times_ns, values)
        self._raise_levels(times_ns, values)

    def insert(self, times_ns: Integers, values: Values) -> int:
        """Add rows that came late; return how many do not repeat the one of their time.

        What is said again with other values takes the place of what was said first, as in the
        record; the levels hold the extremes of both. Rows older than those kept one by one
        only widen the levels, which a repetition does not change.
        """
        known, places = self._raw.find_all(times_ns)
        before = self._raw.values[places]
        is_news = ~((before == values[known]) | (np.isnan(before) & np.isnan(values[known])))
        is_changed = is_news.any(axis=1)
        self._raw.values[places[is_changed]] = values[known][is_changed]
        news = ~known
        news[known] = is_changed
        for time_ns, row in zip(times_ns[~known].tolist(), values[~known], strict=True):
            if len(self._raw) < self._raw_rows or time_ns > int(self._raw.keys[0]):
                self._raw.insert(time_ns, row)
        if news.any():
            self._raise_levels(times_ns[news], values[news])
        return int(news.sum())

    def cut_from(self, time_ns: int) -> None:
        """Forget rows at or after an instant: the source was set back to it."""
        self._raw.cut_from(time_ns)
        if self.first_ns >= time_ns:
            self.first_ns = _END_OF_TIME_NS
        lower: Level | None = None
        for level in self.levels:
            start_ns = level.cut_from(time_ns)
            self._refill(level, lower, start_ns)
            lower = level

    def _refill(self, level: Level, lower: Level | None, start_ns: int) -> None:
        """Restore the part of a forgotten bucket that lies before the cut from below."""
        if lower is None:
            since = int(np.searchsorted(self._raw.keys, start_ns))
            times_ns, low = self._raw.keys[since:], self._raw.values[since:]
            high = low
        else:
            since = int(np.searchsorted(lower.buckets * lower.width_ns, start_ns))
            times_ns = lower.buckets[since:] * lower.width_ns
            low, high = lower.low[since:], lower.high[since:]
        if times_ns.size:
            level.add(times_ns, low, high)

    def _raise_levels(self, times_ns: Integers, values: Values) -> None:
        self.first_ns = min(self.first_ns, int(times_ns[0]))
        for level in self.levels:
            level.add(times_ns, values, values)
