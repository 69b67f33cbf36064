"""A replay as consoles know it: how far it is, and what lies in the recording."""

import msgspec

from telemetry.dictionary import Severity


class ReplayStatus(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Where a replay stands; told to every console.

    Parameters
    ----------
    session : str
        The replay's name.
    start_ns, end_ns : int
        What was recorded, UTC nanoseconds.
    position_ns : int
        The mission time that is shown.
    speed : float
        Mission seconds per second while it plays; infinite for as fast as it goes.
    left_out : int
        Frames that the last step left out because there were too many to send.
    loop : (int, int) or None
        The stretch played again and again.
    marks : int
        Changes whenever a bookmark does.
    """

    session: str
    start_ns: int
    end_ns: int
    position_ns: int
    speed: float
    is_paused: bool
    left_out: int = 0
    loop: tuple[int, int] | None = None
    marks: int = 0


class Bookmark(msgspec.Struct, frozen=True, kw_only=True):
    """An instant that the trainer gave a name."""

    instant_ns: int
    name: str


class AlarmTick(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that was raised, or went into another class, somewhere in a recording."""

    instant_ns: int
    alarm: str
    severity: Severity


class RecordingTold(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What lies in the whole recording, also after the instant shown: for the trainer alone."""

    bookmarks: tuple[Bookmark, ...]
    ticks: tuple[AlarmTick, ...]
