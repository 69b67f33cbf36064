"""Frames come back from the record as they were received."""

import pytest
from record_builder import CONFIGURATION, DATABASE, a_frame, at

from telemetry.store import MissionFile


@pytest.fixture
def file(tmp_path):
    with MissionFile.create(
        tmp_path / "a.mission", mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as made:
        yield made


def read(file, first=0, last=10**6, *, source="sim/1", from_s=0, to_s=10**6, packet="ARS_1HZ"):
    return file.frames(
        packet, source, sequences=range(first, last + 1), from_ns=at(from_s), to_ns=at(to_s)
    )


def test_frames_asked_for_by_number_come_back_whole(file):
    sent = [a_frame(second, (second, -second)) for second in range(20)]
    for frame in sent:
        file.append_frame(frame, 1)
    file.commit()
    assert read(file, 3, 5) == sent[3:6]


def test_frames_of_several_rows_come_back_as_the_frames_they_were(file):
    sent = [
        a_frame(second, [(row, second) for row in range(5)], packet="CAB_5HZ")
        for second in range(4)
    ]
    for frame in sent:
        file.append_frame(frame, 1)
    file.commit()
    assert read(file, 1, 2, packet="CAB_5HZ") == sent[1:3]


def test_sealed_frames_come_back_also_from_the_closed_file(tmp_path):
    path = tmp_path / "a.mission"
    sent = [a_frame(second, (second / 10, 0.0)) for second in range(700)]
    with MissionFile.create(
        path, mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as file:
        for frame in sent:
            file.append_frame(frame, 1)
    with MissionFile.read(path) as file:
        assert read(file, 100, 109) == sent[100:110]
        assert read(file) == sent


def test_only_the_session_and_the_time_asked_for_come_back(file):
    for session in ("sim/1", "sim/2"):
        for second in range(5):
            file.append_frame(a_frame(second, source=session), 1)
    file.commit()
    assert read(file, source="sim/2", from_s=1, to_s=3) == [
        a_frame(second, source="sim/2") for second in (1, 2)
    ]
    assert read(file, source="sim/3") == []
    assert read(file, packet="NOPE") == []


def test_what_was_never_received_is_not_made_up(file):
    for second in (0, 1, 5):
        file.append_frame(a_frame(second), 1)
    file.commit()
    assert [frame.sequence for frame in read(file, 0, 5)] == [0, 1, 5]
