"""What the server says to a request about an alarm."""

from collections.abc import Sequence
from typing import Final

from console.domain.alarm_facts import (
    AlarmAcknowledged,
    AlarmFact,
    AlarmPutBack,
    AlarmReset,
    AlarmShelved,
    AlarmUnshelved,
    ContextChanged,
)
from console.domain.alarm_life import Hide
from console.domain.alarm_out import (
    HIDDEN_WORDS,
    HIDE_AT_LEAST_S,
    decide_out,
    hiding_words,
    objection_to_hiding,
)
from console.domain.alarm_requests import (
    AlarmRequest,
    CountersignAlarmOut,
    PutAlarmBack,
    ResetAlarm,
    SetContext,
    ShelveAlarm,
    TakeAlarmOut,
    UnshelveAlarm,
)
from console.domain.alarms import Alarm, AlarmBook
from console.domain.requests import AcknowledgeAlarm, Refused
from telemetry.alarm_rules import AlarmRules
from telemetry.dictionary import MissionDatabase, Severity
from telemetry.timebase import NS_PER_S, countdown_text

SHELVE_AT_MOST_S: Final = 8 * 3600  # a shift: the next one decides for itself
_A_SHIFT: Final = countdown_text(SHELVE_AT_MOST_S, hours=True)


def decide_acknowledge(
    request: AcknowledgeAlarm, book: AlarmBook
) -> list[AlarmAcknowledged] | Refused:
    """Return what the server says to an acknowledgement."""
    hiding = book.hidden.get(request.alarm)
    if hiding is not None:
        return Refused(f"{hiding_words(hiding)} What is not shown cannot be acknowledged.")
    alarm = book.standing.get(request.alarm)
    if alarm is None:
        return Refused("That alarm no longer stands.")
    if alarm.occurrence != request.occurrence:
        return Refused("That occurrence is over and the alarm came again. Look at the new one.")
    if refused := _if_graver(alarm, request.seen_severity):
        return refused
    if alarm.is_acknowledged:
        return Refused(f"Already acknowledged by {alarm.acknowledged_by}.")
    return [AlarmAcknowledged(alarm=alarm.id, occurrence=alarm.occurrence)]


def decide_alarm(
    request: AlarmRequest,
    book: AlarmBook,
    database: MissionDatabase,
    now_ns: int,
    name: str = "",
) -> Sequence[AlarmFact] | Refused:
    """Return what the server says to any other request about alarms, asked by `name`."""
    match request:
        case ResetAlarm():
            return _reset(request, book)
        case SetContext():
            return _set_context(request, book, database.rules, now_ns)
        case UnshelveAlarm():
            return _if_hidden(request.alarm, Hide.SHELVED, book) or [
                AlarmUnshelved(alarm=request.alarm)
            ]
        case PutAlarmBack():
            return _if_hidden(request.alarm, Hide.OUT_OF_SERVICE, book) or [
                AlarmPutBack(alarm=request.alarm, reason="put back by hand")
            ]
        case ShelveAlarm():
            return _objection_to_shelving(request, book, database) or [
                AlarmShelved(
                    alarm=request.alarm,
                    reason=request.reason.strip(),
                    since_ns=now_ns,
                    until_ns=now_ns + request.for_s * NS_PER_S,
                )
            ]
        case TakeAlarmOut() | CountersignAlarmOut():
            return decide_out(request, book, database, name=name, now_ns=now_ns)


def _reset(request: ResetAlarm, book: AlarmBook) -> list[AlarmReset] | Refused:
    alarm = book.standing.get(request.alarm)
    if alarm is None or alarm.occurrence != request.occurrence:
        return Refused("That occurrence no longer stands.")
    if alarm.is_active:
        return Refused("Its condition still holds. It can be reset once that is gone.")
    if not alarm.is_acknowledged:
        return Refused("Acknowledge it first.")
    return [AlarmReset(alarm=alarm.id, occurrence=alarm.occurrence)]


def _objection_to_shelving(
    request: ShelveAlarm, book: AlarmBook, database: MissionDatabase
) -> Refused | None:
    alarm = book.find(request.alarm)
    if alarm is not None and alarm.gravest is Severity.EMERGENCY:
        return Refused("An emergency is never shelved.")
    if refused := objection_to_hiding(request.alarm, request.reason, database):
        return refused
    hiding = book.hidden.get(request.alarm)
    if hiding is not None:
        return Refused(hiding_words(hiding))
    if book.occurrences.get(request.alarm, 0) != request.occurrence:
        return Refused("The alarm came again since you saw it. Look at the new one.")
    if alarm is not None and (refused := _if_graver(alarm, request.seen_severity)):
        return refused
    if not HIDE_AT_LEAST_S <= request.for_s <= SHELVE_AT_MOST_S:
        return Refused(f"Shelve it for a minute at least and {_A_SHIFT} at most.")
    return None


def _if_graver(alarm: Alarm, seen: Severity | None) -> Refused | None:
    if seen is None or alarm.gravest > seen:
        return Refused(
            f"The alarm rose to {alarm.gravest.name} since you saw it. Look again and decide."
        )
    return None


def _if_hidden(alarm: str, kind: Hide, book: AlarmBook) -> Refused | None:
    hiding = book.hidden.get(alarm)
    if hiding is None or hiding.kind is not kind:
        return Refused(f"That alarm is not {HIDDEN_WORDS[kind]}.")
    return None


def _set_context(
    request: SetContext, book: AlarmBook, rules: AlarmRules, now_ns: int
) -> list[ContextChanged] | Refused:
    context = rules.contexts.get(request.context)
    if context is None or not context.is_declared:
        return Refused("That context is not for people to begin or end.")
    if not request.reason.strip():
        return Refused("Say why, so that the next person on shift knows.")
    if not request.is_on and request.context not in book.contexts:
        return Refused("It is so already.")
    if request.is_on and not HIDE_AT_LEAST_S <= request.for_s <= SHELVE_AT_MOST_S:
        return Refused(f"Say for how long: a minute at least and {_A_SHIFT} at most.")
    return [
        ContextChanged(
            context=request.context,
            is_on=request.is_on,
            sample_ns=now_ns,
            reason=request.reason.strip(),
            until_ns=now_ns + request.for_s * NS_PER_S if request.is_on else None,
        )
    ]
