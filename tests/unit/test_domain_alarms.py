"""The life of an alarm."""

import pytest
from builders import an_alarm_raised
from hypothesis import given
from hypothesis import strategies as st

from console.domain.alarms import apply_alarm, decide_acknowledge, in_order_of_attention
from console.domain.facts import AlarmAcknowledged, AlarmChanged, AlarmReturned
from console.domain.requests import AcknowledgeAlarm, Refused
from telemetry.dictionary import Severity

ID = "CAB_PPCO2_Z3"


def changed(severity, occurrence=1):
    return AlarmChanged(
        alarm=ID, occurrence=occurrence, severity=severity, value=7.0, limit=6.0, sample_ns=2
    )


def returned(occurrence=1):
    return AlarmReturned(alarm=ID, occurrence=occurrence, value=2.0, sample_ns=3)


def acknowledged(occurrence=1):
    return AlarmAcknowledged(alarm=ID, occurrence=occurrence)


def after(*facts):
    alarms = {}
    for fact in facts:
        alarms = apply_alarm(alarms, fact, "flight:Anna")
    return alarms


def acknowledge(alarms, *, occurrence=1, seen=Severity.WARNING):
    request = AcknowledgeAlarm(alarm=ID, occurrence=occurrence, seen_severity=seen)
    return decide_acknowledge(request, alarms)


def test_an_alarm_needs_both_normal_values_and_a_person_to_clear():
    assert ID in after(an_alarm_raised(), returned())
    assert ID in after(an_alarm_raised(), acknowledged())
    assert ID not in after(an_alarm_raised(), returned(), acknowledged())
    assert ID not in after(an_alarm_raised(), acknowledged(), returned())


def test_an_alarm_that_rises_in_class_must_be_acknowledged_again():
    alarms = after(an_alarm_raised(severity=Severity.CAUTION), acknowledged(), changed(4))
    assert not alarms[ID].is_acknowledged


def test_an_alarm_that_falls_in_class_stays_acknowledged():
    alarms = after(an_alarm_raised(), acknowledged(), changed(Severity.CAUTION))
    assert alarms[ID].acknowledged_by == "flight:Anna"


def test_acknowledging_an_occurrence_that_is_over_is_refused():
    alarms = after(an_alarm_raised(), returned(), an_alarm_raised(occurrence=2))
    assert isinstance(acknowledge(alarms, occurrence=1), Refused)


def test_acknowledging_a_class_lower_than_the_present_one_is_refused():
    alarms = after(an_alarm_raised(severity=Severity.CAUTION), changed(Severity.EMERGENCY))
    refused = acknowledge(alarms, seen=Severity.CAUTION)
    assert isinstance(refused, Refused)
    assert "EMERGENCY" in refused.reason


def test_acknowledging_twice_is_refused_and_says_who_was_first():
    refused = acknowledge(after(an_alarm_raised(), acknowledged()))
    assert isinstance(refused, Refused)
    assert "flight:Anna" in refused.reason


def test_acknowledging_what_does_not_stand_is_refused():
    assert isinstance(acknowledge({}), Refused)


def test_a_fact_about_an_alarm_that_does_not_stand_is_a_corrupt_log():
    with pytest.raises(ValueError, match="does not stand"):
        after(returned())


def test_the_first_out_of_the_worst_class_stands_on_top():
    alarms = {}
    for name, severity, at in [
        ("LATER", Severity.WARNING, 20),
        ("FIRST", Severity.WARNING, 10),
        ("MILD", Severity.CAUTION, 1),
    ]:
        fact = an_alarm_raised(name, severity=severity, sample_ns=at)
        alarms = apply_alarm(alarms, fact, "server")
    assert [alarm.id for alarm in in_order_of_attention(alarms)] == ["FIRST", "LATER", "MILD"]


@given(st.lists(st.sampled_from(["raise", "worse", "return", "acknowledge"]), max_size=30))
def test_no_alarm_ever_vanishes_unacknowledged(events):
    """Facts are made only as server and limits would make them; any order of events."""
    alarms, occurrence, seen = {}, 0, set()
    for event in events:
        before = alarms.get(ID)
        if event == "raise" and (before is None or not before.is_active):
            occurrence += 1
            alarms = apply_alarm(alarms, an_alarm_raised(occurrence=occurrence), "server")
            continue
        if before is None:
            continue
        if event == "worse" and before.is_active:
            alarms = apply_alarm(alarms, changed(Severity.EMERGENCY, occurrence), "server")
        elif event == "return" and before.is_active:
            alarms = apply_alarm(alarms, returned(occurrence), "server")
        elif event == "acknowledge" and not before.is_acknowledged:
            seen.add(occurrence)
            alarms = apply_alarm(alarms, acknowledged(occurrence), "flight:Anna")
        if ID not in alarms:
            assert occurrence in seen
