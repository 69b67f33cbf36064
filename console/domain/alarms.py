"""Every alarm's present standing: the fold of the facts about alarms."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from console.domain.alarm_facts import (
    AlarmAcknowledged,
    AlarmChanged,
    AlarmFact,
    AlarmFoundLate,
    AlarmPutBack,
    AlarmRaised,
    AlarmReset,
    AlarmReturned,
    AlarmShelved,
    AlarmSuppressed,
    AlarmTakenOut,
    AlarmUnshelved,
    AlarmUnsuppressed,
    ContextChanged,
    FloodBegan,
    FloodEnded,
    LifeFact,
    ShelfExpired,
)
from console.domain.alarm_life import ACTIVE, Core, Hide, Life, LifeEvent, step
from console.domain.immutable_map import ImmutableMap
from telemetry.dictionary import Severity

# What the beginning and the end of a flood are judged by; see `console.domain.alarm_flood`.
ANNOUNCEMENTS_KEPT: Final = 11
_EVENT_OF: Final[Mapping[type, LifeEvent]] = {
    AlarmRaised: LifeEvent.OCCUR,
    AlarmReturned: LifeEvent.RETURN,
    AlarmAcknowledged: LifeEvent.ACKNOWLEDGE,
    AlarmReset: LifeEvent.RESET,
    AlarmShelved: LifeEvent.SHELVE,
    AlarmUnshelved: LifeEvent.UNSHELVE,
    ShelfExpired: LifeEvent.EXPIRE,
    AlarmSuppressed: LifeEvent.SUPPRESS,
    AlarmUnsuppressed: LifeEvent.UNSUPPRESS,
    AlarmTakenOut: LifeEvent.TAKE_OUT,
    AlarmPutBack: LifeEvent.PUT_BACK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One occurrence of one parameter's alarm.

    Parameters
    ----------
    id : str
        Id of the parameter.
    occurrence : int
        Which time in this mission.
    severity : Severity
        Present class while active, the last one once returned.
    value, limit : float
        At the last transition, in the parameter's unit.
    raised_ns : int
        Generation time of the sample that raised it.
    returned_ns : int or None
        Generation time of the sample that brought it back, None while active.
    acknowledged_by : str or None
        Who saw it at its present class.
    latches : bool
        Whether it stays after its return, until acknowledged and reset.
    is_late : bool
        Whether it was found in samples that came after it was over or long under way.
    """

    id: str
    occurrence: int
    severity: Severity
    value: float
    limit: float | None
    raised_ns: int
    returned_ns: int | None = None
    acknowledged_by: str | None = None
    latches: bool = False
    is_late: bool = False

    @property
    def is_active(self) -> bool:
        """Whether the condition still holds."""
        return self.returned_ns is None

    @property
    def is_acknowledged(self) -> bool:
        """Whether a person has seen it."""
        return self.acknowledged_by is not None

    @property
    def core(self) -> Core:
        """Its place in the life of an alarm."""
        if self.is_active:
            return Core.ACKNOWLEDGED if self.is_acknowledged else Core.UNACKNOWLEDGED
        if self.is_acknowledged:
            return Core.LATCHED_ACKNOWLEDGED
        return Core.LATCHED_UNACKNOWLEDGED if self.latches else Core.RETURNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """Why an alarm is not shown, and how it stands unseen.

    Parameters
    ----------
    by : str
        Who hid it: ``"server"`` when by design.
    since_ns, until_ns : int
        Mission time; None while it has no end but that of its context.
    alarm : Alarm or None
        The occurrence behind it, if one stands.
    """

    kind: Hide
    reason: str
    by: str
    since_ns: int
    until_ns: int | None = None
    alarm: Alarm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """More alarms than one person can take in.

    Parameters
    ----------
    first_out : str
        The alarm that began it.
    announced : int
        How many were announced since.
    """

    first_out: str
    since_ns: int
    announced: int


