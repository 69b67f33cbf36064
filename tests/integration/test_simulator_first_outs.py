"""Every fault of the catalogue through a mission server's judgement: which alarm comes first.

Judged is what the server judges: the vehicle's frames, what the ground works out and whether they
still come, with contexts, suppression and the graph of causes. The whole catalogue takes minutes
and is marked long; a handful that are over quickly run always.
"""

from dataclasses import replace

import pytest
from builders import an_entry
from simulations import a_simulation, the_library
from stripped import stripped_database

from console.domain.alarm_causes import first_out_groups
from console.domain.alarm_facts import AlarmChanged, AlarmFoundLate, AlarmRaised
from console.domain.alarms import AlarmBook
from console.domain.facts import MissionOpened
from console.server.alarm_watch import AlarmWatch
from console.server.authority import Authority, Moment
from simulator.agenda import InjectFault
from telemetry.derived import DerivedWatch
from telemetry.dictionary import Severity
from telemetry.health import HealthWatch, with_health
from telemetry.timebase import NS_PER_S

MINUTE_S = 60
HOUR_S = 3600
CALM_S = 600
# Within how long the first alarm is as grave as the catalogue says; the chain goes on after that.
WITHIN_S = {
    "F01": 10,
    "F02": 15 * MINUTE_S,
    "F03": 10 * MINUTE_S,
    "F04": 10 * MINUTE_S,
    "F05": HOUR_S,
    "F06": 3 * MINUTE_S,
    "F07": 45 * MINUTE_S,
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
    "F21": 31 * MINUTE_S,
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
    "F36": 40 * HOUR_S,
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
# What the graph knows as the cause is reported moments later, and then stands above the first.
CAUSED_BY = {"F26": "CAB_DPDT", "F34": "PRP_DUTY"}
# What every pass through the anomaly brings is raised, and out of sight.
SUPPRESSED = {"F43"}
QUICK = ("F12", "F16", "F31", "F34")


class JudgedFlight:
    """A mission server's judgement of a simulated flight: no sockets, no file, nobody acts."""

    def __init__(self, mission="meridian-1", database=None):
        self.simulation = a_simulation(mission=mission)
        self.sent = self.simulation.mission.database
        self.database = database or with_health(self.sent)
        flown = replace(self.simulation.mission, database=self.database)
        opened = an_entry(1, fact=MissionOpened(mission=flown.id, record="rec"))
        self.authority = Authority(flown, (), epoch=1, entries=[opened])
        self.alarms = AlarmWatch(flown, AlarmBook())
        self.health = HealthWatch(self.database, "ground/1")
        self.derived = DerivedWatch(self.database, "ground/1")
        self.raised, self.shown = [], []  # facts of all alarms, and of those in sight

    def fly(self, to_s, turn_s=10):
        """Fly on, a short turn at a time: whole days of frames would not fit into memory."""
        while self.simulation.elapsed_s < to_s:
            until = min(round(to_s * 10), self.simulation.tick + 10 * turn_s)
            for frame, _ in self.simulation.advance_to(until):
                self.take(frame)
            now_ns = self.simulation.now_ns
            report = self.health.report(now_ns, 1.0)
            for frame in (*filter(None, [report]), *self.derived.take_late()):
                self.alarms.take(frame)
            self.alarms.look(now_ns)
            self.alarms.judge_for()
            ruling = self.alarms.rule(self.authority, Moment(mission_ns=now_ns, wall_ns=1))
            self.authority.commit(ruling)
            self.alarms.hear(ruling.entries)
            self.alarms.is_written()
            self.note(entry.fact for entry in ruling.entries)

    def note(self, facts):
        """Remember which alarms came or rose."""
        kinds = AlarmRaised | AlarmChanged | AlarmFoundLate
        came = [fact for fact in facts if isinstance(fact, kinds)]
        self.raised += came
        hidden = self.authority.state.alarm_book.hidden
        self.shown += [fact for fact in came if fact.alarm not in hidden]

    def take(self, frame):
        """Judge what the vehicle sends, and what follows from it."""
        packet = self.database.packet_by_name.get(frame.packet)
        if packet is None:
            return
        if packet.columns != frame.columns:
            columns = [self.sent.place[each.id][1] for each in packet.parameters]
            frame = replace(frame, values=frame.values[:, columns])
        self.health.hear(frame)
        self.alarms.take(frame)
        derived = self.derived.take(frame)
        if derived is not None:
            self.alarms.take(derived)


def after(fault, seconds):
    """Return a flight `seconds` after a fault in calm flight, and when it was; UTC nanoseconds."""
    flight = JudgedFlight()
    flight.fly(CALM_S)
    assert flight.raised == []
    began_ns = flight.simulation.now_ns
    flight.simulation.vehicle.happen(InjectFault(fault=fault))
    flight.fly(CALM_S + seconds, turn_s=10 if seconds <= HOUR_S else 60)
    return flight, began_ns


def check_first_out(fault_id):
    fault = the_library().faults[fault_id]
    flight, began_ns = after(fault_id, WITHIN_S[fault_id])
    came = flight.raised if fault_id in SUPPRESSED else flight.shown
    assert came, "no alarm at all"
    first_ns = min(fact.sample_ns for fact in came)
    assert first_ns - began_ns <= WITHIN_S[fault_id] * NS_PER_S
    assert fault.first_out in {fact.alarm for fact in came if fact.sample_ns == first_ns}
    gravest = max(fact.severity for fact in came if fact.alarm == fault.first_out)
    assert gravest is Severity[fault.alarm_class.upper()]
    if fault_id in SUPPRESSED:
        assert flight.shown == []
        return
    group = first_out_groups(flight.authority.state.alarms, flight.database)[0]
    assert group.first_out.id == CAUSED_BY.get(fault_id, fault.first_out)
    assert fault.first_out in {each.id for each in (group.first_out, *group.consequences)}


@pytest.mark.parametrize("fault_id", QUICK)
def test_a_quick_faults_first_alarm_is_the_catalogues(fault_id):
    check_first_out(fault_id)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault_id", sorted(set(WITHIN_S) - set(QUICK)))
def test_every_faults_first_alarm_is_the_catalogues(fault_id):
    check_first_out(fault_id)


@pytest.mark.long
def test_three_in_the_dome_without_its_fan_reach_the_co2_limit_in_twenty_minutes():
    flight, _ = after("F06", 20 * MINUTE_S)
    raised = {fact.alarm for fact in flight.raised}
    assert "CAB_PPCO2_Z3" in raised
    assert "CAB_PPCO2_Z2" not in raised


@pytest.mark.long
def test_a_wearable_without_contact_is_no_alarm():
    assert after("F54", HOUR_S)[0].raised == []


@pytest.mark.long
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("mission", ["meridian-1", "polar-1", "station-1"])
def test_three_nominal_days_raise_no_alarm(mission):
    flight = JudgedFlight(mission)
    flight.fly(72 * HOUR_S, turn_s=60)
    assert flight.raised == []


@pytest.mark.long
@pytest.mark.timeout(2400)
def test_a_nominal_day_of_a_vehicle_that_works_nothing_out_raises_no_alarm():
    flight = JudgedFlight(database=stripped_database())
    flight.fly(24 * HOUR_S, turn_s=60)
    assert flight.raised == []


def test_the_table_covers_the_catalogue():
    special = {"F54"}
    assert set(WITHIN_S) | special == set(the_library().faults)
