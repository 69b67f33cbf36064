from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_fact, a_frame, at

from telemetry.playback import DueFrame, Renumbering, Upcoming, due_facts
from telemetry.store import MissionFile
from telemetry.wire import Frame


@pytest.fixture
def mission(tmp_path: Path) -> Iterator[MissionFile]:
    with MissionFile.create(
        tmp_path / "day", mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        yield mission


def record(mission: MissionFile, *frames: Frame) -> None:
    for frame in frames:
        mission.append_frame(frame, T0_NS)
    mission.commit()


def played(mission: MissionFile, from_s: float = -1e6, to_s: float = 1e6) -> list[Frame]:
    return [due.frame for due in mission.player.play(at(from_s), at(to_s))]


def mixed_frames(seconds: int) -> list[Frame]:
    """Return a row a second of one packet, and five a second of another, as they are due."""
    frames = []
    for second in range(seconds):
        frames.append(a_frame(second, (second, 0.5)))
        rows = np.full((5, 2), float(second))
        frames.append(a_frame(second, rows, packet="CAB_5HZ"))
    return frames


@pytest.mark.parametrize("is_finished", [False, True])
def test_frames_come_back_whole_and_in_the_order_they_were_due(
    mission: MissionFile, is_finished: bool
) -> None:
    sent = mixed_frames(1500)
    for start in range(0, len(sent), 100):
        record(mission, *sent[start : start + 100])
    if is_finished:
        mission.close()
        with MissionFile.read(mission.place) as reading:
            assert played(reading) == sent
    else:
        assert played(mission) == sent


def test_playing_from_an_instant_begins_with_the_first_frame_due_then(
    mission: MissionFile,
) -> None:
    sent = mixed_frames(1500)
    record(mission, *sent)
    mission.close()
    with MissionFile.read(mission.place) as reading:
        # At 700.5 s the frame of five rows from 700 s is not complete yet.
        assert played(reading, 700.5, 702) == [sent[1401], sent[1402], sent[1403]]


def test_late_frames_are_played_when_they_were_due(mission: MissionFile) -> None:
    record(mission, a_frame(0), a_frame(2), a_frame(1))
    assert [frame.sequence for frame in played(mission)] == [0, 1, 2]


@pytest.mark.parametrize("is_finished", [False, True])
def test_frames_that_came_late_over_the_borders_of_blocks_are_all_played_when_they_were_due(
    mission: MissionFile, is_finished: bool
) -> None:
    sent = mixed_frames(2400)
    came = [*sent[:600], *sent[1900:3000], *sent[3100:], *sent[600:1900], *sent[3000:3100]]
    for start in range(0, len(came), 100):
        record(mission, *came[start : start + 100])
    if is_finished:
        mission.close()
        mission = MissionFile.read(mission.place)
    assert played(mission) == sent
    assert played(mission, 700.5, 702) == [sent[1401], sent[1402], sent[1403]]
    mission.close()


def test_of_what_was_said_twice_of_one_time_the_last_word_is_played_last(
    mission: MissionFile,
) -> None:
    sent = [a_frame(second) for second in range(1300)]
    again = a_frame(100, (7.0, 8.0), sequence=1300)
    record(mission, *sent)
    record(mission, again)
    assert played(mission)[100:103] == [sent[100], again, sent[101]]


def test_what_a_source_set_back_replaced_is_not_played(mission: MissionFile) -> None:
    record(mission, *(a_frame(second) for second in range(10)))
    record(mission, *(a_frame(second, source="sim/2") for second in range(4, 6)))
    found = [(frame.source, frame.sequence) for frame in played(mission)]
    assert found == [("sim/1", n) for n in range(4)] + [("sim/2", 4), ("sim/2", 5)]


def test_a_long_frame_is_played_in_seconds_when_they_are_due(mission: MissionFile) -> None:
    rows = np.arange(1200.0).reshape(600, 2)
    record(mission, a_frame(0, rows, packet="CAB_5HZ"), a_frame(0, rows[:100]))
    frames = list(mission.player.play(at(60), at(62)))
    assert [(due.frame.packet, due.due_ns) for due in frames] == [
        ("ARS_1HZ", at(60)), ("CAB_5HZ", at(60.8)), ("ARS_1HZ", at(61)), ("CAB_5HZ", at(61.8)),
    ]  # fmt: skip
    assert frames[1].frame.values.tolist() == rows[300:305].tolist()
    numbering = Renumbering()
    numbers = [numbering.number(due.frame, is_whole=True) for due in frames[1::2]]
    assert numbers == [0, 1]


def test_the_state_is_the_last_row_of_every_packet(mission: MissionFile) -> None:
    sent = mixed_frames(1500)
    record(mission, *sent)
    mission.close()
    with MissionFile.read(mission.place) as reading:
        state = {due.frame.packet: due for due in reading.player.state_at(at(900.5))}
    assert state["ARS_1HZ"].due_ns == at(900)
    assert state["ARS_1HZ"].frame.values.tolist() == [[900.0, 0.5]]
    assert state["CAB_5HZ"].due_ns == at(900.4)
    assert state["CAB_5HZ"].frame.rows == 1


def test_there_is_no_state_before_the_first_row(mission: MissionFile) -> None:
    record(mission, a_frame(5))
    assert mission.player.state_at(at(4)) == []


def test_facts_keep_their_order_and_never_go_back_in_time() -> None:
    rows = [a_fact(n + 1, mission_ns=at(second)) for n, second in enumerate((1, 5, 3, 6))]
    facts = list(due_facts(rows))
    assert [fact.row for fact in facts] == rows
    assert [fact.due_ns for fact in facts] == [at(1), at(5), at(5), at(6)]


def test_upcoming_frames_are_looked_at_and_taken_in_time() -> None:
    frames = [
        DueFrame(due_ns=at(second), frame=a_frame(second), is_medical=False) for second in (1, 2)
    ]
    upcoming = Upcoming(iter(frames))
    assert upcoming.peek() is frames[0]
    assert upcoming.next_until(at(0.5)) is None
    assert upcoming.next_until(at(1)) is frames[0]
    assert upcoming.next_until(at(9)) is frames[1]
    assert upcoming.peek() is upcoming.next_until(at(9)) is None


def test_numbers_begin_at_nought_and_skip_what_was_lost_but_not_what_was_left_out() -> None:
    numbering = Renumbering()
    wholes = [(10, True), (11, True), (14, True), (30, False), (31, True)]
    numbers = [
        numbering.number(a_frame(0, sequence=sequence), is_whole=is_whole)
        for sequence, is_whole in wholes
    ]
    assert numbers == [0, 1, 4, 5, 6]
    assert numbering.number(a_frame(0, source="sim/2", sequence=7), is_whole=True) == 7
