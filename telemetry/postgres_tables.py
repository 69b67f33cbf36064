"""The tables of a mission in a PostgreSQL database.

A commit returns when the database has it on its disk (``synchronous_commit``, its default). The
statements of a transaction travel together: two round trips, with facts three, for any number.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import errors

from telemetry.tables import (
    BlockSpan,
    LogRow,
    SealedBlock,
    StoreDamagedError,
    StoredPacket,
    StoreError,
    StoreFullError,
    Stream,
)


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn psycopg's errors into `StoreError` with one line that names the record."""
    try:
        yield
    except errors.InsufficientResources as error:
        raise StoreFullError(f"no room to write {name}: {_line(error)}") from error
    except errors.InternalError_ as error:
        raise StoreDamagedError(f"{name} is damaged: {_line(error)}") from error
    except psycopg.Error as error:
        raise StoreError(f"{name}: {_line(error)}") from error


class PostgresTables:
    """`telemetry.tables.Tables` in a schema of a database.

    Every method raises `StoreError` with one line if the database cannot do what is asked. When
    the connection breaks, the next transaction or snapshot makes a new one.

    Parameters
    ----------
    connect
        Makes a connection that commits by itself and finds the record's tables; of a writer,
        one that holds the right to write.
    name
        Of the record, for errors.
    """

    def __init__(self, connect: Callable[[], psycopg.Connection], name: str) -> None:
        self._connect = connect
        self._name = name
        self._connection = connect()
        # Rows are numbered here, there being one writer, so that nothing has to be asked back.
        self._numbers: dict[str, int] = {}
        self._in_doubt = ""

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write everything inside durably, or nothing of it."""
        self._mend()
        transaction_id, is_complete = "", False
        try:
            with self._connection.pipeline(), self._connection.transaction():
                yield
                # Asked last, so that the answer tells of every statement before it as well.
                transaction_id = self._one("SELECT pg_current_xact_id()::text")[0]
                is_complete = True
        except psycopg.Error as error:
            if is_complete and self._connection.closed:
                self._in_doubt = transaction_id
            with explained(self._name):
                raise error from None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read everything inside as of one moment."""
        self._mend()
        self._write("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            if not self._connection.closed:
                self._connection.rollback()

    def meta(self, key: str) -> bytes | None:
        """Return the value kept under `key`."""
        rows = self._all("SELECT value FROM meta WHERE key = %s", key)
        return rows[0][0] if rows else None

    def set_meta(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`."""
        self._write(
            "INSERT INTO meta VALUES (%s, %s)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            *(key, value),
        )

    def configuration(self) -> dict[str, bytes]:
        """Return the configuration files in force by name."""
        return dict(self._all("SELECT name, content FROM configuration ORDER BY name"))

    def set_configuration(self, configuration: dict[str, bytes]) -> None:
        """Put configuration files in force instead of the present ones."""
        self._write("DELETE FROM configuration")
        for name, content in configuration.items():
            self._write("INSERT INTO configuration VALUES (%s, %s)", name, content)

    def packets(self, after: int = 0) -> list[StoredPacket]:
        """Return every packet definition with a number above `after`, in order."""
        return [
            StoredPacket(id=number, first_channel=channel, definition=definition)
            for number, channel, definition in self._all(
                "SELECT id, first_channel, definition FROM packet WHERE id > %s ORDER BY id", after
            )
        ]

    def add_packet(self, *, definition: bytes, words: int) -> StoredPacket:
        """Record a packet definition whose rows have `words` words."""
        channel = self._one("SELECT coalesce(max(first_channel + words), 0) FROM packet")[0]
        number = self._number("SELECT coalesce(max(id), 0) FROM packet")
        self._write(
            "INSERT INTO packet VALUES (%s, %s, %s, %s)", number, channel, words, definition
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
        number = self._number("SELECT coalesce(max(id), 0) FROM stream")
        self._write(
            "INSERT INTO stream VALUES (%s, %s, %s, %s)", number, packet_id, source, first_ns
        )
        return Stream(id=number, packet_id=packet_id, source=source, first_ns=first_ns)

    def add_tail(self, stream_id: int, body: bytes) -> int:
        """Append rows of a stream as they came; return their number."""
        number = self._number("SELECT coalesce(max(id), 0) FROM tail")
        self._write("INSERT INTO tail VALUES (%s, %s, %s)", number, stream_id, body)
        return number

    def remove_tails(self, numbers: Sequence[int]) -> None:
        """Remove rows that are now in a sealed block."""
        self._write("DELETE FROM tail WHERE id = ANY(%s)", list(numbers))

    def tails(self) -> list[tuple[int, int, bytes]]:
        """Return all rows not sealed: number, stream, body; in the order they came."""
        return self._all("SELECT id, stream, body FROM tail ORDER BY id")

    def add_block(self, stream_id: int, block: SealedBlock) -> int:
        """Write a sealed block; return its number."""
        number = self._number("SELECT coalesce(max(id), 0) FROM block")
        self._write(
            "INSERT INTO block VALUES (%s, %s, %s, %s, %s)",
            *(number, stream_id, block.first_ns, block.last_ns, block.rows),
        )
        for channel, cell in block.cells:
            self._write("INSERT INTO cell VALUES (%s, %s, %s)", channel, number, cell)
        for level in block.levels:
            self._write(
                "INSERT INTO level VALUES (%s, %s, %s, %s, %s, %s)",
                *(level.channel, level.tier, stream_id, level.first_bucket, number, level.body),
            )
        return number

    def blocks(self, stream_id: int, from_ns: int, to_ns: int) -> list[BlockSpan]:
        """Return blocks with rows in the span, its end excluded, in the order of sealing."""
        return [
            BlockSpan(id=number, first_ns=first_ns, last_ns=last_ns, rows=rows)
            for number, first_ns, last_ns, rows in self._all(
                "SELECT id, first_ns, last_ns, rows FROM block"
                " WHERE stream = %s AND first_ns < %s AND last_ns >= %s ORDER BY id",
                *(stream_id, to_ns, from_ns),
            )
        ]

    def span(self, stream_id: int) -> tuple[int, int] | None:
        """Return times of the first and the last row in a stream's blocks, None without any."""
        rows = self._all(
            "SELECT min(first_ns), max(last_ns) FROM block WHERE stream = %s", stream_id
        )
        return (rows[0][0], rows[0][1]) if rows[0][0] is not None else None

    def block_before(self, stream_id: int, instant_ns: int) -> BlockSpan | None:
        """Return, of the blocks that begin at or before an instant, the one that does so last."""
        rows = self._all(
            "SELECT id, first_ns, last_ns, rows FROM block"
            " WHERE stream = %s AND first_ns <= %s ORDER BY first_ns DESC, id DESC LIMIT 1",
            *(stream_id, instant_ns),
        )
        return next(
            (BlockSpan(id=r[0], first_ns=r[1], last_ns=r[2], rows=r[3]) for r in rows), None
        )

    def cells(self, channel: int, first_block: int, last_block: int) -> list[tuple[int, bytes]]:
        """Return (block, cell) of a channel for block numbers in a closed range."""
        return self._all(
            "SELECT block, body FROM cell"
            " WHERE channel = %s AND block BETWEEN %s AND %s ORDER BY block",
            *(channel, first_block, last_block),
        )

    def block_cells(self, channels: range, block: int) -> dict[int, bytes]:
        """Return the cells of adjoining channels for one block, by channel."""
        return dict(
            self._all(
                "SELECT channel, body FROM cell WHERE channel = ANY(%s) AND block = %s",
                *(list(channels), block),
            )
        )

    def levels(
        self, channel: int, tier: int, stream_id: int, first_bucket: int, last_bucket: int
    ) -> list[tuple[int, bytes]]:
        """Return (first bucket, body) of a tier's rows that begin in a closed range of buckets."""
        return self._all(
            "SELECT first_bucket, body FROM level WHERE channel = %s AND tier = %s AND stream = %s"
            " AND first_bucket BETWEEN %s AND %s ORDER BY first_bucket, block",
            *(channel, tier, stream_id, first_bucket, last_bucket),
        )

    def add_entry(self, row: LogRow, digest: bytes) -> None:
        """Append a fact with the hash that chains it."""
        self._write(
            "INSERT INTO entry VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            *(row.sequence, row.epoch, row.mission_ns, row.recorded_ns),
            *(row.by, row.kind, row.body, digest),
        )

    def entries(self, after: int) -> Iterator[tuple[LogRow, bytes]]:
        """Yield facts with a sequence above `after` and their hashes, in order."""
        found = self._all(
            "SELECT sequence, epoch, mission_ns, recorded_ns, by, kind, body, hash"
            " FROM entry WHERE sequence > %s ORDER BY sequence",
            after,
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
        rows = self._all("SELECT sequence, hash FROM entry ORDER BY sequence DESC LIMIT 1")
        return rows[0] if rows else None

    def _mend(self) -> None:
        """Connect again if the connection broke.

        Raises
        ------
        StoreError
            If that fails; or if it broke while it committed, and what the caller was told is
            lost was written after all.
        """
        if self._connection.closed:
            self._numbers.clear()
            self._connection = self._connect()
        if self._in_doubt:
            status = self._one("SELECT pg_xact_status(%s::text::xid8)", self._in_doubt)[0]
            if status != "aborted":
                raise StoreError(
                    f"{self._name}: the connection broke and what it was writing is in the record"
                    f" after all; start the server again, so that it reads it"
                )
            self._in_doubt = ""

    def _number(self, newest: LiteralString) -> int:
        """Return the number of a new row; `newest` asks for the greatest there is."""
        number = self._numbers.get(newest)
        if number is None:
            number = self._one(newest)[0]
        self._numbers[newest] = number + 1
        return int(number) + 1

    def _one(self, statement: LiteralString, *arguments: object) -> tuple[Any, ...]:
        rows = self._all(statement, *arguments)
        return tuple(rows[0])

    def _all(self, statement: LiteralString, *arguments: object) -> list[Any]:
        with explained(self._name):
            # Bytes come as they are, not as hexadecimal digits.
            return self._connection.execute(statement, arguments, binary=True).fetchall()

    def _write(self, statement: LiteralString, *arguments: object) -> None:
        with explained(self._name):
            self._connection.execute(statement, arguments)


def _line(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
