"""What is answered to requests about alarms, and what hides and shows them by itself."""

from dataclasses import replace

import pytest
from builders import T0_NS, a_mission, an_alarm_raised

from console.domain.alarm_decisions import (
    SHELVE_AT_MOST_S,
    decide_acknowledge,
    decide_alarm,
)
from console.domain.alarm_facts import (
    AlarmAcknowledged,
    AlarmChanged,
    AlarmReset,
    AlarmReturned,
    AlarmShelved,
    AlarmSuppressed,
    AlarmTakenOut,
    AlarmUnshelved,
    AlarmUnsuppressed,
    ContextChanged,
    ShelfExpired,
)
from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_hides import due_hides
from console.domain.alarm_requests import (
    ResetAlarm,
    SetContext,
    ShelveAlarm,
    TakeAlarmOut,
    UnshelveAlarm,
)
from console.domain.alarms import AlarmBook
from console.domain.requests import AcknowledgeAlarm, Refused
from telemetry.alarm_rules import AlarmRules, Context, Suppression
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

ID = "CAB_PPCO2_Z3"
NOBODY_KNOWS = "maintenance"
EXPECTED = "anomaly"
RULES = AlarmRules(
    contexts={
        NOBODY_KNOWS: Context(name=NOBODY_KNOWS, words="Maintenance", is_declared=True),
        EXPECTED: Context(name=EXPECTED, words="Anomaly", parameter="RAD_SAA"),
    },
    suppressions=(
        Suppression(
            context=EXPECTED, alarms=(ID,), up_to=Severity.CAUTION, reason="the Sun shines in"
        ),
    ),
)
DATABASE = replace(a_mission().database, rules=RULES)


def book_after(*facts):
    book = AlarmBook()
    for fact in facts:
        book = apply_alarm(book, fact, "flight:Anna")
    return book


def raised(severity=Severity.WARNING, **other):
    return an_alarm_raised(ID, severity=severity, **other)


def returned(occurrence=1):
    return AlarmReturned(alarm=ID, occurrence=occurrence, value=2.0, sample_ns=T0_NS)


def acknowledged(occurrence=1):
    return AlarmAcknowledged(alarm=ID, occurrence=occurrence)


def rose(severity=Severity.EMERGENCY):
    return AlarmChanged(
        alarm=ID, occurrence=1, severity=severity, value=16.0, limit=15.0, sample_ns=T0_NS
    )


def in_anomaly(*, is_on=True):
    return ContextChanged(context=EXPECTED, is_on=is_on, sample_ns=T0_NS, reason="RAD_SAA")


def shelved(for_s=600):
    return AlarmShelved(alarm=ID, reason="known", since_ns=T0_NS, until_ns=T0_NS + for_s * NS_PER_S)


def taken_out(for_s=600):
    return AlarmTakenOut(
        alarm=ID, reason="drifts", since_ns=T0_NS, until_ns=T0_NS + for_s * NS_PER_S
    )


def answer(request, *facts):
    return decide_alarm(request, book_after(*facts), DATABASE, T0_NS)


def acknowledge(*facts, occurrence=1, seen=Severity.WARNING):
    request = AcknowledgeAlarm(alarm=ID, occurrence=occurrence, seen_severity=seen)
    return decide_acknowledge(request, book_after(*facts))


def shelve(*facts, occurrence=1, reason="known", for_s=600, alarm=ID, seen=Severity.WARNING):
    request = ShelveAlarm(
        alarm=alarm, occurrence=occurrence, seen_severity=seen, reason=reason, for_s=for_s
    )
    return answer(request, *facts)


def due(*facts, after_s=0.0):
    now_ns = T0_NS + round(after_s * NS_PER_S)
    return list(due_hides(book_after(*facts), RULES, now_ns))


def why(answered):
    assert isinstance(answered, Refused), answered
    return answered.reason


def test_acknowledging_names_the_occurrence_seen():
    assert acknowledge(raised()) == [acknowledged()]
    assert "came again" in why(acknowledge(raised(), returned(), raised(occurrence=2)))


def test_acknowledging_a_class_lower_than_the_present_one_is_refused():
    answered = acknowledge(raised(Severity.CAUTION), rose(), seen=Severity.CAUTION)
    assert "EMERGENCY" in why(answered)


def test_acknowledging_twice_is_refused_and_says_who_was_first():
    assert "flight:Anna" in why(acknowledge(raised(), acknowledged()))


def test_acknowledging_what_does_not_stand_is_refused():
    assert "no longer" in why(acknowledge())


def test_what_is_hidden_cannot_be_acknowledged():
    assert "shelved by flight:Anna" in why(acknowledge(raised(), shelved()))


def test_a_latched_alarm_is_reset_once_it_is_over_and_seen():
    reset = ResetAlarm(alarm=ID, occurrence=1)
    latched = raised(latches=True)
    assert "still holds" in why(answer(reset, latched, acknowledged()))
    assert "Acknowledge it first" in why(answer(reset, latched, returned()))
    assert "no longer" in why(answer(reset))
    gone = [latched, returned(), acknowledged()]
    assert answer(reset, *gone) == [AlarmReset(alarm=ID, occurrence=1)]


def test_shelving_needs_a_reason_an_end_and_the_occurrence_seen():
    (fact,) = shelve(raised())
    assert fact == shelved()
    assert "Say why" in why(shelve(raised(), reason=" "))
    assert "came again" in why(shelve(raised(), occurrence=0))
    assert SHELVE_AT_MOST_S == 8 * 3600
    for for_s in (60, SHELVE_AT_MOST_S):
        assert shelve(raised(), for_s=for_s) == [shelved(for_s)]
    assert "at most" in why(shelve(raised(), for_s=SHELVE_AT_MOST_S + 1))
    assert "at least" in why(shelve(raised(), for_s=59))
    assert "no alarm" in why(shelve(alarm="NOTHING"))


