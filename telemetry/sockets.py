"""ZeroMQ sockets with the project's options: nothing lingers, nothing grows without bound."""

import errno
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import zmq

from telemetry.curve import KeyHolder, OwnKey
from telemetry.wire import CLOCK_TOPIC, FRAME_MAX_BYTES, MEDICAL_TOPIC, PUBLIC_TOPIC

Context = zmq.Context[zmq.Socket[bytes]]
Socket = zmq.Socket[bytes]

# At ten frames a second this is three hours of a console that does not read; at the full
# rate of a fast replay it is seconds. Beyond it frames are dropped and show up as gaps.
HIGH_WATER_MESSAGES: Final = 100_000
ALL_TOPICS: Final = (PUBLIC_TOPIC, MEDICAL_TOPIC, CLOCK_TOPIC)


# Whoever connects must say so in full within this time.
HANDSHAKE_MS: Final = 3000
REBIND_WITHIN_S: Final = 2.0
HIGHEST_PORT: Final = 65535
_PORT: Final = re.compile(r"tcp://.*:(\d+)")
_LOOPBACK: Final = re.compile(
    r"(inproc|ipc)://.*|tcp://(127\.\d+\.\d+\.\d+|localhost|\[::1\]):[^:]*"
)


class LinkError(RuntimeError):
    """A socket that cannot be opened, in one line for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much may wait on a socket.

    Parameters
    ----------
    messages : int
        For each peer, each way; what does not fit is dropped or waits at the peer.
    message_bytes : int
        A peer that announces more is cut off before the bytes are taken in.
    """

    messages: int = HIGH_WATER_MESSAGES
    message_bytes: int = FRAME_MAX_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How a listening socket is guarded; see `telemetry.gatekeeper`.

    Parameters
    ----------
    domain : str
        Tells the gatekeeper which door it is.
    key : OwnKey or None
        The listener's key; None for a door without keys.
    """

    domain: str
    key: OwnKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a connecting socket shows, and whom it expects to meet."""

    key: OwnKey
    server: KeyHolder


def subscribe(
    context: Context,
    endpoint: str,
    topics: tuple[bytes, ...] = ALL_TOPICS,
    *,
    credentials: Credentials | None = None,
) -> Socket:
    """Return a SUB socket connected to `endpoint`; it reconnects by itself.

    Raises
    ------
    LinkError
        If the endpoint makes no sense.
    """
    socket = _socket(context, zmq.SUB, Room())
    for topic in topics:
        socket.setsockopt(zmq.SUBSCRIBE, topic)
    _show(socket, credentials)
    return _opened(socket, endpoint, "connect to")


def connect(
    context: Context,
    kind: int,
    endpoint: str,
    *,
    credentials: Credentials | None = None,
    watch: Callable[[Socket], None] | None = None,
) -> Socket:
    """Return a socket of `kind` connected to `endpoint`, with the project's options.

    It takes no message while nobody is at the other end: what was asked of a dead server must
    not be done by the one that comes after it.

    Parameters
    ----------
    watch
        Called with the socket before it is connected, for what must not miss a handshake.

    Raises
    ------
    LinkError
        If the endpoint makes no sense.
    """
    socket = _socket(context, kind, Room())
    socket.setsockopt(zmq.IMMEDIATE, 1)
    _show(socket, credentials)
    if watch is not None:
        watch(socket)
    return _opened(socket, endpoint, "connect to")


def bind(
    context: Context,
    kind: int,
    endpoint: str,
    *,
    room: Room | None = None,
    door: Door | None = None,
    watch: Callable[[Socket], None] | None = None,
) -> Socket:
    """Return a socket of `kind` bound to `endpoint`, with the project's options.

    Parameters
    ----------
    watch
        Called with the socket before it is bound, for what must not miss a connection.

    Raises
    ------
    LinkError
        If the endpoint is busy or makes no sense.
    """
    socket = _socket(context, kind, room or Room())
    socket.setsockopt(zmq.HANDSHAKE_IVL, HANDSHAKE_MS)
    if door is not None:
        _guard(socket, door)
    if watch is not None:
        watch(socket)
    return _opened(socket, endpoint, "bind")


def bind_again(socket: Socket, endpoint: str) -> None:
    """Cut every connection `socket` has and listen again: who may, comes back by itself.

    Raises
    ------
    LinkError
        If another program took the port in the meantime.
    """
    try:
        socket.unbind(endpoint)
    except zmq.ZMQError as error:
        if error.errno != errno.ENOENT:  # not bound: the last time went only half way
            raise LinkError(_explanation(endpoint, "close", error)) from None
    deadline_s = time.monotonic() + REBIND_WITHIN_S
    while True:
        try:
            socket.bind(endpoint)
        except zmq.ZMQError as error:
            # The old listener is closed by ZeroMQ's own thread, a moment later.
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline_s:
                raise LinkError(_explanation(endpoint, "bind", error)) from None
            time.sleep(0.001)
        else:
            return


def refuse_open_door(endpoint: str) -> None:
    """Refuse to listen without keys where other machines can reach it.

    Raises
    ------
    LinkError
        If `endpoint` is not on this machine alone.
    """
    if "://" in endpoint and not _LOOPBACK.fullmatch(endpoint):
        raise LinkError(
            f"{endpoint} can be reached from other machines, which needs keys: "
            "give --keys DIR (see 'cupola keys --help'), or listen on tcp://127.0.0.1:PORT"
        )


def keys_words(keys: object | None) -> str:
    """Return what to say behind an endpoint about the keys that protect it."""
    return "" if keys else "; without keys, so for this machine alone"


def last_endpoint(socket: Socket) -> str:
    """Return where `socket` is bound, with the port the system chose for port 0."""
    return bytes(socket.getsockopt(zmq.LAST_ENDPOINT)).rstrip(b"\0").decode()


def _socket(context: Context, kind: int, room: Room) -> Socket:
    socket = context.socket(kind)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.SNDHWM, room.messages)
    socket.setsockopt(zmq.RCVHWM, room.messages)
    socket.setsockopt(zmq.MAXMSGSIZE, room.message_bytes)
    socket.setsockopt(zmq.RECONNECT_IVL, 100)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
    socket.setsockopt(zmq.HEARTBEAT_IVL, 2000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 6000)
    return socket


def _guard(socket: Socket, door: Door) -> None:
    socket.setsockopt(zmq.ZAP_DOMAIN, door.domain.encode())
    if door.key is None:
        return
    # Without an answer from the gatekeeper nobody gets in.
    socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)
    socket.setsockopt(zmq.CURVE_SERVER, 1)
    socket.setsockopt(zmq.CURVE_SECRETKEY, door.key.secret.encode())


def _show(socket: Socket, credentials: Credentials | None) -> None:
    if credentials is None:
        return
    socket.setsockopt(zmq.CURVE_SERVERKEY, credentials.server.public.encode())
    socket.setsockopt(zmq.CURVE_PUBLICKEY, credentials.key.holder.public.encode())
    socket.setsockopt(zmq.CURVE_SECRETKEY, credentials.key.secret.encode())


def _opened(socket: Socket, endpoint: str, how: str) -> Socket:
    port = _PORT.fullmatch(endpoint)
    if port and int(port[1]) > HIGHEST_PORT:  # ZeroMQ takes it modulo 65536
        socket.close(linger=0)
        raise LinkError(f"cannot {how} {endpoint}: ports go up to {HIGHEST_PORT}")
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
