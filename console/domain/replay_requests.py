"""What a trainer asks of a replay. None of it makes a fact: the record stays as it is."""

from enum import StrEnum
from typing import Annotated

import msgspec

# Any instant of a mission, and no number that a database would choke on.
Instant = Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]
MarkName = Annotated[str, msgspec.Meta(max_length=200)]


class StepTo(StrEnum):
    """What a single step goes on to."""

    FRAME = "frame"
    FACT = "fact"
    NEXT_ALARM = "next alarm"
    PREVIOUS_ALARM = "previous alarm"


class PaceReplay(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Play or stand still; `speed` in mission seconds per second, infinite for all it can."""

    speed: float
    is_paused: bool


class SeekReplay(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Go to an instant."""

    instant_ns: Instant


class StepReplay(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Go on or back to the nearest thing of a kind, and stand still there."""

    to: StepTo


class LoopReplay(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Play a stretch again and again, or go on past it if both are None."""

    from_ns: Instant | None = None
    to_ns: Instant | None = None


class MarkReplay(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Give an instant a name; an empty one takes the bookmark away."""

    instant_ns: Instant
    name: MarkName


ReplayRequest = PaceReplay | SeekReplay | StepReplay | LoopReplay | MarkReplay
