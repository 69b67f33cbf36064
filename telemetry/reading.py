"""Ranges, columns and states out of a mission's record: sealed blocks and newest rows as one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from telemetry.blocks import BlockError, decode_value, decode_values
from telemetry.dictionary import Packet
from telemetry.levels import (
    TIERS,
    Integers,
    MinMax,
    Values,
    columns_from_samples,
    folded,
    grid_width_ns,
    joined,
    level_width_ns,
    on_grid,
    tier_width_ns,
)
from telemetry.records import GENERATED, HEAD_WORDS, newest
from telemetry.sealing import MOST_BUCKETS, opened_levels
from telemetry.streams import Reign, Streams
from telemetry.tables import BlockSpan, StoreDamagedError, StoreError, Tables

_NO_TIMES: Integers = np.empty(0, np.int64)
_NO_VALUES: Values = np.empty(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One stream's share of a span of one parameter; `word` is its place in the rows."""

    reign: Reign
    word: int
    from_ns: int
    to_ns: int

    @property
    def channel(self) -> int:
        return self.reign.first_channel + self.word

    @property
    def period_ns(self) -> int:
        return self.reign.packet.period_ns


class RecordReader:
    """Reads the record of one mission.

    Parameters
    ----------
    tables
        The database.
    streams
        The streams in it.
    """

    def __init__(self, tables: Tables, streams: Streams) -> None:
        self._tables = tables
        self._streams = streams

    def packets(self) -> tuple[Packet, ...]:
        """Return the newest definition of every packet."""
        packets = (packet for _, packet in self._streams.definitions().values())
        return tuple({packet.name: packet for packet in packets}.values())

    def span_ns(self) -> tuple[int, int] | None:
        """Return generation times of the first and the last row, or None if there is no row."""
        with self._streams.snapshot():
            return self._streams.span_ns()

    def samples(self, parameter: str, from_ns: int, to_ns: int) -> tuple[Integers, Values]:
        """Return a parameter's samples in a span, its end excluded.

        Returns
        -------
        times_ns : ndarray of int64, shape (n,)
            Generation times, strictly ascending.
        values : ndarray of float64, shape (n,)
            NaN where the sample was invalid.

        Raises
        ------
        StoreError
            If nothing of that name was ever recorded.
        """
        with self._streams.snapshot():
            parts = self._parts(parameter, from_ns, to_ns)
            return _in_order([self._samples(part) for part in parts])

    def columns(self, parameter: str, from_ns: int, to_ns: int, columns: int) -> MinMax:
        """Return a parameter as at most about `columns` least-and-greatest columns of a span.

        The columns are on the grid of `telemetry.levels`; those at the ends are whole. Where
        they would be finer than two periods, each sample is a column of its own.

        Raises
        ------
        StoreError
            If nothing of that name was ever recorded.
        """
        width_ns = grid_width_ns(to_ns - from_ns, columns)
        from_ns, to_ns = from_ns // width_ns * width_ns, -(-to_ns // width_ns) * width_ns
        with self._streams.snapshot():
            parts = self._parts(parameter, from_ns, to_ns)
            if any(width_ns < level_width_ns(part.period_ns) for part in parts):
                times_ns, values = _in_order([self._samples(part) for part in parts])
                period_ns = max(part.period_ns for part in parts)
                return columns_from_samples(
                    times_ns, values, from_ns=from_ns, to_ns=to_ns,
                    period_ns=period_ns, width_ns=width_ns,
                )  # fmt: skip
            found = [
                _widened(each, width_ns) for part in parts for each in self._levels(part, width_ns)
            ]
        buckets, low, high = joined(found) if found else (_NO_TIMES, _NO_VALUES, _NO_VALUES)
        return on_grid(buckets, low, high, from_ns=from_ns, to_ns=to_ns, width_ns=width_ns)

    def state_at(self, instant_ns: int) -> dict[str, tuple[int, float]]:
        """Return, for every parameter, time and value of its last sample up to an instant."""
        state: dict[str, tuple[int, float]] = {}
        with self._streams.snapshot():
            for reign in self._streams.reigns():
                if reign.stream.first_ns <= instant_ns < reign.until_ns:
                    time_ns, values = self._row_before(reign, instant_ns)
                    for parameter, value in zip(reign.packet.parameters, values, strict=False):
                        state[parameter.id] = (time_ns, value)
        return state

    def _parts(self, parameter: str, from_ns: int, to_ns: int) -> list[_Part]:
        """Return who says what about a span, in the order of time."""
        words = {
            number: HEAD_WORDS + column
            for number, (_, packet) in self._streams.definitions().items()
            for column, each in enumerate(packet.parameters)
            if each.id == parameter
        }
        if not words:
            raise StoreError(f"no parameter {parameter} was recorded")
        return [
            _Part(
                reign=reign,
                word=words[reign.stream.packet_id],
                from_ns=from_ns,
                to_ns=min(to_ns, reign.until_ns),
            )
            for reign in self._streams.reigns()
            if reign.stream.packet_id in words and from_ns < min(to_ns, reign.until_ns)
        ]

    def _samples(self, part: _Part) -> tuple[Integers, Values]:
        times, values = [], []
        blocks = self._streams.blocks(part.reign, part.from_ns, part.to_ns)
        if blocks:
            span = (part.from_ns, part.to_ns)
            cells_of_times = self._streams.cells(part.reign, GENERATED, *span)
            cells = self._streams.cells(part.reign, part.word, *span)
            for block in blocks:
                try:
                    cell = cells_of_times.get(block.id, b"")
                    times.append(self._streams.times_ns(part.reign, block, cell))
                    values.append(decode_values(cells.get(block.id, b""), block.rows))
                except BlockError as error:
                    del times[len(values) :]
                    self._streams.note_damage(part.reign, block, error)
        live = self._streams.live(part.reign)
        times.append(live[:, GENERATED])
        values.append(live[:, part.word].view(np.float64))
        times_ns = np.concatenate(times)
        inside = (times_ns >= part.from_ns) & (times_ns < part.to_ns)
        return times_ns[inside], np.concatenate(values)[inside]

    def _levels(
        self, part: _Part, widest_ns: int
    ) -> Iterator[tuple[int, tuple[Integers, Values, Values]]]:
        """Yield columns of a part with their width: of a level, and folded from rows."""
        tier = max(
            tier for tier in range(TIERS) if tier_width_ns(part.period_ns, tier) <= widest_ns
        )
        width_ns = tier_width_ns(part.period_ns, tier)
        # A column in which a later stream takes over holds rows of both: told apart by sample.
        whole_ns = part.to_ns // width_ns * width_ns
        first, above = part.from_ns // width_ns, whole_ns // width_ns
        try:
            buckets, low, high = opened_levels(
                self._tables.levels(
                    part.channel, tier, part.reign.stream.id, first - MOST_BUCKETS + 1, above - 1
                )
            )
        except (BlockError, StoreDamagedError) as error:
            self._streams.note_damaged_levels(part.reign, error)
            whole_ns = part.from_ns
        else:
            inside = (buckets >= first) & (buckets < above)
            yield width_ns, joined([(buckets[inside], low[inside], high[inside])])
            live = self._streams.live(part.reign)
            times_ns, values = live[:, GENERATED], live[:, part.word].view(np.float64)
            inside = (times_ns >= part.from_ns) & (times_ns < whole_ns)
            times_ns, values = _in_order([(times_ns[inside], values[inside])])
            yield width_ns, folded(times_ns, values, values, width_ns)
        if whole_ns < part.to_ns:
            edge = self._samples(replace(part, from_ns=whole_ns))
            times_ns, values = _in_order([edge])
            yield width_ns, folded(times_ns, values, values, width_ns)

    def _row_before(self, reign: Reign, instant_ns: int) -> tuple[int, list[float]]:
        """Return time and values of a stream's last row up to an instant; no values if none."""
        live = self._streams.live(reign)
        live = live[live[:, GENERATED] <= instant_ns]
        last_ns, values = -1, []
        if live.shape[0]:
            row = live[newest(live[:, GENERATED])]
            last_ns, values = int(row[GENERATED]), row[HEAD_WORDS:].view(np.float64).tolist()
        block = self._streams.block_before(reign, instant_ns)
        candidates = [block] if block else []
        if block and block.last_ns < instant_ns:
            candidates = self._streams.blocks(reign, block.last_ns, instant_ns + 1)
        for candidate in candidates:
            if min(candidate.last_ns, instant_ns) > last_ns:
                found_ns, found = self._row_in(reign, candidate, instant_ns)
                if found_ns > last_ns:
                    last_ns, values = found_ns, found
        return last_ns, values

    def _row_in(self, reign: Reign, block: BlockSpan, instant_ns: int) -> tuple[int, list[float]]:
        """Return time and values of a block's last row up to an instant; time -1 if none."""
        first, count = reign.first_channel, HEAD_WORDS + reign.packet.columns
        cells = self._streams.block_cells(range(first, first + count), block)
        try:
            times_ns = self._streams.times_ns(reign, block, cells.get(first + GENERATED, b""))
        except BlockError as error:
            self._streams.note_damage(reign, block, error)
            return -1, []
        place = newest(np.where(times_ns <= instant_ns, times_ns, -1))
        if times_ns[place] > instant_ns:
            return -1, []
        values = []
        for channel in range(first + HEAD_WORDS, first + count):
            try:
                values.append(decode_value(cells.get(channel, b""), block.rows, place))
            except BlockError as error:
                self._streams.note_damage(reign, block, error)
                values.append(float("nan"))
        return int(times_ns[place]), values


def _in_order(parts: list[tuple[Integers, Values]]) -> tuple[Integers, Values]:
    """Join samples; sort them if need be and of two at one time keep the later recorded."""
    if not parts:
        return _NO_TIMES, _NO_VALUES
    times_ns = np.concatenate([part[0] for part in parts])
    values = np.concatenate([part[1] for part in parts])
    if (np.diff(times_ns) > 0).all():
        return times_ns, values
    order = np.argsort(times_ns, kind="stable")
    times_ns, values = times_ns[order], values[order]
    is_last = np.append(np.diff(times_ns) > 0, True)
    return times_ns[is_last], values[is_last]


def _widened(
    columns: tuple[int, tuple[Integers, Values, Values]], width_ns: int
) -> tuple[Integers, Values, Values]:
    """Fold columns of one width into columns of a multiple of it."""
    narrow_ns, (buckets, low, high) = columns
    return folded(buckets, low, high, width_ns // narrow_ns)
