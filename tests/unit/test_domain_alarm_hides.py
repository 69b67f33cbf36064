"""What hides alarms and shows them again by itself, and when: before it is too late."""

import pytest
from builders import T0_NS, an_alarm_raised

from console.domain.alarm_facts import (
    AlarmAcknowledged,
    AlarmFoundLate,
    AlarmPutBack,
    AlarmReturned,
    AlarmShelved,
    AlarmSuppressed,
    AlarmTakenOut,
    AlarmUnsuppressed,
    ContextChanged,
    ShelfExpired,
)
from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_hides import due_hides, shown_before
from console.domain.alarms import AlarmBook
from telemetry.alarm_rules import AlarmRules, Context, Suppression
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

ID = "CAB_PPCO2_Z3"
LENIENT, STRICT = "unit-out", "anomaly"
RULES = AlarmRules(
    contexts={
        name: Context(name=name, words="", parameter="RAD_SAA") for name in (LENIENT, STRICT)
    },
    suppressions=(
        Suppression(context=LENIENT, alarms=(ID,), up_to=Severity.EMERGENCY, reason="no unit"),
        Suppression(context=STRICT, alarms=(ID,), up_to=Severity.CAUTION, reason="expected"),
    ),
)
SHELVED = AlarmShelved(alarm=ID, reason="known", since_ns=T0_NS, until_ns=T0_NS + 60 * NS_PER_S)
OUT = AlarmTakenOut(alarm=ID, reason="drifts", since_ns=T0_NS, until_ns=T0_NS + 60 * NS_PER_S)


def begun(context, *, is_on=True):
    return ContextChanged(context=context, is_on=is_on, sample_ns=T0_NS, reason="RAD_SAA")


def book_after(*facts):
    book = AlarmBook()
    for fact in facts:
        book = apply_alarm(book, fact, "flight:Anna")
    return book


def kinds(found):
    return [type(fact) for fact in found]


def due(*facts, after_s=0):
    return list(due_hides(book_after(*facts), RULES, T0_NS + after_s * NS_PER_S))


def declared(for_s=60):
    until_ns = T0_NS + for_s * NS_PER_S
    return ContextChanged(
        context=STRICT, is_on=True, sample_ns=T0_NS, reason="filter", until_ns=until_ns
    )


def before(fact, *facts):
    return list(shown_before(fact, book_after(*facts), RULES, T0_NS))


def raised(severity):
    return an_alarm_raised(ID, severity=severity)


def found_late(severity):
    return AlarmFoundLate(
        alarm=ID,
        occurrence=1,
        severity=severity,
        value=20.0,
        limit=15.0,
        sample_ns=1,
        returned_ns=2,
    )


@pytest.mark.parametrize("happens", [raised, found_late])
def test_an_emergency_takes_its_alarm_off_the_shelf_before_it_is_noted(happens):
    assert kinds(before(happens(Severity.EMERGENCY), SHELVED)) == [ShelfExpired]
    assert before(happens(Severity.WARNING), SHELVED) == []


@pytest.mark.parametrize("happens", [raised, found_late])
def test_what_is_graver_than_expected_is_shown_before_it_is_noted(happens):
    hidden = [begun(STRICT), *due(begun(STRICT))]
    assert kinds(before(happens(Severity.WARNING), *hidden)) == [AlarmUnsuppressed]
    assert before(happens(Severity.CAUTION), *hidden) == []


def test_what_returns_is_not_shown_for_it():
    back = AlarmReturned(alarm=ID, occurrence=1, value=1.0, sample_ns=T0_NS)
    assert before(back, raised(Severity.CAUTION), SHELVED) == []


def test_of_two_contexts_that_expect_an_alarm_the_one_up_to_most_counts():
    for order in ((LENIENT, STRICT), (STRICT, LENIENT)):
        contexts = [begun(name) for name in order]
        assert kinds(due(*contexts, raised(Severity.EMERGENCY))) == [AlarmSuppressed]


def test_what_comes_back_into_service_while_it_is_expected_is_hidden_in_the_same_breath():
    found = due(OUT, begun(LENIENT), after_s=60)
    assert kinds(found) == [AlarmPutBack, AlarmSuppressed]
    assert "time out of service is over" in found[0].reason


def test_a_shelf_that_ends_while_the_alarm_is_expected_announces_nothing():
    assert kinds(due(raised(Severity.CAUTION), SHELVED, begun(STRICT), after_s=60)) == [
        AlarmSuppressed
    ]


def test_a_graver_alarm_that_returned_unseen_is_not_hidden_as_expected():
    back = AlarmReturned(alarm=ID, occurrence=1, value=1.0, sample_ns=T0_NS)
    unseen = [raised(Severity.WARNING), back, begun(STRICT)]
    assert due(*unseen) == []
    seen = AlarmAcknowledged(alarm=ID, occurrence=1)
    assert kinds(due(*unseen, seen)) == [AlarmSuppressed]


def test_an_alarm_two_people_took_out_stays_out_whatever_it_rises_to():
    assert before(raised(Severity.EMERGENCY), OUT) == []
    assert due(OUT, raised(Severity.EMERGENCY)) == []


def test_a_context_a_person_began_ends_in_time_and_shows_what_it_hid():
    raised = an_alarm_raised(ID, severity=Severity.CAUTION)
    (hid,) = due(declared(), raised)
    assert due(declared(), raised, hid, after_s=59) == []
    ended, shown = due(declared(), raised, hid, after_s=60)
    assert (ended.is_on, ended.sample_ns) == (False, T0_NS + 60 * NS_PER_S)
    assert "flight:Anna had said: filter" in ended.reason
    assert isinstance(shown, AlarmUnsuppressed)


def test_a_context_that_ended_while_nobody_judged_ended_when_it_was_to():
    ended = due(declared(), after_s=9000)[0]
    assert ended.sample_ns == T0_NS + 60 * NS_PER_S


def test_a_clock_set_back_ends_what_a_person_declared():
    assert kinds(due(declared(), after_s=-60)) == [AlarmSuppressed]
    ended = due(declared(), after_s=-61)[0]
    assert (ended.is_on, ended.sample_ns) == (False, T0_NS - 61 * NS_PER_S)
