"""A whole simulated flight: frames, repeatability, snapshots, links, and the trainer's control."""

import hashlib
import math

import numpy as np
import pytest
from simulations import a_simulation, fly, the_latest, the_library, vehicle_parameters

from simulator.agenda import GiveCommand, InjectFault, SetActivity, SetPlace
from simulator.control import Control
from simulator.downlink import GROUND_PARAMETERS
from simulator.pacing import Pacer
from simulator.scenario import ScenarioError
from simulator.scenario_tables import Occupant
from simulator.snapshot import SnapshotError
from telemetry.wire import encode_frame

MINUTE = 600  # ticks


def digest(simulation, ticks):
    """Return one hash per packet of every value until the last of `ticks`, cut at each."""
    hashes = {}
    for tick in ticks:
        for frame, _ in simulation.advance_to(tick):
            hashes.setdefault(frame.packet, hashlib.sha256()).update(frame.values.tobytes())
    return {packet: found.hexdigest() for packet, found in hashes.items()}


def a_stormy_simulation(**other):
    events = (
        (30.0, InjectFault(fault="F15")),
        (45.0, InjectFault(fault="F05")),
        (61.0, InjectFault(fault="F01")),
        (90.0, GiveCommand(name="fan_b", argument=True)),
        (120.0, InjectFault(fault="F16")),
        (150.0, InjectFault(fault="F39")),
    )
    return a_simulation(events=events, **other)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    ticks = [3 * MINUTE]
    first = digest(a_stormy_simulation(seed=7), ticks)
    assert digest(a_stormy_simulation(seed=7), ticks) == first
    assert digest(a_stormy_simulation(seed=8), ticks) != first


def test_the_values_do_not_depend_on_how_time_is_cut_into_blocks():
    whole = digest(a_stormy_simulation(), [3 * MINUTE])
    random = np.random.default_rng(3)
    cuts = sorted({*random.integers(1, 3 * MINUTE, 120).tolist(), 3 * MINUTE})
    assert digest(a_stormy_simulation(), cuts) == whole


def test_calm_time_cut_into_single_ticks_gives_the_same_values():
    whole = digest(a_simulation(), [2 * MINUTE])
    assert digest(a_simulation(), range(1, 2 * MINUTE + 1)) == whole


def test_every_parameter_is_reported_at_its_own_rate():
    simulation = a_simulation()
    rows = {}
    for frame, _ in simulation.advance_to(10 * MINUTE):
        rows[frame.packet] = rows.get(frame.packet, 0) + frame.rows
    assert rows == {
        packet.name: 600 * 1_000_000_000 // packet.period_ns
        for packet in simulation.mission.database.packets
    }


def test_medical_packets_are_marked():
    simulation = a_simulation()
    marked = {frame.packet for frame, is_medical in simulation.advance_to(200) if is_medical}
    assert marked == {p.name for p in simulation.mission.database.packets if p.is_medical}


def test_sequences_count_from_zero_without_a_gap():
    simulation = a_simulation()
    counts = [
        frame.sequence
        for tick in range(10, 300, 10)
        for frame, _ in simulation.advance_to(tick)
        if frame.packet == "FAST_5HZ"
    ]
    assert counts == list(range(len(counts)))


def test_every_nominal_reading_is_inside_its_range_and_encodes():
    simulation = a_simulation()
    frames = list(simulation.advance_to(10 * MINUTE))
    assert all(encode_frame(frame) for frame, _ in frames)
    for frame, _ in frames:
        packet = simulation.mission.database.packet_by_name[frame.packet]
        for column, parameter in enumerate(packet.parameters):
            values = frame.values[:, column]
            if parameter.states:
                assert set(values) <= set(parameter.states), parameter.id
            else:
                inside = (parameter.range_low <= values) & (values <= parameter.range_high)
                assert inside.all(), (parameter.id, values.min(), values.max())


