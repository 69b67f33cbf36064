"""When viewing is GO, HOLD or NO-GO, and which windows an alarm holds."""

import math
from dataclasses import replace

import pytest
from builders import (
    T0_NS,
    a_mission,
    a_situation,
    an_alarm_raised,
    an_idle_mission,
    an_opportunity,
    nominal_readings,
    the_operations,
)

from console.domain.alarm_life import Hide
from console.domain.alarms import AlarmBook, Hiding
from console.domain.flight_rules import holding_alarms, viewing_status, windows_to_hold
from console.domain.immutable_map import ImmutableMap
from console.domain.mission import MissionState, apply
from console.domain.rule_conditions import AlarmStands, Compare
from console.domain.rule_model import Decision
from console.domain.rule_scene import Truth
from console.domain.schedule import WindowStatus, apply_window, proposed_window
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

MISSION = an_idle_mission()
DATABASE = a_mission().database
ECLIPSE = 2.0
PANE = MISSION.panes[0].id
RULES = the_operations().rules


def parameters_that_hold(scope):
    return [p.id for p in DATABASE.parameters.values() if p.alarm.holds_viewing == scope]


EVERYWHERE = parameters_that_hold("all")[0]
NOWHERE = parameters_that_hold("none")[0]


def alarms(*raised):
    state = MissionState()
    for fact in raised:
        state = apply(state, fact)
    return state.alarms


def windows(status=WindowStatus.PLANNED, *, start_s=60.0, pane=PANE):
    fact = proposed_window("w1", an_opportunity("reef", start_s=start_s, pane=pane), ("g",))
    window = apply_window({}, fact)["w1"]
    return {"w1": replace(window, status=status)}


def around(standing=None, *, now_s=0.0, **changed):
    """Return nominal readings but for `changed`, beside standing alarms."""
    situation = a_situation(now_s=now_s, readings=lambda name: nominal_readings(name, changed))
    book = AlarmBook(standing=ImmutableMap(standing))
    return situation.around(MissionState(alarm_book=book))


def status(raised=(), planned=None):
    return viewing_status(planned or {}, RULES, MISSION, around(alarms(*raised)))


def test_with_nothing_wrong_viewing_is_go():
    assert status().decision is Decision.GO
    assert status().reasons == ()


@pytest.mark.parametrize(
    ("severity", "decision"),
    [
        (Severity.ADVISORY, Decision.GO),
        (Severity.CAUTION, Decision.GO),
        (Severity.WARNING, Decision.HOLD),
        (Severity.EMERGENCY, Decision.NO_GO),
    ],
)
def test_the_class_of_the_worst_alarm_decides(severity, decision):
    found = status([an_alarm_raised(EVERYWHERE, severity=severity)])
    assert found.decision is decision
    assert bool(found.reasons) is (decision is not Decision.GO)


def test_an_alarm_that_holds_nothing_holds_nothing():
    raised = an_alarm_raised(NOWHERE, severity=Severity.EMERGENCY)
    assert status([raised]).decision is Decision.GO


def test_an_alarm_of_one_pane_holds_that_pane_only():
    pane = next(p.id for p in MISSION.panes if parameters_that_hold(p.id))
    alarm = alarms(an_alarm_raised(parameters_that_hold(pane)[0]))
    asked = AlarmStands(at_least=Severity.WARNING, pane=pane)
    assert asked.judge(around(alarm)).truth is Truth.TRUE
    assert replace(asked, pane="another pane").judge(around(alarm)).truth is Truth.FALSE
    assert holding_alarms(alarm, DATABASE) == list(alarm.values())


def test_the_worst_alarm_is_named_first():
    other = parameters_that_hold("all")[1]
    found = holding_alarms(
        alarms(
            an_alarm_raised(EVERYWHERE, severity=Severity.WARNING),
            an_alarm_raised(other, severity=Severity.EMERGENCY),
        ),
        DATABASE,
    )
    assert [alarm.id for alarm in found] == [other, EVERYWHERE]


def held(**window):
    standing = alarms(an_alarm_raised(EVERYWHERE))
    return list(windows_to_hold(windows(**window), RULES, MISSION, around(standing)))


def test_a_planned_window_is_held_with_the_alarms_words():
    (hold,) = held()
    assert (hold.window, hold.alarm) == ("w1", EVERYWHERE)
    assert hold.reason == DATABASE.parameters[EVERYWHERE].name


@pytest.mark.parametrize("state", set(WindowStatus) - {WindowStatus.PLANNED})
def test_only_planned_windows_are_held(state):
    assert held(status=state) == []


