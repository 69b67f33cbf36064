"""What an alarm closes for a planner."""

from builders import T0_NS, a_mission, an_alarm_raised
from planning_builder import HOUR_NS

from console.domain.mission import MissionState, apply
from console.domain.planning.holds import closures_of_alarms
from telemetry.dictionary import Severity


def closed_by(*facts):
    state = MissionState()
    for fact in facts:
        state = apply(state, fact)
    return list(closures_of_alarms(state.alarms, a_mission(), from_ns=T0_NS, to_ns=T0_NS + HOUR_NS))


def test_an_alarm_that_holds_viewing_closes_every_window_with_its_words():
    (closure,) = closed_by(an_alarm_raised("ARS_FAN_A_STATE", limit=None))
    assert (closure.pane, closure.start_ns, closure.end_ns) == ("", T0_NS, T0_NS + HOUR_NS)
    assert "is in warning" in closure.reason


def test_an_alarm_about_one_pane_closes_that_pane_only():
    parameters = a_mission().database.parameters
    panes = {pane.id for pane in a_mission().panes}
    about_a_pane = next(p for p in parameters.values() if p.alarm.holds_viewing in panes)
    (closure,) = closed_by(an_alarm_raised(about_a_pane.id))
    assert closure.pane == about_a_pane.alarm.holds_viewing


def test_a_caution_closes_nothing():
    assert closed_by(an_alarm_raised(severity=Severity.CAUTION)) == []