def test_a_snapshot_taken_amid_faults_goes_on_with_the_same_bytes():
    simulation = a_stormy_simulation()
    digest(simulation, [2 * MINUTE + 33])
    data = simulation.snapshot()
    expected = digest(simulation, [4 * MINUTE])
    resumed = a_stormy_simulation()
    resumed.restore(data)
    assert resumed.tick == 2 * MINUTE + 33
    assert digest(resumed, [4 * MINUTE]) == expected


def test_going_back_to_a_snapshot_undoes_what_happened_since():
    simulation = a_simulation()
    digest(simulation, [MINUTE])
    data = simulation.snapshot()
    expected = digest(simulation, [3 * MINUTE])
    simulation.restore(data)
    simulation.vehicle.happen(InjectFault(fault="F12"))
    digest(simulation, [2 * MINUTE])
    simulation.restore(data)
    assert simulation.vehicle.faults.active == {}
    assert digest(simulation, [3 * MINUTE]) == expected


def test_a_snapshot_after_a_burn_keeps_the_new_orbit():
    simulation = a_simulation()
    digest(simulation, [100])
    assert simulation.command(GiveCommand(name="burn", argument=20.0)) is None
    digest(simulation, [MINUTE])
    data = simulation.snapshot()
    expected = digest(simulation, [2 * MINUTE])
    resumed = a_simulation()
    resumed.restore(data)
    assert digest(resumed, [2 * MINUTE]) == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a snapshot"),
        (b"\x93\x01\x80\x80", "the snapshot's mission is None"),
        (b"\x93\x63\x80\x80", "version 99"),
    ],
)
def test_what_is_no_snapshot_is_refused_in_words(data, reason):
    with pytest.raises(SnapshotError, match=reason):
        a_simulation().restore(data)


def test_a_snapshot_of_another_seed_is_refused():
    data = a_simulation(seed=1).snapshot()
    with pytest.raises(SnapshotError, match="seed"):
        a_simulation(seed=2).restore(data)


def test_while_the_transmitter_is_tripped_nothing_of_the_vehicle_arrives():
    simulation = a_simulation(events=((20.0, InjectFault(fault="F39")),))
    list(simulation.advance_to(300))
    frames = list(simulation.advance_to(600))
    known_on_ground = {
        simulation.mission.database.place[name][0].name for name in GROUND_PARAMETERS
    }
    assert {frame.packet for frame, _ in frames} == known_on_ground
    latest = the_latest(frames, simulation.mission.database)
    assert latest["COM_LINK"] == 0.0
    assert latest["DRV_LOS_UNPL"] > 30.0
    assert latest["DRV_STALE_N"] > 250.0
    assert math.isnan(latest["CDH_MET"])


def test_a_frozen_ground_display_repeats_everything():
    simulation = a_simulation(events=((20.0, InjectFault(fault="F40")),))
    first = fly(simulation, 40)
    second = fly(simulation, 60)
    assert second["CDH_MET"] == first["CDH_MET"]
    assert second["CAB_P_TOT_A"] == first["CAB_P_TOT_A"]
    assert second["DRV_STALE_N"] > 250.0


def test_truth_is_without_noise_and_sees_through_a_lying_sensor():
    simulation = a_simulation(events=((2.0, InjectFault(fault="F15")),))
    latest = fly(simulation, 60)
    truth = simulation.truth_now()
    assert latest["CAB_P_TOT_A"] == pytest.approx(truth["CAB_P_TOT_A"] - 20.0, abs=1.0)
    assert latest["CAB_P_TOT"] == pytest.approx(truth["CAB_P_TOT"], abs=1.0)
    assert latest["CAB_P_SPLIT"] == pytest.approx(20.0, abs=1.5)


