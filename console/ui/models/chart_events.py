"""What a chart marks in time besides alarms: what happened, and when somebody looks out. No Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from console.domain import facts, plan_facts
from console.domain.facts import Entry
from console.domain.schedule import CLAIMED, ViewingWindow, WindowStatus
from console.ui.models.log_words import LogWords
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

_MARKED: Final = frozenset(
    (
        facts.ServerStarted,
        facts.ClockJumped,
        facts.WindowHeld,
        facts.WindowReleased,
        plan_facts.PlanPublished,
        plan_facts.ViewingClosed,
        plan_facts.ViewingReopened,
    )
)
_NAMING: Final = _MARKED | {facts.WindowProposed}  # read too for the titles the others mention


@dataclass(frozen=True, slots=True)
class ChartEvent:
    """Something that happened, `at_s` seconds after launch."""

    at_s: float
    words: str


@dataclass(frozen=True, slots=True)
class ViewingSession:
    """A viewing window on a chart, in seconds after launch."""

    start_s: float
    end_s: float
    title: str
    is_held: bool


class ChartEvents:
    """Reads the log as it grows."""

    def __init__(self, mission: Mission) -> None:
        self._mission = mission
        self._read = 0
        self._events: list[ChartEvent] = []
        self._words = LogWords(mission)

    def read(self, log: Sequence[Entry]) -> Sequence[ChartEvent]:
        """Return every event of `log`; a log shorter than before is another one."""
        if len(log) < self._read:
            self._read, self._events, self._words = 0, [], LogWords(self._mission)
        for entry in log[self._read :]:
            if type(entry.fact) in _NAMING:
                words = self._words.line(entry).words
                if type(entry.fact) in _MARKED:
                    at_s = (entry.mission_ns - self._mission.launch_ns) / NS_PER_S
                    self._events.append(ChartEvent(at_s, words))
        self._read = len(log)
        return self._events


def sessions(windows: Iterable[ViewingWindow], launch_ns: int) -> tuple[ViewingSession, ...]:
    """Return the viewing windows that are planned, held or over."""
    return tuple(
        ViewingSession(
            start_s=(each.start_ns - launch_ns) / NS_PER_S,
            end_s=(each.end_ns - launch_ns) / NS_PER_S,
            title=each.title,
            is_held=each.status is WindowStatus.HELD,
        )
        for each in windows
        if each.status in CLAIMED
    )
