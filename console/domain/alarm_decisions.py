"""What the server says to a request about an alarm, and what time itself does to hidden ones."""

from collections.abc import Iterator, Sequence
from typing import Final

from console.domain.alarm_facts import (
    AlarmAcknowledged,
    AlarmPutBack,
    AlarmReset,
    AlarmShelved,
    AlarmSuppressed,
    AlarmTakenOut,
    AlarmUnshelved,
    AlarmUnsuppressed,
    ContextChanged,
    ShelfExpired,
)
from console.domain.alarm_life import Hide
from console.domain.alarm_requests import (
    AlarmRequest,
    PutAlarmBack,
    ResetAlarm,
    SetContext,
    ShelveAlarm,
    TakeAlarmOut,
    UnshelveAlarm,
)
from console.domain.alarms import Alarm, AlarmBook, Hiding
from console.domain.requests import AcknowledgeAlarm, Refused
from telemetry.alarm_rules import AlarmRules
from telemetry.dictionary import MissionDatabase, Severity
from telemetry.timebase import NS_PER_S, countdown_text, utc_text

SHELVE_AT_LEAST_S: Final = 60
SHELVE_AT_MOST_S: Final = 8 * 3600  # a shift: the next one decides for itself
OUT_OF_SERVICE_AT_MOST_S: Final = 7 * 86_400
_HIDDEN_WORDS: Final = {
    Hide.SHELVED: "shelved",
    Hide.SUPPRESSED: "suppressed by design",
    Hide.OUT_OF_SERVICE: "out of service",
}


def decide_acknowledge(
    request: AcknowledgeAlarm, book: AlarmBook
) -> list[AlarmAcknowledged] | Refused:
    """Return what the server says to an acknowledgement."""
    hiding = book.hidden.get(request.alarm)
    if hiding is not None:
        return Refused(f"{_standing_words(hiding)} What is not shown cannot be acknowledged.")
    alarm = book.standing.get(request.alarm)
    if alarm is None:
        return Refused("That alarm no longer stands.")
    if alarm.occurrence != request.occurrence:
        return Refused("That occurrence is over and the alarm came again. Look at the new one.")
    if alarm.severity > request.seen_severity:
        return Refused(
            f"The alarm rose to {alarm.severity.name} since you saw it. Look again and decide."
        )
    if alarm.is_acknowledged:
        return Refused(f"Already acknowledged by {alarm.acknowledged_by}.")
    return [AlarmAcknowledged(alarm=alarm.id, occurrence=alarm.occurrence)]


def decide_alarm(
    request: AlarmRequest, book: AlarmBook, database: MissionDatabase, now_ns: int
) -> (
    Sequence[
        AlarmReset | AlarmShelved | AlarmUnshelved | AlarmTakenOut | AlarmPutBack | ContextChanged
    ]
    | Refused
):
    """Return what the server says to any other request about alarms."""
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
        case TakeAlarmOut():
            return _objection_to_taking_out(request, book, database) or [
                AlarmTakenOut(
                    alarm=request.alarm,
                    reason=request.reason.strip(),
                    since_ns=now_ns,
                    until_ns=now_ns + request.for_s * NS_PER_S,
                )
            ]


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
    if alarm is not None and alarm.severity is Severity.EMERGENCY:
        return Refused("An emergency is never shelved.")
    if refused := _objection_to_hiding(request, book, database):
        return refused
    hiding = book.hidden.get(request.alarm)
    if hiding is not None:
        return Refused(_standing_words(hiding))
    if book.occurrences.get(request.alarm, 0) != request.occurrence:
        return Refused("The alarm came again since you saw it. Look at the new one.")
    if not SHELVE_AT_LEAST_S <= request.for_s <= SHELVE_AT_MOST_S:
        longest = countdown_text(SHELVE_AT_MOST_S, hours=True)
        return Refused(f"Shelve it for a minute at least and {longest} at most.")
    return None


def _objection_to_taking_out(
    request: TakeAlarmOut, book: AlarmBook, database: MissionDatabase
) -> Refused | None:
    if refused := _objection_to_hiding(request, book, database):
        return refused
    hiding = book.hidden.get(request.alarm)
    if hiding is not None and hiding.kind is Hide.OUT_OF_SERVICE:
        return Refused(_standing_words(hiding))
    if not SHELVE_AT_LEAST_S <= request.for_s <= OUT_OF_SERVICE_AT_MOST_S:
        days = OUT_OF_SERVICE_AT_MOST_S // 86_400
        return Refused(f"Say for how long: a minute at least and {days} days at most.")
    return None