@dataclass(frozen=True, kw_only=True)
class AlarmBook:
    """Every alarm that stands or is hidden.

    Parameters
    ----------
    standing : mapping of str to Alarm
        What is to be seen, by parameter id.
    hidden : mapping of str to Hiding
        What is not, and why.
    occurrences : mapping of str to int
        How often each alarm was raised in this mission.
    contexts : mapping of str to int
        The contexts in force, and since when, UTC nanoseconds.
    announced_ns : tuple of int
        When the last few alarms that were announced had been raised, UTC nanoseconds.
    """

    standing: ImmutableMap[Alarm] = field(default_factory=ImmutableMap)
    hidden: ImmutableMap[Hiding] = field(default_factory=ImmutableMap)
    occurrences: ImmutableMap[int] = field(default_factory=ImmutableMap)
    contexts: ImmutableMap[int] = field(default_factory=ImmutableMap)
    announced_ns: tuple[int, ...] = ()
    flood: Flood | None = None

    def find(self, alarm: str) -> Alarm | None:
        """Return the occurrence of an alarm that stands, seen or hidden."""
        hiding = self.hidden.get(alarm)
        return self.standing.get(alarm) if hiding is None else hiding.alarm

    @property
    def in_force(self) -> Mapping[str, Alarm]:
        """What stands for safety's sake: shelving takes an alarm out of sight, no more."""
        force = self.standing
        for key, hiding in self.hidden.items():
            if hiding.kind is Hide.SHELVED and hiding.alarm is not None:
                force = force.put(key, hiding.alarm)
        return force


def apply_alarm(book: AlarmBook, fact: AlarmFact, by: str) -> AlarmBook:
    """Return the book after `fact`.

    Raises
    ------
    ValueError
        If the fact is about an occurrence that does not stand: the log is corrupt.
    """
    match fact:
        case ContextChanged():
            contexts = book.contexts.drop(fact.context)
            if fact.is_on:
                contexts = contexts.put(fact.context, fact.sample_ns)
            return replace(book, contexts=contexts)
        case FloodBegan():
            announced = sum(at_ns >= fact.since_ns for at_ns in book.announced_ns)
            flood = Flood(first_out=fact.first_out, since_ns=fact.since_ns, announced=announced)
            return replace(book, flood=flood)
        case FloodEnded():
            return replace(book, flood=None)
        case AlarmFoundLate():
            return _found_late(book, fact)
        case AlarmChanged():
            return _changed(book, fact)
        case _:
            return _lived(book, fact, by)


def _lived(book: AlarmBook, fact: LifeFact, by: str) -> AlarmBook:
    """Return the book after one event in the life of an alarm."""
    hiding = book.hidden.get(fact.alarm)
    alarm = book.find(fact.alarm)
    if isinstance(fact, AlarmReturned | AlarmAcknowledged | AlarmReset):
        alarm = _the_occurrence(book, fact)
    before = _life(alarm, hiding)
    latches = fact.latches if isinstance(fact, AlarmRaised) else bool(alarm and alarm.latches)
    taken = step(before, _EVENT_OF[type(fact)], latches=latches)
    if isinstance(fact, AlarmRaised):
        book = replace(book, occurrences=book.occurrences.put(fact.alarm, fact.occurrence))
        if before.core not in ACTIVE:
            alarm = _raised(fact)
        if taken.announces:
            book = _announced(book, fact.sample_ns)
    if alarm is not None:
        alarm = _in_core(alarm, taken.life.core, fact, by)
    return _put(book, fact.alarm, alarm, _hiding_after(hiding, taken.life.hide, fact, by))


def _life(alarm: Alarm | None, hiding: Hiding | None) -> Life:
    return Life(
        Core.NORMAL if alarm is None else alarm.core, Hide.NONE if hiding is None else hiding.kind
    )


def _the_occurrence(
    book: AlarmBook, fact: AlarmChanged | AlarmReturned | AlarmAcknowledged | AlarmReset
) -> Alarm:
    alarm = book.find(fact.alarm)
    if alarm is None or alarm.occurrence != fact.occurrence:
        raise ValueError(f"{fact} is about an alarm that does not stand")
    return alarm


def _raised(fact: AlarmRaised) -> Alarm:
    return Alarm(
        id=fact.alarm,
        occurrence=fact.occurrence,
        severity=fact.severity,
        value=fact.value,
        limit=fact.limit,
        raised_ns=fact.sample_ns,
        latches=fact.latches,
        is_late=fact.is_late,
    )


def _announced(book: AlarmBook, raised_ns: int) -> AlarmBook:
    flood = book.flood and replace(book.flood, announced=book.flood.announced + 1)
    kept = (*book.announced_ns, raised_ns)[-ANNOUNCEMENTS_KEPT:]
    return replace(book, announced_ns=kept, flood=flood)


