"""How alarms stand after each fact about them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

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
from console.domain.alarms import ANNOUNCEMENTS_KEPT, Alarm, AlarmBook, Flood, Hiding

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
    counted: dict[str, Any] = {}
    if isinstance(fact, AlarmRaised):
        counted = _counted(book, fact, is_announced=taken.announces)
        if before.core not in ACTIVE:
            alarm = _raised(fact)
    if alarm is not None:
        alarm = _in_core(alarm, taken.life.core, fact, by)
    return _put(
        book, fact.alarm, alarm, _hiding_after(hiding, taken.life.hide, fact, by), **counted
    )


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


def _counted(
    book: AlarmBook, fact: AlarmRaised | AlarmFoundLate, *, is_announced: bool
) -> dict[str, Any]:
    """Return what a new occurrence changes of the book beside the alarm itself."""
    occurrences = book.occurrences.put(fact.alarm, fact.occurrence)
    return {"occurrences": occurrences} | (_announced(book, fact.sample_ns) if is_announced else {})


def _announced(book: AlarmBook, raised_ns: int) -> dict[str, Any]:
    """Return what one more announcement changes of the book."""
    flood = book.flood and replace(book.flood, announced=book.flood.announced + 1)
    kept = (*book.announced_ns, raised_ns)[-ANNOUNCEMENTS_KEPT:]
    return {"announced_ns": kept, "flood": flood}


def _in_core(alarm: Alarm, core: Core, fact: LifeFact, by: str) -> Alarm | None:
    """Return the alarm as it stands in `core`, None when it is over."""
    if core is Core.NORMAL:
        return None
    if isinstance(fact, AlarmReturned):
        alarm = replace(alarm, value=fact.value, returned_ns=fact.sample_ns)
    is_seen = core in (Core.ACKNOWLEDGED, Core.LATCHED_ACKNOWLEDGED)
    seen_by = (alarm.acknowledged_by or by) if is_seen else None
    return alarm if seen_by == alarm.acknowledged_by else replace(alarm, acknowledged_by=seen_by)


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
    is_announced = is_worse and alarm.is_acknowledged and hiding is None
    changed = replace(
        alarm,
        severity=fact.severity,
        value=fact.value,
        limit=fact.limit,
        acknowledged_by=None if is_worse else alarm.acknowledged_by,
        latches=alarm.latches or fact.latches,
    )
    counted = _announced(book, fact.sample_ns) if is_announced else {}
    return _put(book, fact.alarm, changed, hiding, **counted)


def _found_late(book: AlarmBook, fact: AlarmFoundLate) -> AlarmBook:
    """Return the book with an occurrence that was over before anybody could know of it.

    It must be acknowledged like any other. Where a later occurrence stands already it takes
    that one's place in front of the person, as what is to be seen is then more than they saw.
    """
    hiding, before = book.hidden.get(fact.alarm), book.find(fact.alarm)
    life = _life(before, hiding)
    is_announced = hiding is None and life.core is not Core.UNACKNOWLEDGED
    counted = _counted(book, fact, is_announced=is_announced)
    if before is not None and before.is_active:
        raised_ns = min(before.raised_ns, fact.sample_ns)
        found: Alarm | None = replace(
            before,
            occurrence=fact.occurrence,
            raised_ns=raised_ns,
            acknowledged_by=None,
            is_late=True,
        )
        return _put(book, fact.alarm, found, hiding, **counted)
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
    return _put(book, fact.alarm, found, hiding, **counted)


def _put(
    book: AlarmBook,
    key: str,
    alarm: Alarm | None,
    hiding: Hiding | None,
    **changes: Any,  # noqa: ANN401 - further fields of the book
) -> AlarmBook:
    """Return the book with an alarm where it belongs: seen, hidden, or nowhere."""
    if hiding is not None:
        hidden = book.hidden.put(key, replace(hiding, alarm=alarm))
        return replace(book, standing=book.standing.drop(key), hidden=hidden, **changes)
    standing = book.standing.drop(key) if alarm is None else book.standing.put(key, alarm)
    return replace(book, standing=standing, hidden=book.hidden.drop(key), **changes)
