"""Sensors, sampling, the on-board computer and the downlink."""

import numpy as np
import pytest
from builders import a_mission

from simulator.downlink import GROUND_PARAMETERS, Downlink
from simulator.onboard import slope_taps
from simulator.pacing import UNPACED_BLOCK_TICKS, Pacer
from simulator.sampling import Block, Sampler
from simulator.sensors import PacketSensors, noise_and_resolution
from simulator.truth import TruthRecorder, UnreportedError
from telemetry.dictionary import MissionDatabase, Packet, Parameter, ParameterKind

SECOND_NS = 1_000_000_000


def a_parameter(name="CAB_T_Z1", unit="degC", **other):
    given = {
        "subsystem": "CAB",
        "group": "test",
        "name": "a test",
        "kind": ParameterKind.FLOAT,
        "range_low": -20.0,
        "range_high": 80.0,
    } | other
    return Parameter(id=name, unit=unit, **given)


def a_state_parameter(name="ARS_FAN_A_STATE"):
    return a_parameter(name, "-", kind=ParameterKind.ENUM, states={0: "OFF", 1: "ON"})


def a_packet(*parameters, period_s=1.0, name="TEST"):
    return Packet(name=name, apid=5, period_ns=round(period_s * SECOND_NS), parameters=parameters)


def readings(packet, truth, *, seed=1, stale=(False, False, False), **faults):
    sensors = PacketSensors(packet, seed)
    for name, (what, value) in faults.items():
        setattr(sensors.faults[name], what, value)
    first = sensors.read(np.full((1, packet.columns), 20.0), (False, False, False))
    return first, sensors.read(truth, stale)


def test_noise_has_the_instruments_size_and_resolution():
    packet = a_packet(a_parameter())
    values = PacketSensors(packet, 1).read(np.full((20_000, 1), 22.0), ())
    sigma, step = noise_and_resolution(packet.parameters[0])
    assert values.std() == pytest.approx(sigma, rel=0.1)
    assert values.mean() == pytest.approx(22.0, abs=1e-3)
    assert np.allclose(values / step, np.rint(values / step), atol=1e-6)


def test_states_have_no_noise():
    packet = a_packet(a_state_parameter())
    assert (PacketSensors(packet, 1).read(np.ones((100, 1)), ()) == 1.0).all()


def test_readings_stay_within_the_sensors_range():
    packet = a_packet(a_parameter())
    assert PacketSensors(packet, 1).read(np.full((5, 1), 900.0), ()).max() == 80.0


@pytest.mark.parametrize(
    ("what", "value", "expected"),
    [("bias", 3.0, 25.0), ("fails_high", True, 80.0), ("drops_out", True, np.nan)],
)
def test_a_sensor_can_lie_fail_high_or_drop_out(what, value, expected):
    packet = a_packet(a_parameter())
    _, values = readings(packet, np.full((4, 1), 22.0), CAB_T_Z1=(what, value))
    assert values == pytest.approx(expected, abs=0.1, nan_ok=True)


def test_a_frozen_sensor_repeats_its_last_reading():
    packet = a_packet(a_parameter())
    first, values = readings(packet, np.full((4, 1), 30.0), CAB_T_Z1=("is_frozen", True))
    assert (values == first[0, 0]).all()


def test_a_stale_data_unit_freezes_what_it_reads_and_nothing_else():
    packet = a_packet(a_parameter("CAB_T_Z1"), a_parameter("PCS_O2_FLOW"))
    first, values = readings(packet, np.full((4, 2), 30.0), stale=(False, True, False))
    assert (values[:, 1] == first[0, 1]).all()
    assert (values[:, 0] > 29.0).all()


def test_fast_packets_are_interpolated_and_states_held():
    packet = a_packet(
        a_parameter("CAB_P_TOT_A", "x"), a_state_parameter(), period_s=0.5, name="FAST"
    )
    sampler = Sampler(MissionDatabase("v", (packet,)), ["CAB_P_TOT_A", "ARS_FAN_A_STATE"], 1)
    truth = np.array([[0.0, 0.0], [10.0, 1.0], [20.0, 1.0]])
    (block,) = sampler.blocks(truth, 0, 0, 20)
    assert block.first_tick == 5
    assert block.values[:, 0] == pytest.approx([5.0, 10.0, 15.0, 20.0], abs=0.5)
    assert block.values[:, 1].tolist() == [0.0, 1.0, 1.0, 1.0]


