"""The tables of a mission in one SQLite file.

Write-ahead logging lets consoles and exports read while the server writes;
``synchronous=FULL`` makes every commit survive a loss of power, not only of the process.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from telemetry.sqlite_file import explained
from telemetry.tables import BlockSpan, LogRow, SealedBlock, StoredPacket, Stream

# A cell's key is its channel above so many bits of its block's number. As SQLite's row number
# it keeps a channel's cells together, in half the room of a table keyed by both columns.
_BLOCK_BITS: Final = 40


class SqliteTables:
    """`telemetry.tables.Tables` in a mission file.

    Every method raises `StoreError` with one line if the file cannot do what is asked.

    Parameters
    ----------
    connection
        From `telemetry.sqlite_file`; closed with this.
    path
        Named in errors.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def trim(self) -> None:
        """Give back the pages that verbatim rows lay on before they were sealed."""
        with explained(self._path):
            # One call to step frees one page; a script is stepped to its end.
            self._connection.executescript("PRAGMA incremental_vacuum")

    def close(self) -> None:
        """Close the file; the last to close a file folds its log into it."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write everything inside durably, or nothing of it."""
        with explained(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read everything inside as of one moment."""
        with explained(self._path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                # Nothing was written; a commit would fail once damage was met.
                self._connection.rollback()

    def meta(self, key: str) -> bytes | None:
        """Return the value kept under `key`."""
        row = self._one("SELECT value FROM meta WHERE key = ?", key)
        return row[0] if row else None

    def set_meta(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`."""
        self._write("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)

    def configuration(self) -> dict[str, bytes]:
        """Return the configuration files in force by name."""
        return dict(self._all("SELECT name, content FROM configuration ORDER BY name"))

    def set_configuration(self, configuration: dict[str, bytes]) -> None:
        """Put configuration files in force instead of the present ones."""
        self._write("DELETE FROM configuration")
        for name, content in configuration.items():
            self._write("INSERT INTO configuration VALUES (?, ?)", name, content)

    def packets(self, after: int = 0) -> list[StoredPacket]:
        """Return every packet definition with a number above `after`, in order."""
        return [
            StoredPacket(id=number, first_channel=channel, definition=definition)
            for number, channel, definition in self._all(
                "SELECT id, first_channel, definition FROM packet WHERE id > ? ORDER BY id", after
            )
        ]

    def add_packet(self, *, definition: bytes, words: int) -> StoredPacket:
        """Record a packet definition whose rows have `words` words."""
        row = self._one("SELECT coalesce(max(first_channel + words), 0) FROM packet")
        channel = int(row[0]) if row else 0
        number = self._write(
            "INSERT INTO packet (first_channel, words, definition) VALUES (?, ?, ?)",
            *(channel, words, definition),
        )
        return StoredPacket(id=number, first_channel=channel, definition=definition)

    def streams(self) -> list[Stream]:
        """Return every stream, oldest first."""
        return [
            Stream(id=number, packet_id=packet, source=source, first_ns=first_ns)
            for number, packet, source, first_ns in self._all(
                "SELECT id, packet, source, first_ns FROM stream ORDER BY id"
            )
        ]

    def add_stream(self, *, packet_id: int, source: str, first_ns: int) -> Stream:
        """Record that a stream began."""
        number = self._write(
            "INSERT INTO stream (packet, source, first_ns) VALUES (?, ?, ?)",
            *(packet_id, source, first_ns),
        )
        return Stream(id=number, packet_id=packet_id, source=source, first_ns=first_ns)

    def add_tail(self, stream_id: int, body: bytes) -> int:
        """Append rows of a stream as they came; return their number."""
        return self._write("INSERT INTO tail (stream, body) VALUES (?, ?)", stream_id, body)

    def remove_tails(self, numbers: Sequence[int]) -> None:
        """Remove rows that are now in a sealed block."""
        self._connection.executemany("DELETE FROM tail WHERE id = ?", ((n,) for n in numbers))

    def tails(self) -> list[tuple[int, int, bytes]]:
        """Return all rows not sealed: number, stream, body; in the order they came."""
        return self._all("SELECT id, stream, body FROM tail ORDER BY id")

    def add_block(self, stream_id: int, block: SealedBlock) -> int:
        """Write a sealed block; return its number."""
        number = self._write(
            "INSERT INTO block (stream, first_ns, last_ns, rows) VALUES (?, ?, ?, ?)",
            *(stream_id, block.first_ns, block.last_ns, block.rows),
        )
        self._connection.executemany(
            "INSERT INTO cell VALUES (?, ?)",
            (((channel << _BLOCK_BITS) + number, cell) for channel, cell in block.cells),
        )
        self._connection.executemany(
            "INSERT INTO level VALUES (?, ?, ?, ?, ?, ?)",
            (
                (level.channel, level.tier, stream_id, level.first_bucket, number, level.body)
                for level in block.levels
            ),
        )
        return number

    def blocks(self, stream_id: int, from_ns: int, to_ns: int) -> list[BlockSpan]:
        """Return blocks with rows in the span, its end excluded, in the order of sealing."""
        return [
            BlockSpan(id=number, first_ns=first_ns, last_ns=last_ns, rows=rows)
            for number, first_ns, last_ns, rows in self._all(
                "SELECT id, first_ns, last_ns, rows FROM block"
                " WHERE stream = ? AND first_ns < ? AND last_ns >= ? ORDER BY id",
                *(stream_id, to_ns, from_ns),
            )
        ]

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
        return BlockSpan(id=row[0], first_ns=row[1], last_ns=row[2], rows=row[3]) if row else None

    def cells(self, channel: int, first_block: int, last_block: int) -> list[tuple[int, bytes]]:
        """Return (block, cell) of a channel for block numbers in a closed range."""
        start = channel << _BLOCK_BITS
        return [
            (key - start, body)
            for key, body in self._all(
                "SELECT key, body FROM cell WHERE key BETWEEN ? AND ?",
                *(start + first_block, start + last_block),
            )
        ]

    def block_cells(self, channels: range, block: int) -> dict[int, bytes]:
        """Return the cells of adjoining channels for one block, by channel."""
        keys = [(channel << _BLOCK_BITS) + block for channel in channels]
        # One question for all: to ask for each by itself takes longer than to decode it.
        places = ",".join("?" * len(keys))
        found = self._all(f"SELECT key, body FROM cell WHERE key IN ({places})", *keys)  # noqa: S608
        return {key >> _BLOCK_BITS: body for key, body in found}

    def levels(
        self, channel: int, tier: int, stream_id: int, first_bucket: int, last_bucket: int
    ) -> list[tuple[int, bytes]]:
        """Return (first bucket, body) of a tier's rows that begin in a closed range of buckets."""
        return self._all(
            "SELECT first_bucket, body FROM level"
            " WHERE channel = ? AND tier = ? AND stream = ? AND first_bucket BETWEEN ? AND ?",
            *(channel, tier, stream_id, first_bucket, last_bucket),
        )

    def add_entry(self, row: LogRow, digest: bytes) -> None:
        """Append a fact with the hash that chains it."""
        self._write(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(row.sequence, row.epoch, row.mission_ns, row.recorded_ns),
            *(row.by, row.kind, row.body, digest),
        )

    def entries(self, after: int) -> Iterator[tuple[LogRow, bytes]]:
        """Yield facts with a sequence above `after` and their hashes, in order."""
        with explained(self._path):
            found = self._connection.execute(
                "SELECT sequence, epoch, mission_ns, recorded_ns, by, kind, body, hash"
                " FROM entry WHERE sequence > ? ORDER BY sequence",
                (after,),
            )
            for sequence, epoch, mission_ns, recorded_ns, by, kind, body, digest in found:
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
        row = self._one("SELECT sequence, hash FROM entry ORDER BY sequence DESC LIMIT 1")
        return (int(row[0]), bytes(row[1])) if row else None

    def _one(self, statement: str, *arguments: object) -> tuple[Any, ...] | None:
        rows = self._all(statement, *arguments)
        return rows[0] if rows else None

    def _all(self, statement: str, *arguments: object) -> list[Any]:
        with explained(self._path):
            return self._connection.execute(statement, arguments).fetchall()

    def _write(self, statement: str, *arguments: object) -> int:
        return self._connection.execute(statement, arguments).lastrowid or 0
