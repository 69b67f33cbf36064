"""What the ground works out for a vehicle that does not, against what Meridian works out itself."""

import time
from collections import defaultdict
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from live_server import free_listen, serving, wait_until
from simulations import a_simulation
from stripped import WORKED_OUT, stripped_database, stripped_files

from console.domain.roles import Role
from simulator.agenda import InjectFault
from telemetry.configuration import Configuration
from telemetry.derived import DerivedWatch
from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame


@pytest.fixture(params=[1200, pytest.param(3600, marks=pytest.mark.long)])
def worked_out(request):
    """Return what vehicle and ground worked out, the seconds flown and the ground's CPU seconds."""
    return both(request.param)


def a_leaking_flight(seconds):
    """Return the frames of a flight in whose last ten minutes air leaks from a hole of 2 mm."""
    simulation = a_simulation(events=((seconds - 600.0, InjectFault(fault="F11")),))
    database = simulation.mission.database
    ticks = range(50, 10 * seconds + 1, 50)
    return database, [frame for tick in ticks for frame, _ in simulation.advance_to(tick)]


def without_what_is_worked_out(database, frames):
    """Yield the frames as a vehicle would send them that works nothing out."""
    columns = {
        packet.name: [database.place[each.id][1] for each in packet.parameters]
        for packet in stripped_database().sent.packets
    }
    for frame in frames:
        if frame.packet in columns:
            yield replace(frame, values=frame.values[:, columns[frame.packet]])


def samples_by_parameter(database, frames):
    found = defaultdict(dict)
    for frame in frames:
        packet = database.packet_by_name[frame.packet]
        for column, parameter in enumerate(packet.parameters):
            for row, value in enumerate(frame.values[:, column]):
                found[parameter.id][frame.generated_ns + row * packet.period_ns] = value
    return found


@cache
def both(seconds):
    database, frames = a_leaking_flight(seconds)
    sent = list(without_what_is_worked_out(database, frames))
    watch = DerivedWatch(stripped_database(), "ground/1")
    began_s = time.process_time()
    said = [watch.take(frame) for frame in sent]
    spent_s = time.process_time() - began_s
    said = [frame for frame in said if frame is not None]
    return (
        samples_by_parameter(database, frames),
        samples_by_parameter(stripped_database(), said),
        seconds,
        spent_s,
    )


# The most by which any sample may differ, in the parameter's unit. The ground takes one mean
# each second where the vehicle takes five samples, plans oxygen use where the vehicle follows
# its crew's, and takes the batteries to hold what they held when new.
TOLERANCES = {
    "CAB_P_TOT": 0.5,
    "CAB_P_SPLIT": 0.7,
    "CAB_PPO2": 0.01,
    "CAB_DPDT": 0.15,
    "CAB_PPCO2_1H": 1e-6,
    "CAB_FO2": 0.02,
    "DRV_PIO2": 0.01,
    "DRV_CO2_TTL": 0.0,
    "DRV_O2_DAYS": 0.2,
    "DRV_N2_REPRESS": 0.01,
    "DRV_CO2_RESERVE": 0.01,
    "DRV_BAT_TTL": 0.6,
}


@pytest.mark.parametrize(("name", "tolerance"), TOLERANCES.items())
def test_the_ground_agrees_with_the_vehicle_over_the_flight(worked_out, name, tolerance):
    own, ground, _flown_s, _spent_s = worked_out
    common = [at for at, value in ground[name].items() if at in own[name] and value == value]
    assert len(common) > 15
    assert max(abs(ground[name][at] - own[name][at]) for at in common) <= tolerance


@pytest.mark.parametrize("name", ["DRV_T_RES", "DRV_LEAK_D"])
def test_the_ground_finds_the_same_leak_as_the_vehicle(worked_out, name):
    own, ground, _flown_s, _spent_s = worked_out
    torn_ns = max(own[name]) - 600 * NS_PER_S
    pairs = np.array(
        [
            (ground[name][at], value)
            for at, value in own[name].items()
            if torn_ns + 60 * NS_PER_S < at <= max(ground[name])
        ]
    )
    apart = np.abs(pairs[:, 0] - pairs[:, 1])
    assert np.mean(apart <= 0.03 * pairs[:, 1]) > 0.5
    # Where gas is fed the fast rate comes and goes; a second may decide otherwise.
    assert np.mean(apart <= 0.15 * pairs[:, 1]) > 0.9


def test_everything_is_known_after_a_quarter_of_an_hour(worked_out):
    _own, ground, _flown_s, _spent_s = worked_out
    first_ns = min(ground["CAB_P_TOT"])
    for name in WORKED_OUT:
        late = [v for at, v in ground[name].items() if at > first_ns + 900 * NS_PER_S]
        assert not np.isnan(late).any(), name