def _in_core(alarm: Alarm, core: Core, fact: LifeFact, by: str) -> Alarm | None:
    """Return the alarm as it stands in `core`, None when it is over."""
    if core is Core.NORMAL:
        return None
    if isinstance(fact, AlarmReturned):
        alarm = replace(alarm, value=fact.value, returned_ns=fact.sample_ns)
    is_seen = core in (Core.ACKNOWLEDGED, Core.LATCHED_ACKNOWLEDGED)
    return replace(alarm, acknowledged_by=(alarm.acknowledged_by or by) if is_seen else None)


def _hiding_after(hiding: Hiding | None, hide: Hide, fact: LifeFact, by: str) -> Hiding | None:
    if hide is Hide.NONE:
        return None
    is_new = hiding is None or hiding.kind is not hide
    if not is_new or not isinstance(fact, AlarmShelved | AlarmSuppressed | AlarmTakenOut):
        return hiding
    until_ns = None if isinstance(fact, AlarmSuppressed) else fact.until_ns
    return Hiding(kind=hide, reason=fact.reason, by=by, since_ns=fact.since_ns, until_ns=until_ns)


def _changed(book: AlarmBook, fact: AlarmChanged) -> AlarmBook:
    alarm = _the_occurrence(book, fact)
    is_worse = fact.severity > alarm.severity
    hiding = book.hidden.get(fact.alarm)
    if is_worse and alarm.is_acknowledged and hiding is None:
        book = _announced(book, fact.sample_ns)
    changed = replace(
        alarm,
        severity=fact.severity,
        value=fact.value,
        limit=fact.limit,
        acknowledged_by=None if is_worse else alarm.acknowledged_by,
        latches=alarm.latches or fact.latches,
    )
    return _put(book, fact.alarm, changed, hiding)


def _found_late(book: AlarmBook, fact: AlarmFoundLate) -> AlarmBook:
    """Return the book with an occurrence that was over before anybody could know of it.

    It must be acknowledged like any other. Where a later occurrence stands already it takes
    that one's place in front of the person, as what is to be seen is then more than they saw.
    """
    hiding, before = book.hidden.get(fact.alarm), book.find(fact.alarm)
    life = _life(before, hiding)
    book = replace(book, occurrences=book.occurrences.put(fact.alarm, fact.occurrence))
    if hiding is None and life.core is not Core.UNACKNOWLEDGED:
        book = _announced(book, fact.sample_ns)
    if before is not None and before.is_active:
        raised_ns = min(before.raised_ns, fact.sample_ns)
        found: Alarm | None = replace(
            before,
            occurrence=fact.occurrence,
            raised_ns=raised_ns,
            acknowledged_by=None,
            is_late=True,
        )
        return _put(book, fact.alarm, found, hiding)
    occurred = step(life, LifeEvent.OCCUR, latches=fact.latches).life
    core = step(occurred, LifeEvent.RETURN, latches=fact.latches).life.core
    unseen = before.severity if before and not before.is_acknowledged else fact.severity
    found = (
        None
        if core is Core.NORMAL
        else Alarm(
            id=fact.alarm,
            occurrence=fact.occurrence,
            severity=max(fact.severity, unseen),
            value=fact.value,
            limit=fact.limit,
            raised_ns=fact.sample_ns,
            returned_ns=fact.returned_ns,
            latches=fact.latches,
            is_late=True,
        )
    )
    return _put(book, fact.alarm, found, hiding)


def _put(book: AlarmBook, key: str, alarm: Alarm | None, hiding: Hiding | None) -> AlarmBook:
    """Return the book with an alarm where it belongs: seen, hidden, or nowhere."""
    if hiding is not None:
        hidden = book.hidden.put(key, replace(hiding, alarm=alarm))
        return replace(book, standing=book.standing.drop(key), hidden=hidden)
    standing = book.standing.drop(key) if alarm is None else book.standing.put(key, alarm)
    return replace(book, standing=standing, hidden=book.hidden.drop(key))


def in_order_of_attention(alarms: Mapping[str, Alarm]) -> list[Alarm]:
    """Return alarms as a controller should read them.

    Unacknowledged first, then active, then the higher class, then the earliest: the first-out
    of its class stands above what followed from it.
    """
    return sorted(
        alarms.values(),
        key=lambda a: (a.is_acknowledged, not a.is_active, -a.severity, a.raised_ns, a.id),
    )
