"""Ranges, columns and states out of a mission's record: sealed blocks and newest rows as one.

Where a source was set back in time, what came later replaces what it had said before about the
same hours. A damaged cell is a gap and is reported in `RecordReader.damage`; nothing is
interpolated, ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from telemetry.blocks import BlockError, decode_integers, decode_values
from telemetry.definitions import decode_packet
from telemetry.dictionary import Packet
from telemetry.levels import (
    Integers,
    MinMax,
    Values,
    columns_from_samples,
    folded,
    grid_width_ns,
    joined,
    level_width_ns,
    on_grid,
)
from telemetry.records import GENERATED, HEAD_WORDS, Words, from_bytes
from telemetry.sealing import MOST_BUCKETS, opened_levels
from telemetry.tables import BlockSpan, StoreError, Stream, Tables

_END_OF_TIME_NS = (1 << 63) - 1
_NO_TIMES: Integers = np.empty(0, np.int64)
_NO_VALUES: Values = np.empty(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One stream's share of a span of one parameter."""

    stream: Stream
    packet: Packet
    first_channel: int
    word: int
    from_ns: int
    to_ns: int

    @property
    def channel(self) -> int:
        return self.first_channel + self.word


class UnsealedRows(Protocol):
    """Where the rows are that are in no block yet."""

    def refresh(self) -> None:
        """Look again; called inside every snapshot."""
        ...

    def rows(self, stream: Stream, columns: int) -> Words:
        """Return a stream's rows of so many columns, in the order they came."""
        ...


class TailRows:
    """The unsealed rows of a file that another process may be writing."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._bodies: dict[int, list[bytes]] = {}

    def refresh(self) -> None:
        """Read what is verbatim in the file now."""
        self._bodies = {}
        for _, stream_id, body in self._tables.tails():
            self._bodies.setdefault(stream_id, []).append(body)

    def rows(self, stream: Stream, columns: int) -> Words:
        """Return a stream's rows, in the order they came."""
        return from_bytes(self._bodies.get(stream.id, []), columns)


