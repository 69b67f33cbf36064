"""Opening a mission file: what makes it one, and what SQLite's errors mean to a person."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from telemetry.sql_tables import FORMAT_VERSION, SCHEMA
from telemetry.tables import StoreDamagedError, StoreError, StoreFullError

APPLICATION_ID: Final = int.from_bytes(b"CUPO")
PAGE_BYTES: Final = 8192
# Source: "Database File Format", sqlite.org, section 1.3.
_MAGIC: Final = b"SQLite format 3\0"
_HEAD_BYTES: Final = 100
# Reading waits this long for another process's short lock before it gives up.
_BUSY_S: Final = 10.0
_SCHEMA: Final = SCHEMA.format(integer="INTEGER", bytes="BLOB", clustered="WITHOUT ROWID")


def create(path: Path) -> sqlite3.Connection:
    """Make a new, empty mission file and return a connection that writes it safely.

    Raises
    ------
    StoreError
        If there is a file already or none can be made.
    """
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        raise StoreError(f"{path} exists already") from None
    except OSError as error:
        raise StoreError(f"cannot create {path}: {error.strerror}") from None
    connection = _connected(path, "mode=rw")
    with explained(path):
        connection.executescript(
            f"PRAGMA page_size={PAGE_BYTES}; PRAGMA auto_vacuum=INCREMENTAL;"
            # Before there is a log, so that they are in the file itself from the start.
            f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={FORMAT_VERSION};"
            f"PRAGMA journal_mode=WAL;"
            f"BEGIN; {_SCHEMA} COMMIT;"
        )
    return _writing_safely(connection, path)


def open_to_write(path: Path) -> sqlite3.Connection:
    """Return a connection that writes an existing mission file safely.

    Raises
    ------
    StoreError
        If it is missing or no mission file.
    """
    _check_identity(path)
    return _writing_safely(_connected(path, "mode=rw"), path)


def open_to_read(path: Path) -> sqlite3.Connection:
    """Return a connection that reads a mission file, also while a server writes it.

    Raises
    ------
    StoreError
        If it is missing or no mission file.
    """
    _check_identity(path)
    connection = _connected(path, "mode=ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        # In a folder that cannot be written SQLite cannot make the index of its log; a file
        # without a log is complete and can be read as it stands.
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise StoreError(
                f"{path} was not closed and its folder cannot be written: copy it together "
                f"with {log.name} to another folder"
            ) from None
        connection = _connected(path, "mode=ro&immutable=1")
    except sqlite3.DatabaseError:
        # A file that was cut short is refused as a whole, unless its schema may be written:
        # then what is there can be read. Nothing is written, the connection only reads.
        with explained(path):
            connection.execute("PRAGMA writable_schema=ON")
    return connection


def checkpoint(path: Path) -> None:
    """Fold the log into the file without holding up its writer; for another thread.

    Uses a connection of its own: SQLite lets this run beside the writer, and the writer then
    begins the log anew.
    """
    connection = _connected(path, "mode=rw")
    try:
        with explained(path):
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    finally:
        connection.close()


def problems(path: Path) -> Iterator[str]:
    """Yield what SQLite itself finds wrong with its pages."""
    with closing(open_to_read(path)) as connection:
        try:
            for (line,) in connection.execute("PRAGMA quick_check(20)"):
                if line != "ok":
                    yield f"database: {line}"
        except sqlite3.DatabaseError as error:
            yield f"database: {error}"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into `StoreError` with one line that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        match getattr(error, "sqlite_errorcode", 0) & 0xFF:
            case sqlite3.SQLITE_FULL:
                raise StoreFullError(f"no room to write {path}") from error
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                raise StoreError(f"{path} is locked by another program") from error
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                raise StoreDamagedError(f"{path} is damaged: {error}") from error
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
                raise StoreError(f"{path} cannot be opened or written: {error}") from error
            case _:
                raise StoreError(f"{path}: {error}") from error


def _writing_safely(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    with explained(path):
        connection.executescript(
            "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-32000;"
        )
    return connection


def _check_identity(path: Path) -> None:
    """Look at the file's first bytes, which are whole even where the rest is not."""
    _check_there(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror}") from None
    if head[:16] != _MAGIC or head[68:72] != APPLICATION_ID.to_bytes(4):
        raise StoreError(f"{path} is not a mission file")
    version = int.from_bytes(head[60:64])
    if version != FORMAT_VERSION:
        raise StoreError(
            f"{path} has format {version}; this version of Cupola reads format {FORMAT_VERSION}"
        )


def _check_there(path: Path) -> None:
    if not path.is_file():
        raise StoreError(f"{path} is not there" if not path.exists() else f"{path} is not a file")


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    with explained(path):
        # Used by one thread at a time, but not always the same one.
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?{mode}",
            uri=True,
            timeout=_BUSY_S,
            isolation_level=None,
            check_same_thread=False,
        )
