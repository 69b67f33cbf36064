"""What people did in a training, and how long each took: read from the facts alone. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from console.domain.facts import (
    AlarmAcknowledged,
    AlarmChanged,
    AlarmRaised,
    AlarmReturned,
    Entry,
    Fact,
    WindowApproved,
    WindowHeld,
    WindowProposed,
    WindowRejected,
    WindowReleased,
    WindowWithdrawn,
)
from console.domain.plan_facts import PlanApproved, PlanProposed, PlanRejected
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

# How soon an alarm should have been seen, mission seconds. A trainer's measure, no standard: an
# emergency before the checklist is open, a caution before the next look over all pages.
SEEN_WITHIN_S: Final = {
    Severity.EMERGENCY: 30.0,
    Severity.WARNING: 60.0,
    Severity.CAUTION: 300.0,
}
DECIDED_WITHIN_S: Final = 300.0
_OUTCOMES: Final[Mapping[type[Fact], str]] = {
    WindowApproved: "approved",
    WindowRejected: "rejected",
    WindowReleased: "released",
    WindowWithdrawn: "withdrawn",
    PlanApproved: "approved",
    PlanRejected: "rejected",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmStory:
    """One occurrence of an alarm, from its raising to its end.

    Parameters
    ----------
    severity : Severity
        The worst class it went through.
    raised_ns, seen_ns, returned_ns : int or None
        Mission times; None for what did not happen.
    seen_by : str
        Role and name of who acknowledged it first.
    """

    alarm: str
    occurrence: int
    severity: Severity
    raised_ns: int
    seen_ns: int | None = None
    seen_by: str = ""
    returned_ns: int | None = None

    @property
    def key(self) -> str:
        """Tells it from every other occurrence."""
        return f"{self.alarm}#{self.occurrence}"

    @property
    def seen_after_s(self) -> float | None:
        """Mission seconds until somebody acknowledged it."""
        return None if self.seen_ns is None else (self.seen_ns - self.raised_ns) / NS_PER_S

    @property
    def is_in_time(self) -> bool | None:
        """Whether it was seen soon enough; None where no time is asked for."""
        within_s = SEEN_WITHIN_S.get(self.severity)
        if within_s is None:
            return None
        return self.seen_after_s is not None and self.seen_after_s <= within_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Something that waited for a person, and what became of it.

    Parameters
    ----------
    subject, title : str
        Id of the window or plan, and its words.
    asked : str
        What waited: a proposal or a hold.
    outcome : str
        Empty while it waits.
    """

    subject: str
    title: str
    asked: str
    asked_ns: int
    asked_by: str
    outcome: str = ""
    decided_ns: int | None = None
    decided_by: str = ""

    @property
    def key(self) -> str:
        """Tells it from every other decision."""
        return f"{self.subject} {self.asked_ns}"

    @property
    def took_s(self) -> float | None:
        """Mission seconds until it was decided."""
        return None if self.decided_ns is None else (self.decided_ns - self.asked_ns) / NS_PER_S

    @property
    def is_in_time(self) -> bool:
        """Whether it was decided soon enough."""
        return self.took_s is not None and self.took_s <= DECIDED_WITHIN_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One line of the score sheet; `middle_s` is the median of those that were done."""

    what: str
    in_time: int
    of: int
    middle_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Debrief:
    """What people did."""

    alarms: tuple[AlarmStory, ...]
    decisions: tuple[Decision, ...]

    def scores(self) -> tuple[Score, ...]:
        """Return the score sheet."""
        lines = []
        for severity, within_s in SEEN_WITHIN_S.items():
            stories = [each for each in self.alarms if each.severity is severity]
            taken_s = [each.seen_after_s for each in stories if each.seen_after_s is not None]
            lines.append(
                Score(
                    what=f"{severity.name.capitalize()} alarms seen within {within_s:g} s",
                    in_time=sum(each.is_in_time is True for each in stories),
                    of=len(stories),
                    middle_s=median(taken_s) if taken_s else None,
                )
            )
        taken_s = [each.took_s for each in self.decisions if each.took_s is not None]
        return (
            *lines,
            Score(
                what=f"Proposals and holds decided within {DECIDED_WITHIN_S:g} s",
                in_time=sum(each.is_in_time for each in self.decisions),
                of=len(self.decisions),
                middle_s=median(taken_s) if taken_s else None,
            ),
        )


def debrief(entries: Iterable[Entry]) -> Debrief:
    """Return what people did, by the log up to now."""
    log = tuple(entries)
    return Debrief(alarms=_stories(log), decisions=_decisions(log))


def _stories(log: Sequence[Entry]) -> tuple[AlarmStory, ...]:
    stories: dict[tuple[str, int], AlarmStory] = {}
    for entry in log:
        match entry.fact:
            case AlarmRaised(alarm=alarm, occurrence=occurrence, severity=severity):
                stories[alarm, occurrence] = AlarmStory(
                    alarm=alarm,
                    occurrence=occurrence,
                    severity=severity,
                    raised_ns=entry.mission_ns,
                )
            case (
                AlarmChanged(alarm=alarm, occurrence=occurrence)
                | AlarmAcknowledged(alarm=alarm, occurrence=occurrence)
                | AlarmReturned(alarm=alarm, occurrence=occurrence)
            ) if (story := stories.get((alarm, occurrence))) is not None:
                stories[alarm, occurrence] = _told_on(story, entry)
    return tuple(stories.values())


def _told_on(story: AlarmStory, entry: Entry) -> AlarmStory:
    match entry.fact:
        case AlarmChanged(severity=severity):
            return replace(story, severity=max(story.severity, severity))
        case AlarmAcknowledged() if story.seen_ns is None:
            return replace(story, seen_ns=entry.mission_ns, seen_by=entry.by)
        case AlarmReturned():
            return replace(story, returned_ns=entry.mission_ns)
        case _:
            return story


def _decisions(log: Sequence[Entry]) -> tuple[Decision, ...]:
    waiting: dict[str, Decision] = {}
    done: list[Decision] = []
    titles: dict[str, str] = {}
    for entry in log:
        match entry.fact:
            case WindowProposed(window=subject, title=title):
                titles[subject] = title
                waiting[subject] = _asked(subject, title, "proposed", entry)
            case WindowHeld(window=subject):
                waiting[subject] = _asked(subject, titles.get(subject, subject), "held", entry)
            case PlanProposed(plan=subject):
                waiting[subject] = _asked(subject, f"plan {subject}", "proposed", entry)
            case (
                WindowApproved(window=subject)
                | WindowRejected(window=subject)
                | WindowReleased(window=subject)
                | WindowWithdrawn(window=subject)
                | PlanApproved(plan=subject)
                | PlanRejected(plan=subject)
            ) if subject in waiting:
                done.append(
                    replace(
                        waiting.pop(subject),
                        outcome=_OUTCOMES[type(entry.fact)],
                        decided_ns=entry.mission_ns,
                        decided_by=entry.by,
                    )
                )
    return tuple(sorted((*done, *waiting.values()), key=lambda each: each.asked_ns))


def _asked(subject: str, title: str, asked: str, entry: Entry) -> Decision:
    return Decision(
        subject=subject,
        title=title,
        asked=asked,
        asked_ns=entry.mission_ns,
        asked_by=entry.by,
    )
