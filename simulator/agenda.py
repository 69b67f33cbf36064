"""What is to happen to the vehicle at which second: faults, commands, changes, people's lives."""

import heapq
import re
from dataclasses import dataclass
from typing import Final

from simulator.places import Value
from telemetry.timebase import parse_duration_s

MOST_SEVERE: Final = 10.0
_WHEN: Final = re.compile(r"(?P<base>T|MET)?(?P<time>.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectFault:
    """A fault begins."""

    fault: str
    severity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearFault:
    """A fault is mended."""

    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlace:
    """A place in a model's state takes a value."""

    path: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class SetActivity:
    """A person turns to something, somewhere.

    Parameters
    ----------
    person : int
        Index among the people on board.
    activity : str
        Kind of the mission's timeline, or an activity of `simulator.metabolism`.
    zone : int
        Index of the zone.
    """

    person: int
    activity: str
    zone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAttitude:
    """The attitude mode changes, by its name."""

    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveCommand:
    """A command as the crew or the ground would give it."""

    name: str
    argument: Value | None = None


Happening = InjectFault | ClearFault | SetPlace | SetActivity | SetAttitude | GiveCommand


class Agenda:
    """Happenings in order of time; those of one second keep the order they were added in."""

    def __init__(self) -> None:
        self._queue: list[tuple[int, int, Happening]] = []
        self._count = 0

    def add(self, second: int, happening: Happening) -> None:
        """Let something happen when `second` is reached."""
        heapq.heappush(self._queue, (second, self._count, happening))
        self._count += 1

    def due(self, second: int) -> list[Happening]:
        """Return, and forget, what happens at or before `second`."""
        happenings = []
        while self._queue and self._queue[0][0] <= second:
            happenings.append(heapq.heappop(self._queue)[2])
        return happenings

    def next_second(self) -> int | None:
        """Return when the next thing happens, None if nothing will."""
        return self._queue[0][0] if self._queue else None

    def pending(self) -> list[tuple[int, Happening]]:
        """Return what is still to come, in order."""
        return [(second, happening) for second, _, happening in sorted(self._queue[:], key=_order)]


def _order(entry: tuple[int, int, Happening]) -> tuple[int, int]:
    return entry[0], entry[1]


def parse_moment_s(text: str, elapsed_at_start_s: float) -> float:
    """Return seconds from the simulation's start of ``+00:00:10``, ``T+1h`` or ``MET1/06:00:00``.

    Raises
    ------
    ValueError
        If `text` is no such moment, or lies before the start.
    """
    match = _WHEN.fullmatch(text)
    if match is None:
        raise ValueError("a moment is missing, for example +00:00:10")
    moment_s = parse_duration_s(match["time"].removeprefix("+"))
    if match["base"] == "MET":
        moment_s -= elapsed_at_start_s
    if moment_s < 0.0:
        raise ValueError(f"'{text}' lies before the start of the simulation")
    return moment_s


def parse_fault_option(text: str, *, elapsed_at_start_s: float) -> tuple[float, InjectFault]:
    """Return when and what ``F01@+00:00:10`` or ``F08*0.5@T+1h`` (half severity) injects.

    Raises
    ------
    ValueError
        If `text` is not of that form.
    """
    what, at, when = text.partition("@")
    name, star, strength = what.partition("*")
    if not at or not name:
        raise ValueError(f"'{text}' is not of the form F01@+00:00:10")
    moment_s = parse_moment_s(when, elapsed_at_start_s)
    try:
        severity = float(strength) if star else 1.0
    except ValueError:
        raise ValueError(f"'{strength}' is not a severity such as 0.5") from None
    if not 0.0 < severity <= MOST_SEVERE:
        raise ValueError(f"severity {strength} is not between 0 and {MOST_SEVERE:g}")
    return moment_s, InjectFault(fault=name, severity=severity)