def test_three_people_in_the_dome_for_twenty_minutes_raise_its_co2():
    events = tuple((60.0, SetActivity(person=n, activity="free", zone=2)) for n in range(3))
    people = tuple(Occupant(activity="nominal", zone=1) for _ in range(6))
    simulation = a_simulation(people=people, events=events)
    before = fly(simulation, 60)
    after = fly(simulation, 1200)
    assert after["HSP_DOME_N"] == 3.0
    assert after["CAB_PPCO2_Z3"] - after["CAB_PPCO2_Z1"] > 0.3
    assert abs(before["CAB_PPCO2_Z3"] - before["CAB_PPCO2_Z1"]) < 0.3


def test_a_burn_raises_the_orbit_and_costs_propellant():
    simulation = a_simulation()
    before = fly(simulation, 100)
    assert simulation.command(GiveCommand(name="burn", argument=20.0)) is None
    half_an_orbit_s = 2880
    after = fly(simulation, half_an_orbit_s)
    # 20 m/s lift the far side of a circular orbit by 4·Δv·a/v, about 73 km.
    assert after["GNC_ALT"] - before["GNC_ALT"] == pytest.approx(73.0, abs=25.0)
    assert before["PRP_DV"] - after["PRP_DV"] == pytest.approx(20.0, abs=1.0)


def test_a_wrong_scenario_lists_every_problem():
    with pytest.raises(ScenarioError) as found:
        a_simulation(
            state={"air.hole_mm[9]": 1.0, "power.nonsense": 2},
            events=(
                (1.0, InjectFault(fault="F99")),
                (2.0, GiveCommand(name="fan_b", argument=3)),
                (3.0, SetPlace(path="power.shed", value="LOUD")),
                (4.0, SetActivity(person=11, activity="free", zone=0)),
            ),
        )
    assert len(found.value.problems) == 6


def test_a_smaller_cabin_fouls_faster():
    small = vehicle_parameters(cabin={"volume_m3": 8.0}, co2_removal={"beds_are_fitted": False})
    large = vehicle_parameters(cabin={"volume_m3": 16.0}, co2_removal={"beds_are_fitted": False})
    rises = [
        fly(a_simulation(parameters=parameters), 600)["CAB_PPCO2_Z2"] - 2.0
        for parameters in (small, large)
    ]
    assert rises[0] == pytest.approx(2.0 * rises[1], rel=0.08)


@pytest.mark.long
def test_every_fault_can_be_injected_run_and_cleared():
    simulation = a_simulation()
    for fault_id in the_library().faults:
        simulation.vehicle.happen(InjectFault(fault=fault_id))
        fly(simulation, 20)
        simulation.vehicle.faults.clear(fault_id, 0.0)
    latest = fly(simulation, 20)
    assert simulation.vehicle.faults.active == {}
    assert 0.0 < latest["CAB_P_TOT"] < 1034.0


def test_every_command_is_accepted_or_refused_in_words():
    simulation = a_simulation()
    arguments = {"": None, "on_off": True, "text": "1=sleep"}
    for command in the_library().commands.values():
        if command.argument in {"number", "index"}:
            argument = max(command.low, 1)
        else:
            argument = command.choices[0] if command.choices else arguments[command.argument]
        refusal = simulation.command(GiveCommand(name=command.name, argument=argument))
        assert refusal is None or " " in refusal
    fly(simulation, 20)


def answer(control, request):
    """Return the answer to a request that names its source."""
    if isinstance(request, dict):
        request = {"source": "simulator/test", **request}
    return control.answer(request)


def a_control(**other):
    simulation = a_simulation(keeps_way_back=True, **other)
    return Control(simulation, Pacer(1.0, monotonic_s=lambda: 0.0)), simulation


def test_a_command_in_a_stride_takes_effect_within_two_seconds():
    control, simulation = a_control()
    fly(simulation, 63.1)
    assert simulation.vehicle.second == 70
    assert answer(control, {"do": "inject", "fault": "F01"})["accepted"]
    latest = fly(simulation, 5)
    assert latest["ARS_FAN_A_RPM"] < 4000.0


