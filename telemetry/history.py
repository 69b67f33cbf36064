"""What plots draw from: a console's own memory of the telemetry.

Live frames keep every row of the last two hours and columns of least and greatest values for
everything older; what happened before the console joined is filled in from the server's file.
Both describe the same rows, so where they overlap the least of both and the greatest of both
are simply right: there is no seam to find and nothing is counted twice.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from telemetry.column_grid import ColumnGrid, Source, uncovered
from telemetry.dictionary import MissionDatabase, Packet
from telemetry.levels import Integers, MinMax, Values, grid_width_ns, with_breaks
from telemetry.pyramid import Pyramid
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

RAW_SPAN_NS: Final = 7200 * NS_PER_S
_LEAST_RAW_ROWS: Final = 256
# Server's answers kept per parameter: the longest, which is the overview, and the newest zooms.
_MOST_FILLS: Final = 6
# Live rows cover everything that follows them: a wide column in which they end is not drawn
# into the future.
_END_OF_TIME_NS: Final = 1 << 62


class History:
    """The telemetry of one vehicle as one console remembers it. Used by one thread.

    Parameters
    ----------
    database
        Packets that may come.
    """

    def __init__(self, database: MissionDatabase) -> None:
        self._database = database
        self._packets = {packet.name: _PacketHistory(packet) for packet in database.packets}
        self._fills: dict[str, list[Source]] = {}
        self._duplicate_rows = self._late_rows = self._refused_frames = 0

    @property
    def duplicate_rows(self) -> int:
        """Rows that came again and were dropped."""
        return self._duplicate_rows

    @property
    def late_rows(self) -> int:
        """Rows that came after a later one and were sorted in."""
        return self._late_rows

    @property
    def refused_frames(self) -> int:
        """Frames that fit no packet of the vehicle."""
        return self._refused_frames

    def append(self, frame: Frame) -> None:
        """Remember a frame that was received or asked back."""
        packet = self._packets.get(frame.packet)
        if packet is None or packet.columns != frame.columns:
            self._refused_frames += 1
            return
        if packet.is_set_back_by(frame):
            for parameter in packet.parameters:
                self._cut_fills(parameter, frame.generated_ns)
        late, duplicate = packet.append(frame)
        self._late_rows += late
        self._duplicate_rows += duplicate

    def latest(self, parameter: str) -> tuple[int, float] | None:
        """Return time and value of a parameter's newest live sample; None before the first.

        Raises
        ------
        KeyError
            If the vehicle has no such parameter.
        """
        pyramid, column = self._place(parameter)
        if pyramid.is_empty:
            return None
        return pyramid.last_ns, float(pyramid.values[-1, column])

    def samples_after(self, parameter: str, time_ns: int) -> tuple[Integers, Values]:
        """Return the live samples newer than an instant, oldest first; views, until the next."""
        pyramid, column = self._place(parameter)
        first = int(np.searchsorted(pyramid.times_ns, time_ns, side="right"))
        return pyramid.times_ns[first:], pyramid.values[first:, column]

    def back_fill(self, parameter: str, past: MinMax, *, from_ns: int, to_ns: int) -> None:
        """Remember what the server's file says about a span, its end excluded.

        Parameters
        ----------
        past
            Columns, or samples as columns of their own.
        """
        fills = self._fills.setdefault(parameter, [])
        fills[:] = [
            fill
            for fill in fills
            if fill.from_ns < from_ns or fill.to_ns > to_ns or fill.width_ns < past.width_ns
        ]
        if len(fills) == _MOST_FILLS:
            overview = max(fills, key=lambda fill: fill.to_ns - fill.from_ns)
            oldest = next(place for place, fill in enumerate(fills) if fill is not overview)
            del fills[oldest]
        fills.append(
            Source(
                width_ns=past.width_ns,
                from_ns=from_ns,
                to_ns=to_ns,
                times_ns=past.times_ns,
                low=past.low,
                high=past.high,
            )
        )

    def raw(self, parameter: str, from_ns: int, to_ns: int) -> tuple[Integers, Values]:
        """Return the samples of a span, its end excluded, that are remembered one by one.

        Returns
        -------
        times_ns : ndarray of int64, shape (n,)
            Strictly ascending.
        values : ndarray of float64, shape (n,)
            NaN where the sample was invalid.
        """
        return _samples(self._sources(parameter, 1), from_ns, to_ns)

    def columns(self, parameter: str, from_ns: int, to_ns: int, columns: int) -> MinMax:
        """Return a span as at most about `columns` least-and-greatest columns.

        The columns are on the absolute grid of `telemetry.levels`, so that from one call to
        the next only the last changes. NaN columns are gaps. Where the grid would be finer
        than two periods, samples are columns of their own. What is remembered only coarsely
        is drawn coarsely.
        """
        width_ns = grid_width_ns(to_ns - from_ns, columns)
        period_ns = self._database.place[parameter][0].period_ns
        if width_ns < 2 * period_ns:
            return self._single_columns(parameter, from_ns, to_ns, period_ns)
        first, last = from_ns // width_ns, -(-to_ns // width_ns)
        grid = ColumnGrid(first=first, count=max(0, last - first), width_ns=width_ns)
        for source in self._sources(parameter, width_ns):
            grid.paint(source)
        return grid.columns()

    def _place(self, parameter: str) -> tuple[Pyramid, int]:
        packet, column = self._database.place[parameter]
        return self._packets[packet.name].pyramid, column

    def _sources(self, parameter: str, width_ns: int) -> list[Source]:
        """Return what is remembered, finest first, without finer levels than needed."""
        pyramid, column = self._place(parameter)
        sources = [*self._fills.get(parameter, ()), *_live(pyramid, column, width_ns)]
        return sorted(sources, key=lambda source: source.width_ns)

    def _single_columns(self, parameter: str, from_ns: int, to_ns: int, period_ns: int) -> MinMax:
        """Return samples, and coarser columns where no samples are remembered."""
        sources = self._sources(parameter, 1)
        times_ns, values = _samples(sources, from_ns, to_ns)
        times_ns, values = with_breaks(times_ns, values, period_ns=period_ns)
        parts = [(times_ns, values, values)]
        covered = [(each.from_ns, each.to_ns) for each in sources if not each.width_ns]
        for source in sources:
            if source.width_ns:
                parts.append(uncovered(source, covered, from_ns, to_ns))
                covered.append((source.from_ns, source.to_ns))
        order = np.argsort(np.concatenate([part[0] for part in parts]), kind="stable")
        return MinMax(
            width_ns=0,
            times_ns=np.concatenate([part[0] for part in parts])[order],
            low=np.concatenate([part[1] for part in parts])[order],
            high=np.concatenate([part[2] for part in parts])[order],
        )

    def _cut_fills(self, parameter: str, time_ns: int) -> None:
        """Forget what was filled in about times from `time_ns` on."""
        kept = []
        for fill in self._fills.get(parameter, ()):
            whole = fill.times_ns + fill.width_ns <= time_ns
            if fill.width_ns == 0:
                whole = fill.times_ns < time_ns
            if whole.any():
                kept.append(
                    Source(
                        width_ns=fill.width_ns,
                        from_ns=fill.from_ns,
                        to_ns=min(fill.to_ns, time_ns),
                        times_ns=fill.times_ns[whole],
                        low=fill.low[whole],
                        high=fill.high[whole],
                    )
                )
        self._fills[parameter] = kept


class _PacketHistory:
    """The live rows of one packet."""

    def __init__(self, packet: Packet) -> None:
        self.columns = packet.columns
        self.parameters = tuple(parameter.id for parameter in packet.parameters)
        self._period_ns = packet.period_ns
        raw_rows = max(_LEAST_RAW_ROWS, RAW_SPAN_NS // packet.period_ns)
        self.pyramid = Pyramid(packet.columns, packet.period_ns, raw_rows)
        self._sources: set[str] = set()

    def is_set_back_by(self, frame: Frame) -> bool:
        """Whether a new session of the source begins before the old one had ended."""
        return (
            frame.source not in self._sources
            and not self.pyramid.is_empty
            and frame.generated_ns <= self.pyramid.last_ns
        )

    def append(self, frame: Frame) -> tuple[int, int]:
        """Add a frame's rows; return how many came late and how many were there already."""
        if self.is_set_back_by(frame):
            self.pyramid.cut_from(frame.generated_ns)
        self._sources.add(frame.source)
        times_ns = frame.generated_ns + self._period_ns * np.arange(frame.rows)
        if self.pyramid.is_empty or frame.generated_ns > self.pyramid.last_ns:
            self.pyramid.append(times_ns, frame.values)
            return 0, 0
        late = self.pyramid.insert(times_ns, frame.values)
        return late, frame.rows - late


