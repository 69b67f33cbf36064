import random

import pytest
from live_server import FAN, wait_until
from recorded_day import CO2, joined, raised, record_a_day, replaying

from console.domain.facts import AlarmRaised
from console.domain.mission import fold
from console.domain.replay_requests import (
    LoopReplay,
    MarkReplay,
    PaceReplay,
    SeekReplay,
    StepReplay,
    StepTo,
)
from console.domain.requests import AcknowledgeAlarm
from console.domain.roles import Role
from console.protocol import History
from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S
from telemetry.wire import SourceKind

INSTANTS = 100


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """A recorded day and its log as the live flight console had it."""
    path = tmp_path_factory.mktemp("day") / "day.mission"
    return path, record_a_day(path)


def seek(trainer, instant_ns):
    """Go to an instant and wait until the console shows it."""
    before = trainer.look().replay
    assert trainer.asks(SeekReplay(instant_ns=instant_ns)).accepted

    def is_there():
        desk = trainer.look()
        has_moved = desk.replay is not before and desk.replay.position_ns == instant_ns
        return has_moved and trainer.is_live() and desk.clock.now_ns() == instant_ns

    wait_until(is_there, f"the instant {instant_ns}")
    return trainer.desk


def known_at(log, instant_ns):
    """Return the facts that were known at an instant."""
    latest_ns, known = 0, []
    for entry in log:
        latest_ns = max(latest_ns, entry.mission_ns)
        if latest_ns <= instant_ns:
            known.append(entry)
    return known


@pytest.mark.long
def test_at_random_instants_a_console_shows_what_the_live_one_showed(day):
    path, log = day
    chance = random.Random(20210916)  # noqa: S311 - a choice of instants, no secret
    with (
        replaying(path) as (server, listen),
        joined(listen, Role.TRAINER) as trainer,
        MissionFile.read(path) as file,
    ):
        start_ns, end_ns = file.span_ns
        for _ in range(INSTANTS):
            instant_ns = chance.randint(start_ns, end_ns)
            desk = seek(trainer, instant_ns)
            known = known_at(log, instant_ns)
            wait_until(lambda: len(trainer.look().log) == len(known), "the log")  # noqa: B023
            assert desk.log == known
            expected = fold(known)
            assert desk.state == expected
            for parameter in (FAN, CO2):
                times_ns, values = file.samples(parameter, 0, instant_ns + 1)
                taken_ns = times_ns[-1] if times_ns.size else 0
                wait_until(
                    lambda: trainer.look().value(parameter).generated_ns == taken_ns,  # noqa: B023
                    parameter,
                )
                if times_ns.size:
                    assert desk.value(parameter).value == values[-1]
        assert server.authority.log == known


def test_after_a_seek_back_nothing_later_is_left_in_the_console(day):
    path, log = day
    with replaying(path) as (_server, listen), joined(listen, Role.TRAINER) as trainer:
        status = trainer.desk.replay
        seek(trainer, status.end_ns)
        wait_until(lambda: trainer.look().feed.newest_ns > 0, "telemetry")
        desk = seek(trainer, status.start_ns)
        wait_until(lambda: trainer.look().log == known_at(log, status.start_ns), "the log")
        assert desk.feed.newest_ns <= status.start_ns
        assert desk.now_ns() == status.start_ns
        assert not desk.alarms()


def test_history_after_the_instant_is_not_served(day):
    path, log = day
    first_ns = raised(log)[0]
    with replaying(path) as (_server, listen), joined(listen, Role.TRAINER) as trainer:
        status = trainer.desk.replay
        seek(trainer, first_ns)
        told = []
        trainer.session.ask_history(FAN, status.start_ns, status.end_ns, 1000)

        def is_told():
            for _ in range(trainer.session.inbox.qsize()):
                event = trainer.session.inbox.get()
                told.extend([event] if isinstance(event, History) else [])
            return told

        wait_until(is_told, "history")
        times_ns = memoryview(told[0].times_ns).cast("q").tolist()
        assert times_ns
        assert max(times_ns) <= first_ns