def test_a_vehicle_like_meridian_costs_less_than_a_hundredth_of_a_core(worked_out):
    _own, _ground, flown_s, spent_s = worked_out
    assert spent_s < 0.01 * flown_s


def test_a_vehicle_without_derived_values_gets_their_alarms_from_the_ground(
    tmp_path, source, consoles
):
    listen, path = free_listen(), tmp_path / "a.mission"
    database, at_s = stripped_database(), 0
    configuration = Configuration(stripped_files())
    with serving(path, source, listen, configuration=configuration) as server:
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")

        def oxygen_is_low():
            nonlocal at_s
            heard = flight.look().feed.history.latest("PCS_RELIEF")
            if heard and heard[0] < source.now_ns - NS_PER_S:
                return False  # more would only keep the server from what it has not read yet
            at_s += 1
            source.now_ns = (source.now_ns // NS_PER_S + 1) * NS_PER_S
            source.tells_time()
            for frame in a_second(database, source, at_s, {"CAB_PPO2_A": 120, "CAB_PPO2_B": 120}):
                medical = database.packet_by_name[frame.packet].is_medical
                source.link.send(frame, medical=medical)
            return "DRV_PIO2" in flight.look().state.alarms

        wait_until(oxygen_is_low, "the alarm of inspired oxygen")
        wait_until(lambda: flight.look().feed.history.latest("DRV_PIO2"), "its value")
        inspired = flight.desk.feed.history.latest("DRV_PIO2")[1]
        assert inspired == pytest.approx((760.0 - 47.0) * 120.0 / 760.0)
        assert "CAB_PPO2" in flight.desk.state.alarms
        assert server.quality.lost == 0

        def recorded():
            with MissionFile.read(path) as beside:
                return len(beside.samples("DRV_PIO2", 0, 1 << 62)[0])

        wait_until(recorded, "the value in the file")


def test_a_span_that_comes_late_is_worked_out_recorded_drawn_and_judged_in_its_own_time(
    tmp_path, source, consoles
):
    listen, path, database = free_listen(), tmp_path / "a.mission", stripped_database()
    low = {"CAB_PPO2_A": 120, "CAB_PPO2_B": 120}
    with serving(path, source, listen, configuration=Configuration(stripped_files())):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        second = 0

        def next_second(changed):
            nonlocal second
            second += 1
            source.now_ns = (source.now_ns // NS_PER_S + 1) * NS_PER_S
            source.tells_time()
            sent = a_second(database, source, second, changed)
            return [each for each in sent if not database.packet_by_name[each.packet].is_medical]

        def is_heard():
            for frame in next_second({}):
                source.link.send(frame)
            return flight.look().feed.history.latest("DRV_PIO2")

        wait_until(is_heard, "the first value")
        start_ns = source.now_ns
        late = [frame for _ in range(30) for frame in next_second(low)]
        for _ in range(20):
            for frame in next_second({}):
                source.link.send(frame)

        def history():
            span = start_ns + NS_PER_S, start_ns + 40 * NS_PER_S
            return flight.look().feed.history.raw("DRV_PIO2", *span)

        wait_until(lambda: len(history()[0]) == 39, "what follows the gap")
        assert np.isnan(history()[1][5:30]).all()
        for frame in late:
            source.link.send(frame)
        inspired = (760.0 - 47.0) * 120.0 / 760.0
        wait_until(lambda: (history()[1][:30] == inspired).all(), "what was lost, drawn")
        wait_until(lambda: "DRV_PIO2" in flight.look().state.alarms, "the alarm that was lost")
        alarm = flight.desk.state.alarms["DRV_PIO2"]
        assert alarm.is_late
        delay_s = database.parameters["DRV_PIO2"].alarm.on_delay_s
        assert alarm.raised_ns == start_ns + round((1 + delay_s) * NS_PER_S)

        def recorded():
            with MissionFile.read(path) as beside:
                return beside.samples("DRV_PIO2", start_ns + NS_PER_S, start_ns + 40 * NS_PER_S)[1]

        wait_until(lambda: (recorded()[:30] == inspired).all(), "what was lost, in the file")


def a_second(database, source, number, changed):
    """Return a frame of every packet in which all but `changed` is nominal."""
    for packet in database.sent.packets:
        if packet.period_ns > NS_PER_S and (number - 1) % (packet.period_ns // NS_PER_S):
            continue
        row = [
            changed.get(each.id, 0.0 if each.nominal is None else each.nominal)
            for each in packet.parameters
        ]
        rows = max(1, NS_PER_S // packet.period_ns)
        sequence = source.sequences.get(packet.name, 0)
        source.sequences[packet.name] = sequence + 1
        yield Frame(
            source=source.name,
            packet=packet.name,
            sequence=sequence,
            generated_ns=source.now_ns - (rows - 1) * packet.period_ns,
            values=np.array([row] * rows, float),
        )
