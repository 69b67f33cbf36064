"""Telemetry for PlotJuggler: a ZeroMQ publisher of MessagePack maps, fed as a console is.

Source: PlotJuggler 3, plugins DataStreamZMQ and ParserMessagePack (nlohmann): a message of one
part is a map; numbers become series named by their keys, the key ``timestamp``, seconds since
1970, is the time of all of them if the user asks for it.
"""

from collections.abc import Callable, Iterator
from queue import Empty
from typing import Final

import msgpack
import zmq

from console.client.session import Repaired, Session
from console.protocol import Welcome
from telemetry.dictionary import Packet
from telemetry.link import Received
from telemetry.mission import Configuration, load_mission
from telemetry.sockets import Context, bind, last_endpoint, refuse_open_door
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

TIMESTAMP: Final = "timestamp"
_WAIT_S: Final = 0.1


def messages(frame: Frame, packet: Packet) -> Iterator[bytes]:
    """Yield a message for every row of a frame that has a valid value.

    Invalid values are left out: PlotJuggler would draw a line through NaN.
    """
    names = [f"{packet.name}/{parameter.id}" for parameter in packet.parameters]
    for row, values in enumerate(frame.values.tolist()):
        found = {
            name: value for name, value in zip(names, values, strict=True) if value == value
        }  # fmt: skip
        if found:
            time_ns = frame.generated_ns + row * packet.period_ns
            yield msgpack.packb({TIMESTAMP: time_ns / NS_PER_S, **found})


class PlotBridge:
    """Publishes what a session hears.

    Parameters
    ----------
    session : Session
        Of a seat that sees no medical values; not started yet.
    publish : str
        Endpoint to bind, on this machine only: PlotJuggler knows no keys.

    Raises
    ------
    LinkError
        If the endpoint is busy, makes no sense, or is open to others.
    """

    def __init__(self, session: Session, publish: str) -> None:
        refuse_open_door(publish)
        self._session = session
        self._context: Context = zmq.Context()
        self._packets: dict[str, Packet] = {}
        self.sent = 0
        try:
            self._socket = bind(self._context, zmq.PUB, publish)
        except BaseException:
            self._context.term()
            raise

    @property
    def endpoint(self) -> str:
        """Where PlotJuggler is to connect."""
        return last_endpoint(self._socket)

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Publish until told to stop, then close everything."""
        self._session.start()
        try:
            while not should_stop():
                try:
                    self._take(self._session.inbox.get(timeout=_WAIT_S))
                except Empty:
                    continue
        finally:
            self._session.close()
            self._socket.close(linger=0)
            self._context.term()

    def _take(self, event: object) -> None:
        match event:
            case Welcome():
                database = load_mission(Configuration(event.configuration)).database
                self._packets = {
                    name: packet
                    for name, packet in database.packet_by_name.items()
                    if not packet.is_medical
                }
            case Received():
                self._publish(event.frame)
            case Repaired():
                for frame in event.frames:
                    self._publish(frame)
            case _:
                pass  # facts and answers are not plotted

    def _publish(self, frame: Frame) -> None:
        packet = self._packets.get(frame.packet)
        if packet is None or packet.columns != frame.columns:
            return
        for message in messages(frame, packet):
            self._socket.send(message)
            self.sent += 1