def test_a_window_beyond_the_horizon_or_over_is_left_alone():
    assert held(start_s=MISSION.hold_horizon_s + 1) == []
    assert held(start_s=-3600) == []
    assert held(start_s=MISSION.hold_horizon_s - 1)


def test_windows_that_wait_for_release_keep_viewing_on_hold():
    found = status(planned=windows(WindowStatus.HELD))
    assert found.decision is Decision.HOLD
    assert found.reasons == ("1 viewing window waits for flight's release",)


def test_a_held_window_that_is_over_waits_for_nothing():
    found = viewing_status(windows(WindowStatus.HELD), RULES, MISSION, around(now_s=86_400))
    assert found.decision is Decision.GO


def test_every_shipped_rule_lets_viewing_go_while_all_is_nominal():
    found = viewing_status({}, RULES, MISSION, around())
    assert {pane: s.decision for pane, s in found.panes.items()} == dict.fromkeys(
        (pane.id for pane in MISSION.panes), Decision.GO
    )
    assert found.rule == ""


@pytest.mark.parametrize(
    ("rule", "changed", "decision"),
    [
        ("V-03", {"DRV_T_RES": 599.0}, Decision.NO_GO),
        ("V-04", {"CAB_PPCO2_1H": 3.01}, Decision.HOLD),
        ("V-05", {"CAB_PPCO2_Z3": 4.6}, Decision.HOLD),
        ("V-06", {"CAB_FO2": 23.6}, Decision.HOLD),
        ("V-07", {"RAD_RATE_A": 401.0}, Decision.HOLD),
        ("V-08", {"PRP_DV_MARGIN": 19.0}, Decision.HOLD),
        ("V-09", {"DRV_LOS_UNPL": 601.0}, Decision.HOLD),
        ("V-10", {"WIN_D_GAP_P": 41.0}, Decision.NO_GO),
        ("V-11", {"EPS_SUN": ECLIPSE, "EPS_BAT3_SOC": 49.0}, Decision.HOLD),
        ("V-12", {"DRV_STALE_N": 31.0}, Decision.HOLD),
        ("V-14", {"ARS_FLOW_CHX": 79.0}, Decision.HOLD),
        ("V-20", {"GNC_MODE": 6.0}, Decision.NO_GO),
        ("V-21", {"WIN_D_SHUT": 3.0}, Decision.HOLD),
        ("V-22", {"WIN_D_T": 11.4}, Decision.HOLD),
        ("V-23", {"HSP_DOME_N": 3.0}, Decision.HOLD),
    ],
)
def test_each_rule_decides_at_the_dome_when_its_condition_is_met(rule, changed, decision):
    status = viewing_status({}, RULES, MISSION, around(**changed)).panes["dome"]
    assert (status.deciding.rule.id, status.decision) == (rule, decision)


def comparisons(condition):
    """Yield every comparison of numbers in a condition."""
    if isinstance(condition, Compare) and not DATABASE.parameters[condition.parameter].states:
        yield condition
    parts = getattr(condition, "parts", (getattr(condition, "part", None),))
    for part in filter(None, parts):
        yield from comparisons(part)


@pytest.mark.parametrize(
    ("rule", "asked"),
    [(rule.id, each) for rule in RULES.rules for each in comparisons(rule.conditions["dome"])],
    ids=lambda each: getattr(each, "parameter", each),
)
def test_each_rule_counts_from_its_limit_on_and_not_one_bit_before(rule, asked):
    limit = asked.value + (nominal_readings(asked.than).value if asked.than else 0.0)
    inside = -math.inf if asked.operator in (">", ">=") else math.inf

    def lets_go(value):
        scene = around(EPS_SUN=ECLIPSE, **{asked.parameter: value})
        found = {each.rule.id: each for each in RULES.judge(["dome"], scene)["dome"]}
        return found[rule].decision is Decision.GO

    assert lets_go(math.nextafter(limit, inside))
    assert lets_go(limit) is (asked.operator in (">", "<"))
    assert not lets_go(math.nextafter(limit, -inside))


@pytest.mark.parametrize(
    ("rule", "parameter"),
    [
        (rule.id, parameter)
        for rule in RULES.rules
        if isinstance(asked := rule.conditions["dome"], Compare)
        for parameter in asked.parameters
    ],
)
def test_one_stale_input_alone_is_hold(rule, parameter):
    def readings(name):
        return nominal_readings(name, generated_ns=1 if name == parameter else None)

    scene = a_situation(readings=readings).around(MissionState())
    found = {each.rule.id: each for each in RULES.judge(["dome"], scene)["dome"]}
    assert (found[rule].decision, found[rule].is_unknown) == (Decision.HOLD, True)


