"""A console's sockets to the mission server, and whether it is let in."""

from collections.abc import Iterator
from typing import Final

import zmq
from zmq.utils.monitor import parse_monitor_message

from console.domain.roles import Role
from console.protocol import HEARTBEAT_TOPIC, REPLAY_TOPIC, UPDATE_TOPIC, Endpoints
from telemetry.curve import SERVER_ROLE, KeyFolder
from telemetry.sockets import Context, Credentials, LinkError, Socket, connect, subscribe
from telemetry.wire import CLOCK_TOPIC, MEDICAL_TOPIC, PUBLIC_TOPIC

PUBLISHED_TOPICS: Final = (
    PUBLIC_TOPIC,
    CLOCK_TOPIC,
    UPDATE_TOPIC,
    HEARTBEAT_TOPIC,
    REPLAY_TOPIC,
)
READ_AT_MOST: Final = 1000
# ZeroMQ gives up when it is refused; a key may be enrolled while the console waits.
KNOCK_AGAIN_S: Final = 2.0
# A server that just dies breaks off a handshake too, but not again and again.
BROKEN_OFF_MOST: Final = 3

NOT_ENROLLED: Final = (
    "The mission server does not let this console in: its key is not enrolled there for this "
    "role. On the server's machine: cupola keys enrol FILE"
)
NOT_AGREED: Final = (
    "The mission server and this console do not agree about keys: give both --keys, with each "
    "other's keys enrolled, or neither."
)
_EVENTS: Final = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
)


class Lines:
    """The sockets of one session; opened by who makes it, then used by its thread alone.

    Parameters
    ----------
    addresses : Endpoints
        The mission server's.
    keys : KeyFolder or None
        Holds the key to show and the server's to expect; None connects without keys.

    Raises
    ------
    LinkError
        If an address makes no sense.
    KeysError
        If the keys cannot be used.
    """

    def __init__(self, addresses: Endpoints, role: Role, name: str, keys: KeyFolder | None) -> None:
        shown = None
        if keys is not None:
            shown = Credentials(key=keys.own(role, name), server=keys.only(SERVER_ROLE))
        self.name = shown.key.holder.name if shown else name
        self._context: Context = zmq.Context()
        self._places: dict[Socket, str] = {}
        self._monitors: list[Socket] = []
        try:
            self.answers = connect(
                self._context, zmq.DEALER, addresses.answers, credentials=shown, watch=self._watch
            )
            self._places[self.answers] = addresses.answers
            self._listen(addresses.published, PUBLISHED_TOPICS, shown)
            if role.may_see_medical:
                self._listen(addresses.medical, (MEDICAL_TOPIC,), shown)
        except LinkError:
            self.close()
            self.end()
            raise
        self._events = self._monitors[0]
        self._poller = zmq.Poller()
        for socket in (*self._places, self._events):
            self._poller.register(socket, zmq.POLLIN)
        self._broken_off = 0
        self._refused_at_s: float | None = None

    def heard(self, at_most_ms: int) -> Iterator[tuple[bool, list[bytes]]]:
        """Wait for messages, then yield each, and whether it is an answer and no broadcast."""
        for socket, _event in self._poller.poll(at_most_ms):
            if socket is not self._events:
                for parts in _waiting(socket):
                    yield socket is self.answers, parts

    def send(self, data: bytes) -> bool:
        """Return whether somebody was there to send it to."""
        try:
            self.answers.send(data, zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

    def mind(self, now_s: float) -> str:
        """Knock again where it is time to; return why the console is not let in, once a time."""
        problem = ""
        for parts in _waiting(self._events):
            event = parse_monitor_message(parts)["event"]
            problem = self._problem(event) or problem
            if problem and event != zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL:
                self._refused_at_s = now_s
        if self._refused_at_s is not None and now_s - self._refused_at_s > KNOCK_AGAIN_S:
            self._refused_at_s = None
            for socket, place in self._places.items():
                socket.disconnect(place)
                socket.connect(place)
        return problem

    def close(self) -> None:
        """Close the sockets."""
        for socket in (*self._monitors, *self._places):
            socket.close(linger=0)

    def end(self) -> None:
        """Give back what ZeroMQ holds; the sockets are closed."""
        self._context.term()

    def _watch(self, socket: Socket) -> None:
        self._monitors.append(socket.get_monitor_socket(_EVENTS))

    def _listen(self, address: str, topics: tuple[bytes, ...], shown: Credentials | None) -> None:
        self._places[subscribe(self._context, address, topics, credentials=shown)] = address

    def _problem(self, event: int) -> str:
        if event == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            return NOT_ENROLLED
        if event == zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL:
            return NOT_AGREED
        if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            self._broken_off = 0
            return ""
        self._broken_off += 1
        return NOT_AGREED if self._broken_off == BROKEN_OFF_MOST else ""


def _waiting(socket: Socket) -> Iterator[list[bytes]]:
    for _ in range(READ_AT_MOST):
        try:
            yield socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return
