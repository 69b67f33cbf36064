"""The tables of a mission in the SQL that SQLite and PostgreSQL share."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final, LiteralString, TypeVar

from telemetry.tables import (
    BlockSpan,
    LogRow,
    SealedBlock,
    StoreDamagedError,
    StoredPacket,
    Stream,
    Tables,
)

FORMAT_VERSION: Final = 3
# SQLite takes 32 766 in one statement, PostgreSQL twice as many; a row has up to eight.
_MOST_ARGUMENTS: Final = 32_000
_Row = TypeVar("_Row")
_PACKET: Final = (int, int, bytes)
_STREAM: Final = (int, int, str, int)
_BLOCK: Final = (int, int, int, int)
_ENTRY: Final = (int, int, int, int, str, str, bytes, bytes)
# A cell's key is its block's number above so many bits of its channel: what one block holds lies
# together, so that sealing writes, and the state at an instant reads, few neighbouring pages.
_CHANNEL_BITS: Final = 20
# To be formatted with what the databases call a 64-bit integer, bytes and a table without row
# numbers.
SCHEMA: Final[LiteralString] = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value {bytes} NOT NULL) {clustered};
CREATE TABLE configuration (name TEXT PRIMARY KEY, content {bytes} NOT NULL) {clustered};
CREATE TABLE packet (
    id {integer} PRIMARY KEY, first_channel {integer} NOT NULL, words {integer} NOT NULL,
    definition {bytes} NOT NULL);
CREATE TABLE stream (
    id {integer} PRIMARY KEY, packet {integer} NOT NULL, source TEXT NOT NULL,
    first_ns {integer} NOT NULL, UNIQUE (packet, source));
CREATE TABLE tail (
    id {integer} PRIMARY KEY, stream {integer} NOT NULL, body {bytes} NOT NULL);
CREATE TABLE block (
    id {integer} PRIMARY KEY, stream {integer} NOT NULL, first_ns {integer} NOT NULL,
    last_ns {integer} NOT NULL, rows {integer} NOT NULL);
CREATE INDEX block_span ON block (stream, first_ns, last_ns, rows);
CREATE TABLE cell (key {integer} PRIMARY KEY, body {bytes} NOT NULL);
CREATE TABLE level (
    channel {integer} NOT NULL, tier {integer} NOT NULL, stream {integer} NOT NULL,
    first_bucket {integer} NOT NULL, block {integer} NOT NULL, body {bytes} NOT NULL,
    PRIMARY KEY (channel, tier, stream, first_bucket, block)) {clustered};
CREATE TABLE entry (
    sequence {integer} PRIMARY KEY, epoch {integer} NOT NULL, mission_ns {integer} NOT NULL,
    recorded_ns {integer} NOT NULL, by TEXT NOT NULL, kind TEXT NOT NULL, body {bytes} NOT NULL,
    hash {bytes} NOT NULL);
"""