def test_an_alarm_that_never_came_can_be_shelved_before_it_does():
    assert shelve(occurrence=0) == [shelved()]


def test_an_emergency_is_never_shelved():
    assert "never" in why(shelve(raised(Severity.EMERGENCY)))


def test_a_shelved_alarm_that_rises_to_an_emergency_comes_off_the_shelf_at_once():
    (fact,) = due(raised(), shelved(), rose())
    assert isinstance(fact, ShelfExpired)
    assert "emergency" in fact.reason
    assert not book_after(raised(), shelved(), rose(), fact).standing[ID].is_acknowledged


def test_shelving_names_the_class_that_was_seen():
    graver = [raised(Severity.CAUTION), rose(Severity.WARNING)]
    assert "WARNING" in why(shelve(*graver, seen=Severity.CAUTION))
    assert "WARNING" in why(shelve(raised(), seen=None))
    assert shelve(*graver) == [shelved()]


def test_an_unacknowledged_emergency_that_eased_is_shelved_no_more_than_before():
    assert "never" in why(shelve(raised(Severity.EMERGENCY), rose(Severity.CAUTION)))


def test_acknowledging_an_alarm_that_eased_says_that_its_gravest_class_was_seen():
    eased = [raised(Severity.EMERGENCY), rose(Severity.CAUTION)]
    assert "EMERGENCY" in why(acknowledge(*eased, seen=Severity.CAUTION))
    assert acknowledge(*eased, seen=Severity.EMERGENCY) == [acknowledged()]


def test_a_shelf_expires_on_its_time_and_not_before():
    assert due(raised(), shelved(60), after_s=59.9) == []
    (fact,) = due(raised(), shelved(60), after_s=60.0)
    assert isinstance(fact, ShelfExpired)


def test_a_shelf_does_not_last_longer_because_the_clock_was_set_back():
    assert due(raised(), shelved(60), after_s=-59.0) == []
    (fact,) = due(raised(), shelved(60), after_s=-3600.0)
    assert isinstance(fact, ShelfExpired)


def test_only_what_is_shelved_is_unshelved_by_hand():
    assert answer(UnshelveAlarm(alarm=ID), shelved()) == [AlarmUnshelved(alarm=ID)]
    assert "not shelved" in why(answer(UnshelveAlarm(alarm=ID), raised()))
    assert "shelved" in why(shelve(raised(), shelved()))


def test_what_a_context_expects_is_hidden_while_it_lasts():
    (hidden,) = due(in_anomaly())
    assert hidden == AlarmSuppressed(
        alarm=ID, context=EXPECTED, reason="the Sun shines in", since_ns=T0_NS
    )
    assert due(in_anomaly(), hidden) == []
    (shown,) = due(in_anomaly(), hidden, in_anomaly(is_on=False))
    assert isinstance(shown, AlarmUnsuppressed)


def test_what_is_graver_than_a_context_expects_is_shown():
    assert due(in_anomaly(), raised(Severity.WARNING)) == []
    (hidden,) = due(in_anomaly(), raised(Severity.CAUTION))
    (shown,) = due(in_anomaly(), raised(Severity.CAUTION), hidden, rose())
    assert isinstance(shown, AlarmUnsuppressed)
    assert "graver" in shown.reason


def test_what_is_shelved_and_then_expected_is_suppressed_and_what_is_out_stays_out():
    assert isinstance(due(shelved(), in_anomaly())[0], AlarmSuppressed)
    assert due(taken_out(), in_anomaly()) == []


def test_people_begin_and_end_only_what_no_telemetry_knows():
    def ask(context, *facts, is_on=True, reason="the filter is cleaned", for_s=3600):
        return answer(SetContext(context=context, is_on=is_on, reason=reason, for_s=for_s), *facts)

    (began,) = ask(NOBODY_KNOWS)
    assert began.is_on
    assert "not for people" in why(ask(EXPECTED))
    assert "Say why" in why(ask(NOBODY_KNOWS, reason=""))
    assert "so already" in why(ask(NOBODY_KNOWS, is_on=False))
    assert not ask(NOBODY_KNOWS, began, is_on=False, for_s=0)[0].is_on


@pytest.mark.parametrize("for_s", [0, 59, SHELVE_AT_MOST_S + 1])
def test_a_context_of_peoples_lasts_from_a_minute_to_a_shift(for_s):
    request = SetContext(context=NOBODY_KNOWS, is_on=True, reason="filter", for_s=for_s)
    assert "a minute at least and 08:00:00 at most" in why(answer(request))


def test_a_context_of_peoples_is_prolonged_without_being_interrupted():
    declare = SetContext(context=NOBODY_KNOWS, is_on=True, reason="filter", for_s=60)
    (began,) = answer(declare)
    later_ns = T0_NS + 30 * NS_PER_S
    (prolonged,) = decide_alarm(declare, book_after(began), DATABASE, later_ns)
    book = book_after(began, prolonged)
    assert book.contexts[NOBODY_KNOWS] == T0_NS
    assert book.declared[NOBODY_KNOWS].until_ns == later_ns + 60 * NS_PER_S


@pytest.mark.parametrize("request_type", [ShelveAlarm, TakeAlarmOut])
def test_a_reading_without_an_alarm_cannot_be_hidden(request_type):
    fields = {"alarm": "CAB_PPN2", "reason": "x", "for_s": 600}
    if request_type is ShelveAlarm:
        fields["occurrence"] = 0
    assert "no alarm" in why(answer(request_type(**fields)))
