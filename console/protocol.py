"""What mission server and consoles say to each other, as values and as bytes.

The server listens on three neighbouring ports: PORT answers (ROUTER), PORT+1 publishes frames,
facts and heartbeats, PORT+2 publishes the medical frames. Frames travel as `telemetry.wire`
has them; everything else is one of the messages below, in MessagePack.
"""

import re
from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec

from console.domain.facts import Entry
from console.domain.requests import Request
from console.domain.roles import Role

T = TypeVar("T")

PROTOCOL_VERSION: Final = 1
MESSAGE_MAX_BYTES: Final = 8 << 20
SNAPSHOT_MAX_ENTRIES: Final = 5000
UPDATE_TOPIC: Final = b"fact"
HEARTBEAT_TOPIC: Final = b"beat"
HEARTBEAT_PERIOD_S: Final = 0.5
SILENCE_S: Final = 2.0  # without a heartbeat for this long, what a console shows is stale
DEFAULT_LISTEN: Final = "tcp://127.0.0.1:7700"
DEFAULT_SOURCE: Final = "tcp://127.0.0.1:7690"


class ProtocolError(ValueError):
    """Bytes that are not a message of this version, or an endpoint nobody can use."""


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Said twice a second: which log, which life of the server, how far.

    Parameters
    ----------
    record : str
        Identifies the mission file; another file is another record.
    frames_received, frames_lost : int
        Between source and server, since the server started.
    """

    record: str
    epoch: int
    sequence: int
    frames_received: int
    frames_lost: int


class Update(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Facts, published after they are safe on disk."""

    record: str
    epoch: int
    entries: tuple[Entry, ...]


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A console introduces itself."""

    version: int
    role: Role
    name: str


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The server's answer: the role it granted and the configuration in force.

    Parameters
    ----------
    is_secured : bool
        Whether keys protect the link; shown in the banner when they do not.
    """

    version: int
    role: Role
    mission: str
    configuration: dict[str, bytes]
    is_secured: bool


class AskSnapshot(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Ask for the log of `record` from after entry `after`."""

    record: str
    after: int


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A page of the log from after entry `after`, which is 0 when the asker has another record.

    Parameters
    ----------
    head : int
        Sequence of the log's last entry; when the page ends before it, ask for the next.
    """

    record: str
    epoch: int
    head: int
    after: int
    entries: tuple[Entry, ...]


class AskHistory(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Ask for recorded columns of one parameter, half open in time."""

    parameter: str
    from_ns: int
    to_ns: int
    columns: int


class History(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Recorded columns of least and greatest value, as in `telemetry.levels.MinMax`.

    Parameters
    ----------
    from_ns, to_ns : int
        The span that was asked for.
    times_ns, low, high : bytes
        Little-endian int64 and float64.
    """

    parameter: str
    from_ns: int
    to_ns: int
    width_ns: int
    times_ns: bytes
    low: bytes
    high: bytes


class Ask(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A person's request; the same id is answered again and done once."""

    request_id: str
    request: Request


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Accepted, or refused because of `reason`."""

    request_id: str
    accepted: bool
    reason: str


class Stranger(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The server does not know who sits behind this connection; say hello and ask again."""


class Complaint(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The server cannot answer what was sent, and says why."""

    reason: str


ToServer = Hello | AskSnapshot | AskHistory | Ask
FromServer = Welcome | Snapshot | History | Answer | Stranger | Complaint
Published = Heartbeat | Update

_encoder = msgspec.msgpack.Encoder()
_to_server: msgspec.msgpack.Decoder[ToServer] = msgspec.msgpack.Decoder(ToServer)
_from_server: msgspec.msgpack.Decoder[FromServer] = msgspec.msgpack.Decoder(FromServer)
_published: msgspec.msgpack.Decoder[Published] = msgspec.msgpack.Decoder(Published)
_entry: msgspec.msgpack.Decoder[Entry] = msgspec.msgpack.Decoder(Entry)


def encode(message: ToServer | FromServer | Published | Entry) -> bytes:
    """Return the MessagePack of `message`."""
    return _encoder.encode(message)


def decode_to_server(data: bytes) -> ToServer:
    """Return a console's message; raises `ProtocolError` and nothing else."""
    return _decode(_to_server, data)


def decode_from_server(data: bytes) -> FromServer:
    """Return the server's answer; raises `ProtocolError` and nothing else."""
    return _decode(_from_server, data)


def decode_published(data: bytes) -> Published:
    """Return a heartbeat or update; raises `ProtocolError` and nothing else."""
    return _decode(_published, data)


def decode_entry(data: bytes) -> Entry:
    """Return a log entry as the mission file keeps it; raises `ProtocolError` and nothing else."""
    return _decode(_entry, data)


def _decode(decoder: msgspec.msgpack.Decoder[T], data: bytes) -> T:
    if len(data) > MESSAGE_MAX_BYTES:
        raise ProtocolError(f"{len(data)} bytes is more than a message may have")
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ProtocolError(f"not a message: {error}") from error


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The three addresses of one mission server."""

    answers: str
    published: str
    medical: str


def endpoints(listen: str) -> Endpoints:
    """Return the server's addresses from its first, ``tcp://HOST:PORT``.

    Raises
    ------
    ProtocolError
        If `listen` is not such an address.
    """
    match = re.fullmatch(r"(tcp://[^:/]+|tcp://\[[0-9a-fA-F:]+\]):(\d{1,5})", listen)
    if match is None or not 0 < int(match[2]) <= 65533:
        raise ProtocolError(f"'{listen}' is not an address such as {DEFAULT_LISTEN}")
    host, port = match[1], int(match[2])
    return Endpoints(*(f"{host}:{port + offset}" for offset in range(3)))
