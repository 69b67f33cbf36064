"""What can be wrong with a plan, and the words for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from console.domain.planning.availability import agreed_timeline
from console.domain.planning.plan import TaskPlace
from console.domain.planning.question import Circumstances
from console.domain.viewing.opportunity import Opportunity
from telemetry.mission import Activity, Mission, Pane
from telemetry.timebase import utc_text


class Rule(StrEnum):
    """The hard rules, in the order a lead should mend them."""

    CLOSED = "window closed"
    AIR = "air"
    VIEW = "in view"
    BUSY = "guest busy"
    TWICE = "one place at a time"
    CAPACITY = "room at the window"
    HOST = "host"
    FIRST_HOURS = "first hours"
    MINUTES = "minutes per day"
    SESSIONS = "viewings per day"
    IN_ALL = "viewings in all"
    REPEATS = "repeats"
    TASK = "calls and exercise"


_GRAVITY = {rule: place for place, rule in enumerate(Rule)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule that is broken.

    Parameters
    ----------
    people : tuple of str
        Ids of the guests concerned.
    windows : tuple of str
        Ids of the viewing windows concerned.
    start_ns, end_ns : int
        Where on the timeline, UTC nanoseconds.
    message : str
        What is wrong, with names.
    mend : str
        What to do about it.
    """

    rule: Rule
    people: tuple[str, ...]
    windows: tuple[str, ...]
    start_ns: int
    end_ns: int
    message: str
    mend: str


class Ground:
    """The raw data the rules are tested against.

    Parameters
    ----------
    mission : Mission
    about : Circumstances
        Opportunities, contacts, closures, air and limits.
    tasks : iterable of TaskPlace
        Calls, exercises and checks that were moved.
    """

    def __init__(
        self, mission: Mission, about: Circumstances, tasks: Iterable[TaskPlace] = ()
    ) -> None:
        self.mission = mission
        self.about = about
        self.rules = about.rules
        self.tasks = tuple(tasks)
        self.timeline: tuple[Activity, ...] = agreed_timeline(mission, self.tasks)
        self.sights: dict[str, Opportunity] = {each.id: each for each in about.opportunities}
        self.panes: dict[str, Pane] = {pane.id: pane for pane in mission.panes}
        self.alias = {person.id: person.alias for person in mission.people}
        self.guests = frozenset(p.id for p in mission.people if p.role == "guest")
        self.by_person: dict[str, list[Activity]] = {person.id: [] for person in mission.people}
        for activity in self.timeline:
            self.by_person[activity.person].append(activity)

    def names(self, people: Iterable[str]) -> str:
        """Return aliases as people say them."""
        words = [self.alias.get(person, person) for person in people]
        return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def in_order(found: Iterable[Violation]) -> list[Violation]:
    """Return violations, each once, the gravest and then the earliest first."""
    return sorted(
        dict.fromkeys(found), key=lambda each: (_GRAVITY[each.rule], each.start_ns, each.message)
    )


def clock(instant_ns: int) -> str:
    """Return the time of day, for example ``"14:05:10 UTC"``."""
    return f"{utc_text(instant_ns)[11:19]} UTC"
