"""A mission's record in PostgreSQL: a schema of a database, so that one database holds many.

The URL is libpq's, with the name of the record behind a number sign:
``postgresql://recorder@db.example.org/cupola#meridian-1``.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict

from telemetry.places import Place
from telemetry.postgres_tables import PostgresTables, explained
from telemetry.sql_tables import FORMAT_VERSION, SCHEMA
from telemetry.tables import StoreError

DEFAULT_RECORD: Final = "mission"
_RECORD_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_CONNECT_TIMEOUT_S: Final = 5
# Names the advisory locks of this program among others' in the same database.
_LOCK_SPACE: Final = int.from_bytes(b"CUPO")

_STORAGE: Final = """
-- Cells and rows are compressed already, or not worth it.
ALTER TABLE tail ALTER body SET STORAGE EXTERNAL;
ALTER TABLE cell ALTER body SET STORAGE EXTERNAL;
ALTER TABLE level ALTER body SET STORAGE EXTERNAL;
"""


class PostgresPlace(Place):
    """A record in a PostgreSQL database; see `telemetry.places.Place`.

    Parameters
    ----------
    url
        As above. Passwords are better kept in ``~/.pgpass`` or ``PGPASSWORD``.

    Raises
    ------
    StoreError
        If the URL makes no sense.
    """

    def __init__(self, url: str) -> None:
        self._conninfo, _, record = url.partition("#")
        self._schema = record or DEFAULT_RECORD
        if not _RECORD_NAME.fullmatch(self._schema):
            raise StoreError(f"'{record}' is no name for a record: letters, digits, _, . and -")
        try:
            said = conninfo_to_dict(self._conninfo)
        except psycopg.ProgrammingError as error:
            raise StoreError(f"not the URL of a PostgreSQL database: {error}") from None
        host, port = said.get("host", "localhost"), said.get("port")
        address = f"{host}:{port}" if port else host
        self._name = f"postgresql://{address}/{said.get('dbname', '')}#{self._schema}"

    def __str__(self) -> str:
        return self._name

    def exists(self) -> bool:
        """Return whether the record is there already."""
        with self._connected() as connection:
            return self._is_there(connection)

    def create(self) -> "PostgresWriting":
        """Make an empty record; see `telemetry.places.Place`."""
        with self._connected() as connection, explained(self._name):
            try:
                with connection.transaction():
                    connection.execute(
                        sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(self._schema))
                    )
                    connection.execute(SCHEMA.format(integer="bigint", bytes="bytea", clustered=""))
                    connection.execute(_STORAGE)
                    connection.execute(
                        "INSERT INTO meta VALUES ('format', %s)", (b"%d" % FORMAT_VERSION,)
                    )
            except (errors.DuplicateSchema, errors.UniqueViolation):
                raise StoreError(f"{self} exists already") from None
        return self.open_to_write()

    def open_to_write(self) -> "PostgresWriting":
        """Hold an existing record; see `telemetry.places.Place`."""
        return PostgresWriting(PostgresTables(self._connect_to_write, self._name))

    def open_to_read(self) -> PostgresTables:
        """Read the record; see `telemetry.places.Place`."""
        return PostgresTables(self._connect_to_read, self._name)

    def bytes_on_disk(self) -> int:
        """Return the size of the record's tables with their indexes."""
        with self._connected() as connection, explained(self._name):
            row = connection.execute(
                "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class"
                " WHERE relnamespace = %s::regnamespace AND relkind = 'r'",
                (sql.Identifier(self._schema).as_string(connection),),
            ).fetchone()
        return int(row[0]) if row else 0

    def problems(self) -> Iterator[str]:
        """Yield nothing: damaged pages are the server's to find, with checksums and pg_amcheck."""
        return iter(())

    def _connect(self) -> psycopg.Connection:
        try:
            connection = psycopg.connect(
                self._conninfo, autocommit=True, connect_timeout=_CONNECT_TIMEOUT_S
            )
        except psycopg.OperationalError as error:
            reason = str(error).strip().splitlines()[-1]
            raise StoreError(f"cannot connect to {self}: {reason}") from None
        path = sql.SQL("SET search_path TO {}").format(sql.Identifier(self._schema))
        with explained(self._name):
            connection.execute(path)
        return connection

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        connection = self._connect()
        try:
            yield connection
        finally:
            connection.close()

    def _connect_to_read(self) -> psycopg.Connection:
        connection = self._connect()
        try:
            self._check_identity(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect_to_write(self) -> psycopg.Connection:
        connection = self._connect_to_read()
        with explained(self._name):
            # Held by this connection: gone when it is, however this process or the line ends.
            row = connection.execute(
                "SELECT pg_try_advisory_lock(%s, hashtext(%s))", (_LOCK_SPACE, self._schema)
            ).fetchone()
        if row is None or not row[0]:
            connection.close()
            raise StoreError(f"{self} is being written by another mission server")
        return connection

    def _is_there(self, connection: psycopg.Connection) -> bool:
        with explained(self._name):
            found = connection.execute(
                "SELECT 1 FROM pg_tables WHERE schemaname = %s AND tablename = 'meta'",
                (self._schema,),
            ).fetchone()
        return found is not None

    def _check_identity(self, connection: psycopg.Connection) -> None:
        if not self._is_there(connection):
            raise StoreError(f"{self} is not there")
        with explained(self._name):
            row = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        if row is None or row[0] != b"%d" % FORMAT_VERSION:
            raise StoreError(f"{self} has a format this version of Cupola does not read")


class PostgresWriting:
    """A record held for writing; see `telemetry.places.Writing`."""

    def __init__(self, tables: PostgresTables) -> None:
        self.tables = tables

    def free_bytes(self) -> int:
        """Return no bound: a server that is full says so when it is written to."""
        return sys.maxsize

    def checkpoint(self) -> None:
        """Do nothing: the database minds its own log."""

    def close(self, *, trimmed: bool) -> None:
        """Let go of the record; the database gives back room by itself, `trimmed` or not."""
        del trimmed
        self.tables.close()
