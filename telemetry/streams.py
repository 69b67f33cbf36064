"""The streams of a record, and the parts of them: which rows say what, sealed or not yet.

A damaged cell is a gap and is reported in `Streams.damage`; nothing is interpolated, ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from telemetry.blocks import BlockError, decode_integers
from telemetry.definitions import decode_packet
from telemetry.dictionary import Packet
from telemetry.levels import Integers
from telemetry.records import GENERATED, Words, empty, from_bytes
from telemetry.tables import BlockSpan, StoreDamagedError, Stream, Tables

END_OF_TIME_NS: Final = (1 << 63) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reign:
    """A stream and the span over which what it says holds.

    Where a source was set back in time, what came later replaces what it had said before
    about the same hours.

    Parameters
    ----------
    packet : Packet
        As it was defined for this stream.
    first_channel : int
        See `telemetry.tables.StoredPacket`.
    until_ns : int
        First instant that a later stream of the packet speaks for.
    """

    stream: Stream
    packet: Packet
    first_channel: int
    until_ns: int


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
        self._bodies: dict[int, list[bytes]] | None = None
        self.damage: tuple[str, ...] = ()

    def refresh(self) -> None:
        """Forget what was verbatim in the file; most questions do not ask for it."""
        self._bodies = None

    def _read(self) -> dict[int, list[bytes]]:
        bodies: dict[int, list[bytes]] = {}
        try:
            for _, stream_id, body in self._tables.tails():
                bodies.setdefault(stream_id, []).append(body)
        except StoreDamagedError as error:
            self.damage = (f"the newest rows: {error}",)
        return bodies

    def rows(self, stream: Stream, columns: int) -> Words:
        """Return a stream's rows, in the order they came; without those that are damaged."""
        if self._bodies is None:
            self._bodies = self._read()
        bodies = self._bodies.get(stream.id, [])
        whole = [empty(columns)]
        for body in bodies:
            try:
                whole.append(from_bytes(body, columns))
            except ValueError as error:
                self.damage = (f"the newest rows are not whole: {error}",)
        return np.concatenate(whole)


class Streams:
    """Finds the streams, blocks and cells of a record.

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

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read everything inside as of one moment."""
        with self._tables.snapshot():
            self._load_packets()
            self._unsealed.refresh()
            yield

    def definitions(self) -> dict[int, tuple[int, Packet]]:
        """Return first channel and packet of every definition, oldest first, by its number."""
        self._load_packets()
        return self._packets

    def reigns(self) -> list[Reign]:
        """Return every stream, oldest first, and until when what it says holds."""
        reigns: list[Reign] = []
        earliest: dict[str, int] = {}
        for stream in reversed(self._tables.streams()):
            first_channel, packet = self._packets[stream.packet_id]
            until_ns = earliest.get(packet.name, END_OF_TIME_NS)
            earliest[packet.name] = min(until_ns, stream.first_ns)
            reigns.append(
                Reign(stream=stream, packet=packet, first_channel=first_channel, until_ns=until_ns)
            )
        return reigns[::-1]

    def span_ns(self) -> tuple[int, int] | None:
        """Return generation times of the first and the last row, or None if there is no row."""
        spans = []
        for reign in self.reigns():
            sealed = self._tables.span(reign.stream.id)
            spans += [sealed] if sealed else []
            times_ns = self.live(reign)[:, GENERATED]
            if times_ns.size:
                spans.append((int(times_ns.min()), int(times_ns.max())))
        return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None

    def live(self, reign: Reign) -> Words:
        """Return a stream's rows that are in no block yet, in the order they came."""
        return self._unsealed.rows(reign.stream, reign.packet.columns)

    def blocks(self, reign: Reign, from_ns: int, to_ns: int) -> list[BlockSpan]:
        """Return a stream's blocks with rows in a span, in the order of sealing."""
        return self._tables.blocks(reign.stream.id, from_ns, to_ns)

    def block_before(self, reign: Reign, instant_ns: int) -> BlockSpan | None:
        """Return, of a stream's blocks that begin at or before an instant, the last to do so."""
        return self._tables.block_before(reign.stream.id, instant_ns)

    def cells(self, reign: Reign, word: int, from_ns: int, to_ns: int) -> dict[int, bytes]:
        """Return a word's cells in a span by block; of a damaged file, those that can be read."""
        channel = reign.first_channel + word
        try:
            return dict(self._tables.cells(reign.stream.id, channel, from_ns, to_ns))
        except StoreDamagedError:
            blocks = self.blocks(reign, from_ns, to_ns)
            return {block.id: self.cell(channel, block) for block in blocks}

    def cell(self, channel: int, block: BlockSpan) -> bytes:
        """Return one cell; nothing if it cannot be read."""
        try:
            return self._tables.block_cells(range(channel, channel + 1), block.id)[channel]
        except (StoreDamagedError, KeyError):
            return b""

    def block_cells(self, channels: range, block: BlockSpan) -> dict[int, bytes]:
        """Return the cells of adjoining channels; of a damaged file, those that can be read."""
        try:
            return self._tables.block_cells(channels, block.id)
        except StoreDamagedError:
            return {channel: self.cell(channel, block) for channel in channels}

    def times_ns(self, reign: Reign, block: BlockSpan, cell: bytes) -> Integers:
        """Return a block's generation times out of their cell.

        If the cell is damaged but as many rows as there are fill the block's span at the
        packet's period, they were evenly spaced, and that is what is returned.

        Raises
        ------
        BlockError
            If the times cannot be known.
        """
        try:
            return decode_integers(cell, block.rows)
        except BlockError as error:
            period_ns = reign.packet.period_ns
            if block.last_ns - block.first_ns != (block.rows - 1) * period_ns:
                raise
            self.note_damage(reign, block, BlockError(f"{error}; its rows are evenly spaced"))
            return block.first_ns + period_ns * np.arange(block.rows)

    def note_damage(self, reign: Reign, block: BlockSpan, problem: BlockError) -> None:
        """Remember that a block could not be read in full."""
        line = f"block {block.id} of {reign.packet.name}, {block.rows} rows: {problem}"
        self._damage[line] = None

    def note_damaged_levels(self, reign: Reign, problem: Exception) -> None:
        """Remember that levels could not be read and the samples had to be."""
        self._damage[f"levels of {reign.packet.name}: {problem}; samples read instead"] = None

    def _load_packets(self) -> None:
        for each in self._tables.packets(after=max(self._packets, default=0)):
            self._packets[each.id] = (each.first_channel, decode_packet(each.definition))
