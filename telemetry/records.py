"""Rows of a packet as they are kept: one array of 64-bit words, whatever they mean.

A row is ``generated, received, sequence, row in frame`` as int64 and then the parameters'
values as float64, so that rows from many frames join with one concatenation, in memory as on
the disk, and give back the very frames they came in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.blocks import with_checksum, without_checksum
from telemetry.wire import Frame

Words = NDArray[np.int64]

GENERATED, RECEIVED, SEQUENCE, ROW = range(4)
HEAD_WORDS: Final = 4
_FIRST_ROOM: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFrame:
    """A frame and when it was received."""

    frame: Frame
    received_ns: int


class RowBuffer:
    """Rows of one packet, growing frame by frame.

    Parameters
    ----------
    columns : int
        Parameters in the packet.
    period_ns : int
        Time between two rows of a frame.
    """

    def __init__(self, columns: int, period_ns: int) -> None:
        self._period_ns = period_ns
        self._count = 0
        self._make_room(np.empty((_FIRST_ROOM, HEAD_WORDS + columns), np.int64))

    def __len__(self) -> int:
        return self._count

    def add(self, frame: Frame, received_ns: int) -> None:
        """Add a frame's rows."""
        start, end = self._count, self._count + frame.rows
        while end > self._words.shape[0]:
            self._make_room(np.resize(self._words, (2 * self._words.shape[0], self._width)))
        self._words[start:end, :HEAD_WORDS] = (frame.generated_ns, received_ns, frame.sequence, 0)
        self._values[start:end] = frame.values
        if frame.rows > 1:
            rows = np.arange(frame.rows)
            self._words[start:end, ROW] = rows
            self._words[start:end, GENERATED] += rows * self._period_ns
        self._count = end

    def rows(self) -> Words:
        """Return a copy of the rows, in the order they were added; shape (n, 4 + columns)."""
        return self._words[: self._count].copy()

    def clear(self) -> None:
        """Forget all rows."""
        self._count = 0

    def _make_room(self, words: Words) -> None:
        self._words, self._width = words, words.shape[1]
        self._values = words[:, HEAD_WORDS:].view(np.float64)


def frames_of_rows(words: Words, *, source: str, packet: str) -> Iterator[RecordedFrame]:
    """Yield the frames that rows, in the order they were recorded, came in."""
    if not words.shape[0]:
        return
    starts = np.flatnonzero(
        (np.diff(words[:, SEQUENCE], prepend=words[0, SEQUENCE] - 1) != 0) | (words[:, ROW] == 0)
    )
    ends = np.append(starts[1:], words.shape[0]).tolist()
    values = np.ascontiguousarray(words[:, HEAD_WORDS:]).view(np.float64)
    heads = words[starts, :HEAD_WORDS].tolist()
    for start, end, head in zip(starts.tolist(), ends, heads, strict=True):
        frame = Frame(
            source=source,
            packet=packet,
            sequence=head[SEQUENCE],
            generated_ns=head[GENERATED],
            values=values[start:end],
        )
        yield RecordedFrame(frame=frame, received_ns=head[RECEIVED])


def newest(times_ns: NDArray[np.int64]) -> int:
    """Return the place of the latest of at least one time; of equal ones that recorded last."""
    return int(times_ns.size - 1 - np.argmax(times_ns[::-1]))


def to_bytes(words: Words) -> bytes:
    """Return rows as they lie in the record: little-endian words and a checksum."""
    return with_checksum(words.astype("<i8", copy=False).tobytes())


def from_bytes(body: bytes, columns: int) -> Words:
    """Return the rows in a body that `to_bytes` returned.

    Raises
    ------
    ValueError
        If it is damaged or no whole number of rows.
    """
    words = np.frombuffer(without_checksum(body), dtype="<i8")
    return words.reshape(-1, HEAD_WORDS + columns).astype(np.int64, copy=False)


def empty(columns: int) -> Words:
    """Return no rows."""
    return np.empty((0, HEAD_WORDS + columns), np.int64)
