"""The facts of a mission as a chain: changing one breaks the hash of every later one.

Each hash is SHA-256 over the hash before it and the fact's fields; the first follows from the
mission's name and its configuration at creation, so those cannot be exchanged unnoticed either.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgpack

from telemetry.tables import LogRow, StoreError, Tables

_GENESIS_KEY: Final = "genesis"


class Journal:
    """Appends facts durably and checks what was appended.

    Parameters
    ----------
    tables
        Whose `begin` was called once, when the mission was created.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        genesis = tables.meta(_GENESIS_KEY)
        if genesis is None:
            raise StoreError("the file has no beginning of its chain of facts")
        self._genesis = genesis

    @staticmethod
    def begin(tables: Tables, *, mission: str, configuration: Mapping[str, bytes]) -> None:
        """Write the hash the first fact will follow; inside a transaction."""
        tables.set_meta(_GENESIS_KEY, _genesis(mission, configuration))

    def begins_with(self, *, mission: str, configuration: Mapping[str, bytes]) -> bool:
        """Return whether name and configuration are those the chain began with."""
        return self._genesis == _genesis(mission, configuration)

    @property
    def head(self) -> tuple[int, bytes]:
        """Sequence and hash of the newest fact; sequence 0 if there is none."""
        return self._tables.last_entry() or (0, self._genesis)

    def append(self, rows: Sequence[LogRow]) -> None:
        """Append facts; they are on the disk when this returns.

        Raises
        ------
        StoreError
            If a sequence number does not follow, or the file cannot be written. Then none of
            `rows` is in the file.
        """
        with self._tables.transaction():
            sequence, digest = self.head
            for row in rows:
                if row.sequence != sequence + 1:
                    raise StoreError(f"fact {row.sequence} does not follow fact {sequence}")
                sequence, digest = row.sequence, chained(digest, row)
                self._tables.add_entry(row, digest)

    def entries(self, after: int = 0) -> Iterator[LogRow]:
        """Yield facts with a sequence above `after`, in order."""
        return (row for row, _ in self._tables.entries(after))

    def verify(self) -> int | None:
        """Return the sequence of the first fact that was changed or is missing, or None."""
        digest = self._genesis
        for expected, (row, recorded) in enumerate(self._tables.entries(0), start=1):
            digest = chained(digest, row)
            if row.sequence != expected or digest != recorded:
                return expected
        return None


def chained(previous: bytes, row: LogRow) -> bytes:
    """Return the hash of `row` after the hash `previous`."""
    fields = [row.sequence, row.epoch, row.mission_ns, row.recorded_ns, row.by, row.kind, row.body]
    return _sha256(previous + msgpack.packb(fields))


def _genesis(mission: str, configuration: Mapping[str, bytes]) -> bytes:
    digests = [[name, _sha256(content)] for name, content in sorted(configuration.items())]
    return _sha256(msgpack.packb([mission, digests]))


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
