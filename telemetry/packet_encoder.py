"""Frames → CCSDS space packets, as the vehicle itself would send them.

So that a simulation can stand behind the gateway, and the way through packets is tested against
the direct one.
"""

import socket
from collections.abc import Iterator

from space_packet_parser.xtce.definitions import XtcePacketDefinition

from telemetry.dictionary import MissionDatabase, Packet
from telemetry.packet_definition import DefinitionError
from telemetry.packet_layout import PacketLayout, fixed_layout
from telemetry.space_packet import PRIMARY_HEADER_BYTES, header_bytes
from telemetry.time_code import TimeCode
from telemetry.wire import ClockAnnouncement, Frame


class PacketEncoder:
    """Encodes the frames of one vehicle.

    Parameters
    ----------
    database, definition
        Packets, and how they are laid out.
    time_code
        Where the time of generation goes.

    Raises
    ------
    DefinitionError
        If a packet has no fixed layout.
    """

    def __init__(
        self, database: MissionDatabase, definition: XtcePacketDefinition, time_code: TimeCode
    ) -> None:
        self._time_code = time_code
        self._kinds: dict[str, tuple[Packet, PacketLayout]] = {}
        self._counts: dict[int, int] = {}
        for packet in database.packets:
            layout = fixed_layout(definition, packet.name)
            if layout is None:
                raise DefinitionError(f"packet {packet.name} has no fixed layout")
            self._kinds[packet.name] = (packet, layout)

    def encode(self, frame: Frame) -> Iterator[bytes]:
        """Yield a space packet for each row of a frame.

        Raises
        ------
        ValueError
            If a value does not fit its field.
        """
        packet, layout = self._kinds[frame.packet]
        names = [parameter.id for parameter in packet.parameters]
        for row, numbers in enumerate(frame.values.tolist()):
            values: dict[str, float] = dict.fromkeys((field.name for field in layout.fields), 0.0)
            values |= self._time_code.counts(frame.generated_ns + row * packet.period_ns)
            values |= zip(names, numbers, strict=True)
            count = self._counts.get(packet.apid, 0)
            self._counts[packet.apid] = count + 1
            header = header_bytes(
                apid=packet.apid,
                sequence_count=count,
                data_bytes=layout.total_bytes - PRIMARY_HEADER_BYTES,
            )
            yield header + layout.write(values)[PRIMARY_HEADER_BYTES:]


class PacketPublisher:
    """Sends frames as space packets, a datagram each; a `telemetry.gateway.Publisher`.

    Parameters
    ----------
    encoder
        Turns frames into packets.
    host, port
        Where a gateway listens.
    """

    def __init__(self, encoder: PacketEncoder, host: str, port: int) -> None:
        self._encoder = encoder
        self._address = (host, port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sent = 0

    def send(self, frame: Frame, *, medical: bool = False) -> None:
        """Send a frame; a real vehicle's packets do not say which are medical, its XTCE does."""
        del medical
        for packet in self._encoder.encode(frame):
            self._socket.sendto(packet, self._address)
            self.sent += 1

    def send_clock(self, announcement: ClockAnnouncement) -> None:
        """Do nothing: the packets carry the time."""

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()
