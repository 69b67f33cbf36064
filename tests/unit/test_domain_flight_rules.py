"""When viewing is GO, HOLD or NO-GO, and which windows an alarm holds."""

from dataclasses import replace

import pytest
from builders import T0_NS, a_mission, an_alarm_raised, an_idle_mission, an_opportunity

from console.domain.flight_rules import (
    Decision,
    holding_alarms,
    is_holding,
    viewing_status,
    windows_to_hold,
)
from console.domain.mission import MissionState, apply
from console.domain.schedule import WindowStatus, apply_window, proposed_window
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

MISSION = an_idle_mission()
DATABASE = a_mission().database
PANE = MISSION.panes[0].id


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


def status(raised=(), planned=None):
    return viewing_status(planned or {}, alarms(*raised), MISSION, T0_NS)


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
    (standing,) = alarm.values()
    assert is_holding(standing, DATABASE, pane)
    assert is_holding(standing, DATABASE)
    assert not is_holding(standing, DATABASE, "another pane")


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
    return list(windows_to_hold(windows(**window), standing, MISSION, T0_NS))


def test_a_planned_window_is_held_with_the_alarms_words():
    (hold,) = held()
    assert (hold.window, hold.alarm) == ("w1", EVERYWHERE)
    assert hold.reason == DATABASE.parameters[EVERYWHERE].description


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
    later_ns = T0_NS + 86_400 * NS_PER_S
    found = viewing_status(windows(WindowStatus.HELD), {}, MISSION, later_ns)
    assert found.decision is Decision.GO