def _samples(sources: list[Source], from_ns: int, to_ns: int) -> tuple[Integers, Values]:
    """Return what the sources that are remembered one by one have of a span."""
    samples = [source for source in sources if not source.width_ns]
    if not samples:
        return np.empty(0, np.int64), np.empty(0)
    inside = [
        slice(*np.searchsorted(source.times_ns, (from_ns, to_ns)).tolist()) for source in samples
    ]
    both = list(zip(samples, inside, strict=True))
    times_ns = np.concatenate([source.times_ns[part] for source, part in both])
    values = np.concatenate([source.low[part] for source, part in both])
    times_ns, first = np.unique(times_ns, return_index=True)
    return times_ns, values[first]


def _live(pyramid: Pyramid, column: int, width_ns: int) -> Iterator[Source]:
    """Yield what a pyramid knows: the widest that is fine enough, then coarser for older times."""
    if pyramid.is_empty:
        return
    fine = [level for level in pyramid.levels if level.width_ns <= width_ns]
    if not fine:
        values = pyramid.values[:, column]
        yield Source(
            width_ns=0,
            from_ns=int(pyramid.times_ns[0]),
            to_ns=_END_OF_TIME_NS,
            times_ns=pyramid.times_ns,
            low=values,
            high=values,
        )
        if pyramid.times_ns[0] <= pyramid.first_ns:
            return
    for level in pyramid.levels[max(0, len(fine) - 1) :]:
        yield Source(
            width_ns=level.width_ns,
            from_ns=max(level.start_ns, pyramid.first_ns),
            to_ns=_END_OF_TIME_NS,
            times_ns=level.buckets * level.width_ns,
            low=level.low[:, column],
            high=level.high[:, column],
        )
        if level.start_ns <= pyramid.first_ns:
            return
