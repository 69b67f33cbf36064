"""The newest sample of every parameter, kept from frames as they come. No I/O."""

from collections.abc import Iterator
from dataclasses import replace

from console.domain.rule_scene import Reading
from telemetry.dictionary import MissionDatabase, Packet
from telemetry.wire import Frame


class LatestReadings:
    """What conditions are judged by where there is no history: at the mission server.

    Parameters
    ----------
    database : MissionDatabase
        Frames of packets it does not know are left out.
    """

    def __init__(self, database: MissionDatabase) -> None:
        self._database = database
        self._newest: dict[str, tuple[str, int, list[float]]] = {}

    def take(self, frame: Frame) -> None:
        """Keep the last row of `frame` unless a newer one of the same source is known."""
        packet = self._database.packet_by_name.get(frame.packet)
        if packet is None or packet.columns != frame.columns:
            return
        last_ns = frame.generated_ns + (frame.rows - 1) * packet.period_ns
        source, known_ns, _row = self._newest.get(frame.packet, ("", 0, []))
        if source != frame.source or last_ns >= known_ns:
            self._newest[frame.packet] = (frame.source, last_ns, frame.values[-1].tolist())

    def forget(self) -> None:
        """Know nothing: after the source's clock was set back all known is of a time to come."""
        self._newest.clear()

    def __call__(self, parameter: str) -> Reading | None:
        """Return the newest sample of a parameter, None if none was received."""
        packet, column = self._database.place[parameter]
        newest = self._newest.get(packet.name)
        if newest is None:
            return None
        _source, generated_ns, row = newest
        return Reading(value=row[column], generated_ns=generated_ns)


def single_rows(frame: Frame, packet: Packet) -> Iterator[Frame]:
    """Yield the rows of `frame` as frames of one row each."""
    for row in range(frame.rows):
        generated_ns = frame.generated_ns + row * packet.period_ns
        yield replace(frame, generated_ns=generated_ns, values=frame.values[row : row + 1])