class RecordReader:
    """Reads the record of one mission.

    Parameters
    ----------
    tables
        The database.
    unsealed
        Rows that are in no block yet.
    """

    def __init__(self, tables: Tables, unsealed: UnsealedRows) -> None:
        self._tables = tables
        self._unsealed = unsealed
        self._packets: dict[int, tuple[int, Packet]] = {}
        self._damage: dict[str, None] = {}

    @property
    def damage(self) -> tuple[str, ...]:
        """What could not be read so far, one line each."""
        return tuple(self._damage)

    def packets(self) -> tuple[Packet, ...]:
        """Return the newest definition of every packet."""
        self._load_packets()
        return tuple({packet.name: packet for _, packet in self._packets.values()}.values())

    def span_ns(self) -> tuple[int, int] | None:
        """Return generation times of the first and the last row, or None if there is no row."""
        with self._snapshot():
            spans = [
                (block.first_ns, block.last_ns)
                for stream in self._tables.streams()
                for block in self._tables.blocks(stream.id, -_END_OF_TIME_NS, _END_OF_TIME_NS)
            ]
            for stream in self._tables.streams():
                times_ns = self._live(stream)[:, GENERATED]
                if times_ns.size:
                    spans.append((int(times_ns.min()), int(times_ns.max())))
        return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None

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
        with self._snapshot():
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
        with self._snapshot():
            parts = self._parts(parameter, from_ns, to_ns)
            period_ns = max((part.packet.period_ns for part in parts), default=1)
            if any(width_ns < level_width_ns(part.packet.period_ns) for part in parts):
                times_ns, values = _in_order([self._samples(part) for part in parts])
                return columns_from_samples(
                    times_ns, values, from_ns=from_ns, to_ns=to_ns,
                    period_ns=period_ns, width_ns=width_ns,
                )  # fmt: skip
            found = [_widened(each, width_ns) for part in parts for each in self._levels(part)]
        buckets, low, high = joined(found) if found else (_NO_TIMES, _NO_VALUES, _NO_VALUES)
        return on_grid(buckets, low, high, from_ns=from_ns, to_ns=to_ns, width_ns=width_ns)

    def state_at(self, instant_ns: int) -> dict[str, tuple[int, float]]:
        """Return, for every parameter, time and value of its last sample up to an instant."""
        state: dict[str, tuple[int, float]] = {}
        with self._snapshot():
            for stream in self._in_force(instant_ns):
                first_channel, packet = self._packets[stream.packet_id]
                time_ns, values = self._row_before(stream, first_channel, packet, instant_ns)
                for parameter, value in zip(packet.parameters, values, strict=False):
                    state[parameter.id] = (time_ns, value)
        return state

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        with self._tables.snapshot():
            self._load_packets()
            self._unsealed.refresh()
            yield

    def _load_packets(self) -> None:
        stored = self._tables.packets()
        if len(stored) != len(self._packets):
            self._packets = {
                each.id: (each.first_channel, decode_packet(each.definition)) for each in stored
            }

    def _parts(self, parameter: str, from_ns: int, to_ns: int) -> list[_Part]:
        """Return who says what about a span, in the order of time."""
        words = {
            number: (first_channel, packet, HEAD_WORDS + column)
            for number, (first_channel, packet) in self._packets.items()
            for column, each in enumerate(packet.parameters)
            if each.id == parameter
        }
        if not words:
            raise StoreError(f"no parameter {parameter} was recorded")
        parts = []
        for stream, until_ns in self._reigns():
            if stream.packet_id in words and from_ns < min(to_ns, until_ns):
                first_channel, packet, word = words[stream.packet_id]
                parts.append(
                    _Part(
                        stream=stream,
                        packet=packet,
                        first_channel=first_channel,
                        word=word,
                        from_ns=from_ns,
                        to_ns=min(to_ns, until_ns),
                    )
                )
        return parts

    def _reigns(self) -> Iterator[tuple[Stream, int]]:
        """Yield streams, oldest first, and until when what they say holds."""
        streams = self._tables.streams()
        for number, stream in enumerate(streams):
            name = self._packets[stream.packet_id][1].name
            later = (
                other.first_ns
                for other in streams[number + 1 :]
                if self._packets[other.packet_id][1].name == name
            )
            yield stream, min(later, default=_END_OF_TIME_NS)

    def _in_force(self, instant_ns: int) -> list[Stream]:
        """Return the stream of each packet that holds at an instant."""
        return [
            stream
            for stream, until_ns in self._reigns()
            if stream.first_ns <= instant_ns < until_ns
        ]

    def _live(self, stream: Stream) -> Words:
        return self._unsealed.rows(stream, self._packets[stream.packet_id][1].columns)

    def _samples(self, part: _Part) -> tuple[Integers, Values]:
        times, values = [], []
        blocks = self._tables.blocks(part.stream.id, part.from_ns, part.to_ns)
        if blocks:
            ends = blocks[0].id, blocks[-1].id
            cells_of_times = dict(self._tables.cells(part.first_channel + GENERATED, *ends))
            cells = dict(self._tables.cells(part.channel, *ends))
            for block in blocks:
                try:
                    times.append(decode_integers(cells_of_times.get(block.id, b""), block.rows))
                    values.append(decode_values(cells.get(block.id, b""), block.rows))
                except BlockError as error:
                    del times[len(values) :]
                    self._note_damage(block, part.packet, str(error))
        live = self._live(part.stream)
        times.append(live[:, GENERATED])
        values.append(live[:, part.word].view(np.float64))
        times_ns = np.concatenate(times)
        inside = (times_ns >= part.from_ns) & (times_ns < part.to_ns)
        return times_ns[inside], np.concatenate(values)[inside]

    def _levels(self, part: _Part) -> Iterator[tuple[int, tuple[Integers, Values, Values]]]:
        """Yield columns of a part with their width: of the levels, and folded from rows."""
        width_ns = level_width_ns(part.packet.period_ns)
        # A column in which a later stream takes over holds rows of both: told apart by sample.
        whole_ns = part.to_ns // width_ns * width_ns
        first, above = part.from_ns // width_ns, whole_ns // width_ns
        rows = self._tables.levels(
            part.channel, part.stream.id, first - MOST_BUCKETS + 1, above - 1
        )
        try:
            buckets, low, high = opened_levels(rows)
        except BlockError as error:
            self._damage[f"levels of {part.packet.name}: {error}; read from its samples"] = None
            whole_ns = part.from_ns
        else:
            inside = (buckets >= first) & (buckets < above)
            yield width_ns, _merged(buckets[inside], low[inside], high[inside])
            live = self._live(part.stream)
            times_ns, values = live[:, GENERATED], live[:, part.word].view(np.float64)
            inside = (times_ns >= part.from_ns) & (times_ns < whole_ns)
            times_ns, values = _in_order([(times_ns[inside], values[inside])])
            yield width_ns, folded(times_ns, values, values, width_ns)
        if whole_ns < part.to_ns:
            edge = self._samples(replace(part, from_ns=whole_ns))
            times_ns, values = _in_order([edge])
            yield width_ns, folded(times_ns, values, values, width_ns)

    def _row_before(
        self, stream: Stream, first_channel: int, packet: Packet, instant_ns: int
    ) -> tuple[int, list[float]]:
        """Return time and values of a stream's last row up to an instant; no values if none."""
        live = self._live(stream)
        live = live[live[:, GENERATED] <= instant_ns]
        last_ns, values = -1, []
        if live.shape[0]:
            row = live[int(np.argmax(live[:, GENERATED]))]
            last_ns, values = int(row[GENERATED]), row[HEAD_WORDS:].view(np.float64).tolist()
        block = self._tables.block_before(stream.id, instant_ns)
        candidates = [block] if block else []
        if block and block.last_ns < instant_ns:
            candidates = self._tables.blocks(stream.id, block.last_ns, instant_ns + 1)
        for candidate in candidates:
            if min(candidate.last_ns, instant_ns) > last_ns:
                found_ns, found = self._row_in(candidate, first_channel, packet, instant_ns)
                if found_ns > last_ns:
                    last_ns, values = found_ns, found
        return last_ns, values

    def _row_in(
        self, block: BlockSpan, first_channel: int, packet: Packet, instant_ns: int
    ) -> tuple[int, list[float]]:
        try:
            times_ns = decode_integers(self._cell(first_channel + GENERATED, block.id), block.rows)
            place = int(np.argmax(np.where(times_ns <= instant_ns, times_ns, -1)))
            if times_ns[place] > instant_ns:
                return -1, []
            values = [
                float(decode_values(self._cell(channel, block.id), block.rows)[place])
                for channel in range(
                    first_channel + HEAD_WORDS, first_channel + HEAD_WORDS + packet.columns
                )
            ]
        except BlockError as error:
            self._note_damage(block, packet, str(error))
            return -1, []
        return int(times_ns[place]), values

    def _cell(self, channel: int, block_id: int) -> bytes:
        cells = self._tables.cells(channel, block_id, block_id)
        return cells[0][1] if cells else b""

    def _note_damage(self, block: BlockSpan, packet: Packet, problem: str) -> None:
        self._damage[f"block {block.id} of {packet.name}, {block.rows} rows: {problem}"] = None


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


def _merged(buckets: Integers, low: Values, high: Values) -> tuple[Integers, Values, Values]:
    return joined([(buckets, low, high)])


def _widened(
    columns: tuple[int, tuple[Integers, Values, Values]], width_ns: int
) -> tuple[Integers, Values, Values]:
    """Fold columns of one width into columns of a multiple of it."""
    narrow_ns, (buckets, low, high) = columns
    return folded(buckets, low, high, width_ns // narrow_ns)