def test_a_trainer_is_answered():
    control, simulation = a_control()
    assert answer(control, {"do": "status", "request": 5})["request"] == 5
    assert answer(control, {"do": "inject", "fault": "F01", "severity": 1})["accepted"]
    assert answer(control, {"do": "status"})["faults"] == {"F01": 1.0}
    assert answer(control, {"do": "command", "name": "fan_b", "argument": True})["accepted"]
    assert answer(control, {"do": "clear", "fault": "F01"})["accepted"]
    assert answer(control, {"do": "set", "path": "air.hole_mm[1]", "value": 1})["accepted"]
    assert simulation.vehicle.life_support.disturbance.hole_mm[1] == 1.0
    listed = answer(control, {"do": "list"})
    assert len(listed["faults"]) == 55
    assert {"name", "about", "argument"} <= set(listed["commands"][0])
    assert "CAB_P_TOT" in answer(control, {"do": "truth"})["truth"]


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ("shout", "mapping"),
        ({}, "'do' must be one of"),
        ({"do": "inject", "fault": "F99"}, "no fault 'F99'"),
        ({"do": "inject", "fault": "F01", "severity": -1}, "severity"),
        ({"do": "inject", "fault": "F01", "severity": "much"}, "severity"),
        ({"do": "clear", "fault": "F01"}, "not active"),
        ({"do": "command", "name": "sing"}, "no command 'sing'"),
        ({"do": "command", "name": "fan_b", "argument": []}, "argument"),
        ({"do": "command", "name": "fan_b"}, "on or off"),
        ({"do": "set", "path": "a.b", "value": 1}, "no model is called 'a'"),
        ({"do": "set", "path": "air.hole_mm[1]", "value": None}, "'value'"),
        ({"do": "speed", "speed": 0}, "speed must be"),
        ({"do": "speed", "speed": True}, "speed must be"),
        ({"do": "restore", "file": "/nowhere/x"}, "No such file"),
        ({"do": "status", "source": "vehicle/1"}, "must name it"),
        ({"do": "inject", "fault": "F01", "source": None}, "must name it"),
        ({"do": "inject", "fault": "F12", "severity": 9}, "air.hole_mm[6]"),
        ({"do": "set", "path": "people.zones[0]", "value": 9}, "0 to 3"),
        ({"do": "set", "path": "air.hole_mm[1]", "value": 10**400}, "0 to 50"),
        ({"do": "command", "name": "patch_hole", "argument": 1}, "no open hole"),
        ({"do": "command", "name": "burn", "argument": 10**400}, "a number from"),
        ({"do": "snapshot", "file": "a\0b"}, "null"),
    ],
)
def test_a_request_that_cannot_be_is_refused_in_words(request_, reason):
    control, _ = a_control()
    answered = answer(control, request_)
    assert answered["accepted"] is False
    assert reason in answered["reason"]


def test_a_trainer_pauses_speeds_up_saves_and_goes_back(tmp_path):
    now = [0.0]
    simulation = a_simulation(keeps_way_back=True)
    pacer = Pacer(1.0, monotonic_s=lambda: now[0])
    control = Control(simulation, pacer)
    fly(simulation, 30)
    path = tmp_path / "saved.snapshot"
    assert answer(control, {"do": "snapshot", "file": str(path)})["accepted"]
    answer(control, {"do": "pause"})
    now[0] = 100.0
    assert pacer.due_tick(simulation.tick) == simulation.tick
    answer(control, {"do": "resume"})
    answer(control, {"do": "speed", "speed": 60})
    now[0] = 101.0
    assert pacer.due_tick(simulation.tick) == simulation.tick + 600
    fly(simulation, 30)
    assert answer(control, {"do": "restore", "file": str(path)})["accepted"]
    assert simulation.tick == 300
    assert answer(control, {"do": "speed", "speed": "max"})["accepted"]
    assert answer(control, {"do": "status"})["speed"] == "max"
