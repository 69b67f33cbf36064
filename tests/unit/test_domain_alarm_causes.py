"""Consequences stand under their first cause."""

from dataclasses import replace

from builders import T0_NS, a_mission, an_alarm_raised
from hypothesis import given
from hypothesis import strategies as st

from console.domain.alarm_causes import first_out_groups, in_order_of_attention
from console.domain.alarm_fold import apply_alarm
from console.domain.alarms import AlarmBook
from telemetry.alarm_rules import AlarmRules
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

BUS, FAN, FLOW, CO2, DOOR = (
    "EPS_BUS_28A_V",
    "ARS_FAN_A_STATE",
    "ARS_FLOW_CHX",
    "CAB_PPCO2_Z2",
    "STR_FWD_HATCH",
)
CAUSES = {
    FAN: frozenset({BUS}),
    FLOW: frozenset({FAN, BUS, "ARS_FILT_DP"}),
    CO2: frozenset({FLOW, FAN, BUS}),
}
DATABASE = replace(a_mission().database, rules=AlarmRules(causes=CAUSES))


def standing(*raised):
    """Return alarms given as (id, seconds after T0, class if not caution)."""
    book = AlarmBook()
    for name, at_s, *severity in raised:
        fact = an_alarm_raised(
            name,
            sample_ns=T0_NS + round(at_s * NS_PER_S),
            severity=severity[0] if severity else Severity.CAUTION,
        )
        book = apply_alarm(book, fact, "server")
    return book.standing


def groups(*raised):
    return first_out_groups(standing(*raised), DATABASE)


def ids(*raised):
    return [
        (group.first_out.id, *(alarm.id for alarm in group.consequences))
        for group in groups(*raised)
    ]


def order(*raised):
    return [alarm.id for alarm in in_order_of_attention(standing(*raised), DATABASE)]


def test_the_earliest_of_the_worst_class_stands_on_top():
    grave = Severity.WARNING
    assert order((FAN, 20, grave), (DOOR, 10, grave), (CO2, 1)) == [DOOR, FAN, CO2]


def test_a_first_cause_stands_above_what_was_sampled_before_it():
    assert order((FAN, 0), (BUS, 0.5), (DOOR, 1)) == [BUS, DOOR, FAN]


def test_what_followed_and_is_graver_stands_above_its_cause():
    assert order((FAN, 0), (CO2, 900, Severity.EMERGENCY)) == [CO2, FAN]


def test_consequences_stand_under_their_cause_in_the_order_of_their_samples():
    assert ids((CO2, 900), (FAN, 0), (FLOW, 20)) == [(FAN, FLOW, CO2)]


def test_a_cause_of_the_cause_is_the_first_out():
    assert ids((BUS, 0), (FAN, 5), (FLOW, 20)) == [(BUS, FAN, FLOW)]


def test_a_missing_link_does_not_break_the_chain():
    assert ids((BUS, 0), (CO2, 900)) == [(BUS, CO2)]


def test_what_nothing_standing_caused_stands_alone():
    assert ids((DOOR, 1), (FAN, 0)) == [(FAN,), (DOOR,)]


def test_what_came_before_its_usual_cause_was_not_caused_by_it():
    assert ids((CO2, 0), (FAN, 300)) == [(CO2,), (FAN,)]


def test_a_cause_that_is_reported_seldom_may_be_one_period_late():
    assert ids((FLOW, 0), (FAN, 5)) == [(FAN, FLOW)]
    assert ids((FLOW, 0), (FAN, 5.1)) == [(FLOW,), (FAN,)]


def test_a_cause_that_waits_out_its_on_delay_is_the_first_out_of_what_was_raised_meanwhile():
    slow = "ARS_FILT_DP"
    parameter = DATABASE.parameters[slow]
    waits_s = parameter.alarm.on_delay_s + DATABASE.place[slow][0].period_ns / NS_PER_S
    assert ids((FLOW, 0), (slow, waits_s)) == [(slow, FLOW)]
    assert ids((FLOW, 0), (slow, waits_s + 0.1)) == [(FLOW,), (slow,)]


def test_what_outlives_its_cause_stands_for_itself():
    assert ids((FLOW, 20), (CO2, 900)) == [(FLOW, CO2)]


def test_of_two_causes_at_once_the_earlier_has_what_follows_from_both():
    assert ids((BUS, 5), ("ARS_FILT_DP", 1), (FLOW, 120)) == [("ARS_FILT_DP", FLOW), (BUS,)]


@given(st.lists(st.tuples(st.sampled_from([BUS, FAN, FLOW, CO2, DOOR]), st.integers(0, 100))))
def test_every_alarm_is_in_exactly_one_group(raised):
    latest = {name: (name, at_s) for name, at_s in raised}
    found = [name for group in ids(*latest.values()) for name in group]
    assert sorted(found) == sorted(latest)
