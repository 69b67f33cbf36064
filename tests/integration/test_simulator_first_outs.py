"""Every fault of the catalogue against the limit monitor: which alarm comes first, and how grave.

The whole catalogue takes minutes and is marked long; a handful that are over quickly run always.
"""

import pytest
from simulations import a_simulation, the_library

from simulator.agenda import InjectFault
from telemetry.dictionary import Severity
from telemetry.limits import LimitMonitor
from telemetry.timebase import NS_PER_S

MINUTE_S = 60
HOUR_S = 3600
CALM_S = 600
# Within how long the first alarm is as grave as the catalogue says; the chain goes on after that.
WITHIN_S = {
    "F01": 10,
    "F03": 10 * MINUTE_S,
    "F04": 10 * MINUTE_S,
    "F05": HOUR_S,
    "F06": 3 * MINUTE_S,
    "F07": 50 * MINUTE_S,
    "F08": 10,
    "F09": 10,
    "F10": HOUR_S,
    "F11": MINUTE_S,
    "F12": 30,
    "F13": 10,
    "F14": 10,
    "F15": 10,
    "F16": 10,
    "F17": 3 * MINUTE_S,
    "F18": 30,
    "F19": 15 * MINUTE_S,
    "F20": 15,
    "F21": 35 * MINUTE_S,
    "F22": 30 * MINUTE_S,
    "F23": HOUR_S,
    "F24": 2 * MINUTE_S,
    "F25": 10,
    "F26": 20,
    "F27": 2 * HOUR_S,
    "F28": MINUTE_S,
    "F29": 2 * HOUR_S,
    "F30": 5,
    "F31": 10,
    "F32": 20 * MINUTE_S,
    "F33": 2 * MINUTE_S,
    "F34": MINUTE_S,
    "F35": 10 * MINUTE_S,
    "F36": 42 * HOUR_S,
    "F37": 2 * MINUTE_S,
    "F38": 15,
    "F39": 15,
    "F40": 15,
    "F41": 2 * MINUTE_S,
    "F42": HOUR_S,
    "F43": 10 * MINUTE_S,
    "F44": 15,
    "F45": 5 * MINUTE_S,
    "F46": HOUR_S,
    "F47": 10 * MINUTE_S,
    "F48": MINUTE_S,
    "F49": 2 * HOUR_S,
    "F50": MINUTE_S,
    "F51": HOUR_S,
    "F52": 30,
    "F53": 3 * MINUTE_S,
    "F55": 5,
}
QUICK = ("F12", "F16", "F31", "F34")


def alarms_after(fault, seconds):
    """Return what is raised after a fault in calm flight: seconds after it, parameter, class."""
    simulation = a_simulation()
    monitor = LimitMonitor(simulation.mission.database)
    events = []

    def fly(to_s):
        # Short blocks: whole days of frames would not fit into memory.
        while simulation.elapsed_s < to_s:
            until = min(round(to_s * 10), simulation.tick + 6000)
            for frame, _ in simulation.advance_to(until):
                events.extend(monitor.check(frame))

    fly(CALM_S)
    assert [event for event in events if event.severity is not None] == []
    began_ns = simulation.now_ns
    simulation.vehicle.happen(InjectFault(fault=fault))
    fly(CALM_S + seconds)
    raised = sorted(
        (event for event in events if event.severity is not None),
        key=lambda event: event.sample_ns,
    )
    return [
        ((event.sample_ns - began_ns) / NS_PER_S, event.parameter, event.severity)
        for event in raised
    ]


def check_first_out(fault_id):
    fault = the_library().faults[fault_id]
    alarms = alarms_after(fault_id, WITHIN_S[fault_id])
    assert alarms, "no alarm at all"
    first_s = alarms[0][0]
    assert fault.first_out in {name for at_s, name, _ in alarms if at_s == first_s}, alarms[:5]
    gravest = max(severity for _, name, severity in alarms if name == fault.first_out)
    assert gravest is Severity[fault.alarm_class.upper()], alarms[:5]


@pytest.mark.parametrize("fault_id", QUICK)
def test_a_quick_faults_first_alarm_is_the_catalogues(fault_id):
    check_first_out(fault_id)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault_id", sorted(set(WITHIN_S) - set(QUICK)))
def test_every_faults_first_alarm_is_the_catalogues(fault_id):
    check_first_out(fault_id)


@pytest.mark.long
def test_a_stuck_bed_stays_at_pressure_while_it_should_be_empty_before_any_alarm():
    """F02's first alarm is one of context: above 500 Pa for a minute while DESORB."""
    simulation = a_simulation()
    monitor = LimitMonitor(simulation.mission.database)
    place = simulation.mission.database.place
    (state_packet, state), (pressure_packet, pressure) = (
        place["ARS_BED_A_STATE"],
        place["ARS_BED_A_VAC"],
    )
    list(simulation.advance_to(CALM_S * 10))
    simulation.vehicle.happen(InjectFault(fault="F02"))
    empties_since_s, latest = None, {}
    while simulation.elapsed_s < CALM_S + 15 * MINUTE_S:
        for frame, _ in simulation.advance_to(simulation.tick + 50):
            assert [event for event in monitor.check(frame) if event.severity is not None] == []
            latest[frame.packet] = frame.values[-1]
        stays_full = (
            latest[state_packet.name][state] == 2.0
            and latest[pressure_packet.name][pressure] > 500.0
        )
        empties_since_s = (empties_since_s or simulation.elapsed_s) if stays_full else None
        if empties_since_s is not None and simulation.elapsed_s - empties_since_s >= MINUTE_S:
            return
    pytest.fail("bed A never stayed full for a minute while it should desorb")


@pytest.mark.long
def test_three_in_the_dome_without_its_fan_reach_the_co2_limit_in_twenty_minutes():
    raised = {name for _, name, _ in alarms_after("F06", 20 * MINUTE_S)}
    assert "CAB_PPCO2_Z3" in raised
    assert "CAB_PPCO2_Z2" not in raised


@pytest.mark.long
def test_a_wearable_without_contact_is_no_alarm():
    assert alarms_after("F54", HOUR_S) == []


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mission", ["meridian-1", "polar-1", "station-1"])
def test_three_nominal_days_raise_no_alarm(mission):
    simulation = a_simulation(mission=mission)
    monitor = LimitMonitor(simulation.mission.database)
    raised = []
    while simulation.elapsed_s < 72 * HOUR_S:
        for frame, _ in simulation.advance_to(simulation.tick + 6000):
            raised += [
                (event.parameter, event.severity, event.value, simulation.elapsed_s)
                for event in monitor.check(frame)
                if event.severity is not None
            ]
    assert raised == []


def test_the_table_covers_the_catalogue():
    special = {"F02", "F54"}
    assert set(WITHIN_S) | special == set(the_library().faults)
