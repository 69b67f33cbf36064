import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_frame, at

from telemetry.export import Selection
from telemetry.export_mcap import export_mcap
from telemetry.store import MissionFile


@pytest.fixture
def file(tmp_path: Path) -> Iterator[MissionFile]:
    path = tmp_path / "day"
    with MissionFile.create(
        path, mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        for second in range(10):
            value = np.nan if second == 2 else second / 3
            mission.append_frame(a_frame(second, (value, 1.0)), T0_NS)
            rows = np.arange(10.0).reshape(5, 2)
            mission.append_frame(a_frame(second, rows, packet="CAB_5HZ"), T0_NS)
    with MissionFile.read(path) as reading:
        yield reading


def test_messages_are_the_rows_in_order_described_by_a_schema_with_units(
    file: MissionFile, tmp_path: Path
) -> None:
    from mcap.reader import make_reader

    path = tmp_path / "out.mcap"
    told: list[float] = []
    selection = Selection(file, ["ARS_1HZ_0", "CAB_5HZ_1"], to_ns=at(5))
    exported = export_mcap(selection, path, told.append)
    with path.open("rb") as stream:
        messages = [
            (channel.topic, message.log_time, json.loads(message.data), json.loads(schema.data))
            for schema, channel, message in make_reader(stream).iter_messages()
        ]
    assert len(messages) == exported.rows == exported.samples == 5 * 6
    assert told[-1] == 1.0
    assert [time for _, time, _, _ in messages] == sorted(time for _, time, _, _ in messages)
    ars = [(time, data) for topic, time, data, _ in messages if topic == "/ARS_1HZ"]
    assert ars[1] == (at(1), {"ARS_1HZ_0": 1 / 3})
    assert ars[2] == (at(2), {"ARS_1HZ_0": None})
    cabin = [(time, data) for topic, time, data, _ in messages if topic == "/CAB_5HZ"]
    assert cabin[6] == (at(1.2), {"CAB_5HZ_1": 3.0})
    schema = next(schema for topic, _, _, schema in messages if topic == "/CAB_5HZ")
    assert "[mmHg]" in schema["properties"]["CAB_5HZ_1"]["description"]
