"""From changes of a parameter's class to facts about its alarm."""

import math
from dataclasses import replace

import pytest
from builders import T0_NS, a_mission, an_alarm_raised

from console.domain.alarm_facts import AlarmFoundLate, ContextChanged
from console.domain.facts import AlarmChanged, AlarmRaised, AlarmReturned
from console.domain.mission import MissionState, apply
from console.server.alarm_monitor import alarm_fact, context_fact
from telemetry.contexts import ContextEvent
from telemetry.dictionary import Limit, Severity
from telemetry.judgement import LimitEvent

CO2 = "CAB_PPCO2_Z3"
HEART = "BIO_3_HR"
LIMIT = Limit(severity=Severity.WARNING, threshold=6.0, is_high=True)
NOTHING = MissionState()


def an_event(parameter=CO2, *, severity=Severity.WARNING, value=6.2, limit=LIMIT):
    return LimitEvent(
        parameter=parameter, severity=severity, value=value, limit=limit, sample_ns=T0_NS
    )


def fact_of(event, state=NOTHING):
    return alarm_fact(event, state.alarm_book, a_mission().database)


def standing(severity=Severity.WARNING, alarm=CO2, limit=6.0):
    return apply(NOTHING, an_alarm_raised(alarm, severity=severity, limit=limit))


def test_a_parameter_that_left_its_limits_raises_its_alarm_with_value_and_limit():
    assert fact_of(an_event()) == AlarmRaised(
        alarm=CO2,
        occurrence=1,
        severity=Severity.WARNING,
        value=6.2,
        limit=6.0,
        sample_ns=T0_NS,
    )


def test_an_alarm_that_comes_again_is_another_occurrence():
    state = apply(standing(), AlarmReturned(alarm=CO2, occurrence=1, value=3.0, sample_ns=T0_NS))
    assert fact_of(an_event(), state).occurrence == 2


@pytest.mark.parametrize("severity", [Severity.CAUTION, Severity.EMERGENCY])
def test_another_class_changes_the_standing_alarm(severity):
    event = an_event(severity=severity, limit=replace(LIMIT, severity=severity, threshold=8.0))
    fact = fact_of(event, standing())
    assert isinstance(fact, AlarmChanged)
    assert (fact.occurrence, fact.severity, fact.limit) == (1, severity, 8.0)


def test_a_return_to_normal_is_a_fact_once():
    event = an_event(severity=None, limit=None, value=3.0)
    assert fact_of(event, standing()) == AlarmReturned(
        alarm=CO2, occurrence=1, value=3.0, sample_ns=T0_NS
    )
    assert fact_of(event) is None


def test_the_same_class_and_limit_again_is_no_news():
    assert fact_of(an_event(), standing()) is None
    assert fact_of(replace(an_event(), sample_ns=T0_NS + 1), standing()) is None


def test_the_same_class_found_to_have_begun_earlier_moves_the_alarms_beginning():
    fact = fact_of(replace(an_event(), sample_ns=T0_NS - 5, is_late=True), standing())
    assert isinstance(fact, AlarmChanged)
    assert fact.sample_ns == T0_NS - 5
    assert apply(standing(), fact).alarms[CO2].raised_ns == T0_NS - 5


def test_a_medical_alarm_tells_neither_the_value_nor_the_limit():
    raised = fact_of(an_event(HEART, value=150.0))
    assert math.isnan(raised.value)
    assert raised.limit is None
    state = standing(alarm=HEART, limit=None)
    changed = fact_of(an_event(HEART, severity=Severity.EMERGENCY, value=180.0), state)
    assert math.isnan(changed.value)
    assert changed.limit is None
    returned = fact_of(an_event(HEART, severity=None, limit=None, value=80.0), state)
    assert math.isnan(returned.value)


def test_a_medical_alarm_whose_limit_alone_changed_is_no_news():
    other = an_event(HEART, value=150.0, limit=replace(LIMIT, threshold=140.0))
    assert fact_of(other, standing(alarm=HEART, limit=None)) is None


def test_an_emergency_latches_where_the_vehicle_says_so():
    emergency = replace(LIMIT, severity=Severity.EMERGENCY)
    pressure = an_event("CAB_P_TOT", severity=Severity.EMERGENCY, value=640.0, limit=emergency)
    assert fact_of(pressure).latches
    assert not fact_of(an_event("CAB_P_TOT")).latches
    assert fact_of(pressure, standing(alarm="CAB_P_TOT")).latches


def test_what_was_over_before_its_samples_came_is_found_late():
    event = replace(an_event(), is_late=True, returned_ns=T0_NS + 5)
    fact = fact_of(event)
    assert isinstance(fact, AlarmFoundLate)
    assert (fact.sample_ns, fact.returned_ns) == (T0_NS, T0_NS + 5)
    assert fact_of(event, standing()).occurrence == 2


def test_what_still_holds_is_raised_late():
    assert fact_of(replace(an_event(), is_late=True)).is_late


def test_a_context_is_a_fact_once():
    began = ContextEvent(context="sleep", is_on=True, sample_ns=5, reason="timeline")
    fact = context_fact(began, NOTHING.alarm_book)
    assert fact == ContextChanged(context="sleep", is_on=True, sample_ns=5, reason="timeline")
    assert context_fact(began, apply(NOTHING, fact).alarm_book) is None
