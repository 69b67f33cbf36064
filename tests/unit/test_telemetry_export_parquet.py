from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_frame, at

from telemetry.export import Selection
from telemetry.export_parquet import export_parquet
from telemetry.store import MissionFile


@pytest.fixture
def selection(tmp_path: Path) -> Iterator[Selection]:
    path = tmp_path / "day"
    with MissionFile.create(
        path, mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        for second in range(10):
            value = np.nan if second == 2 else second / 3
            mission.append_frame(a_frame(second, (value, 0.0)), T0_NS)
        mission.append_frame(a_frame(4.5, (7.0, 8.0), packet="CAB_5HZ"), T0_NS)
    with MissionFile.read(path) as reading:
        yield Selection(reading, ["ARS_1HZ_0", "CAB_5HZ_1"])


def test_the_table_is_the_recording_with_units_and_nulls(
    selection: Selection, tmp_path: Path
) -> None:
    import pyarrow.parquet as pq

    path = tmp_path / "out.parquet"
    exported = export_parquet(selection, path)
    table = pq.read_table(path)
    assert (exported.rows, exported.samples, table.num_rows) == (11, 11, 11)
    assert table.schema.field("ARS_1HZ_0").metadata[b"unit"] == b"mmHg"
    assert table.schema.metadata[b"mission"] == b"m"
    times_ns = table["time"].cast("int64").to_pylist()
    assert times_ns[:2] == [at(0), at(1)]
    values = table["ARS_1HZ_0"].to_pylist()
    assert values[1] == 1 / 3
    assert np.isnan(values[2])
    assert values[times_ns.index(at(4.5))] is None
    assert table["CAB_5HZ_1"].to_pylist()[times_ns.index(at(4.5))] == 8.0
    assert table["CAB_5HZ_1"].null_count == 10
