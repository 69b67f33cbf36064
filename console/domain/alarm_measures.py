"""How well the alarms serve the people who answer them, measured over the log.

The figures to compare with are those of ANSI/ISA-18.2 and EEMUA 191: about one alarm in ten
minutes for an operator, floods rare, no chattering, hardly any alarm that stands for days, and
of every hundred alarms 80 of low, 15 of middle and 5 of high priority.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Final

from console.domain.alarm_facts import (
    AlarmAcknowledged,
    AlarmFact,
    FloodBegan,
    FloodEnded,
)
from console.domain.alarm_fold import apply_alarm
from console.domain.alarms import AlarmBook
from console.domain.facts import Entry
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

SPAN_NS: Final = 600 * NS_PER_S
CHATTERS_IN_A_MINUTE: Final = 3
STALE_AFTER_NS: Final = 24 * 3600 * NS_PER_S
TARGET_SPREAD: Final[Mapping[str, float]] = {"low": 0.80, "middle": 0.15, "high": 0.05}
PRIORITY: Final[Mapping[Severity, str]] = {
    Severity.ADVISORY: "low",
    Severity.CAUTION: "low",
    Severity.WARNING: "middle",
    Severity.EMERGENCY: "high",
}


@dataclass(slots=True, kw_only=True)
class Announcement:
    """An alarm a person was told of, and how grave it became before they answered.

    Parameters
    ----------
    at_ns, asked_ns : int
        When they were told, and when it came to that class; mission time, UTC nanoseconds.
    """

    alarm: str
    severity: Severity
    at_ns: int
    asked_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmMeasures:
    """Figures over one stretch of a mission.

    Parameters
    ----------
    announced : int
        How often a person was told of an alarm, as floods count it: when it came, became graver
        after they had acknowledged it, or was shown again. What was hidden is not among them.
    per_10_min, worst_10_min : float
        For each operator: on average, and in the worst ten minutes.
    operators : int
        How many people share the alarms.
    flood_s, flood_share : float
        Time in floods, each from the alarm that was one too many.
    chattering : tuple of str
        Alarms that came three times or more within a minute.
    stale : tuple of str
        Alarms that have stood for more than a day.
    spread : mapping of str to float
        Shares of ``low``, ``middle`` and ``high``; compare `TARGET_SPREAD`.
    median_to_acknowledge_s : float or None
        None when nothing was acknowledged.
    acknowledged_by : tuple of (str, int)
        Who answered how many, the most first.
    most_frequent : tuple of (str, int)
        The ten alarms that came most often.
    hidden : int
        Alarms hidden at the end.
    """

    announced: int
    per_10_min: float
    worst_10_min: float
    operators: int
    flood_s: float
    flood_share: float
    chattering: tuple[str, ...]
    stale: tuple[str, ...]
    spread: Mapping[str, float]
    median_to_acknowledge_s: float | None
    acknowledged_by: tuple[tuple[str, int], ...]
    most_frequent: tuple[tuple[str, int], ...]
    hidden: int


def measure(entries: Iterable[Entry], now_ns: int, *, operators: int = 1) -> AlarmMeasures:
    """Return the figures of a log from its first entry until `now_ns`.

    Parameters
    ----------
    operators : int
        How many people share the alarms.
    """
    entries = tuple(entries)
    announcements, answers, book = _walked(entries)
    times = [each.at_ns for each in announcements]
    length_ns = max(1, now_ns - entries[0].mission_ns) if entries else 1
    flood_ns = _flood_ns(entries, now_ns)
    counts = sorted(_by_alarm(announcements).items(), key=lambda item: (-len(item[1]), item[0]))
    return AlarmMeasures(
        announced=len(announcements),
        per_10_min=len(announcements) * SPAN_NS / length_ns / operators,
        worst_10_min=_most_within(times, SPAN_NS) / operators,
        operators=operators,
        flood_s=flood_ns / NS_PER_S,
        flood_share=flood_ns / length_ns,
        chattering=tuple(
            name
            for name, each in counts
            if _most_within(each, 60 * NS_PER_S) >= CHATTERS_IN_A_MINUTE
        ),
        stale=tuple(
            sorted(
                alarm.id
                for alarm in book.standing.values()
                if alarm.is_active and now_ns - alarm.raised_ns > STALE_AFTER_NS
            )
        ),
        spread=_spread(announcements),
        median_to_acknowledge_s=median(answers) if answers else None,
        acknowledged_by=tuple(Counter(_who_answered(entries)).most_common()),
        most_frequent=tuple((name, len(each)) for name, each in counts[:10]),
        hidden=len(book.hidden),
    )


def _walked(entries: Sequence[Entry]) -> tuple[list[Announcement], list[float], AlarmBook]:
    """Return what was announced, how long each answer took in seconds, and the book at the end.

    An answer counts from when the gravest class was to be seen.
    """
    book = AlarmBook()
    announced: list[Announcement] = []
    asked: dict[str, Announcement] = {}
    answers: list[float] = []
    for entry in entries:
        fact, now_ns = entry.fact, entry.mission_ns
        if not isinstance(fact, AlarmFact):
            continue
        before, book = book, apply_alarm(book, fact, entry.by, now_ns)
        if isinstance(fact, AlarmAcknowledged):
            answered = asked.pop(fact.alarm, None)
            if answered is not None:
                answers.append((now_ns - answered.asked_ns) / NS_PER_S)
            continue
        alarm = book.standing.get(getattr(fact, "alarm", ""))
        if alarm is None:
            continue
        if book.announced is not before.announced:
            asked[alarm.id] = Announcement(
                alarm=alarm.id, severity=alarm.gravest, at_ns=now_ns, asked_ns=now_ns
            )
            announced.append(asked[alarm.id])
        elif (told := asked.get(alarm.id)) is not None and alarm.gravest > told.severity:
            told.severity, told.asked_ns = alarm.gravest, now_ns
    return announced, answers, book


def _who_answered(entries: Iterable[Entry]) -> Iterator[str]:
    return (entry.by for entry in entries if isinstance(entry.fact, AlarmAcknowledged))


def _by_alarm(announcements: Iterable[Announcement]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for each in announcements:
        found[each.alarm].append(each.at_ns)
    return found


def _most_within(times_ns: Sequence[int], span_ns: int) -> int:
    """Return the most instants that any half-open stretch of a length holds."""
    ordered = sorted(times_ns)
    return max(
        (bisect_left(ordered, at_ns + span_ns) - first for first, at_ns in enumerate(ordered)),
        default=0,
    )


def _flood_ns(entries: Iterable[Entry], now_ns: int) -> int:
    total, began_ns = 0, None
    for entry in entries:
        if isinstance(entry.fact, FloodBegan):
            began_ns = entry.mission_ns
        elif isinstance(entry.fact, FloodEnded) and began_ns is not None:
            total, began_ns = total + entry.mission_ns - began_ns, None
    return total if began_ns is None else total + max(0, now_ns - began_ns)


def _spread(announcements: Sequence[Announcement]) -> dict[str, float]:
    priorities = sorted(PRIORITY[each.severity] for each in announcements)
    counts = {name: len(list(each)) for name, each in groupby(priorities)}
    return {name: counts.get(name, 0) / max(1, len(priorities)) for name in TARGET_SPREAD}