class SqlTables(Tables):
    """All of `telemetry.tables.Tables` but connections and transactions.

    Every method raises `StoreError` with one line if the database cannot do what is asked. Rows
    are numbered here, there being one writer, so that nothing has to be asked back.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    @abstractmethod
    def _each(self, statement: LiteralString, *arguments: object) -> Iterator[Any]:
        """Yield the rows of an answer; question marks in a statement stand for `arguments`."""

    @abstractmethod
    def _write(self, statement: LiteralString, *arguments: object) -> None:
        """Carry out a statement that has no answer."""

    def meta(self, key: str) -> bytes | None:
        """Return the value kept under `key`."""
        row = self._one("SELECT value FROM meta WHERE key = ?", key)
        return row[0] if row else None

    def set_meta(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`."""
        self._write(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            *(key, value),
        )

    def configuration(self) -> dict[str, bytes]:
        """Return the configuration files in force by name."""
        return dict(self._each("SELECT name, content FROM configuration ORDER BY name"))

    def set_configuration(self, configuration: dict[str, bytes]) -> None:
        """Put configuration files in force instead of the present ones."""
        self._write("DELETE FROM configuration")
        self._insert("configuration", list(configuration.items()))

    def packets(self, after: int = 0) -> list[StoredPacket]:
        """Return every packet definition with a number above `after`, in order."""
        return [
            StoredPacket(id=number, first_channel=channel, definition=definition)
            for number, channel, definition in self._whole(
                _PACKET,
                "SELECT id, first_channel, definition FROM packet WHERE id > ? ORDER BY id",
                after,
            )
        ]

    def add_packet(self, *, definition: bytes, words: int) -> StoredPacket:
        """Record a packet definition whose rows have `words` words."""
        channel = self._number("SELECT coalesce(max(first_channel + words), 0) FROM packet", words)
        number = self._number("SELECT coalesce(max(id), 0) + 1 FROM packet")
        self._insert("packet", [(number, channel, words, definition)])
        return StoredPacket(id=number, first_channel=channel, definition=definition)

    def streams(self) -> list[Stream]:
        """Return every stream, oldest first."""
        return [
            Stream(id=number, packet_id=packet, source=source, first_ns=first_ns)
            for number, packet, source, first_ns in self._whole(
                _STREAM, "SELECT id, packet, source, first_ns FROM stream ORDER BY id"
            )
        ]

    def add_stream(self, *, packet_id: int, source: str, first_ns: int) -> Stream:
        """Record that a stream began."""
        number = self._number("SELECT coalesce(max(id), 0) + 1 FROM stream")
        self._insert("stream", [(number, packet_id, source, first_ns)])
        return Stream(id=number, packet_id=packet_id, source=source, first_ns=first_ns)

    def add_tails(self, tails: Sequence[tuple[int, bytes]]) -> list[int]:
        """Append (stream, rows of it as they came); return the numbers they were given."""
        first = self._number("SELECT coalesce(max(id), 0) + 1 FROM tail", len(tails))
        numbers = list(range(first, first + len(tails)))
        self._insert("tail", [(n, *tail) for n, tail in zip(numbers, tails, strict=True)])
        return numbers

    def remove_tails(self, numbers: Sequence[int]) -> None:
        """Remove rows that are now in a sealed block."""
        for some in _portions(numbers, _MOST_ARGUMENTS):
            marks = ", ".join("?" * len(some))
            self._write("DELETE FROM tail WHERE id IN (" + marks + ")", *some)  # noqa: S608

    def tails(self) -> list[tuple[int, int, bytes]]:
        """Return all rows not sealed: number, stream, body; in the order they came."""
        found = self._each("SELECT id, stream, body FROM tail ORDER BY id")
        return [(number, stream, _body(body)) for number, stream, body in found]

    def add_block(self, stream_id: int, block: SealedBlock) -> int:
        """Write a sealed block; return its number."""
        number = self._number("SELECT coalesce(max(id), 0) + 1 FROM block")
        key = number << _CHANNEL_BITS
        self._insert("block", [(number, stream_id, block.first_ns, block.last_ns, block.rows)])
        self._insert("cell", [(key + channel, cell) for channel, cell in block.cells])
        self._insert(
            "level",
            [
                (each.channel, each.tier, stream_id, each.first_bucket, number, each.body)
                for each in block.levels
            ],
        )
        return number

    def blocks(self, stream_id: int, from_ns: int, to_ns: int) -> list[BlockSpan]:
        """Return blocks with rows in the span, its end excluded, in the order of sealing."""
        found = self._whole(
            _BLOCK,
            "SELECT id, first_ns, last_ns, rows FROM block"
            " WHERE stream = ? AND first_ns < ? AND last_ns >= ? ORDER BY id",
            *(stream_id, to_ns, from_ns),
        )
        return list(map(BlockSpan._make, found))

    def span(self, stream_id: int) -> tuple[int, int] | None:
        """Return times of the first and the last row in a stream's blocks, None without any."""
        row = self._one("SELECT min(first_ns), max(last_ns) FROM block WHERE stream = ?", stream_id)
        return (row[0], row[1]) if row and row[0] is not None else None

    def block_before(self, stream_id: int, instant_ns: int) -> BlockSpan | None:
        """Return, of the blocks that begin at or before an instant, the one that does so last."""
        row = self._one(
            "SELECT id, first_ns, last_ns, rows FROM block"
            " WHERE stream = ? AND first_ns <= ? ORDER BY first_ns DESC, id DESC LIMIT 1",
            *(stream_id, instant_ns),
        )
        return BlockSpan._make(row) if row else None

    def cells(
        self, stream_id: int, channel: int, from_ns: int, to_ns: int
    ) -> list[tuple[int, bytes]]:
        """Return (block, cell) of a channel for the blocks with rows in a span."""
        found = self._each(
            "SELECT block.id, cell.body FROM block, cell WHERE block.stream = ?"
            " AND block.first_ns < ? AND block.last_ns >= ? AND cell.key = block.id * ? + ?",
            *(stream_id, to_ns, from_ns, 1 << _CHANNEL_BITS, channel),
        )
        return [(block, _body(body)) for block, body in found]

    def block_cells(self, channels: range, block: int) -> dict[int, bytes]:
        """Return the cells of adjoining channels for one block, by channel."""
        start = block << _CHANNEL_BITS
        found = self._each(
            "SELECT key, body FROM cell WHERE key >= ? AND key < ?",
            *(start + channels.start, start + channels.stop),
        )
        return {key - start: _body(body) for key, body in found}

    def levels(
        self, channel: int, tier: int, stream_id: int, first_bucket: int, last_bucket: int
    ) -> list[tuple[int, bytes]]:
        """Return (first bucket, body) of a tier's rows that begin in a closed range of buckets."""
        found = self._each(
            "SELECT first_bucket, body FROM level WHERE channel = ? AND tier = ?"
            " AND stream = ? AND first_bucket BETWEEN ? AND ? ORDER BY first_bucket, block",
            *(channel, tier, stream_id, first_bucket, last_bucket),
        )
        return [(bucket, _body(body)) for bucket, body in found]

    def add_entry(self, row: LogRow, digest: bytes) -> None:
        """Append a fact with the hash that chains it."""
        fields = (row.sequence, row.epoch, row.mission_ns, row.recorded_ns, row.by, row.kind)
        self._insert("entry", [(*fields, row.body, digest)])

    def entries(self, after: int) -> Iterator[tuple[LogRow, bytes]]:
        """Yield facts with a sequence above `after` and their hashes, in order."""
        for sequence, epoch, mission_ns, recorded_ns, by, kind, body, digest in self._whole(
            _ENTRY,
            "SELECT sequence, epoch, mission_ns, recorded_ns, by, kind, body, hash"
            " FROM entry WHERE sequence > ? ORDER BY sequence",
            after,
        ):
            row = LogRow(
                sequence=sequence,
                epoch=epoch,
                mission_ns=mission_ns,
                recorded_ns=recorded_ns,
                by=by,
                kind=kind,
                body=body,
            )
            yield row, digest

    def last_entry(self) -> tuple[int, bytes] | None:
        """Return sequence and hash of the newest fact."""
        row: tuple[int, bytes] | None = self._one(
            "SELECT sequence, hash FROM entry ORDER BY sequence DESC LIMIT 1"
        )
        return row

    def _insert(self, table: LiteralString, rows: Sequence[Sequence[object]]) -> None:
        """Write rows of a table with few statements: each costs a turn at the interpreter."""
        for some in _portions(rows, _MOST_ARGUMENTS // 8):
            row: LiteralString = "(" + ", ".join("?" * len(some[0])) + ")"
            self._write(
                "INSERT INTO " + table + " VALUES " + ", ".join([row] * len(some)),  # noqa: S608
                *chain.from_iterable(some),
            )

    def _whole(
        self, kinds: tuple[type, ...], statement: LiteralString, *arguments: object
    ) -> Iterator[Any]:
        """Yield rows of certain types, which a damaged page may not keep to.

        Raises
        ------
        StoreDamagedError
            If one does not.
        """
        for row in self._each(statement, *arguments):
            if tuple(map(type, row)) != kinds:
                raise StoreDamagedError("a row is damaged: " + ", ".join(map(repr, row))[:100])
            yield row

    def _one(self, statement: LiteralString, *arguments: object) -> Any:  # noqa: ANN401
        """Return the first row of an answer, None if there is no row."""
        rows = list(self._each(statement, *arguments))  # to its end, or the cursor stays open
        return rows[0] if rows else None

    def _number(self, free: LiteralString, count: int = 1) -> int:
        """Return the first of `count` numbers for something new; `free` asks for one not taken."""
        number = self._numbers.get(free)
        if number is None:
            number = int(self._one(free)[0])
        self._numbers[free] = number + count
        return number


def _body(found: object) -> bytes:
    """Return bytes; none for what a damaged page has instead, so that its reader tells of it."""
    return found if isinstance(found, bytes) else b""


def _portions(rows: Sequence[_Row], most: int) -> Iterator[Sequence[_Row]]:
    return (rows[start : start + most] for start in range(0, len(rows), most))
