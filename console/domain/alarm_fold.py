"""How alarms stand after each fact about them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from console.domain.alarm_facts import (
    AlarmAcknowledged,
    AlarmChanged,
    AlarmFact,
    AlarmFoundLate,
    AlarmOutLapsed,
    AlarmOutSigned,
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
    FloodTraced,
    LifeFact,
    ShelfExpired,
)
from console.domain.alarm_life import ACTIVE, Core, Hide, Life, LifeEvent, step
from console.domain.alarms import (
    ANNOUNCEMENTS_KEPT,
    Alarm,
    AlarmBook,
    Declaration,
    Flood,
    Hiding,
    SignedOut,
)
from console.domain.signatures import Signature
from telemetry.dictionary import Severity

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


def apply_alarm(book: AlarmBook, fact: AlarmFact, by: str, at_ns: int | None = None) -> AlarmBook:
    """Return the book after `fact`.

    Parameters
    ----------
    by : str
        Whose doing it is, as the log names them.
    at_ns : int or None
        When it was noted, mission time; None for when the alarm it is about was raised.

    Raises
    ------
    ValueError
        If the fact is about an occurrence that does not stand: the log is corrupt.
    """
    match fact:
        case ContextChanged():
            return _in_context(book, fact, by)
        case FloodBegan():
            announced = sum(told_ns >= fact.since_ns for _, told_ns in book.announced)
            began = Flood(first_out=fact.first_out, since_ns=fact.since_ns, announced=announced)
            return replace(book, flood=began)
        case FloodTraced():
            return replace(book, flood=book.flood and replace(book.flood, first_out=fact.first_out))
        case FloodEnded():
            return replace(book, flood=None)
        case AlarmOutSigned():
            signature = Signature(by=by, expires_ns=fact.expires_ns)
            signed = SignedOut(signature=signature, reason=fact.reason, for_s=fact.for_s)
            return replace(book, signed_out=book.signed_out.put(fact.alarm, signed))
        case AlarmOutLapsed():
            return replace(book, signed_out=book.signed_out.drop(fact.alarm))
        case AlarmFoundLate():
            return _found_late(book, fact, at_ns)
        case AlarmChanged():
            return _changed(book, fact, at_ns)
        case _:
            return _lived(book, fact, by, at_ns)


def _in_context(book: AlarmBook, fact: ContextChanged, by: str) -> AlarmBook:
    """Return the book with a context begun, prolonged or ended."""
    name, declared = fact.context, book.declared.drop(fact.context)
    if not fact.is_on:
        return replace(book, contexts=book.contexts.drop(name), declared=declared)
    if fact.until_ns is not None:
        declaration = Declaration(
            by=by, reason=fact.reason, since_ns=fact.sample_ns, until_ns=fact.until_ns
        )
        declared = declared.put(name, declaration)
    since_ns = book.contexts.get(name, fact.sample_ns)
    return replace(book, contexts=book.contexts.put(name, since_ns), declared=declared)


def _lived(book: AlarmBook, fact: LifeFact, by: str, at_ns: int | None) -> AlarmBook:
    """Return the book after one event in the life of an alarm."""
    hiding = book.hidden.get(fact.alarm)
    alarm = book.find(fact.alarm)
    if isinstance(fact, AlarmReturned | AlarmAcknowledged | AlarmReset):
        alarm = _the_occurrence(book, fact)
    before = _life(alarm, hiding)
    latches = fact.latches if isinstance(fact, AlarmRaised) else bool(alarm and alarm.latches)
    taken = step(before, _EVENT_OF[type(fact)], latches=latches)
    if isinstance(fact, AlarmRaised):
        book = _counted(book, fact)
        if before.core not in ACTIVE:
            alarm = _raised(fact, alarm)
    if isinstance(fact, AlarmTakenOut):
        book = replace(book, signed_out=book.signed_out.drop(fact.alarm))
    if alarm is not None and taken.announces:
        book = _announced(book, alarm, at_ns)
    if alarm is not None:
        alarm = _in_core(alarm, taken.life.core, fact, by)
    return _put(book, fact.alarm, alarm, _hiding_after(hiding, taken.life.hide, fact, by))


def _counted(book: AlarmBook, fact: AlarmRaised | AlarmFoundLate) -> AlarmBook:
    return replace(book, occurrences=book.occurrences.put(fact.alarm, fact.occurrence))


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


def _raised(fact: AlarmRaised, before: Alarm | None) -> Alarm:
    """Return a new occurrence; what the one before left to be seen or reset is left still."""
    return Alarm(
        id=fact.alarm,
        occurrence=fact.occurrence,
        severity=fact.severity,
        value=fact.value,
        limit=fact.limit,
        raised_ns=fact.sample_ns,
        latches=fact.latches or (before is not None and before.latches),
        is_late=fact.is_late,
        unseen=_unseen(before, fact.severity),
    )


def _unseen(before: Alarm | None, severity: Severity) -> Severity | None:
    """Return the class of `before` that nobody acknowledged, if it is graver than `severity`."""
    if before is None or before.is_acknowledged or before.gravest <= severity:
        return None
    return before.gravest


def _announced(book: AlarmBook, alarm: Alarm, at_ns: int | None) -> AlarmBook:
    """Return the book with one more announcement."""
    flood = book.flood and replace(book.flood, announced=book.flood.announced + 1)
    told = (alarm.id, alarm.raised_ns if at_ns is None else at_ns)
    announced = (*book.announced, told)[-ANNOUNCEMENTS_KEPT:]
    return replace(book, announced=announced, flood=flood)


def _in_core(alarm: Alarm, core: Core, fact: LifeFact, by: str) -> Alarm | None:
    """Return the alarm as it stands in `core`, None when it is over."""
    if core is Core.NORMAL:
        return None
    if isinstance(fact, AlarmReturned):
        alarm = replace(alarm, value=fact.value, returned_ns=fact.sample_ns)
    if core in (Core.ACKNOWLEDGED, Core.LATCHED_ACKNOWLEDGED):
        return replace(alarm, acknowledged_by=alarm.acknowledged_by or by, unseen=None)
    return alarm if alarm.acknowledged_by is None else replace(alarm, acknowledged_by=None)


def _hiding_after(hiding: Hiding | None, hide: Hide, fact: LifeFact, by: str) -> Hiding | None:
    if hide is Hide.NONE:
        return None
    is_new = hiding is None or hiding.kind is not hide
    if not is_new or not isinstance(fact, AlarmShelved | AlarmSuppressed | AlarmTakenOut):
        return hiding
    if isinstance(fact, AlarmSuppressed):
        return Hiding(
            kind=hide, reason=fact.reason, by=by, since_ns=fact.since_ns, context=fact.context
        )
    if isinstance(fact, AlarmTakenOut) and fact.first_signer:
        by = f"{fact.first_signer} and {by}"
    return Hiding(
        kind=hide, reason=fact.reason, by=by, since_ns=fact.since_ns, until_ns=fact.until_ns
    )


def _changed(book: AlarmBook, fact: AlarmChanged, at_ns: int | None) -> AlarmBook:
    alarm = _the_occurrence(book, fact)
    is_worse = fact.severity > alarm.severity
    hiding = book.hidden.get(fact.alarm)
    is_announced = is_worse and alarm.is_acknowledged and hiding is None
    changed = replace(
        alarm,
        severity=fact.severity,
        value=fact.value,
        limit=fact.limit,
        raised_ns=min(alarm.raised_ns, fact.sample_ns),
        is_late=alarm.is_late or fact.sample_ns < alarm.raised_ns,
        acknowledged_by=None if is_worse else alarm.acknowledged_by,
        latches=alarm.latches or fact.latches,
        unseen=_unseen(alarm, fact.severity),
    )
    if is_announced:
        book = _announced(book, changed, at_ns)
    return _put(book, fact.alarm, changed, hiding)


def _found_late(book: AlarmBook, fact: AlarmFoundLate, at_ns: int | None) -> AlarmBook:
    """Return the book with an occurrence that was over before anybody could know of it.

    It must be acknowledged like any other. Where a later occurrence stands already it takes
    that one's place in front of the person, as what is to be seen is then more than they saw.
    What was expected by design in its time is only counted.
    """
    book = _counted(book, fact)
    if fact.expected_in:
        return book
    hiding, before = book.hidden.get(fact.alarm), book.find(fact.alarm)
    life = _life(before, hiding)
    latches = fact.latches or (before is not None and before.latches)
    severity = _unseen(before, fact.severity) or fact.severity
    is_over = False
    if before is not None and before.is_active:
        found = replace(
            before,
            occurrence=fact.occurrence,
            raised_ns=min(before.raised_ns, fact.sample_ns),
            acknowledged_by=None,
            latches=latches,
            is_late=True,
            unseen=severity if severity > before.severity else None,
        )
    else:
        found = Alarm(
            id=fact.alarm,
            occurrence=fact.occurrence,
            severity=severity,
            value=fact.value,
            limit=fact.limit,
            raised_ns=fact.sample_ns,
            returned_ns=fact.returned_ns,
            latches=latches,
            is_late=True,
        )
        occurred = step(life, LifeEvent.OCCUR, latches=latches).life
        is_over = step(occurred, LifeEvent.RETURN, latches=latches).life.core is Core.NORMAL
    if hiding is None and life.core is not Core.UNACKNOWLEDGED:
        book = _announced(book, found, at_ns)
    return _put(book, fact.alarm, None if is_over else found, hiding)


def _put(book: AlarmBook, key: str, alarm: Alarm | None, hiding: Hiding | None) -> AlarmBook:
    """Return the book with an alarm where it belongs: seen, hidden, or nowhere."""
    if hiding is not None:
        hidden = book.hidden.put(key, replace(hiding, alarm=alarm))
        return replace(book, standing=book.standing.drop(key), hidden=hidden)
    standing = book.standing.drop(key) if alarm is None else book.standing.put(key, alarm)
    return replace(book, standing=standing, hidden=book.hidden.drop(key))
