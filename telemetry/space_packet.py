"""CCSDS space packets: headers, finding them in bytes, joining segments, and counting losses.

Source: CCSDS 133.0-B-2, Space Packet Protocol, section 4.1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

PRIMARY_HEADER_BYTES: Final = 6
IDLE_APID: Final = 0x7FF
SEQUENCE_MODULO: Final = 1 << 14
# The largest packet has a data field of 65 536 bytes.
# A user data field joined of more than this is a fault of the sender.
_JOINED_MAX_BYTES: Final = 1 << 24


class SpacePacketError(ValueError):
    """Bytes that cannot be a space packet."""


class Segment(IntEnum):
    """Sequence flags: which part of its user data a packet carries."""

    CONTINUATION = 0
    FIRST = 1
    LAST = 2
    WHOLE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryHeader:
    """The six bytes every space packet begins with.

    Parameters
    ----------
    sequence_count : int
        Counts the packets of an APID modulo 16 384.
    total_bytes : int
        Length of the packet with this header.
    """

    version: int
    is_telecommand: bool
    has_secondary_header: bool
    apid: int
    segment: Segment
    sequence_count: int
    total_bytes: int


def read_header(packet: bytes | bytearray) -> PrimaryHeader:
    """Return the primary header at the start of `packet`.

    Raises
    ------
    SpacePacketError
        If there are fewer than six bytes, or the version is not 0.
    """
    if len(packet) < PRIMARY_HEADER_BYTES:
        raise SpacePacketError(f"{len(packet)} bytes are no header of a space packet")
    identification = int.from_bytes(packet[0:2])
    sequence = int.from_bytes(packet[2:4])
    if identification >> 13:
        raise SpacePacketError(f"version {identification >> 13} of a space packet is not known")
    return PrimaryHeader(
        version=0,
        is_telecommand=bool(identification >> 12 & 1),
        has_secondary_header=bool(identification >> 11 & 1),
        apid=identification & 0x7FF,
        segment=Segment(sequence >> 14),
        sequence_count=sequence & 0x3FFF,
        total_bytes=PRIMARY_HEADER_BYTES + int.from_bytes(packet[4:6]) + 1,
    )


def header_bytes(*, apid: int, sequence_count: int, data_bytes: int) -> bytes:
    """Return the header of a whole telemetry packet with a secondary header.

    Parameters
    ----------
    data_bytes : int
        Length of all that follows the header, 1 to 65 536.
    """
    return (
        (0x0800 | apid).to_bytes(2)
        + (0xC000 | sequence_count % SEQUENCE_MODULO).to_bytes(2)
        + (data_bytes - 1).to_bytes(2)
    )


class PacketSplitter:
    """Cuts a stream of bytes, as it comes, into space packets.

    A space packet has no mark to find it by: after a header that cannot be, the next one that
    can is looked for byte by byte, and what was skipped is counted.

    Parameters
    ----------
    ahead_bytes
        Bytes before each packet that are not of it: a sync mark, a ground station's header.
    """

    def __init__(self, ahead_bytes: int = 0) -> None:
        self._ahead_bytes = ahead_bytes
        self._waiting = bytearray()
        self._skipped_bytes = 0

    @property
    def skipped_bytes(self) -> int:
        """Bytes that belonged to no packet."""
        return self._skipped_bytes

    @property
    def waiting_bytes(self) -> int:
        """Bytes of a packet whose end has not come yet."""
        return len(self._waiting)

    def feed(self, received: bytes) -> Iterator[bytes]:
        """Yield the packets that `received` completes; iterate to the end."""
        self._waiting += received
        start = 0
        try:
            while len(self._waiting) - start >= self._ahead_bytes + PRIMARY_HEADER_BYTES:
                first = start + self._ahead_bytes
                if self._waiting[first] >> 5:  # the version is not 0
                    self._skipped_bytes += 1
                    start += 1
                    continue
                length = int.from_bytes(self._waiting[first + 4 : first + 6])
                end = first + PRIMARY_HEADER_BYTES + length + 1
                if end > len(self._waiting):
                    break
                packet = bytes(self._waiting[first:end])
                start = end
                yield packet
        finally:
            del self._waiting[:start]


class SegmentJoiner:
    """Joins user data that was sent in several packets of one APID."""

    def __init__(self) -> None:
        self._parts: dict[int, tuple[int, bytearray]] = {}
        self._broken = 0

    @property
    def broken(self) -> int:
        """Times a part was missing and the others were dropped."""
        return self._broken

    def take(self, packet: bytes, header: PrimaryHeader) -> bytes | None:
        """Return a whole packet, or None while parts are missing.

        The joined packet begins with the header of its first part.
        """
        if header.segment is Segment.WHOLE:
            self._broken += self._parts.pop(header.apid, None) is not None
            return packet
        if header.segment is Segment.FIRST:
            self._broken += header.apid in self._parts
            self._parts[header.apid] = (header.sequence_count, bytearray(packet))
            return None
        return self._continue(packet, header)

    def _continue(self, packet: bytes, header: PrimaryHeader) -> bytes | None:
        last_count, joined = self._parts.pop(header.apid, (-1, bytearray()))
        follows = joined and header.sequence_count == (last_count + 1) % SEQUENCE_MODULO
        if not follows or len(joined) > _JOINED_MAX_BYTES:
            self._broken += 1
            return None
        joined += packet[PRIMARY_HEADER_BYTES:]
        if header.segment is Segment.LAST:
            return bytes(joined)
        self._parts[header.apid] = (header.sequence_count, joined)
        return None


class SequenceCounter:
    """Makes a count without end out of one modulo 16 384, and sees what is missing."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._lost = 0
        self._repeated = 0

    @property
    def lost(self) -> int:
        """Packets that never came."""
        return self._lost

    @property
    def repeated(self) -> int:
        """Packets that came again."""
        return self._repeated

    def count(self, sequence_count: int) -> int:
        """Return the packet's number in a count without end.

        A number up to half the modulo behind the last is late, not a whole turn ahead.
        """
        if self._last is None:
            self._last = sequence_count
            return sequence_count
        ahead = (sequence_count - self._last) % SEQUENCE_MODULO
        if ahead > SEQUENCE_MODULO // 2:
            self._lost = max(0, self._lost - 1)
            return max(0, self._last + ahead - SEQUENCE_MODULO)
        if ahead == 0:
            self._repeated += 1
            return self._last
        self._lost += ahead - 1
        self._last += ahead
        return self._last
