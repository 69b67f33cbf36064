"""What mission server and consoles say to each other, as values and as bytes.

The server listens on three neighbouring ports: PORT answers (ROUTER), PORT+1 publishes frames,
facts and heartbeats, PORT+2 publishes the medical frames. Frames travel as `telemetry.wire`
has them; everything else is one of the messages below, in MessagePack.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

import msgspec

from console.domain.facts import Entry
from console.domain.replay import RecordingTold, ReplayStatus
from console.domain.requests import Request
from console.domain.roles import Role

T = TypeVar("T")

PROTOCOL_VERSION: Final = 1
MESSAGE_MAX_BYTES: Final = 8 << 20
# What a console may send at once, and what the server answers at most, the welcome aside: so
# that neither can fill the other's memory with what it does not read.
ASK_MAX_BYTES: Final = 64 << 10
ANSWER_MAX_BYTES: Final = 256 << 10
COLUMNS_MAX: Final = 10_000  # of one answer about a parameter's past
UPDATE_TOPIC: Final = b"fact"
HEARTBEAT_TOPIC: Final = b"beat"
REPLAY_TOPIC: Final = b"replay"
HEARTBEAT_PERIOD_S: Final = 0.5
SILENCE_S: Final = 2.0  # without a heartbeat for this long, what a console shows is stale
DEFAULT_LISTEN: Final = "tcp://127.0.0.1:7700"
DEFAULT_SOURCE: Final = "tcp://127.0.0.1:7690"

Word = Annotated[str, msgspec.Meta(max_length=100)]
# Any instant of a mission, and no number that a database or an array would choke on.
Instant = Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]


class ProtocolError(ValueError):
    """Bytes that are not a message of this version, or an endpoint nobody can use."""


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Said twice a second: which log, which life of the server, how far.

    Parameters
    ----------
    record : str
        Identifies the mission file; another file is another record.
    frames_received, frames_lost : int
        Between source and server, since the server started; likewise the numbers below.
    frames_refused : int
        No frames of this vehicle, or of a time that cannot be.
    source_restarts, clock_jumps : int
        New sessions of the source; times its clock did not go on from where it was.
    messages_dropped : int
        What consoles sent and the server did not take.
    keys_refused : int
        Connections by somebody without an enrolled key.
    """

    record: str
    epoch: int
    sequence: int
    frames_received: int
    frames_lost: int
    frames_refused: int = 0
    source_restarts: int = 0
    clock_jumps: int = 0
    messages_dropped: int = 0
    keys_refused: int = 0


class Update(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Facts, published after they are safe on disk."""

    record: str
    epoch: int
    entries: tuple[Entry, ...]


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A console introduces itself. With keys, role and name are the key's, whatever it says."""

    version: int
    role: Role
    name: Word


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

    record: Word
    after: Instant


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

    parameter: Word
    from_ns: Instant
    to_ns: Instant
    columns: Instant


class History(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Recorded columns of least and greatest value, as in `telemetry.levels.MinMax`.

    Parameters
    ----------
    from_ns, to_ns : int
        The span that was asked for.
    times_ns, low, high : bytes
        Little-endian int64 and float64.
    source : str
        Of a replay the session it is told in; what was told before a seek is not for after it.
    """

    parameter: str
    from_ns: int
    to_ns: int
    width_ns: int
    times_ns: bytes
    low: bytes
    high: bytes
    source: str = ""


class AskFrames(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Ask for frames that were missed.

    Parameters
    ----------
    packet, source : str
        Which packet, of which session of the source.
    first, last : int
        Sequence numbers, both included.
    from_ns, to_ns : int
        Generation times between which they must lie, half open.
    """

    packet: Word
    source: Word
    first: Instant
    last: Instant
    from_ns: Instant
    to_ns: Instant


class Frames(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Recorded frames, each as `telemetry.wire` has it.

    Parameters
    ----------
    until_ns : int
        What was recorded up to here is complete; ask on from here unless it is the end.
    """

    packet: str
    source: str
    until_ns: int
    frames: tuple[bytes, ...]


class AskRecording(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A trainer asks what lies in the whole recording that is replayed."""


class Ask(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A person's request; the same id is answered again and done once."""

    request_id: Word
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


ToServer = Hello | AskSnapshot | AskHistory | AskFrames | AskRecording | Ask
FromServer = Welcome | Snapshot | History | Frames | RecordingTold | Answer | Stranger | Complaint
OfTheLog = Heartbeat | Update
Published = OfTheLog | ReplayStatus

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
    """Return a heartbeat, update or replay's status; raises `ProtocolError` and nothing else."""
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
