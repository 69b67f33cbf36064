"""Taking an alarm out of service: by one person, or by two where it can be an emergency."""

from collections.abc import Iterator, Sequence
from typing import Final

from console.domain.alarm_facts import AlarmOutLapsed, AlarmOutSigned, AlarmTakenOut
from console.domain.alarm_life import Hide
from console.domain.alarm_requests import CountersignAlarmOut, TakeAlarmOut
from console.domain.alarms import AlarmBook, Hiding
from console.domain.requests import Refused
from console.domain.signatures import sign
from telemetry.dictionary import MissionDatabase, Parameter, Severity
from telemetry.timebase import NS_PER_S, utc_text

HIDE_AT_LEAST_S: Final = 60
OUT_OF_SERVICE_AT_MOST_S: Final = 7 * 86_400
HIDDEN_WORDS: Final = {
    Hide.SHELVED: "shelved",
    Hide.SUPPRESSED: "suppressed by design",
    Hide.OUT_OF_SERVICE: "out of service",
}


def can_be_emergency(parameter: Parameter) -> bool:
    """Return whether any limit or state of a parameter, in any context, is an emergency."""
    limits = (parameter.limits, *parameter.context_limits.values())
    states = (parameter.state_severities, *parameter.context_severities.values())
    classes = {limit.severity for each in limits for limit in each}
    return Severity.EMERGENCY in classes.union(*(each.values() for each in states))


def decide_out(
    request: TakeAlarmOut | CountersignAlarmOut,
    book: AlarmBook,
    database: MissionDatabase,
    *,
    name: str,
    now_ns: int,
) -> Sequence[AlarmTakenOut | AlarmOutSigned] | Refused:
    """Return what a signature makes, the first, the second or the only one, or why it is refused.

    Parameters
    ----------
    name : str
        Who signs.
    """
    signed = book.signed_out.get(request.alarm)
    if isinstance(request, CountersignAlarmOut):
        if signed is None:
            return Refused("There is no first signature to countersign, or its time is up.")
        asked = TakeAlarmOut(alarm=request.alarm, reason=signed.reason, for_s=signed.for_s)
    else:
        asked = request
    if refused := _objection(asked, book, database):
        return refused
    first = None if signed is None else signed.signature
    taken = AlarmTakenOut(
        alarm=asked.alarm,
        reason=asked.reason.strip(),
        since_ns=now_ns,
        until_ns=now_ns + asked.for_s * NS_PER_S,
        first_signer="" if first is None else first.by,
    )
    if not can_be_emergency(database.parameters[asked.alarm]):
        return [taken]
    seen = request.seen_signer if isinstance(request, CountersignAlarmOut) else None
    what = "An alarm that can be an emergency"
    answer = sign(what, first, seen_signer=seen, name=name, now_ns=now_ns)
    if isinstance(answer, Refused):
        return answer
    if answer is None:
        return [taken]
    return [
        AlarmOutSigned(alarm=asked.alarm, reason=taken.reason, for_s=asked.for_s, expires_ns=answer)
    ]


def _objection(asked: TakeAlarmOut, book: AlarmBook, database: MissionDatabase) -> Refused | None:
    if refused := objection_to_hiding(asked.alarm, asked.reason, database):
        return refused
    hiding = book.hidden.get(asked.alarm)
    if hiding is not None and hiding.kind is Hide.OUT_OF_SERVICE:
        return Refused(hiding_words(hiding))
    alarm = book.standing.get(asked.alarm)
    if alarm and alarm.gravest is Severity.EMERGENCY and not alarm.is_acknowledged:
        return Refused("It is an emergency that nobody has acknowledged. Acknowledge it first.")
    if not HIDE_AT_LEAST_S <= asked.for_s <= OUT_OF_SERVICE_AT_MOST_S:
        days = OUT_OF_SERVICE_AT_MOST_S // 86_400
        return Refused(f"Say for how long: a minute at least and {days} days at most.")
    return None


def objection_to_hiding(alarm: str, reason: str, database: MissionDatabase) -> Refused | None:
    """Return what stands against any person's hiding an alarm, None if nothing does."""
    parameter = database.parameters.get(alarm)
    if parameter is None or not parameter.has_alarm:
        return Refused(f"There is no alarm {alarm}.")
    if not reason.strip():
        return Refused("Say why, so that the next person on shift knows.")
    return None


def hiding_words(hiding: Hiding) -> str:
    """Return how an alarm is hidden, by whom, until when and why."""
    how = HIDDEN_WORDS[hiding.kind]
    if hiding.until_ns is not None:
        how += f" by {hiding.by} until {utc_text(hiding.until_ns)[11:16]}"
    return f"It is {how}: {hiding.reason}."


def lapsed_out(book: AlarmBook, now_ns: int) -> Iterator[AlarmOutLapsed]:
    """Yield a fact for every first signature whose time is up."""
    for alarm, signed in book.signed_out.items():
        if signed.signature.has_lapsed(now_ns):
            yield AlarmOutLapsed(alarm=alarm)
