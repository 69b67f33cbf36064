"""The tables of a mission in a PostgreSQL database.

A commit returns when the database has it on its disk (``synchronous_commit``, its default). The
statements of a transaction travel together: two round trips, with facts three, for any number.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import errors

from telemetry.sql_tables import SqlTables
from telemetry.tables import StoreDamagedError, StoreError, StoreFullError


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


class PostgresTables(SqlTables):
    """`telemetry.tables.Tables` in a schema of a database.

    When the connection breaks, the next transaction or snapshot makes a new one.

    Parameters
    ----------
    connect
        Makes a connection that commits by itself and finds the record's tables; of a writer,
        one that holds the right to write.
    name
        Of the record, for errors.
    """

    def __init__(self, connect: Callable[[], psycopg.Connection], name: str) -> None:
        super().__init__()
        self._connect = connect
        self._name = name
        self._connection = connect()
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
        self._connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            if not self._connection.closed:
                self._connection.rollback()

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
            status = self._one("SELECT pg_xact_status(?::text::xid8)", self._in_doubt)[0]
            if status != "aborted":
                raise StoreError(
                    f"{self._name}: the connection broke and what it was writing is in the record"
                    f" after all; start the server again, so that it reads it"
                )
            self._in_doubt = ""

    def _each(self, statement: LiteralString, *arguments: object) -> Iterator[Any]:
        with explained(self._name):
            # Bytes come as they are, not as hexadecimal digits.
            yield from self._connection.execute(_native(statement), arguments, binary=True)

    def _write(self, statement: LiteralString, *arguments: object) -> None:
        with explained(self._name):
            self._connection.execute(_native(statement), arguments)


def _native(statement: LiteralString) -> LiteralString:
    return statement.replace("?", "%s")


def _line(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
