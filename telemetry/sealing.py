"""Rows as they came → compressed columns and levels. Pure, so it can run off the main thread."""

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from telemetry.blocks import BlockError, encode_integers, encode_values
from telemetry.levels import TIER_FACTOR, TIERS, Integers, Values, folded, level_width_ns
from telemetry.records import GENERATED, HEAD_WORDS, ROW, Words
from telemetry.tables import LevelRow, SealedBlock
from telemetry.timebase import NS_PER_S

SEAL_SPAN_NS: Final = 600 * NS_PER_S
# Slow packets wait for enough rows to be worth a block.
SEAL_LEAST_ROWS: Final = 60
# A level row of a block with a hole in it is as long as the hole: split there.
MOST_BUCKETS: Final = 1024
_CRC: Final = struct.Struct("<I")


@dataclass(frozen=True, slots=True, kw_only=True)
class SealRequest:
    """Rows of one stream to be sealed, in the order they came.

    Parameters
    ----------
    words : ndarray of int64, shape (rows, 4 + columns)
        See `telemetry.records`; never changed after.
    tail_numbers : tuple of int
        The verbatim rows in the file that the blocks will replace.
    """

    stream_id: int
    first_channel: int
    period_ns: int
    words: Words
    tail_numbers: tuple[int, ...]


def _no_pause() -> None:
    """Carry on."""


def seal(request: SealRequest, pause: Callable[[], None] = _no_pause) -> list[SealedBlock]:
    """Return the rows as blocks: one, or more where time jumps.

    Parameters
    ----------
    pause
        Called after every column, to let another thread go first.
    """
    width_ns = level_width_ns(request.period_ns)
    most_ns = min(block_span_ns(request.period_ns), (MOST_BUCKETS - 1) * width_ns)
    return [
        _sealed(words, request.first_channel, width_ns, pause)
        for words in _pieces(request.words, most_ns=most_ns)
    ]


def block_span_ns(period_ns: int) -> int:
    """Return how much time of a packet is worth a block, and no block spans more.

    To find one row a whole block is opened: of days simulated in seconds, too, blocks are short.
    """
    return max(SEAL_SPAN_NS, SEAL_LEAST_ROWS * period_ns)


def _pieces(words: Words, *, most_ns: int) -> Iterator[Words]:
    """Split rows so that no piece spans more than `most_ns`, between frames if that can be."""
    start = 0
    while start < words.shape[0]:
        times_ns = words[start:, GENERATED]
        span_ns = np.maximum.accumulate(times_ns) - np.minimum.accumulate(times_ns)
        length = int(np.searchsorted(span_ns, most_ns, side="right"))
        if start + length < words.shape[0]:
            rows_of_cut_frame = int(words[start + length, ROW])
            length -= rows_of_cut_frame if rows_of_cut_frame < length else 0
        yield words[start : start + length]
        start += length


def _sealed(
    words: Words, first_channel: int, width_ns: int, pause: Callable[[], None]
) -> SealedBlock:
    columns = np.ascontiguousarray(words.T)
    times_ns = columns[GENERATED]
    order = None if (np.diff(times_ns) >= 0).all() else np.argsort(times_ns, kind="stable")
    sorted_ns = times_ns if order is None else times_ns[order]
    cells: list[tuple[int, bytes]] = []
    for word, column in enumerate(columns):
        pause()
        cell = encode_integers(column) if word < HEAD_WORDS else encode_values(_floats(column))
        cells.append((first_channel + word, cell))
    values = _floats(columns[HEAD_WORDS:])
    sorted_values = values if order is None else values[:, order]
    levels = _level_rows(first_channel + HEAD_WORDS, sorted_ns, sorted_values, width_ns)
    return SealedBlock(
        first_ns=int(times_ns.min()),
        last_ns=int(times_ns.max()),
        rows=int(times_ns.size),
        cells=tuple(cells),
        levels=tuple(levels),
    )


def _floats(words: Words) -> Values:
    return words.view(np.float64)


def _level_rows(
    first_channel: int, times_ns: Integers, values: Values, width_ns: int
) -> Iterator[LevelRow]:
    """Yield every level of channels that share their times: into columns once for all of them."""
    buckets, low, high = folded(times_ns, values, values, width_ns)
    for tier in range(TIERS):
        places = buckets - buckets[0]
        pairs = np.full((len(values), int(places[-1]) + 1, 2), np.nan, "<f8")
        pairs[:, places, 0], pairs[:, places, 1] = low, high
        for channel, body in enumerate(map(np.ndarray.tobytes, pairs), start=first_channel):
            yield LevelRow(
                channel=channel,
                tier=tier,
                first_bucket=int(buckets[0]),
                body=body + _CRC.pack(zlib.crc32(body)),
            )
        buckets, low, high = folded(buckets, low, high, TIER_FACTOR)


def opened_levels(rows: Sequence[tuple[int, bytes]]) -> tuple[Integers, Values, Values]:
    """Return level rows as columns: numbers of the columns, least and greatest values.

    A column that two blocks share is in it twice.

    Raises
    ------
    BlockError
        If a row is damaged.
    """
    bodies, buckets = [], []
    for first_bucket, body in rows:
        pairs, checksum = body[: -_CRC.size], body[-_CRC.size :]
        if len(pairs) % 16 or checksum != _CRC.pack(zlib.crc32(pairs)):
            raise BlockError("the checksum of a level does not match")
        bodies.append(pairs)
        buckets.append(np.arange(first_bucket, first_bucket + len(pairs) // 16))
    pairs_of_all = np.frombuffer(b"".join(bodies), "<f8").reshape(-1, 2)
    numbers = np.concatenate(buckets) if buckets else np.empty(0, np.int64)
    return numbers, pairs_of_all[:, 0], pairs_of_all[:, 1]
