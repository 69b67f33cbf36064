"""From frames to rulings: limits, contexts and late samples, over restarts."""

import numpy as np
import pytest
from builders import T0_NS, a_mission, an_entry

from console.domain.alarm_causes import first_out_groups
from console.domain.alarm_facts import (
    AlarmFoundLate,
    AlarmRaised,
    AlarmSuppressed,
    AlarmUnsuppressed,
    ContextChanged,
    FloodBegan,
    ShelfExpired,
)
from console.domain.alarm_requests import SetContext, ShelveAlarm
from console.domain.facts import MissionOpened
from console.domain.roles import Role
from console.protocol import Ask
from console.server.alarm_watch import AlarmWatch
from console.server.authority import Authority, Moment
from telemetry.dictionary import Severity
from telemetry.judgement import LimitEvent
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

FAN, UNIT, AMMONIA = "ARS_FAN_A_STATE", "CDH_RIU2_ST", "CAB_NH3"
STALL, STALE = 2.0, 1.0


class Flight:
    """A server's authority and watch, fed with frames of one packet at a time."""

    def __init__(self, *entries):
        opened = an_entry(1, fact=MissionOpened(mission="m", record="rec"))
        self.authority = Authority(a_mission(), [], epoch=1, entries=entries or (opened,))
        self.watch = AlarmWatch(a_mission(), self.authority.state.alarm_book)

    def frame(self, parameter, value, *, at_s):
        packet, column = a_mission().database.place[parameter]
        row = np.array([[p.nominal if p.nominal is not None else 0.0 for p in packet.parameters]])
        row[0, column] = value
        for place, each in enumerate(packet.parameters):
            if each.id == "CDH_MET":
                row[0, place] = at_s  # the vehicle's clock goes on
        self.watch.take(
            Frame(
                source="s/1",
                packet=packet.name,
                sequence=0,
                generated_ns=T0_NS + round(at_s * NS_PER_S),
                values=row,
            )
        )

    def facts(self, at_s):
        moment = Moment(mission_ns=T0_NS + round(at_s * NS_PER_S), wall_ns=1)
        for _ in range(2):  # the first waits whether more comes late
            self.watch.look(moment.mission_ns)
            self.watch.judge_for()
        ruling = self.watch.rule(self.authority, moment)
        self.settle(ruling)
        self.watch.is_written()
        return [entry.fact for entry in ruling.entries]

    def settle(self, ruling):
        self.authority.commit(ruling)
        self.watch.hear(ruling.entries)

    def asks(self, request, at_s=0.0):
        moment = Moment(mission_ns=T0_NS + round(at_s * NS_PER_S), wall_ns=1)
        ask = Ask(request_id=str(at_s), request=request)
        answer, ruling = self.authority.ask(ask, Role.FLIGHT, "Anna", moment)
        assert answer.accepted, answer.reason
        self.settle(ruling)

    @property
    def book(self):
        return self.authority.state.alarm_book

    def restarted(self):
        return Flight(*self.authority.log)


def kinds(facts, *types):
    return [fact for fact in facts if isinstance(fact, types)]


def test_an_alarm_in_a_gap_that_is_filled_later_is_a_fact_with_its_own_times():
    flight = Flight()
    flight.frame(FAN, 1.0, at_s=0)
    flight.frame(FAN, 1.0, at_s=100)
    flight.facts(100)
    flight.frame(FAN, STALL, at_s=50)
    flight.frame(FAN, 1.0, at_s=55)
    flight.frame(FAN, 1.0, at_s=60)
    (fact,) = kinds(flight.facts(101), AlarmFoundLate)
    assert (fact.alarm, fact.sample_ns) == (FAN, T0_NS + 50 * NS_PER_S)
    assert fact.returned_ns == T0_NS + 60 * NS_PER_S
    assert flight.book.standing[FAN].is_late


def test_half_of_what_comes_late_is_not_taken_for_the_whole():
    flight = Flight()
    flight.frame(FAN, 1.0, at_s=0)
    flight.frame(FAN, 1.0, at_s=100)
    flight.facts(100)
    late = [(second, STALL if 50 <= second < 60 else 1.0) for second in range(1, 100)]
    for second, value in late[::2]:
        flight.frame(FAN, value, at_s=second)
    flight.watch.look(T0_NS + 101 * NS_PER_S)
    flight.watch.judge_for()
    for second, value in late[1::2]:
        flight.frame(FAN, value, at_s=second)
    (fact,) = kinds(flight.facts(102), AlarmFoundLate)
    assert fact.sample_ns <= T0_NS + 55 * NS_PER_S
    assert fact.returned_ns >= T0_NS + 60 * NS_PER_S


