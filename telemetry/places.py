"""Where a mission's record may be: a file, or a schema of a PostgreSQL database."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from telemetry import sqlite_file
from telemetry.sqlite_tables import SqliteTables
from telemetry.tables import StoreError, Tables
from telemetry.volume import WriterLock, free_bytes, refuse_network_filesystem

PLACE_HELP: Final = "mission file, or postgresql://USER@HOST/DATABASE#RECORD"
_DATABASE_SCHEMES: Final = ("postgresql://", "postgres://")


class Writing(Protocol):
    """The right of one process to write a record; nobody else has it meanwhile."""

    @property
    def tables(self) -> Tables:
        """The record's tables."""
        ...

    def free_bytes(self) -> int:
        """Return the room left for the record."""
        ...

    def checkpoint(self) -> None:
        """Fold the database's log, if it wants that; called in a thread of its own."""
        ...

    def close(self, *, trimmed: bool) -> None:
        """Let go of the record, `trimmed` of the room that was needed only while writing."""
        ...


class Place(Protocol):
    """Where a record is or will be; its text names it in messages, without passwords.

    Every method but `exists` raises `StoreError` with one line if it cannot do what is asked.
    """

    def exists(self) -> bool:
        """Return whether there is a record already."""
        ...

    def create(self) -> Writing:
        """Make an empty record, which must not be there yet, and hold it for writing."""
        ...

    def open_to_write(self) -> Writing:
        """Hold an existing record for writing."""
        ...

    def open_to_read(self) -> Tables:
        """Read an existing record, also while a server writes it."""
        ...

    def bytes_on_disk(self) -> int:
        """Return how large the record is."""
        ...

    def problems(self) -> Iterator[str]:
        """Yield what the database itself finds wrong with how it stores the record."""
        ...


def place_of(where: str | Path | Place) -> Place:
    """Return the place that a path, or the URL of a database, names; a place is its own.

    Raises
    ------
    StoreError
        If it is the URL of a database that makes no sense or cannot be talked to here.
    """
    if not isinstance(where, str | Path):
        return where
    if isinstance(where, Path) or not where.startswith(_DATABASE_SCHEMES):
        return FilePlace(Path(where))
    try:
        from telemetry.postgres_place import PostgresPlace
    except ImportError as error:
        raise StoreError(
            f"a record in PostgreSQL needs psycopg (pip install 'psycopg[binary]'): {error}"
        ) from None
    return PostgresPlace(where)


def place_argument(text: str) -> Place:
    """Return the place that an argument of a command line names; for argparse."""
    try:
        return place_of(text)
    except StoreError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A mission file."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def exists(self) -> bool:
        """Return whether there is a file already."""
        return self.path.exists()

    def create(self) -> "FileWriting":
        """Make a new file, and its folder; see `Place`."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return FileWriting(self.path, is_new=True)

    def open_to_write(self) -> "FileWriting":
        """Hold an existing file; see `Place`."""
        if not self.path.exists():
            raise StoreError(f"{self.path} is not there")
        return FileWriting(self.path, is_new=False)

    def open_to_read(self) -> SqliteTables:
        """Read the file; see `Place`."""
        return SqliteTables(sqlite_file.open_to_read(self.path), self.path)

    def bytes_on_disk(self) -> int:
        """Return the size of the file and of SQLite's log beside it."""
        log = self.path.with_name(f"{self.path.name}-wal")
        return self.path.stat().st_size + (log.stat().st_size if log.exists() else 0)

    def problems(self) -> Iterator[str]:
        """Yield what SQLite finds wrong with its pages."""
        return sqlite_file.problems(self.path)


class FileWriting:
    """A mission file held for writing; see `Writing`.

    Raises
    ------
    StoreError
        If it cannot be made or opened, is written by another server, or is on a network
        filesystem.
    """

    def __init__(self, path: Path, *, is_new: bool) -> None:
        refuse_network_filesystem(path.parent)
        self._path = path
        self._lock = WriterLock(path)
        try:
            connection = sqlite_file.create(path) if is_new else sqlite_file.open_to_write(path)
        except BaseException:
            self._lock.release()
            raise
        self.tables = SqliteTables(connection, path)

    def free_bytes(self) -> int:
        """Return the room left on the file's disk."""
        return free_bytes(self._path.parent)

    def checkpoint(self) -> None:
        """Fold SQLite's log into the file."""
        sqlite_file.checkpoint(self._path)

    def close(self, *, trimmed: bool) -> None:
        """Close the file and let others write it; see `Writing`."""
        try:
            if trimmed:
                self.tables.trim()
        finally:
            self.tables.close()
            self._lock.release()