def _objection_to_hiding(
    request: ShelveAlarm | TakeAlarmOut, book: AlarmBook, database: MissionDatabase
) -> Refused | None:
    parameter = database.parameters.get(request.alarm)
    if parameter is None or not parameter.has_alarm:
        return Refused(f"There is no alarm {request.alarm}.")
    if not request.reason.strip():
        return Refused("Say why, so that the next person on shift knows.")
    return None


def _if_hidden(alarm: str, kind: Hide, book: AlarmBook) -> Refused | None:
    hiding = book.hidden.get(alarm)
    if hiding is None or hiding.kind is not kind:
        return Refused(f"That alarm is not {_HIDDEN_WORDS[kind]}.")
    return None


def _standing_words(hiding: Hiding) -> str:
    until = "" if hiding.until_ns is None else f" until {utc_text(hiding.until_ns)[11:16]}"
    return f"It is {_HIDDEN_WORDS[hiding.kind]} by {hiding.by}{until}: {hiding.reason}."


def _set_context(
    request: SetContext, book: AlarmBook, rules: AlarmRules, now_ns: int
) -> list[ContextChanged] | Refused:
    context = rules.contexts.get(request.context)
    if context is None or not context.is_declared:
        return Refused("That context is not for people to begin or end.")
    if not request.reason.strip():
        return Refused("Say why, so that the next person on shift knows.")
    if (request.context in book.contexts) is request.is_on:
        return Refused("It is so already.")
    return [
        ContextChanged(
            context=request.context,
            is_on=request.is_on,
            sample_ns=now_ns,
            reason=request.reason.strip(),
        )
    ]


def due_hides(
    book: AlarmBook, rules: AlarmRules, now_ns: int
) -> Iterator[ShelfExpired | AlarmPutBack | AlarmSuppressed | AlarmUnsuppressed]:
    """Yield what hides or shows alarms without anybody's doing: time, contexts, graver classes."""
    for alarm, hiding in book.hidden.items():
        is_set_back = hiding.since_ns - now_ns > SHELVE_AT_LEAST_S * NS_PER_S  # the clock was
        is_over = hiding.until_ns is not None and (hiding.until_ns <= now_ns or is_set_back)
        if hiding.kind is Hide.SHELVED and _is_emergency(hiding.alarm):
            yield ShelfExpired(alarm=alarm, reason="it rose to an emergency")
        elif hiding.kind is Hide.SHELVED and is_over:
            yield ShelfExpired(alarm=alarm, reason="its time on the shelf is over")
        elif hiding.kind is Hide.OUT_OF_SERVICE and is_over:
            yield AlarmPutBack(alarm=alarm, reason="its time out of service is over")
    yield from _due_suppressions(book, rules, now_ns)


def _due_suppressions(
    book: AlarmBook, rules: AlarmRules, now_ns: int
) -> Iterator[AlarmSuppressed | AlarmUnsuppressed]:
    """Yield the difference between what is expected now and what is hidden as expected."""
    in_force = [each for name in book.contexts for each in rules.suppressed_in.get(name, ())]
    expected = {alarm: each for each in in_force for alarm in each.alarms}
    for alarm, each in expected.items():
        hiding = book.hidden.get(alarm)
        is_hidden = hiding is not None and hiding.kind is not Hide.SHELVED
        if not is_hidden and not _is_beyond(book.find(alarm), each.up_to):
            yield AlarmSuppressed(
                alarm=alarm, context=each.context, reason=each.reason, since_ns=now_ns
            )
    for alarm, hiding in book.hidden.items():
        if hiding.kind is not Hide.SUPPRESSED:
            continue
        if alarm not in expected:
            yield AlarmUnsuppressed(alarm=alarm, reason="it is not expected any more")
        elif _is_beyond(hiding.alarm, expected[alarm].up_to):
            yield AlarmUnsuppressed(alarm=alarm, reason="it is graver than expected")


def _is_beyond(alarm: Alarm | None, up_to: Severity) -> bool:
    return alarm is not None and alarm.is_active and alarm.severity > up_to


def _is_emergency(alarm: Alarm | None) -> bool:
    return alarm is not None and alarm.severity is Severity.EMERGENCY
