"""Frames and clock announcements as bytes; the only module that knows the format.

A message is two parts: a topic, then MessagePack. Topics: ``f/PACKET`` public frames,
``m/PACKET`` medical frames, ``clock`` the source's clock.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import msgpack
import numpy as np
from numpy.typing import NDArray

WIRE_VERSION: Final = 1
FRAME_MAX_BYTES: Final = 8 << 20
FRAME_MAX_COLUMNS: Final = 4096
PUBLIC_TOPIC: Final = b"f/"
MEDICAL_TOPIC: Final = b"m/"
CLOCK_TOPIC: Final = b"clock"
# 1970 … 2200: anything else is a damaged time, not a mission.
LATEST_NS: Final = 7_258_118_400 * 1_000_000_000


class FrameError(ValueError):
    """Bytes that are not a frame or clock announcement of this version."""


class SourceKind(StrEnum):
    """What stands behind the telemetry; shown in every banner."""

    LIVE = "live"
    SIMULATION = "simulation"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One packet's samples for one or more instants.

    Parameters
    ----------
    source : str
        ``name/session``; a new session means the source was restarted and counts from zero.
    packet : str
        Name of the packet in the mission database.
    sequence : int
        Counts the frames of this packet in this session, from 0.
    generated_ns : int
        Instant of the first row, UTC nanoseconds; rows follow at the packet's own period.
    values : ndarray of float64, shape (rows, columns)
        Engineering values in the packet's column order; enumerations as their number;
        NaN is INVALID.
    """

    source: str
    packet: str
    sequence: int
    generated_ns: int
    values: NDArray[np.float64]

    @property
    def rows(self) -> int:
        """Number of instants in the frame."""
        return int(self.values.shape[0])

    @property
    def columns(self) -> int:
        """Number of parameters in the frame."""
        return int(self.values.shape[1])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Frame):
            return NotImplemented
        return _header(self) == _header(other) and np.array_equal(
            self.values, other.values, equal_nan=True
        )

    __hash__ = None  # type: ignore[assignment]  # holds an array


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockAnnouncement:
    """What time it is on board, how fast it runs, and what kind of source says so.

    Parameters
    ----------
    source : str
        As in `Frame`.
    mission_ns : int
        Mission time at sending, UTC nanoseconds.
    rate : float
        Mission seconds per second; 0 when paused.
    """

    source: str
    kind: SourceKind
    mission_ns: int
    rate: float


def frame_topic(packet: str, *, medical: bool) -> bytes:
    """Return the topic frames of `packet` are published under."""
    return (MEDICAL_TOPIC if medical else PUBLIC_TOPIC) + packet.encode()


def encode_frame(frame: Frame) -> bytes:
    """Return the MessagePack of `frame`."""
    blob = np.ascontiguousarray(frame.values, dtype="<f8").tobytes()
    return bytes(msgpack.packb([*_header(frame), frame.rows, frame.columns, blob]))


def decode_frame(data: bytes) -> Frame:
    """Return the frame in `data`; its values are a read-only view of the message.

    Raises
    ------
    FrameError
        If `data` breaks any rule of a frame. Nothing else is raised, whatever the bytes.
    """
    fields = _unpack(data, length=8)
    version, source, packet, sequence, generated_ns, rows, columns, blob = fields
    _check_version(version)
    _check_text(source, "source")
    _check_text(packet, "packet")
    _check_count(sequence, "sequence", 0, 1 << 63)
    _check_count(generated_ns, "generated_ns", 1, LATEST_NS)
    _check_count(rows, "rows", 1, FRAME_MAX_BYTES // 8)
    _check_count(columns, "columns", 1, FRAME_MAX_COLUMNS)
    if type(blob) is not bytes or len(blob) != rows * columns * 8:
        raise FrameError(f"the values are not {rows} × {columns} little-endian float64")
    values = np.frombuffer(blob, dtype="<f8").reshape(rows, columns)
    if np.isinf(values).any():
        raise FrameError("a value is infinite")
    return Frame(
        source=source, packet=packet, sequence=sequence, generated_ns=generated_ns, values=values
    )


def encode_clock(clock: ClockAnnouncement) -> bytes:
    """Return the MessagePack of a clock announcement."""
    fields = [WIRE_VERSION, clock.source, clock.kind.value, clock.mission_ns, clock.rate]
    return bytes(msgpack.packb(fields))


def decode_clock(data: bytes) -> ClockAnnouncement:
    """Return the clock announcement in `data`.

    Raises
    ------
    FrameError
        If `data` breaks any rule of a clock announcement, and nothing else.
    """
    version, source, kind, mission_ns, rate = _unpack(data, length=5)
    _check_version(version)
    _check_text(source, "source")
    _check_count(mission_ns, "mission_ns", 1, LATEST_NS)
    if kind not in SourceKind.__members__.values():
        raise FrameError(f"unknown kind of source {kind!r}")
    if type(rate) is not float or not 0 <= rate <= 1e6:
        raise FrameError(f"rate {rate!r} is not between 0 and a million")
    return ClockAnnouncement(source=source, kind=SourceKind(kind), mission_ns=mission_ns, rate=rate)


def _header(frame: Frame) -> list[Any]:
    return [WIRE_VERSION, frame.source, frame.packet, frame.sequence, frame.generated_ns]


def _unpack(data: bytes, *, length: int) -> list[Any]:
    if len(data) > FRAME_MAX_BYTES:
        raise FrameError(f"{len(data)} bytes is more than a frame may have")
    try:
        fields = msgpack.unpackb(data, strict_map_key=True)
    except (ValueError, RecursionError) as error:  # every msgpack and UTF-8 failure is a ValueError
        raise FrameError(f"not MessagePack: {error}") from error
    if type(fields) is not list or len(fields) != length:
        raise FrameError(f"not a list of {length} fields")
    return fields


def _check_version(version: object) -> None:
    if type(version) is not int or version != WIRE_VERSION:
        raise FrameError(f"version {version!r} is not {WIRE_VERSION}")


def _check_text(text: object, name: str) -> None:
    if type(text) is not str or not 0 < len(text) <= 100:
        raise FrameError(f"{name} is not a text of 1 to 100 characters")


def _check_count(count: object, name: str, lowest: int, above: int) -> None:
    if type(count) is not int or not lowest <= count < above:
        raise FrameError(f"{name} {count!r} is out of range")
