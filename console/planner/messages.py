"""What a console and its planner process say to each other, and how: length, then MessagePack."""

import struct
from collections.abc import Iterator
from typing import IO, Final

import msgspec

from console.domain.planning.outcome import Outcome
from console.domain.planning.plan import Plan
from console.domain.planning.problem import PlanProblem

_LENGTH: Final = struct.Struct("<I")
MESSAGE_MAX_BYTES: Final = 64 << 20


class PlannerError(RuntimeError):
    """The planner process said something else than planned, or ended without an answer."""


class Solve(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Plan this, or repair it if something was promised.

    Parameters
    ----------
    seconds : float
        For everything together.
    gap : float
        Relative; good enough.
    """

    problem: PlanProblem
    seconds: float = 30.0
    gap: float = 0.01


class Cancel(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Stop and hand over the best so far."""


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How far it is.

    Parameters
    ----------
    stage : str
        What is being done, for people.
    gap : float or None
        How much better the plan could still become at most, relative; None while unknown.
    """

    stage: str
    elapsed_s: float
    gap: float | None = None


class Better(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A plan that keeps every rule and is better than the one before."""

    plan: Plan
    method: str
    elapsed_s: float


class Finished(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The answer."""

    outcome: Outcome


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """There is no answer, because of `reason`."""

    reason: str


ToPlanner = Solve | Cancel
FromPlanner = Progress | Better | Finished | Failed

_encoder = msgspec.msgpack.Encoder()
_to_planner: msgspec.msgpack.Decoder[ToPlanner] = msgspec.msgpack.Decoder(ToPlanner)
_from_planner: msgspec.msgpack.Decoder[FromPlanner] = msgspec.msgpack.Decoder(FromPlanner)


def write(stream: IO[bytes], message: ToPlanner | FromPlanner) -> None:
    """Write one message and flush it."""
    data = _encoder.encode(message)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read_by_planner(stream: IO[bytes]) -> Iterator[ToPlanner]:
    """Yield messages until the stream ends.

    Raises
    ------
    PlannerError
        If the bytes are no message.
    """
    for data in _bodies(stream):
        try:
            yield _to_planner.decode(data)
        except (msgspec.MsgspecError, ValueError) as error:
            raise PlannerError(f"not a message to the planner: {error}") from error


def read_from_planner(stream: IO[bytes]) -> Iterator[FromPlanner]:
    """Yield messages until the stream ends.

    Raises
    ------
    PlannerError
        If the bytes are no message.
    """
    for data in _bodies(stream):
        try:
            yield _from_planner.decode(data)
        except (msgspec.MsgspecError, ValueError) as error:
            raise PlannerError(f"not a message of the planner: {error}") from error


def _bodies(stream: IO[bytes]) -> Iterator[bytes]:
    while len(head := stream.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        if length > MESSAGE_MAX_BYTES:
            raise PlannerError(f"{length} bytes is more than a message may have")
        body = stream.read(length)
        if len(body) < length:
            return
        yield body
