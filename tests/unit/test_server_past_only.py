import numpy as np
import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_frame, at

from console.server.past_only import PastOnly
from telemetry.store import MissionFile

SECONDS = 2000
SPIKE_S = 1001


@pytest.fixture
def file(tmp_path):
    """Zeros with one spike."""
    with MissionFile.create(
        tmp_path / "day", mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        for second in range(SECONDS):
            mission.append_frame(a_frame(second, (float(second == SPIKE_S), 0.0)), T0_NS)
    with MissionFile.read(tmp_path / "day") as reading:
        yield reading


@pytest.mark.parametrize("columns", [10, 100, 10_000])
@pytest.mark.parametrize("now_s", [SPIKE_S - 1, SPIKE_S, SPIKE_S + 5])
def test_of_a_later_instant_not_even_a_column_tells(file, columns, now_s):
    told = PastOnly(file, at(now_s)).columns("ARS_1HZ_0", at(0), at(SECONDS), columns)
    assert told.times_ns.max() <= at(now_s)
    assert np.nanmax(told.high) == float(now_s >= SPIKE_S)
    assert np.nanmin(told.low) == 0.0


def test_up_to_the_instant_nothing_is_missing(file):
    now_s = 1500
    told = PastOnly(file, at(now_s)).columns("ARS_1HZ_0", at(0), at(now_s), 50)
    whole = file.columns("ARS_1HZ_0", at(0), at(now_s), 50)
    assert told.times_ns.tolist() == whole.times_ns.tolist()


def test_of_the_future_there_is_nothing(file):
    assert len(PastOnly(file, at(5)).columns("ARS_1HZ_0", at(6), at(60), 50)) == 0
