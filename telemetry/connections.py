"""Counting who is connected to a listening socket, from ZeroMQ's own events."""

from typing import Final

import zmq
from zmq.utils.monitor import parse_monitor_message

from telemetry.sockets import Socket

_EVENTS: Final = zmq.EVENT_ACCEPTED | zmq.EVENT_DISCONNECTED | zmq.EVENT_HANDSHAKE_SUCCEEDED


class Connections:
    """The connections of one listening socket; used by the socket's own thread.

    Parameters
    ----------
    socket
        Not bound yet, or events are missed.
    """

    def __init__(self, socket: Socket) -> None:
        self._accepted = self._succeeded = 0
        self._open: set[int] = set()
        self._watched = socket
        self._events: Socket = socket.get_monitor_socket(_EVENTS)

    def __len__(self) -> int:
        return len(self._open)

    @property
    def never_let_in(self) -> int:
        """Connections that did not complete the handshake: strangers, half-open, other programs.

        One that is just being made counts until it is.
        """
        return self._accepted - self._succeeded

    def count(self) -> None:
        """Take what happened since the last time."""
        while True:
            try:
                event = parse_monitor_message(self._events.recv_multipart(zmq.NOBLOCK))
            except zmq.Again:
                return
            kind, descriptor = event["event"], event["value"]
            if kind == zmq.EVENT_ACCEPTED:
                self._accepted += 1
                self._open.add(descriptor)
            elif kind == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                self._succeeded += 1
            else:
                self._open.discard(descriptor)

    def close(self) -> None:
        """Stop watching; the socket may have been closed when it could not be bound."""
        if not self._watched.closed:
            self._watched.disable_monitor()
        self._events.close(linger=0)