def test_slow_packets_come_only_when_due():
    packet = a_packet(a_parameter(), period_s=10.0)
    sampler = Sampler(MissionDatabase("v", (packet,)), ["CAB_T_Z1"], 1)
    truth = np.full((21, 1), 22.0)
    assert sampler.blocks(truth, 0, 0, 99) == []
    (block,) = sampler.blocks(truth, 0, 99, 200)
    assert (block.first_tick, len(block.values)) == (100, 2)


def test_the_fitted_slope_of_a_line_is_its_slope():
    taps = slope_taps(150, 0.2)
    line = 3.0 + 0.25 * np.arange(150) * 0.2
    assert taps @ line == pytest.approx(0.25)


def test_a_parameter_without_a_model_is_told():
    class Nothing:
        pass

    database = MissionDatabase("v", (a_packet(a_parameter("CAB_WARP")),))
    from simulations import a_simulation

    simulation = a_simulation()
    with pytest.raises(UnreportedError, match="CAB_WARP"):
        TruthRecorder(simulation._stepper, database)


def test_the_ground_knows_only_about_the_link_while_it_is_lost():
    database = a_mission().database
    downlink = Downlink(database)
    packet = database.place["DRV_STALE_N"][0]
    block = Block(packet, 10, np.zeros((4, packet.columns)))
    (passed,) = downlink.pass_on(
        [block],
        is_lost=lambda ticks: ticks >= 20,
        is_frozen=False,
        stale_units=[False, False, False],
    )
    own = [parameter.id in GROUND_PARAMETERS for parameter in packet.parameters]
    assert np.isnan(passed.values[1:, ~np.array(own)]).all()
    assert not np.isnan(passed.values[0]).any()
    stale = passed.values[:, database.place["DRV_STALE_N"][1]]
    assert stale.tolist() == [0.0, *[len(database.parameters) - len(GROUND_PARAMETERS)] * 3]


def test_packets_of_the_vehicle_are_cut_where_the_link_is_lost():
    database = a_mission().database
    packet = database.packet_by_name["FAST_5HZ"]
    block = Block(packet, 2, np.zeros((10, packet.columns)))
    passed = Downlink(database).pass_on(
        [block],
        is_lost=lambda ticks: (ticks > 6) & (ticks < 14),
        is_frozen=False,
        stale_units=[False, False, False],
    )
    assert [(part.first_tick, len(part.values)) for part in passed] == [(2, 3), (14, 4)]


def test_a_value_trembling_at_its_limit_counts_as_one_alarm():
    database = a_mission().database
    packet, column = database.place["CAB_NOISE"]
    high = next(limit.threshold for limit in packet.parameters[column].limits if limit.is_high)
    values = np.array([[p.nominal or 0.0 for p in packet.parameters]] * 20)
    values[5::2, column] = high + 1.0
    downlink = Downlink(database)
    downlink.pass_on(
        [Block(packet, 10, values)],
        is_lost=lambda ticks: np.zeros(len(ticks), bool),
        is_frozen=False,
        stale_units=[False] * 3,
    )
    assert len(downlink.memory.alarm_ticks) == 1


def test_the_pacer_keeps_time_without_drift():
    now = [100.0]
    pacer = Pacer(60.0, monotonic_s=lambda: now[0])
    assert pacer.due_tick(0) == 0
    now[0] = 101.05
    assert pacer.due_tick(0) == pytest.approx(630, abs=1)
    assert pacer.wait_s(0.1) == pytest.approx(0.05, abs=1e-6)


def test_a_long_stall_is_caught_up_in_blocks():
    now = [0.0]
    pacer = Pacer(60.0, monotonic_s=lambda: now[0])
    now[0] = 3600.0
    assert pacer.due_tick(100) == 100 + UNPACED_BLOCK_TICKS


def test_as_fast_as_possible_does_not_wait():
    pacer = Pacer(float("inf"))
    assert pacer.wait_s(0.1) == 0.0
    assert pacer.due_tick(7) == 7 + UNPACED_BLOCK_TICKS
