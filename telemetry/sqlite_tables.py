"""The tables of a mission in one SQLite file.

Write-ahead logging lets consoles and exports read while the server writes;
``synchronous=FULL`` makes every commit survive a loss of power, not only of the process.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

from telemetry.sql_tables import SqlTables
from telemetry.sqlite_file import explained


class SqliteTables(SqlTables):
    """`telemetry.tables.Tables` in a mission file.

    Parameters
    ----------
    connection
        From `telemetry.sqlite_file`; closed with this.
    path
        Named in errors.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        super().__init__()
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

    def _each(self, statement: LiteralString, *arguments: object) -> Iterator[Any]:
        with explained(self._path):
            yield from self._connection.execute(statement, arguments)

    def _write(self, statement: LiteralString, *arguments: object) -> None:
        with explained(self._path):
            self._connection.execute(statement, arguments)
