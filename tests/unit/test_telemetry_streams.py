from collections.abc import Iterator
from pathlib import Path

import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_frame, at

from telemetry.blocks import BlockError
from telemetry.store import MissionFile
from telemetry.streams import END_OF_TIME_NS, Streams, TailRows


@pytest.fixture
def mission(tmp_path: Path) -> Iterator[MissionFile]:
    with MissionFile.create(
        tmp_path / "day", mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        yield mission


@pytest.fixture
def streams(mission: MissionFile) -> Streams:
    for source, start in (("sim/1", 0), ("sim/2", 50), ("sim/3", 20)):
        for second in range(start, start + 10):
            mission.append_frame(a_frame(second, source=source), T0_NS)
        mission.commit()
    return Streams(mission._tables, TailRows(mission._tables))


def test_a_stream_reigns_until_a_later_one_begins_at_or_before(streams: Streams) -> None:
    with streams.snapshot():
        until = {reign.stream.source: reign.until_ns for reign in streams.reigns()}
    assert until == {"sim/1": at(20), "sim/2": at(20), "sim/3": END_OF_TIME_NS}


def test_rows_not_sealed_are_those_in_the_file(streams: Streams) -> None:
    with streams.snapshot():
        rows = {reign.stream.source: streams.live(reign).shape for reign in streams.reigns()}
        assert streams.span_ns() == (at(0), at(59))
    assert rows == {"sim/1": (10, 6), "sim/2": (10, 6), "sim/3": (10, 6)}


def test_damage_is_told_once(streams: Streams, mission: MissionFile) -> None:
    mission.close()
    with MissionFile.read(mission.place) as reading:
        found = reading._streams
        with found.snapshot():
            reign = found.reigns()[0]
            (block,) = found.blocks(reign, 0, END_OF_TIME_NS)
        for _ in range(3):
            found.note_damage(reign, block, BlockError("bad"))
        assert reading.damage == ("block 1 of ARS_1HZ, 10 rows: bad",)
