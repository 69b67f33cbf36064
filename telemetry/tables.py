"""What a mission's record asks of the database under it: a few tables and durable transactions.

Everything above this interface (rows, sealing, reading, the chain of facts) knows no SQL, so
another database needs only these methods.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class StoreError(RuntimeError):
    """A mission file that cannot be used as asked, in one line for a person."""


class StoreFullError(StoreError):
    """There is no room to record; what was given is kept and written when there is room."""


class StoreDamagedError(StoreError):
    """Part of the file cannot be read any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPacket:
    """A packet's definition as recorded.

    Parameters
    ----------
    id : int
        Ascending in the order of recording; a changed definition has a new one.
    first_channel : int
        Word ``w`` of the packet's rows (see `telemetry.records`) is channel
        ``first_channel + w``: the key of its cells and levels.
    definition : bytes
        Opaque to the database.
    """

    id: int
    first_channel: int
    definition: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One packet from one session of a source.

    Parameters
    ----------
    id : int
        Ascending in the order the streams began.
    first_ns : int
        Generation time of the first row that came. From here on the stream replaces earlier
        ones of the packet: a simulation set back in time rewrites what follows.
    """

    id: int
    packet_id: int
    source: str
    first_ns: int


class BlockSpan(NamedTuple):
    """Which rows of its stream a sealed block holds: ``first_ns`` to ``last_ns``, both included.

    A tuple, because to seek in days of telemetry is to make thousands of them.
    """

    id: int
    first_ns: int
    last_ns: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """Extremes of one channel over adjoining columns.

    Parameters
    ----------
    tier : int
        Which width the columns have; see `telemetry.levels.tier_width_ns`.
    channel, first_bucket : int
        `first_bucket` times that width is where the first column starts.
    body : bytes
        Pairs of float64, least and greatest, one pair a column, then a CRC-32.
    """

    channel: int
    tier: int
    first_bucket: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBlock:
    """Rows of a stream, ready to be written; `cells` are (channel, cell)."""

    first_ns: int
    last_ns: int
    rows: int
    cells: tuple[tuple[int, bytes], ...]
    levels: tuple[LevelRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One fact as it is logged.

    Parameters
    ----------
    sequence : int
        From 1, without holes.
    epoch : int
        Which run of the mission server wrote it.
    mission_ns, recorded_ns : int
        Mission time it holds for and wall-clock time of writing, UTC nanoseconds.
    by : str
        Who decided or observed it.
    kind : str
        Name of the fact.
    body : bytes
        Opaque to the store.
    """

    sequence: int
    epoch: int
    mission_ns: int
    recorded_ns: int
    by: str
    kind: str
    body: bytes


class Tables(Protocol):
    """A database holding one mission. Used by one thread at a time."""

    def transaction(self) -> AbstractContextManager[None]:
        """Write everything inside durably, or nothing of it."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Read everything inside as of one moment, whatever others write."""
        ...

    def meta(self, key: str) -> bytes | None:
        """Return the value kept under `key`."""
        ...

    def set_meta(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`."""
        ...

    def configuration(self) -> dict[str, bytes]:
        """Return the configuration files in force by name."""
        ...

    def set_configuration(self, configuration: dict[str, bytes]) -> None:
        """Put configuration files in force instead of the present ones."""
        ...

    def packets(self, after: int = 0) -> list[StoredPacket]:
        """Return every packet definition with a number above `after`, in order."""
        ...

    def add_packet(self, *, definition: bytes, words: int) -> StoredPacket:
        """Record a packet definition whose rows have `words` words."""
        ...

    def streams(self) -> list[Stream]:
        """Return every stream, oldest first."""
        ...

    def add_stream(self, *, packet_id: int, source: str, first_ns: int) -> Stream:
        """Record that a stream began."""
        ...

    def add_tails(self, tails: Sequence[tuple[int, bytes]]) -> list[int]:
        """Append (stream, rows of it as they came); return the numbers they were given."""
        ...

    def remove_tails(self, numbers: Sequence[int]) -> None:
        """Remove rows that are now in a sealed block."""
        ...

    def tails(self) -> list[tuple[int, int, bytes]]:
        """Return all rows not sealed: number, stream, body; in the order they came."""
        ...

    def add_block(self, stream_id: int, block: SealedBlock) -> int:
        """Write a sealed block; return its number."""
        ...

    def blocks(self, stream_id: int, from_ns: int, to_ns: int) -> list[BlockSpan]:
        """Return blocks with rows in the span, its end excluded, in the order of sealing."""
        ...

    def span(self, stream_id: int) -> tuple[int, int] | None:
        """Return times of the first and the last row in a stream's blocks, None without any."""
        ...

    def block_before(self, stream_id: int, instant_ns: int) -> BlockSpan | None:
        """Return, of the blocks that begin at or before an instant, the one that does so last."""
        ...

    def cells(
        self, stream_id: int, channel: int, from_ns: int, to_ns: int
    ) -> list[tuple[int, bytes]]:
        """Return (block, cell) of a channel for the blocks that `blocks` returns of a span."""
        ...

    def block_cells(self, channels: range, block: int) -> dict[int, bytes]:
        """Return the cells of adjoining channels for one block, by channel."""
        ...

    def levels(
        self, channel: int, tier: int, stream_id: int, first_bucket: int, last_bucket: int
    ) -> list[tuple[int, bytes]]:
        """Return (first bucket, body) of a tier's rows that begin in a closed range of buckets."""
        ...

    def add_entry(self, row: LogRow, digest: bytes) -> None:
        """Append a fact with the hash that chains it."""
        ...

    def entries(self, after: int) -> Iterator[tuple[LogRow, bytes]]:
        """Yield facts with a sequence above `after` and their hashes, in order."""
        ...

    def last_entry(self) -> tuple[int, bytes] | None:
        """Return sequence and hash of the newest fact."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
