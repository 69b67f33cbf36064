"""ZeroMQ sockets with the project's options: nothing lingers, nothing grows without bound."""

import errno
from typing import Final

import zmq

from telemetry.wire import CLOCK_TOPIC, FRAME_MAX_BYTES, MEDICAL_TOPIC, PUBLIC_TOPIC

Context = zmq.Context[zmq.Socket[bytes]]
Socket = zmq.Socket[bytes]

# At ten frames a second this is three hours of a console that does not read; at the full
# rate of a fast replay it is seconds. Beyond it frames are dropped and show up as gaps.
HIGH_WATER_MESSAGES: Final = 100_000
ALL_TOPICS: Final = (PUBLIC_TOPIC, MEDICAL_TOPIC, CLOCK_TOPIC)


class LinkError(RuntimeError):
    """A socket that cannot be opened, in one line for a person."""


def subscribe(
    context: Context,
    endpoint: str,
    topics: tuple[bytes, ...] = ALL_TOPICS,
) -> Socket:
    """Return a SUB socket connected to `endpoint`; it reconnects by itself.

    Raises
    ------
    LinkError
        If the endpoint makes no sense.
    """
    socket = _socket(context, zmq.SUB)
    for topic in topics:
        socket.setsockopt(zmq.SUBSCRIBE, topic)
    return _opened(socket, endpoint, "connect to")


def connect(context: Context, kind: int, endpoint: str) -> Socket:
    """Return a socket of `kind` connected to `endpoint`, with the project's options.

    It takes no message while nobody is at the other end: what was asked of a dead server must
    not be done by the one that comes after it.

    Raises
    ------
    LinkError
        If the endpoint makes no sense.
    """
    socket = _socket(context, kind)
    socket.setsockopt(zmq.IMMEDIATE, 1)
    return _opened(socket, endpoint, "connect to")


def bind(context: Context, kind: int, endpoint: str) -> Socket:
    """Return a socket of `kind` bound to `endpoint`, with the project's options.

    Raises
    ------
    LinkError
        If the endpoint is busy or makes no sense.
    """
    return _opened(_socket(context, kind), endpoint, "bind")


def last_endpoint(socket: Socket) -> str:
    """Return where `socket` is bound, with the port the system chose for port 0."""
    return bytes(socket.getsockopt(zmq.LAST_ENDPOINT)).rstrip(b"\0").decode()


def _socket(context: Context, kind: int) -> Socket:
    socket = context.socket(kind)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.SNDHWM, HIGH_WATER_MESSAGES)
    socket.setsockopt(zmq.RCVHWM, HIGH_WATER_MESSAGES)
    # A peer that announces more is cut off before the bytes are taken in; the header of a
    # frame is a few hundred bytes.
    socket.setsockopt(zmq.MAXMSGSIZE, FRAME_MAX_BYTES)
    socket.setsockopt(zmq.RECONNECT_IVL, 100)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
    socket.setsockopt(zmq.HEARTBEAT_IVL, 2000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 6000)
    return socket


def _opened(socket: Socket, endpoint: str, how: str) -> Socket:
    try:
        if how == "bind":
            socket.bind(endpoint)
        else:
            socket.connect(endpoint)
    except zmq.ZMQError as error:
        socket.close(linger=0)
        raise LinkError(_explanation(endpoint, how, error)) from None
    return socket


def _explanation(endpoint: str, how: str, error: zmq.ZMQError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            why = "another program is using that port"
        case errno.EACCES:
            why = "not allowed for this user"
        case errno.EADDRNOTAVAIL | errno.ENODEV:
            why = "this machine has no such address"
        case errno.EINVAL | errno.EPROTONOSUPPORT:
            why = "it is not an endpoint such as tcp://127.0.0.1:5601"
        case _:
            why = error.strerror or f"error {error.errno}"
    return f"cannot {how} {endpoint}: {why}"
