"""Fans and ducts."""

import numpy as np
import pytest

from simulator.ventilation import FanState, Ventilation, VentilationParameters


def a_ventilation():
    return Ventilation(VentilationParameters())


def reported(ventilation):
    return dict(zip(ventilation.REPORTS, ventilation.report(), strict=True))


def run(ventilation, seconds):
    for _ in range(round(seconds / 2)):
        ventilation.step(2.0)


def test_nominal_flows_are_those_of_the_dictionary():
    told = reported(a_ventilation())
    assert told["ARS_FLOW_CHX"] == pytest.approx(235.0, abs=1.0)
    assert told["ARS_FLOW_SCRUB"] == pytest.approx(60.0, abs=1.0)
    assert told["ARS_FILT_DP"] == pytest.approx(120.0, abs=1.0)
    assert told["CAB_NOISE"] == pytest.approx(58.0, abs=0.2)
    assert told["CAB_AIRSPEED"] == pytest.approx(0.15, abs=0.01)


def test_a_seized_fan_stalls_and_its_flow_collapses():
    ventilation = a_ventilation()
    ventilation.state.fan_is_seized[0] = True
    run(ventilation, 30)
    told = reported(ventilation)
    assert told["ARS_FAN_A_STATE"] == FanState.STALL
    assert told["ARS_FAN_A_RPM"] == 0.0
    assert told["ARS_FAN_A_I"] == 0.0
    assert told["ARS_FLOW_CHX"] == told["ARS_FLOW_SCRUB"] == 0.0


def test_fan_b_restores_the_flow():
    ventilation = a_ventilation()
    ventilation.state.fan_is_seized[0] = True
    run(ventilation, 30)
    ventilation.state.fan_on[1] = True
    run(ventilation, 30)
    assert ventilation.heat_exchanger_flow_m3_per_h == pytest.approx(235.0, rel=0.01)


def test_a_starting_fan_is_not_called_stalled():
    ventilation = a_ventilation()
    ventilation.state.fan_on[1] = True
    states = []
    for _ in range(10):
        ventilation.step(2.0)
        states.append(reported(ventilation)["ARS_FAN_B_STATE"])
    assert FanState.STALL not in states


def test_bearing_drag_costs_current_until_it_is_an_overcurrent():
    ventilation = a_ventilation()
    ventilation.state.fan_drag[0] = 4.0
    assert reported(ventilation)["ARS_FAN_A_STATE"] == FanState.OVERCURRENT


def test_a_clogged_filter_lets_less_through():
    ventilation = a_ventilation()
    ventilation.state.filter_fouling = 4.0
    run(ventilation, 10)
    assert ventilation.flow_m3_per_h < 0.8 * 295.0


def test_zones_exchange_the_same_both_ways_and_less_without_fans():
    ventilation = a_ventilation()
    nominal = ventilation.exchange_m3_per_s().copy()
    assert nominal == pytest.approx(nominal.T)
    ventilation.state.local_on[1] = False
    without_local = ventilation.exchange_m3_per_s().copy()
    assert without_local[2, 1] < 0.3 * nominal[2, 1]
    ventilation.state.fan_is_seized[0] = True
    run(ventilation, 60)
    assert 0.0 < ventilation.exchange_m3_per_s()[2, 1] < without_local[2, 1]


def test_isolation_stops_the_air_between_zones():
    ventilation = a_ventilation()
    nominal = ventilation.exchange_m3_per_s().copy()
    ventilation.state.local_is_isolated = True
    run(ventilation, 2)
    isolated = ventilation.exchange_m3_per_s()
    off_diagonal = ~np.eye(4, dtype=bool) & (nominal > 0)
    assert (isolated[off_diagonal] < 0.05 * nominal[off_diagonal]).all()


def test_a_hand_fan_pushes_air_through_co2_removal_when_all_fans_stand():
    ventilation = a_ventilation()
    ventilation.state.fan_on[0] = False
    run(ventilation, 60)
    ventilation.state.hand_fan_m3_per_h = 25.0
    assert ventilation.scrubber_flow_m3_per_h == 25.0