def test_a_trainer_drives_and_every_console_follows(day):
    path, log = day
    with (
        replaying(path) as (_server, listen),
        joined(listen, Role.TRAINER) as trainer,
        joined(listen, Role.FLIGHT) as flight,
    ):
        for expected_ns in raised(log):
            assert trainer.asks(StepReplay(to=StepTo.NEXT_ALARM)).accepted
            wait_until(lambda: flight.look().now_ns() == expected_ns, "the alarm")  # noqa: B023
            wait_until(
                lambda: any(
                    isinstance(entry.fact, AlarmRaised) and entry.mission_ns == expected_ns  # noqa: B023
                    for entry in flight.look().log
                ),
                "its fact",
            )
        assert flight.desk.source_kind is SourceKind.REPLAY
        refused = trainer.asks(StepReplay(to=StepTo.NEXT_ALARM))
        assert "no next alarm" in refused.reason
        assert trainer.asks(StepReplay(to=StepTo.PREVIOUS_ALARM)).accepted
        assert trainer.asks(PaceReplay(speed=1000.0, is_paused=False)).accepted
        wait_until(lambda: flight.look().replay.position_ns == flight.desk.replay.end_ns, "end")
        wait_until(lambda: len(flight.look().log) == len(log), "every fact")


def test_who_joins_a_replay_that_plays_slowly_sees_at_once_what_it_stands_at(day):
    path, log = day
    with replaying(path) as (_server, listen), joined(listen, Role.TRAINER) as trainer:
        seek(trainer, raised(log)[0])
        shown = trainer.look().value(FAN)
        assert trainer.asks(PaceReplay(speed=0.1, is_paused=False)).accepted
        with joined(listen, Role.FLIGHT) as flight:
            wait_until(lambda: flight.look().value(FAN).generated_ns, "the fan")
            assert flight.desk.value(FAN).generated_ns == shown.generated_ns


def test_only_a_trainer_drives_and_nobody_decides_again(day):
    path, _log = day
    acknowledge = AcknowledgeAlarm(alarm=FAN, occurrence=1, seen_severity=2)
    with replaying(path) as (_server, listen), joined(listen, Role.FLIGHT) as flight:
        reason = flight.asks(PaceReplay(speed=1.0, is_paused=False)).reason
        assert reason == "Only the Trainer may drive the replay."
        assert "nothing is decided anew" in flight.asks(acknowledge).reason
        flight.session.ask_recording()
        wait_until(lambda: "trainer's to know" in flight.look().complaint, "the complaint")


def test_bookmarks_are_kept_beside_the_recording(day):
    path, log = day
    at_ns = raised(log)[0]
    with replaying(path) as (_server, listen), joined(listen, Role.TRAINER) as trainer:
        assert trainer.asks(MarkReplay(instant_ns=at_ns, name="the fan stalls")).accepted
        assert "no bookmark there" in trainer.asks(MarkReplay(instant_ns=1, name="")).reason
    with replaying(path) as (_server, listen), joined(listen, Role.TRAINER) as trainer:
        trainer.session.ask_recording()
        wait_until(lambda: trainer.look().recording is not None, "the recording")
        marks = trainer.desk.recording.bookmarks
        assert [(mark.instant_ns, mark.name) for mark in marks] == [(at_ns, "the fan stalls")]
        assert raised(log)[0] in [tick.instant_ns for tick in trainer.desk.recording.ticks]


def test_a_loop_is_played_again_and_again(day):
    path, _log = day
    with replaying(path) as (_server, listen), joined(listen, Role.TRAINER) as trainer:
        start_ns = trainer.desk.replay.start_ns
        loop = LoopReplay(from_ns=start_ns, to_ns=start_ns + 2 * NS_PER_S)
        assert trainer.asks(loop).accepted
        epoch = _server.authority.epoch
        assert trainer.asks(PaceReplay(speed=50.0, is_paused=False)).accepted
        wait_until(lambda: trainer.look() and _server.authority.epoch > epoch + 2, "three rounds")
        assert trainer.desk.replay.loop == (start_ns, start_ns + 2 * NS_PER_S)
        assert trainer.asks(LoopReplay()).accepted


def test_as_fast_as_it_goes_every_fact_is_told(day):
    path, log = day
    with replaying(path) as (_server, listen), joined(listen, Role.FLIGHT) as flight:
        with joined(listen, Role.TRAINER) as trainer:
            assert trainer.asks(PaceReplay(speed=float("inf"), is_paused=False)).accepted
        wait_until(lambda: flight.look().log == log, "the whole log")
        wait_until(lambda: flight.look().replay.is_paused, "its end")
