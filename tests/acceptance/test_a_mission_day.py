"""A mission day over real processes: a fan stops, a viewing waits, the server dies."""

import pytest
from acceptance.mission_days import Day

from console.client.understudy import Understudy
from console.domain.facts import AlarmAcknowledged, ServerStarted, WindowHeld
from console.domain.viewing.opportunities import find_opportunities
from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S, SystemClock

pytestmark = pytest.mark.slow

FAN = ("ARS_FAN_A", "ARS_FLOW")
IN_THE_SAME_SECOND_S = 1.0


@pytest.fixture
def a_day(tmp_path):
    days = []

    def begin(**how):
        days.append(Day(tmp_path, **how))
        return days[-1].__enter__()

    yield begin
    for day in days:
        day.__exit__()


def test_telemetry_reaches_both_consoles_without_loss_and_the_record_from_the_first_second(a_day):
    speed = 10.0
    day = a_day(speed=speed)
    day.everybody_is_in_step()
    day.telemetry_flows()
    assert all(person.desk.feed.gaps.total.lost == 0 for person in day.people)
    start_ns = day.flight.desk.mission.simulation_start_ns
    day.__exit__()
    assert day.numbers["frames_received"] > 20
    assert day.numbers["frames_lost"] == 0
    with MissionFile.read(day.file) as record:
        first_ns, _ = record.span_ns
    assert 0 <= first_ns - start_ns <= 2 * speed * NS_PER_S


def test_a_fan_that_stops_holds_the_viewing_on_both_consoles_and_survives_the_server(a_day):
    day = a_day(speed=10)
    day.everybody_is_in_step()
    window = day.a_viewing_is_planned()
    day.strike("F01")

    alarm = day.until(lambda: day.flight.alarm(*FAN), "the alarm of the fan")
    day.everybody_sees(window, "held")
    assert day.guest_lead.desk.viewing_status().decision != "GO"
    held_s = [person.when_seen_s(WindowHeld) for person in day.people]
    assert max(held_s) - min(held_s) < IN_THE_SAME_SECOND_S

    answer = day.answer_to(day.flight, day.flight.acknowledges(alarm))
    assert answer.accepted, answer.reason
    day.until(
        lambda: all(person.has_seen(AlarmAcknowledged) for person in day.people),
        "the acknowledgement on both consoles",
    )
    log = day.flight.log()

    day.loses_its_server()
    day.until(lambda: any(e.epoch == 2 for e in day.flight.log()), "the server's second life")
    day.everybody_agrees()
    assert day.flight.log()[: len(log)] == log
    starts = [e.fact.epoch for e in day.flight.log() if isinstance(e.fact, ServerStarted)]
    assert starts == [1, 2]
    assert day.flight.desk.state.alarms[alarm.id].acknowledged_by == "flight:Anna"
    assert day.guest_lead.sees_held(window)


@pytest.mark.long
def test_a_rehearsal_plays_both_people_and_the_log_names_it(a_day):
    day = a_day()
    day.everybody_is_in_step()
    understudy = Understudy(day.server, SystemClock(), find_opportunities)
    try:
        day.until(lambda: understudy.turn() or understudy.plays.approved == 4, "four approvals")
    finally:
        understudy.close()
    assert understudy.plays.refusals == ()
    day.everybody_agrees()
    windows = day.flight.desk.windows().values()
    assert [window.status for window in windows] == ["planned"] * 4
    asked_by = {entry.by for entry in day.flight.log() if entry.by != "server"}
    assert asked_by == {"guest:rehearsal", "flight:rehearsal"}


@pytest.mark.long
def test_telemetry_goes_on_after_the_server_died(a_day):
    day = a_day()
    day.everybody_is_in_step()
    day.telemetry_flows()
    day.loses_its_server()
    day.until(lambda: any(e.epoch == 2 for e in day.flight.log()), "the server's second life")
    before = day.flight.desk.feed.gaps.total.received
    day.until(lambda: day.flight.desk.feed.gaps.total.received > before + 20, "telemetry again")
