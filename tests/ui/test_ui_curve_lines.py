import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.plots.curve_lines import FROM_THE_START, CurveLines
from telemetry.dictionary import MissionDatabase, Packet, Parameter, ParameterKind
from telemetry.history import History
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

PERIOD_NS = NS_PER_S // 10
VOLTAGE = Parameter(
    id="V",
    subsystem="EPS",
    group="bus",
    name="Bus voltage",
    unit="V",
    kind=ParameterKind.FLOAT,
    range_low=0.0,
    range_high=100.0,
)
DATABASE = MissionDatabase(
    "test", (Packet(name="P", apid=1, period_ns=PERIOD_NS, parameters=(VOLTAGE,)),)
)
START_NS = 1_600_000_000 * NS_PER_S


def a_frame(at, values):
    return Frame(
        source="test/1",
        packet="P",
        sequence=at,
        generated_ns=START_NS + at * PERIOD_NS,
        values=np.array(values, dtype=float)[:, None],
    )


def loaded(history, columns):
    lines = CurveLines(DATABASE, ["V"], START_NS)
    lines.load(history, START_NS, START_NS + 60 * NS_PER_S, columns)
    return lines


batches = st.lists(
    st.tuples(
        st.integers(0, 30),  # samples that are missing before
        st.lists(st.one_of(st.just(math.nan), st.floats(0, 100)), min_size=1, max_size=20),
    ),
    min_size=2,
    max_size=8,
)


@given(batches=batches, columns=st.sampled_from([5, 50, 200, 2_000]))
def test_a_lengthened_line_is_the_line_that_would_be_loaded(batches, columns):
    history, at = History(DATABASE), 0
    lines = None
    for missing, values in batches:
        at += missing
        history.append(a_frame(at, values))
        at += len(values)
        if lines is None:
            lines = loaded(history, columns)
        else:
            assert lines.extend(history) != FROM_THE_START
    (lengthened,), (anew,) = lines.lines, loaded(history, columns).lines
    assert lengthened.x_s.tolist() == anew.x_s.tolist()
    assert lengthened.y.tolist() == anew.y.tolist()
    assert lengthened.connect.tolist() == anew.connect.tolist()


def test_only_what_follows_the_last_column_differs():
    history = History(DATABASE)
    history.append(a_frame(0, np.arange(100.0)))
    lines = loaded(history, 2_000)
    assert lines.extend(history) is None
    history.append(a_frame(100, [3.0]))
    assert lines.extend(history) == pytest.approx(9.9)


def test_what_comes_late_or_begins_anew_is_loaded_anew():
    history = History(DATABASE)
    history.append(a_frame(0, [1.0, 2.0]))
    history.append(a_frame(50, [1.0, 2.0]))
    lines = loaded(history, 200)
    history.append(a_frame(20, [5.0]))
    history.append(a_frame(52, [5.0]))
    assert lines.extend(history) == FROM_THE_START
    lines = loaded(history, 200)
    history.append(a_frame(53, np.ones(500)))
    assert lines.extend(history) == FROM_THE_START
