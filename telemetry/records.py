"""Rows of a packet as they are kept: one array of 64-bit words, whatever they mean.

A row is ``generated, received, sequence, row in frame`` as int64 and then the parameters'
values as float64, so that rows from many frames join with one concatenation, in memory as on
the disk, and give back the very frames they came in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.wire import Frame

Words = NDArray[np.int64]

GENERATED, RECEIVED, SEQUENCE, ROW = range(4)
HEAD_WORDS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFrame:
    """A frame and when it was received."""

    frame: Frame
    received_ns: int


def rows_of_frames(frames: Sequence[RecordedFrame], period_ns: int) -> Words:
    """Return the rows of frames of one packet, in the order of the frames.

    Parameters
    ----------
    frames : sequence of RecordedFrame
        At least one, all with as many columns.
    period_ns : int
        Time between two rows of a frame.

    Returns
    -------
    ndarray of int64, shape (rows, 4 + columns)
    """
    head = np.array(
        [[f.frame.generated_ns, f.received_ns, f.frame.sequence, 0] for f in frames], np.int64
    )
    counts = np.array([f.frame.rows for f in frames])
    values = np.concatenate([f.frame.values for f in frames])
    words = np.empty((values.shape[0], HEAD_WORDS + values.shape[1]), np.int64)
    words[:, :HEAD_WORDS] = np.repeat(head, counts, axis=0)
    if values.shape[0] != counts.size:
        starts = np.repeat(np.cumsum(counts) - counts, counts)
        words[:, ROW] = np.arange(values.shape[0]) - starts
        words[:, GENERATED] += words[:, ROW] * period_ns
    words[:, HEAD_WORDS:].view(np.float64)[:] = values
    return words


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


def to_bytes(words: Words) -> bytes:
    """Return rows as little-endian words."""
    return words.astype("<i8", copy=False).tobytes()


def from_bytes(bodies: Sequence[bytes], columns: int) -> Words:
    """Return the rows in `bodies`, joined.

    Raises
    ------
    ValueError
        If a body is no whole number of rows.
    """
    words = np.frombuffer(b"".join(bodies), dtype="<i8")
    return words.reshape(-1, HEAD_WORDS + columns).astype(np.int64, copy=False)


def empty(columns: int) -> Words:
    """Return no rows."""
    return np.empty((0, HEAD_WORDS + columns), np.int64)