def test_while_the_unit_that_reads_ammonia_is_in_doubt_viewing_is_held():
    doubted = alarms(an_alarm_raised("CDH_RIU2_ST", severity=Severity.CAUTION))
    found = viewing_status({}, RULES, MISSION, around(doubted))
    assert (found.rule, found.decision) == ("V-13", Decision.HOLD)


def test_radiation_inside_the_anomaly_is_planned_for():
    found = viewing_status({}, RULES, MISSION, around(RAD_RATE_A=600.0, RAD_SAA=2.0))
    assert found.decision is Decision.GO


def test_a_rule_of_one_zone_leaves_the_other_windows_alone():
    found = viewing_status({}, RULES, MISSION, around(CAB_PPCO2_Z3=4.6))
    assert found.panes["dome"].decision is Decision.HOLD
    assert found.panes["win-1"].decision is Decision.GO
    assert found.decision is Decision.HOLD
    assert found.rule == "V-05"
    assert found.reasons == ("The air at this window is being refreshed",)


def test_a_closed_shutter_decides_at_its_own_window_only():
    found = viewing_status({}, RULES, MISSION, around(WIN_1_SHUT=1.0))
    assert found.panes["win-1"].decision is Decision.HOLD
    assert found.decision is Decision.GO


@pytest.mark.parametrize("value", [float("nan"), 5000.0])
def test_an_input_that_is_not_known_is_hold_and_never_go(value):
    found = viewing_status({}, RULES, MISSION, around(CAB_PPCO2_1H=value))
    assert found.decision is Decision.HOLD
    assert found.rule == "V-04"
    assert "No fresh reading of CO2 partial pressure" in found.reasons[0]


def test_a_sensor_out_of_service_is_hold_and_says_who_may_release_and_until_when():
    out = Hiding(
        kind=Hide.OUT_OF_SERVICE,
        by="flight:Anna",
        reason="drifts",
        since_ns=0,
        until_ns=T0_NS + 3600 * NS_PER_S,
    )
    found = viewing_status({}, RULES, MISSION, replace(around(), hidden={"CAB_PPCO2_1H": out}))
    assert (found.decision, found.rule) == (Decision.HOLD, "V-04")
    name = DATABASE.parameters["CAB_PPCO2_1H"].name
    until = "out of service until 09-17 13:00"
    assert found.reasons == (f"{name}: {until}; two people may release a window",)


def test_the_other_dosimeter_stands_in_for_one_that_is_out_of_service():
    out = Hiding(kind=Hide.OUT_OF_SERVICE, by="flight:Anna", reason="drifts", since_ns=0)
    for rate, decision in ((401.0, Decision.HOLD), (400.0, Decision.GO)):
        scene = replace(around(RAD_RATE_A=9000.0, RAD_RATE_B=rate), hidden={"RAD_RATE_A": out})
        assert viewing_status({}, RULES, MISSION, scene).decision is decision


def test_names_that_have_commas_are_told_apart_where_several_readings_are_missing():
    blind = dict.fromkeys(("CAB_PPCO2_Z3", "CAB_PPCO2_1H"), float("nan"))
    (reason,) = viewing_status({}, RULES, MISSION, around(**blind)).reasons
    said = reason.removeprefix("No fresh reading of ").split(" and ")
    assert sorted(said) == sorted(DATABASE.parameters[each].name for each in blind)


def test_a_stale_input_is_hold():
    old_ns = a_situation().now_ns - 31_000_000_000
    situation = a_situation(readings=lambda name: nominal_readings(name, generated_ns=old_ns))
    found = viewing_status({}, RULES, MISSION, situation.around(MissionState()))
    assert found.decision is Decision.HOLD
    assert "and" in found.reasons[0]
    assert "more" in found.reasons[0]


def test_what_is_only_unknown_holds_no_window_that_is_planned():
    unknown = around(CAB_PPCO2_1H=float("nan"))
    assert list(windows_to_hold(windows(), RULES, MISSION, unknown)) == []


def test_a_rule_without_an_alarm_holds_planned_windows_in_its_own_words():
    (hold,) = windows_to_hold(windows(), RULES, MISSION, around(CAB_PPCO2_1H=3.2))
    assert (hold.alarm, hold.rule) == ("", "V-04")
    assert hold.reason == "The cabin air is being refreshed."


def test_a_rule_for_this_moment_holds_nothing_that_is_planned():
    turning = around(GNC_MODE=6.0)
    assert list(windows_to_hold(windows(), RULES, MISSION, turning)) == []
    assert viewing_status({}, RULES, MISSION, turning).decision is Decision.NO_GO