def test_a_unit_that_is_out_makes_one_alarm_and_not_four():
    flight = Flight()
    flight.facts(0)
    for second in range(8):
        flight.frame(UNIT, STALE, at_s=second)
        flight.frame(AMMONIA, 200.0, at_s=second)
    facts = flight.facts(8)
    assert [fact.context for fact in kinds(facts, ContextChanged)] == ["riu-2-out"]
    assert list(flight.book.standing) == [UNIT]
    assert flight.book.hidden[AMMONIA].alarm is not None
    for second in range(8, 21):
        flight.frame(UNIT, 0.0, at_s=second)
        flight.frame(AMMONIA, 200.0, at_s=second)
    facts = flight.facts(21)
    assert kinds(facts, AlarmUnsuppressed)
    assert not flight.book.standing[AMMONIA].is_acknowledged


def test_readings_of_one_unit_off_their_scale_together_are_one_alarm_of_the_unit():
    """The unit itself says that it is well, and still believes its own false readings."""
    flight = Flight()
    flight.facts(0)
    places = a_mission().database.parameters
    for second in range(12):
        flight.frame(UNIT, 0.0, at_s=second)
        flight.frame(AMMONIA, places[AMMONIA].range_high, at_s=second)
        pump = ("TCS_B_DP", places["TCS_B_DP"].range_high)
        if second % 2 == 0:
            flight.frame(*pump, at_s=second)
        if second % 5 == 0:
            flight.frame("TCS_B_ACC", places["TCS_B_ACC"].range_high, at_s=second)
        flight.facts(second)
    assert list(flight.book.standing) == [UNIT]
    assert flight.book.standing[UNIT].severity is Severity.CAUTION
    assert flight.book.hidden[AMMONIA].alarm.severity is Severity.EMERGENCY


def a_unit_reads_nonsense(flight, second, *, ammonia_then=0.0):
    """Let three readings of unit 2 be off their scale from 60 s to 120 s."""
    places = a_mission().database.parameters
    for name, period_s in ((UNIT, 1), (AMMONIA, 1), ("TCS_B_DP", 2), ("TCS_B_ACC", 5)):
        is_off_scale = name != UNIT and 60 <= second < 120
        value = places[name].range_high if is_off_scale else places[name].nominal
        if name == AMMONIA and second >= 120:
            value = ammonia_then
        if second % period_s == 0:
            flight.frame(name, value, at_s=second)


def test_what_a_suspect_unit_read_is_not_announced_when_it_is_believed_again():
    flight = Flight()
    flight.facts(0)
    for second in range(150):
        a_unit_reads_nonsense(flight, second)
        flight.facts(second)
    assert AMMONIA not in flight.book.hidden
    assert list(flight.book.standing) == [UNIT]


def test_what_a_suspect_unit_read_in_a_lost_span_is_one_alarm_and_not_four():
    flight = Flight()
    flight.facts(0)
    for second in (*range(40), *range(160, 200), *range(40, 160)):
        a_unit_reads_nonsense(flight, second)
    found = kinds(flight.facts(201), AlarmFoundLate)
    expected = {fact.alarm: fact.expected_in for fact in found}
    assert expected[AMMONIA] == "riu-2-suspect"
    assert expected[UNIT] == ""
    assert list(flight.book.standing) == [UNIT]
    assert flight.restarted().book == flight.book


def test_a_true_leak_is_announced_anew_when_its_unit_is_believed_again():
    flight = Flight()
    flight.facts(0)
    for second in range(150):
        a_unit_reads_nonsense(flight, second, ammonia_then=40.0)
        flight.facts(second)
    assert not flight.book.standing[AMMONIA].is_acknowledged


