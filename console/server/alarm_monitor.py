"""From what the limits say to facts about alarms. Pure."""

from console.domain.alarm_facts import (
    AlarmChanged,
    AlarmFoundLate,
    AlarmRaised,
    AlarmReturned,
    ContextChanged,
)
from console.domain.alarm_life import Hide
from console.domain.alarms import AlarmBook
from console.domain.facts import Fact
from telemetry.contexts import ContextEvent
from telemetry.dictionary import MissionDatabase, Parameter, Severity
from telemetry.judgement import LimitEvent

NOT_TOLD = float("nan")  # medical values travel on the private stream only


def alarm_fact(
    event: LimitEvent, book: AlarmBook, database: MissionDatabase
) -> AlarmRaised | AlarmChanged | AlarmReturned | AlarmFoundLate | None:
    """Return the fact that `event` makes of the alarms, None if it changes nothing."""
    alarm = book.find(event.parameter)
    is_active = alarm is not None and alarm.is_active
    packet, column = database.place[event.parameter]
    value = NOT_TOLD if packet.is_medical else event.value
    if event.severity is None:
        if alarm is None or not is_active:
            return None
        return AlarmReturned(
            alarm=alarm.id, occurrence=alarm.occurrence, value=value, sample_ns=event.sample_ns
        )
    threshold = None if event.limit is None or packet.is_medical else event.limit.threshold
    latches = _latches(packet.parameters[column], event.severity)
    # What nobody sees by design, nobody need reset: a unit that is out says what is not true.
    hiding = book.hidden.get(event.parameter)
    latches = latches and (hiding is None or hiding.kind is not Hide.SUPPRESSED)
    next_occurrence = book.occurrences.get(event.parameter, 0) + 1
    if event.returned_ns is not None:
        return AlarmFoundLate(
            alarm=event.parameter,
            occurrence=next_occurrence,
            severity=event.severity,
            value=value,
            limit=threshold,
            sample_ns=event.sample_ns,
            returned_ns=event.returned_ns,
            latches=latches,
            expected_in=event.expected_in,
        )
    if alarm is None or not is_active:
        return AlarmRaised(
            alarm=event.parameter,
            occurrence=next_occurrence,
            severity=event.severity,
            value=value,
            limit=threshold,
            sample_ns=event.sample_ns,
            latches=latches,
            is_late=event.is_late,
        )
    is_known = alarm.severity is event.severity and alarm.limit == threshold
    if is_known and event.sample_ns >= alarm.raised_ns:
        return None
    return AlarmChanged(
        alarm=alarm.id,
        occurrence=alarm.occurrence,
        severity=event.severity,
        value=value,
        limit=threshold,
        sample_ns=event.sample_ns,
        latches=latches,
    )


def due_latch(event: LimitEvent, book: AlarmBook, database: MissionDatabase) -> AlarmChanged | None:
    """Return the fact that an alarm which rose hidden latches, before `event` changes it.

    It does once people have it in sight: what they were told then must not vanish unseen.
    """
    alarm = book.standing.get(event.parameter)
    if alarm is None or not alarm.is_active or alarm.latches:
        return None
    packet, column = database.place[event.parameter]
    if not _latches(packet.parameters[column], alarm.severity):
        return None
    return AlarmChanged(
        alarm=alarm.id,
        occurrence=alarm.occurrence,
        severity=alarm.severity,
        value=alarm.value,
        limit=alarm.limit,
        sample_ns=alarm.raised_ns,
        latches=True,
    )


def _latches(parameter: Parameter, severity: Severity) -> bool:
    latches_from = parameter.alarm.latches_from
    return latches_from is not None and severity >= latches_from


def limit_event(fact: Fact) -> LimitEvent | None:
    """Return the event that a fact was made of, None of other facts."""
    if not isinstance(fact, AlarmRaised | AlarmChanged | AlarmReturned | AlarmFoundLate):
        return None
    return LimitEvent(
        parameter=fact.alarm,
        severity=None if isinstance(fact, AlarmReturned) else fact.severity,
        value=fact.value,
        limit=None,
        sample_ns=fact.sample_ns,
        returned_ns=fact.returned_ns if isinstance(fact, AlarmFoundLate) else None,
    )


def context_fact(event: ContextEvent, book: AlarmBook) -> ContextChanged | None:
    """Return the fact that a context began or ended, None if that is known."""
    if (event.context in book.contexts) is event.is_on:
        return None
    return ContextChanged(
        context=event.context, is_on=event.is_on, sample_ns=event.sample_ns, reason=event.reason
    )
