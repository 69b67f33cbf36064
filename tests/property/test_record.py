import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_frame, at, seconds

from telemetry.levels import columns_from_samples, grid_width_ns
from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S

PARAMETER = "ARS_1HZ_0"
LAST_S = 4000
values = st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=1, max_size=20)
# A session of a source: where it begins, steps to the next row (late, repeated, with gaps), and
# values it takes in turn, so that a row that comes again says the same again.
sessions = st.lists(
    st.tuples(
        st.integers(0, LAST_S // 2),
        st.lists(st.sampled_from([1, 1, 1, 1, 2, 40, 700, 0, -1, -3]), max_size=60),
        values,
    ),
    min_size=1,
    max_size=3,
)


def expected(sent: list[list[tuple[int, float]]]) -> dict[int, float]:
    """Return what holds: a later session replaces all from where it began."""
    record: dict[int, float] = {}
    for rows in sent:
        record = {second: value for second, value in record.items() if second < rows[0][0]}
        record.update(rows)
    return dict(sorted(record.items()))


def check(mission: MissionFile, record: dict[int, float]) -> None:
    times_ns, found = mission.samples(PARAMETER, 0, 1 << 62)
    assert seconds(times_ns) == list(record)
    assert np.array_equal(found, list(record.values()), equal_nan=True)
    for count in (5, 100, 3000):
        width_ns = grid_width_ns(LAST_S * NS_PER_S, count)
        from_ns, to_ns = T0_NS // width_ns * width_ns, -(-at(LAST_S) // width_ns) * width_ns
        shown = mission.columns(PARAMETER, T0_NS, at(LAST_S), count)
        inside = (times_ns >= from_ns) & (times_ns < to_ns)
        truth = columns_from_samples(
            times_ns[inside], found[inside], from_ns=from_ns, to_ns=to_ns,
            period_ns=NS_PER_S, width_ns=width_ns,
        )  # fmt: skip
        assert np.array_equal(shown.times_ns, truth.times_ns)
        assert np.array_equal(shown.low, truth.low, equal_nan=True)
        assert np.array_equal(shown.high, truth.high, equal_nan=True)
    for second in (0, 17, LAST_S // 3, LAST_S):
        before = [each for each in record if each <= second]
        state = mission.state_at(at(second)).get(PARAMETER)
        assert (state is None) == (not before)
        if state is not None:
            assert state[0] == at(before[-1])
            assert np.array_equal(state[1], record[before[-1]], equal_nan=True)


@settings(max_examples=25, deadline=None)
@given(sessions, st.integers(1, 50))
def test_what_is_read_is_what_was_sent_in_whatever_order(
    script: list[tuple[int, list[int], list[float]]], commit_every: int
) -> None:
    sent = []
    for start, steps, taken in script:
        second, rows = start, [(start, taken[start % len(taken)])]
        for step in steps:
            second = max(start, second + step)
            rows.append((second, taken[second % len(taken)]))
        sent.append(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "day"
        with MissionFile.create(
            path, mission="m", configuration=CONFIGURATION, database=DATABASE
        ) as mission:
            for session, rows in enumerate(sent):
                for number, (second, value) in enumerate(rows):
                    frame = a_frame(second, (value, 0.0), source=f"sim/{session}", sequence=number)
                    mission.append_frame(frame, T0_NS)
                    if number % commit_every == 0:
                        mission.commit()
                mission.commit()
            check(mission, expected(sent))
        with MissionFile.read(path) as mission:
            check(mission, expected(sent))
            assert not mission.damage
