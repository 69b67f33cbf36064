"""What a console missed it gets back from the server's record."""

import pytest
from builders import a_mission
from live_server import FAN, free_listen, serving, wait_until
from recorded_day import joined, replaying

from console.client.lines import Lines
from console.domain.replay_requests import StepReplay, StepTo
from console.domain.roles import Role
from telemetry.store import MissionFile
from telemetry.wire import PUBLIC_TOPIC

HEART = "BIO_3_HR"


@pytest.fixture
def deaf(monkeypatch):
    """Make consoles miss telemetry while the returned list is not empty."""
    reasons = []
    heard = Lines.heard

    def missing(self, at_most_ms):
        for is_answer, parts in heard(self, at_most_ms):
            is_frame = not is_answer and parts[0].startswith((PUBLIC_TOPIC, b"m/"))
            if not (reasons and is_frame):
                yield is_answer, parts

    monkeypatch.setattr(Lines, "heard", missing)
    return reasons


def hears(source, console, parameter, value):
    def heard():
        source.reports(parameter, value, after_s=1.0)
        return console.look().value(parameter).value == value

    wait_until(heard, f"{parameter} at {value}")


def samples(console, parameter):
    times_ns, _values = console.look().feed.history.raw(parameter, 0, 1 << 62)
    return times_ns.tolist()


def recorded_times(path, parameter):
    with MissionFile.read(path) as file:
        times_ns, _values = file.samples(parameter, 0, 1 << 62)
        return times_ns.tolist()


@pytest.mark.parametrize("parameter", [FAN, HEART])
def test_a_console_that_was_deaf_gets_back_every_frame_it_missed(
    tmp_path, source, consoles, deaf, parameter
):
    listen, path = free_listen(), tmp_path / "a.mission"
    with serving(path, source, listen):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        hears(source, flight, parameter, 1.0)
        wait_until(lambda: flight.look().feed.newest_ns == source.now_ns, "all heard")
        deaf.append("the link")
        for _ in range(30):
            source.reports(parameter, 2.0, after_s=1.0)
        wait_until(
            lambda: source.now_ns in recorded_times(path, parameter), "recorded by the server"
        )
        deaf.clear()
        hears(source, flight, parameter, 3.0)
        wait_until(lambda: flight.look().feed.gaps.total.repaired == 30, "repaired")
        assert flight.desk.feed.gaps.total.lost == 0
        first_ns = samples(flight, parameter)[0]
        expected = [each for each in recorded_times(path, parameter) if each >= first_ns]
        wait_until(lambda: samples(flight, parameter) == expected, "the same samples")


def test_what_the_server_missed_too_stays_lost_and_is_not_made_up(tmp_path, source, consoles):
    listen, path = free_listen(), tmp_path / "a.mission"
    with serving(path, source, listen) as server:
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        hears(source, flight, FAN, 1.0)
        lost = source.frame(FAN, 2.0, after_s=1.0)
        hears(source, flight, FAN, 3.0)
        repair = flight.session._repair
        wait_until(lambda: not repair._gaps and repair._asked is None, "asked and answered")
        assert flight.look().feed.gaps.total.lost == 1
        assert server.quality.lost == 1
        assert lost.generated_ns not in samples(flight, FAN)


def test_a_restart_of_the_source_is_counted_and_nothing_is_mixed_up(tmp_path, source, consoles):
    listen, path = free_listen(), tmp_path / "a.mission"
    with serving(path, source, listen) as server:
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        hears(source, flight, FAN, 1.0)
        source.name, source.sequences = "test/2", {}
        hears(source, flight, FAN, 2.0)
        assert server.quality.restarts == 1
        wait_until(lambda: flight.look().heartbeat.source_restarts == 1, "told")
        assert flight.look().feed.gaps.total.restarts == 1
        assert flight.look().feed.gaps.total.lost == 0


def test_a_frame_from_the_future_reaches_nobody_and_is_counted(tmp_path, source, consoles):
    listen, path = free_listen(), tmp_path / "a.mission"
    with serving(path, source, listen):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        hears(source, flight, FAN, 1.0)
        source.tells_time()
        packet = a_mission().database.place[FAN][0].name
        now_ns, sequence = source.now_ns, source.sequences[packet]
        ahead = source.frame(FAN, 4.0, after_s=3600.0)
        source.now_ns, source.sequences[packet] = now_ns, sequence
        source.sends(ahead)
        wait_until(lambda: flight.look().heartbeat.frames_refused == 1, "refused and told")
        hears(source, flight, FAN, 2.0)
        wait_until(lambda: source.now_ns in recorded_times(path, FAN), "recorded")
        assert ahead.generated_ns not in samples(flight, FAN)
        assert ahead.generated_ns not in recorded_times(path, FAN)


def test_a_clock_that_jumps_is_a_fact_in_the_log(tmp_path, source, consoles):
    listen, path = free_listen(), tmp_path / "a.mission"
    with serving(path, source, listen):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        wait_until(lambda: source.tells_time() or flight.look().now_ns(), "mission time")
        source.now_ns += 3600 * 10**9
        source.tells_time()
        wait_until(
            lambda: "ClockJumped" in [type(entry.fact).__name__ for entry in flight.look().log],
            "the jump in the log",
        )
        wait_until(lambda: flight.look().heartbeat.clock_jumps >= 1, "told")


def test_a_clock_that_is_set_back_leaves_no_alarm_unjudged(tmp_path, source, consoles):
    listen, path = free_listen(), tmp_path / "a.mission"
    with serving(path, source, listen):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        hears(source, flight, FAN, 1.0)
        source.now_ns -= 3600 * 10**9
        source.tells_time()
        wait_until(lambda: flight.look().heartbeat.clock_jumps == 1, "noticed")
        source.reports(FAN, 2.0, after_s=1.0)
        wait_until(lambda: FAN in flight.look().state.alarms, "the alarm")


def test_what_a_console_missed_of_a_replay_it_gets_back(tmp_path, source, consoles, deaf):
    listen, path = free_listen(), tmp_path / "a.mission"
    with serving(path, source, listen):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        hears(source, flight, FAN, 1.0)
        for value in range(8):
            source.reports(FAN, value, after_s=1.0)
        wait_until(lambda: source.now_ns in recorded_times(path, FAN), "recorded")
    with replaying(path) as (_, replay), joined(replay, Role.TRAINER) as trainer:

        def steps(count):
            for _ in range(count):
                assert trainer.asks(StepReplay(to=StepTo.FRAME)).accepted

        wait_until(lambda: trainer.look().feed.newest_ns > 0, "what a paused replay shows")
        deaf.append("the link")
        steps(3)
        deaf.clear()
        steps(2)
        wait_until(lambda: trainer.look().feed.gaps.total.repaired == 3, "repaired")
        assert samples(trainer, FAN)[-6:] == recorded_times(path, FAN)[:6]
