from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_fact, a_frame, at

from telemetry.playback import DueFrame
from telemetry.replay import Played, Replayer, ReplayError
from telemetry.store import MissionFile
from telemetry.wire import SourceKind

SECONDS = 2000
ALARMS_S = (100, 700, 1500)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MissionFile]:
    path = tmp_path_factory.mktemp("replay") / "day"
    with MissionFile.create(
        path, mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        for second in range(SECONDS):
            if not 1000 <= second < 1010:
                mission.append_frame(a_frame(second, (second, 0.0)), T0_NS)
            mission.append_frame(a_frame(second, (-second, 0.0), packet="CAB_5HZ"), T0_NS)
        for number, second in enumerate(ALARMS_S, start=1):
            mission.append_entries([a_fact(number, "AlarmRaised", mission_ns=at(second))])
        mission.append_entries([a_fact(4, "PlanApproved", mission_ns=at(1600))])
    with MissionFile.read(path) as reading:
        yield reading


@pytest.fixture
def replayer(file: MissionFile) -> Replayer:
    return Replayer(file, session="debrief")


def at_second(replayer: Replayer, second: float) -> Played:
    sought = replayer.seek(at(second))
    replayer.play()
    return sought


def values(played: Played, packet: str = "ARS_1HZ") -> list[float]:
    return [float(due.frame.values[0, 0]) for due in played.frames if due.frame.packet == packet]


def test_a_seek_shows_the_last_value_before_the_instant_and_every_fact_up_to_it(
    replayer: Replayer,
) -> None:
    sought = at_second(replayer, 1005.5)
    assert sought.sought
    assert values(sought) == [999.0]
    assert values(sought, "CAB_5HZ") == [-1005.0]
    assert [fact.row.sequence for fact in sought.facts] == [1, 2]


@pytest.mark.parametrize("speed", [0.1, 1.0, 7.3, 60.0])
def test_every_frame_is_played_once_in_order_at_any_speed(replayer: Replayer, speed: float) -> None:
    at_second(replayer, 90)
    replayer.set_speed(speed)
    found: list[float] = []
    facts = 0
    while replayer.position_ns < at(120):
        played = replayer.advance(0.05)
        found += values(played)
        facts += len(played.facts)
    assert found[:30] == list(range(91, 121))
    assert facts == 1


def test_time_passes_at_the_speed_and_stands_when_paused(replayer: Replayer) -> None:
    at_second(replayer, 10)
    replayer.set_speed(20.0)
    replayer.advance(0.5)
    assert replayer.position_ns == at(20)
    assert (replayer.clock().rate, replayer.clock().kind) == (20.0, SourceKind.REPLAY)
    replayer.pause()
    assert replayer.advance(10.0).frames == ()
    assert replayer.position_ns == at(20)
    assert replayer.clock().rate == 0.0
    assert replayer.clock().mission_ns == at(20)


def test_a_step_goes_to_the_next_instant_anything_is_due(replayer: Replayer) -> None:
    at_second(replayer, 99)
    first, second = replayer.step_frame(), replayer.step_frame()
    assert (values(first), [fact.row.sequence for fact in first.facts]) == ([100.0], [1])
    assert values(second) == [101.0]
    assert replayer.is_paused


def test_a_step_to_a_fact_plays_what_is_near_and_goes_to_what_is_far(replayer: Replayer) -> None:
    at_second(replayer, 90)
    near, far = replayer.step_fact(), replayer.step_fact()
    assert not near.sought
    assert [fact.row.sequence for fact in near.facts] == [1]
    assert far.sought
    assert [fact.row.sequence for fact in far.facts] == [1, 2]
    at_second(replayer, SECONDS)
    assert replayer.step_fact().facts == ()
    assert replayer.is_paused


def test_as_fast_as_it_goes_frames_are_left_out_and_facts_are_not(file: MissionFile) -> None:
    replayer = Replayer(file, session="fast", most_frames=50)
    at_second(replayer, 0)
    replayer.set_speed(float("inf"))
    facts, left_out = [], 0
    while not replayer.is_paused:
        played = replayer.advance(0.05)
        assert len(played.frames) <= 50
        facts += [fact.row.sequence for fact in played.facts]
        left_out += played.left_out
        assert replayer.is_paused or replayer.clock().rate > 1000.0
    assert facts == [1, 2, 3, 4]
    assert left_out > 3000
    assert replayer.is_at_end


def test_what_was_lost_then_is_a_gap_now(replayer: Replayer) -> None:
    at_second(replayer, 998)
    replayer.set_speed(100.0)
    played = replayer.advance(0.15)
    numbers = [due.frame.sequence for due in played.frames if due.frame.packet == "ARS_1HZ"]
    # The state is frame 0, 999 s is frame 1; then ten are missing.
    assert numbers == [1, 12, 13, 14, 15]


def test_at_any_instant_the_state_is_what_had_been_sent_by_then(replayer: Replayer) -> None:
    random = np.random.default_rng(11)
    for second in random.uniform(0, SECONDS - 1, 100):
        sought = at_second(replayer, float(second))
        last = int(second)
        received = 999 if 1000 <= last < 1010 else last
        assert values(sought) == [received]
        assert values(sought, "CAB_5HZ") == [-last]
        assert len(sought.facts) == sum(alarm <= second for alarm in (*ALARMS_S, 1600))


def test_each_seek_is_a_new_session_of_the_source(replayer: Replayer) -> None:
    sources = []
    for second in (500, 100):
        sought = at_second(replayer, second)
        sources.append({due.frame.source for due in sought.frames})
        assert {due.frame.sequence for due in sought.frames} == {0}
    assert sources == [{"replay/debrief-1"}, {"replay/debrief-2"}]
    assert replayer.clock().source == "replay/debrief-2"


def test_too_many_frames_are_decimated_to_the_last_of_each_packet_but_no_fact_is_left_out(
    file: MissionFile,
) -> None:
    replayer = Replayer(file, session="fast", most_frames=50)
    at_second(replayer, 0)
    replayer.set_speed(1000.0)
    played = replayer.advance(1.6)
    assert values(played) == [1600.0]
    assert values(played, "CAB_5HZ") == [-1600.0]
    assert played.left_out > 3000
    assert replayer.left_out
    assert [fact.row.sequence for fact in played.facts] == [1, 2, 3, 4]


def test_after_decimation_nothing_is_called_lost(file: MissionFile) -> None:
    replayer = Replayer(file, session="fast", most_frames=50)
    at_second(replayer, 0)
    replayer.set_speed(1000.0)
    replayer.advance(0.5)
    assert replayer.left_out
    replayer.set_speed(1.0)
    played = replayer.advance(3.0)
    assert not replayer.left_out
    numbers = [due.frame.sequence for due in played.frames if due.frame.packet == "ARS_1HZ"]
    assert numbers == [2, 3, 4]


def test_a_loop_begins_again_at_its_start(replayer: Replayer) -> None:
    at_second(replayer, 50)
    replayer.set_loop(at(40), at(60))
    replayer.set_speed(10.0)
    assert not replayer.advance(0.9).sought
    again = replayer.advance(0.2)
    assert again.sought
    assert replayer.position_ns == at(40)
    assert values(again) == [40.0]
    replayer.clear_loop()
    replayer.advance(3.0)
    assert replayer.position_ns == at(70)


def test_at_the_end_it_pauses(replayer: Replayer) -> None:
    at_second(replayer, SECONDS - 5)
    replayer.set_speed(100.0)
    replayer.advance(1.0)
    assert replayer.is_at_end
    assert replayer.is_paused
    replayer.play()
    assert replayer.is_paused


def test_times_outside_the_recording_are_never_shown(replayer: Replayer) -> None:
    for second in (-1000, SECONDS + 1000):
        sought = at_second(replayer, second)
        assert replayer.start_ns <= replayer.position_ns <= replayer.end_ns
        assert all(due.due_ns <= replayer.position_ns for due in sought.frames)


def test_alarms_are_stepped_through(replayer: Replayer) -> None:
    at_second(replayer, 700)
    alarms = replayer.instants_of(frozenset({"AlarmRaised"}))
    assert alarms == [at(second) for second in ALARMS_S]
    assert replayer.next_of(alarms) == at(1500)
    assert replayer.previous_of(alarms) == at(100)
    replayer.seek(at(50))
    assert replayer.previous_of(alarms) is None


def test_as_fast_as_it_goes_everything_comes_in_order(replayer: Replayer) -> None:
    replayer.seek(replayer.start_ns)
    rest = list(replayer.rest())
    assert [each.due_ns for each in rest] == sorted(each.due_ns for each in rest)
    frames = [each for each in rest if isinstance(each, DueFrame)]
    assert len(frames) == 2 * SECONDS - 10 - 2
    assert len(rest) - len(frames) == 4
    assert replayer.is_at_end


@pytest.mark.parametrize("speed", [0.0, 0.05, -1.0, 1001.0, float("nan")])
def test_a_speed_out_of_range_is_refused(replayer: Replayer, speed: float) -> None:
    with pytest.raises(ReplayError, match=r"from 0\.1 to 1000"):
        replayer.set_speed(speed)


@pytest.mark.parametrize(("first", "last"), [(60, 40), (40, 40), (-5, 40), (40, 10**6)])
def test_an_impossible_loop_is_refused(replayer: Replayer, first: int, last: int) -> None:
    with pytest.raises(ReplayError, match="a loop must end"):
        replayer.set_loop(at(first), at(last))


def test_a_recording_without_telemetry_is_refused(tmp_path: Path) -> None:
    with (
        MissionFile.create(
            tmp_path / "empty", mission="m", configuration={}, database=DATABASE
        ) as mission,
        pytest.raises(ReplayError, match="holds no telemetry"),
    ):
        Replayer(mission, session="x")
