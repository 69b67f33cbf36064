"""Feeds, relief and tanks."""

import pytest

from simulator.pressure_control import (
    NITROGEN,
    OXYGEN,
    ControlMode,
    PressureControl,
    PressureControlParameters,
    ValveState,
)


def a_control(**parameters):
    return PressureControl(PressureControlParameters(**parameters))


def step(control, *, oxygen_mmhg=158.0, pressure_mmhg=760.0, times=1):
    for _ in range(times):
        control.step(2.0, oxygen_mmhg=oxygen_mmhg, pressure_mmhg=pressure_mmhg)


def reported(control):
    return dict(zip(control.REPORTS, control.report(), strict=True))


def test_oxygen_is_fed_from_155_until_162():
    control = a_control()
    feed = control.state.feeds[OXYGEN]
    for oxygen_mmhg, flows in [(158, 0.0), (154, 1.5), (158, 1.5), (161.9, 1.5), (163, 0.0)]:
        step(control, oxygen_mmhg=oxygen_mmhg)
        assert feed.flow_kg_per_h == pytest.approx(flows)


def test_nitrogen_is_fed_from_755_until_762():
    control = a_control()
    feed = control.state.feeds[NITROGEN]
    for pressure_mmhg, flows in [(758, 0.0), (754, 3.0), (761, 3.0), (763, 0.0)]:
        step(control, pressure_mmhg=pressure_mmhg)
        assert feed.flow_kg_per_h == pytest.approx(flows)


def test_what_is_fed_leaves_both_tanks():
    control = a_control()
    step(control, oxygen_mmhg=150.0, times=1800)
    feed = control.state.feeds[OXYGEN]
    assert feed.delivered_kg == pytest.approx(1.5)
    assert sum(feed.tank_kg) == pytest.approx(32.0 - 1.5)
    assert feed.tank_kg[0] == pytest.approx(feed.tank_kg[1])


def test_an_empty_tank_feeds_nothing():
    control = a_control(oxygen_tank_kg=(0.0, 0.0))
    step(control, oxygen_mmhg=100.0)
    assert control.state.feeds[OXYGEN].flow_kg_per_h == 0.0


def test_a_valve_that_feeds_against_its_command_is_stuck():
    control = a_control()
    control.state.feeds[OXYGEN].stuck_kg_per_h = 1.0
    step(control, times=5)
    assert reported(control)["PCS_O2_VLV"] == ValveState.STUCK
    control.state.feeds[OXYGEN].isolation_is_closed = True
    step(control, times=5)
    assert reported(control)["PCS_O2_FLOW"] == 0.0
    assert reported(control)["PCS_O2_VLV"] == ValveState.CLOSED


def test_a_feed_that_fails_closed_looks_closed():
    control = a_control()
    control.state.feeds[OXYGEN].is_stuck_closed = True
    step(control, oxygen_mmhg=140.0, times=5)
    assert reported(control)["PCS_O2_VLV"] == ValveState.CLOSED
    control.state.feeds[OXYGEN].manual_kg_per_h = 0.5
    step(control, oxygen_mmhg=140.0)
    assert reported(control)["PCS_O2_FLOW"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("mode", "oxygen", "nitrogen"),
    [
        (ControlMode.OFF, 0.0, 0.0),
        (ControlMode.MANUAL, 0.0, 0.0),
        (ControlMode.O2_ONLY, 1.5, 0.0),
        (ControlMode.N2_INHIBIT, 1.5, 0.0),
        (ControlMode.AUTO, 1.5, 3.0),
        (ControlMode.EMERG_FEED, 4.5, 4.5),
    ],
)
def test_the_mode_says_what_may_be_fed(mode, oxygen, nitrogen):
    control = a_control()
    control.state.mode = mode
    step(control, oxygen_mmhg=140.0, pressure_mmhg=700.0)
    flows = [feed.flow_kg_per_h for feed in control.state.feeds]
    assert flows == pytest.approx([oxygen, nitrogen])


def test_the_relief_valve_cracks_at_785_and_closes_below():
    control = a_control()
    step(control, pressure_mmhg=784.0)
    assert control.overboard_area_m2() == 0.0
    step(control, pressure_mmhg=787.0)
    assert control.overboard_area_m2() > 0.0
    assert reported(control)["PCS_RELIEF"] == 1
    step(control, pressure_mmhg=780.0)
    assert control.overboard_area_m2() == 0.0


def test_the_override_closes_a_relief_valve_that_failed_open():
    control = a_control()
    control.state.relief_stuck_mm = 10.0
    assert control.overboard_area_m2() == pytest.approx(0.62 * 0.785398 * 1e-4, rel=1e-4)
    control.state.relief_is_overridden = True
    assert control.overboard_area_m2() == 0.0


def test_closed_suits_are_pressurised_and_fed():
    control = a_control()
    control.state.suits_are_closed = True
    step(control, times=100)
    told = reported(control)
    assert told["PCS_SUIT_P"] == pytest.approx(20.0, abs=0.1)
    assert told["PCS_SUIT_FLOW"] == 1.0
