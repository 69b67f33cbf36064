from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_frame, at, seconds

from telemetry.levels import columns_from_samples, grid_width_ns
from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S

HOURS = 6
VALUES = np.round(np.cumsum(np.random.default_rng(3).normal(0, 0.1, HOURS * 3600)), 2)
VALUES[5000] = 99.0
VALUES[7000:7050] = np.nan
GAP = slice(10_000, 12_000)


def fill(mission: MissionFile) -> None:
    for second, value in enumerate(VALUES.tolist()):
        if not GAP.start <= second < GAP.stop:
            mission.append_frame(a_frame(second, (value, 0.0)), T0_NS)
        if second % 100 == 0:
            mission.commit()


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MissionFile]:
    path = tmp_path_factory.mktemp("reading") / "day"
    with MissionFile.create(
        path, mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        fill(mission)
    with MissionFile.read(path) as reading:
        yield reading


@pytest.fixture
def mission(tmp_path: Path) -> Iterator[MissionFile]:
    with MissionFile.create(
        tmp_path / "day", mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        yield mission


def expected(from_s: int, to_s: int, count: int) -> np.ndarray:
    times_s = np.arange(VALUES.size)
    recorded = (times_s < GAP.start) | (times_s >= GAP.stop)
    width_ns = grid_width_ns((to_s - from_s) * NS_PER_S, count)
    from_ns, to_ns = at(from_s) // width_ns * width_ns, -(-at(to_s) // width_ns) * width_ns
    times_ns = T0_NS + times_s * NS_PER_S
    recorded &= (times_ns >= from_ns) & (times_ns < to_ns)
    columns = columns_from_samples(
        times_ns[recorded], VALUES[recorded], from_ns=from_ns, to_ns=to_ns,
        period_ns=NS_PER_S, width_ns=width_ns,
    )  # fmt: skip
    return np.stack((columns.times_ns, columns.low, columns.high))


@pytest.mark.parametrize("count", [1, 20, 100, 500, 2000, 30_000])
@pytest.mark.parametrize("span_s", [(0, VALUES.size), (4990, 5010), (8_888, 13_333)])
def test_columns_are_those_of_the_samples_whatever_they_are_read_from(
    finished: MissionFile, span_s: tuple[int, int], count: int
) -> None:
    columns = finished.columns("ARS_1HZ_0", at(span_s[0]), at(span_s[1]), count)
    shown = np.stack((columns.times_ns, columns.low, columns.high))
    assert np.array_equal(shown, expected(*span_s, count), equal_nan=True)


def test_columns_while_recording_are_those_of_the_finished_file(
    mission: MissionFile, finished: MissionFile
) -> None:
    fill(mission)
    for count in (10, 300, 2000):
        live = mission.columns("ARS_1HZ_0", at(0), at(VALUES.size), count)
        done = finished.columns("ARS_1HZ_0", at(0), at(VALUES.size), count)
        assert np.array_equal(live.low, done.low, equal_nan=True)
        assert np.array_equal(live.high, done.high, equal_nan=True)


def test_a_gap_is_empty_columns_and_never_interpolated(finished: MissionFile) -> None:
    columns = finished.columns("ARS_1HZ_0", at(GAP.start + 100), at(GAP.stop - 100), 20)
    assert np.isnan(columns.low[1:-1]).all()


def test_the_span_of_a_recording(finished: MissionFile, mission: MissionFile) -> None:
    assert finished.span_ns == (at(0), at(VALUES.size - 1))
    assert mission.span_ns is None


def test_columns_after_a_source_was_set_back_hold_none_of_what_was_replaced(
    tmp_path: Path,
) -> None:
    path = tmp_path / "again"
    with MissionFile.create(
        path, mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        for second in range(2000):
            mission.append_frame(a_frame(second, (50.0, 0.0)), T0_NS)
        mission.commit()
        for second in range(1005, 1500):
            mission.append_frame(a_frame(second, (1.0, 0.0), source="sim/2"), T0_NS)
        mission.commit()
        unsealed = mission.columns("ARS_1HZ_0", at(0), at(2000), 20)
    with MissionFile.read(path) as reading:
        columns = reading.columns("ARS_1HZ_0", at(0), at(2000), 20)
        assert columns.width_ns >= 64 * NS_PER_S
        times_s = np.array(seconds(columns.times_ns))
        assert (columns.low[times_s > 1005] != 50.0).all()
        assert (columns.high[(times_s > 1005) & (times_s < 1500)] == 1.0).all()
        assert np.isnan(columns.high[times_s > 1500]).all()
        assert np.array_equal(columns.low, unsealed.low, equal_nan=True)
        times_ns, values = reading.samples("ARS_1HZ_0", at(1000), at(2000))
        assert seconds(times_ns) == list(range(1000, 1500))
        assert values.tolist() == [50.0] * 5 + [1.0] * 495
