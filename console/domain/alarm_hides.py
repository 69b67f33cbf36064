"""What hides alarms and shows them again by itself: contexts, time, graver classes. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from console.domain.alarm_facts import (
    AlarmChanged,
    AlarmFoundLate,
    AlarmPutBack,
    AlarmRaised,
    AlarmReturned,
    AlarmSuppressed,
    AlarmUnsuppressed,
    ContextChanged,
    HideFact,
    ShelfExpired,
)
from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_life import Hide
from console.domain.alarms import Alarm, AlarmBook, Hiding
from telemetry.alarm_rules import AlarmRules, Suppression
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

SET_BACK_NS: Final = 60 * NS_PER_S  # a clock that goes back further ends what people hid
_SHOWN_AGAIN: Final[Mapping[Hide, type[ShelfExpired | AlarmUnsuppressed | AlarmPutBack]]] = {
    Hide.SHELVED: ShelfExpired,
    Hide.SUPPRESSED: AlarmUnsuppressed,
    Hide.OUT_OF_SERVICE: AlarmPutBack,
}
_TIME_IS_OVER: Final = {
    Hide.SHELVED: "its time on the shelf is over",
    Hide.OUT_OF_SERVICE: "its time out of service is over",
}
Expected = Mapping[str, Suppression]


def due_hides(
    book: AlarmBook, rules: AlarmRules, now_ns: int
) -> Iterator[HideFact | ContextChanged]:
    """Yield which contexts are over, and what is to be hidden and shown now, until nothing is."""
    for ended in list(_ended(book, now_ns)):
        book = apply_alarm(book, ended, "server", now_ns)
        yield ended
    expected = _expected(book, rules)
    while due := [*_suppressed(book, expected, now_ns)] or [*_shown(book, expected, now_ns)]:
        for fact in due:
            book = apply_alarm(book, fact, "server", now_ns)
            yield fact


def shown_before(
    fact: AlarmRaised | AlarmChanged | AlarmReturned | AlarmFoundLate,
    book: AlarmBook,
    rules: AlarmRules,
    now_ns: int,
) -> Iterator[HideFact]:
    """Yield what brings an alarm into sight before it becomes graver than may be hidden.

    Afterwards would be too late for one that is over before the next look at what is due.
    """
    hiding = book.hidden.get(fact.alarm)
    if hiding is None or isinstance(fact, AlarmReturned):
        return
    if isinstance(fact, AlarmFoundLate) and fact.expected_in:
        return
    reason = _why_shown(fact.alarm, hiding, fact.severity, _expected(book, rules), now_ns)
    if reason:
        yield _SHOWN_AGAIN[hiding.kind](alarm=fact.alarm, reason=reason)


def _ended(book: AlarmBook, now_ns: int) -> Iterator[ContextChanged]:
    """Yield the end of every context for which the time is over that a person gave it."""
    for context, told in book.declared.items():
        if _is_over(told.since_ns, told.until_ns, now_ns):
            reason = f"its time is over; {told.by} had said: {told.reason}"
            ends_ns = min(told.until_ns, now_ns)
            yield ContextChanged(context=context, is_on=False, sample_ns=ends_ns, reason=reason)


def _is_over(since_ns: int, until_ns: int | None, now_ns: int) -> bool:
    """Return whether what a person began is over: by its time, or by a clock set back."""
    return until_ns is not None and (until_ns <= now_ns or since_ns - now_ns > SET_BACK_NS)


def _expected(book: AlarmBook, rules: AlarmRules) -> Expected:
    """Return what the contexts in force suppress; where several do, the one up to most."""
    in_force = [each for name in book.contexts for each in rules.suppressed_in.get(name, ())]
    in_force.sort(key=lambda each: each.up_to)
    return {alarm: each for each in in_force for alarm in each.alarms}


def _suppressed(book: AlarmBook, expected: Expected, now_ns: int) -> Iterator[HideFact]:
    for alarm, each in expected.items():
        hiding = book.hidden.get(alarm)
        is_hidden = hiding is not None and hiding.kind is not Hide.SHELVED
        if not is_hidden and _class_of(book.find(alarm)) <= each.up_to:
            yield AlarmSuppressed(
                alarm=alarm, context=each.context, reason=each.reason, since_ns=now_ns
            )


def _shown(book: AlarmBook, expected: Expected, now_ns: int) -> Iterator[HideFact]:
    for alarm, hiding in book.hidden.items():
        if reason := _why_shown(alarm, hiding, _class_of(hiding.alarm), expected, now_ns):
            yield _SHOWN_AGAIN[hiding.kind](alarm=alarm, reason=reason)


def _class_of(alarm: Alarm | None) -> int:
    return 0 if alarm is None else alarm.gravest


def _why_shown(alarm: str, hiding: Hiding, severity: int, expected: Expected, now_ns: int) -> str:
    """Return why a hidden alarm of a class is to be in sight again, empty while it is not."""
    if hiding.kind is Hide.SUPPRESSED:
        if alarm not in expected:
            return "it is not expected any more"
        return "it is graver than expected" if severity > expected[alarm].up_to else ""
    if hiding.kind is Hide.SHELVED and severity == Severity.EMERGENCY:
        return "it rose to an emergency"
    is_over = _is_over(hiding.since_ns, hiding.until_ns, now_ns)
    return _TIME_IS_OVER[hiding.kind] if is_over else ""
