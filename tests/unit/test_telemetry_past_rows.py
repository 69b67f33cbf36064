"""What a server that goes on reads of its record: one story of rows in order of time."""

from pathlib import Path

import numpy as np
import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_frame, at

from telemetry.past_rows import PastRows
from telemetry.store import MissionFile

PACKET = DATABASE.packet_by_name["ARS_1HZ"]
EARLIER, LATER = 1, 2


@pytest.fixture
def mission(tmp_path: Path):
    with MissionFile.create(
        tmp_path / "day", mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        yield mission


def past(mission: MissionFile, from_s: float = 0, received_from_ns: int = 0) -> PastRows | None:
    mission.commit()
    return mission.past.rows(PACKET, at(from_s), received_from_ns)


def seconds(rows: PastRows) -> list[float]:
    return ((rows.times_ns - T0_NS) / 1e9).tolist()


def test_rows_come_in_order_of_time_and_of_one_time_the_one_said_last(mission):
    for frame in (a_frame(0), a_frame(2), a_frame(1), a_frame(2, (7.0, 8.0), sequence=3)):
        mission.append_frame(frame, EARLIER)
    rows = past(mission)
    assert seconds(rows) == [0, 1, 2]
    assert rows.values[2].tolist() == [7.0, 8.0]
    assert rows.sequences.tolist() == [0, 1, 3]


def test_only_what_the_source_heard_last_sent_counts(mission):
    for second in range(3):
        mission.append_frame(a_frame(second), EARLIER)
    mission.commit()
    mission.append_frame(a_frame(10, source="sim/2"), EARLIER)
    rows = past(mission)
    assert (rows.source, seconds(rows)) == ("sim/2", [10])


def test_what_was_received_before_the_clock_was_set_back_does_not_count(mission):
    for second in (100, 101):
        mission.append_frame(a_frame(second), EARLIER)
    mission.append_frame(a_frame(50), LATER)
    assert seconds(past(mission, received_from_ns=LATER)) == [50]


def test_where_nothing_was_recorded_there_is_nothing(mission):
    assert past(mission) is None
    mission.append_frame(a_frame(5), EARLIER)
    assert past(mission, from_s=6) is None
    assert past(mission).part(at(6)) is None


def test_rows_make_frames_that_end_where_a_time_is_missing(mission):
    for second in (0, 1, 2, 5, 6):
        mission.append_frame(a_frame(second, (second, 0.5)), EARLIER)
    frames = list(past(mission).part(at(1)).frames())
    assert [(frame.generated_ns, frame.rows) for frame in frames] == [(at(1), 2), (at(5), 2)]
    assert np.concatenate([frame.values[:, 0] for frame in frames]).tolist() == [1, 2, 5, 6]