@pytest.mark.parametrize(("rate", "expected_in"), [(600.0, "saa"), (9000.0, "")])
def test_the_dose_of_a_pass_through_the_anomaly_that_comes_late_is_expected(rate, expected_in):
    flight = Flight()
    flight.facts(0)
    dose, anomaly = "RAD_RATE_A", "RAD_SAA"
    seconds = range(0, 1800, 10)
    for second in (*seconds[:20], *seconds[100:], *seconds[20:100]):
        flight.frame(anomaly, 2.0 if 300 <= second < 1500 else 0.0, at_s=second)
        flight.frame(dose, rate if 320 <= second < 700 else 0.0, at_s=second)
    (found,) = kinds(flight.facts(1801), AlarmFoundLate)
    assert (found.alarm, found.expected_in) == (dose, expected_in)
    assert (dose in flight.book.standing) is not bool(expected_in)


def test_what_is_graver_than_expected_waits_out_its_off_delay():
    flight = Flight()
    flight.facts(0)
    dose, anomaly = "RAD_RATE_A", "RAD_SAA"
    for second in range(0, 600, 10):
        flight.frame(anomaly, 2.0, at_s=second)
        flight.frame(dose, 9000.0 if second < 300 else 0.0, at_s=second)
        flight.facts(second)
    assert flight.book.standing[dose].severity is Severity.EMERGENCY
    assert flight.book.standing[dose].is_active


def test_what_a_person_declares_is_in_force_and_survives_a_restart():
    flight = Flight()
    flight.facts(0)
    flight.asks(SetContext(context="maintenance", is_on=True, reason="filter", for_s=3600))
    assert "CAB_PM" in flight.book.hidden
    again = flight.restarted()
    assert again.book == flight.book
    assert kinds(again.facts(1), AlarmSuppressed, ContextChanged) == []
    again.asks(SetContext(context="maintenance", is_on=False, reason="done"), at_s=2)
    assert "CAB_PM" not in again.book.hidden


def test_what_a_person_declares_ends_in_time_though_the_server_was_away():
    flight = Flight()
    flight.facts(0)
    flight.asks(SetContext(context="maintenance", is_on=True, reason="filter", for_s=60))
    again = flight.restarted()
    (ended,) = kinds(again.facts(300), ContextChanged)
    assert (ended.is_on, ended.sample_ns) == (False, T0_NS + 60 * NS_PER_S)
    assert not again.book.hidden


def test_a_restart_changes_nothing():
    flight = Flight()
    flight.frame(FAN, STALL, at_s=0)
    flight.frame(AMMONIA, 25.0, at_s=0)
    flight.facts(1)
    seen = {"occurrence": 1, "seen_severity": Severity.WARNING}
    flight.asks(ShelveAlarm(alarm=FAN, **seen, reason="known", for_s=600), at_s=1)
    again = flight.restarted()
    assert again.book == flight.book
    again.frame(FAN, STALL, at_s=5)
    assert kinds(again.facts(5), AlarmRaised) == []
    again.facts(700)
    assert not again.book.standing[FAN].is_acknowledged


def test_an_emergency_that_comes_and_goes_between_two_looks_is_announced_off_its_shelf():
    flight = Flight()
    flight.facts(0)
    flight.asks(ShelveAlarm(alarm=AMMONIA, occurrence=0, reason="known", for_s=600))
    for second in range(10):
        flight.frame(AMMONIA, 40.0, at_s=second)
    for second in range(10, 200):
        flight.frame(AMMONIA, 0.0, at_s=second)
    facts = flight.facts(200)
    assert kinds(facts, ShelfExpired)
    assert flight.book.standing[AMMONIA].gravest is Severity.EMERGENCY
    assert not flight.book.standing[AMMONIA].is_active


def test_many_alarms_at_one_look_are_one_flood_with_the_first_of_them_on_top():
    flight = Flight()
    names = [p.id for p in a_mission().database.parameters.values() if p.has_alarm]
    events = [
        LimitEvent(
            parameter=name,
            severity=Severity.CAUTION,
            value=1.0,
            limit=None,
            sample_ns=T0_NS + place * NS_PER_S // 100,
        )
        for place, name in enumerate(reversed(names))
    ]
    moment = Moment(mission_ns=T0_NS + 3 * NS_PER_S, wall_ns=1)
    ruling = flight.authority.observe(events, moment)
    facts = [entry.fact for entry in ruling.entries]
    assert len(kinds(facts, AlarmRaised)) == len(names)
    (began,) = kinds(facts, FloodBegan)
    assert began.since_ns == moment.mission_ns
    flood = ruling.state.alarm_book.flood
    assert flood.announced == len(names)
    groups = first_out_groups(ruling.state.alarms, a_mission().database)
    assert flood.first_out == groups[0].first_out.id
