import math

import numpy as np
import pytest
from builders import a_mission
from hypothesis import given
from hypothesis import strategies as st

from console.ui.plots.strip_geometry import (
    FittedRange,
    bands,
    line,
    page,
    resting_range,
    value_marks,
)
from telemetry.dictionary import Severity
from telemetry.levels import MinMax

NAN = math.nan
finite = st.floats(-1e6, 1e6)


def columns(low, high=None, *, width_ns=0, step_ns=10**9):
    low = np.array(low, dtype=float)
    high = low if high is None else np.array(high, dtype=float)
    times_ns = np.arange(low.size, dtype=np.int64) * (width_ns or step_ns)
    return MinMax(width_ns=width_ns, times_ns=times_ns, low=low, high=high)


def test_a_gap_is_a_break_and_not_a_line():
    way = line(columns([1, 2, NAN, 4, 5]), 0)
    assert way.y.tolist() == [1, 2, 4, 5]
    assert way.connect.tolist() == [1, 0, 1, 0]


def test_a_column_is_drawn_from_its_least_to_its_greatest_value():
    way = line(columns([1, 1], [3, 3], width_ns=1024), 0)
    assert way.y.tolist() == [1, 3, 3, 1]
    assert way.connect.tolist() == [1, 1, 1, 0]


@given(
    values=st.lists(st.one_of(st.just(NAN), finite), max_size=50), width=st.sampled_from([0, 1024])
)
def test_a_line_holds_every_known_value_and_no_other(values, width):
    way = line(columns(values, width_ns=width), 0)
    assert not np.isnan(way.y).any()
    assert way.x_s.size == way.y.size == way.connect.size
    assert set(way.y.tolist()) == {value for value in values if value == value}


@given(values=st.lists(finite, min_size=2, max_size=20), later=finite)
def test_a_column_keeps_its_points_when_later_ones_come(values, later):
    before = line(columns(values, width_ns=1024), 0)
    after = line(columns([*values, later], width_ns=1024), 0)
    assert after.y[: before.y.size].tolist() == before.y.tolist()


@given(now_s=st.floats(0, 1e6), span_s=st.sampled_from([300.0, 900.0, 3600.0, 259200.0]))
def test_now_is_always_on_the_page_near_its_end(now_s, span_s):
    start_s, end_s = page(now_s, span_s)
    assert end_s - start_s == pytest.approx(span_s)
    assert start_s + 0.7 * span_s <= now_s < end_s


def test_the_page_stands_still_while_now_moves_along_it():
    pages = {page(now_s, 800.0) for now_s in range(10_000, 10_100)}
    assert len(pages) <= 2


def test_the_resting_range_shows_the_caution_limits_and_a_little_beyond():
    pressure = a_mission().database.parameters["CAB_P_TOT"]
    low, high = resting_range(pressure)
    assert 724 < low < 740
    assert 773 < high < 790


def test_a_parameter_without_low_limits_rests_at_its_range():
    low, high = resting_range(a_mission().database.parameters["CAB_PPCO2_Z3"])
    assert low == 0
    assert 4.5 < high < 6


@given(values=st.lists(st.tuples(finite, finite).map(sorted), min_size=1, max_size=8))
def test_values_are_never_outside_the_range_shown(values):
    shown = FittedRange((0.0, 10.0))
    for least, greatest in values:
        shown.fit(least, greatest)
        assert shown.low <= min(least, 0.0)
        assert shown.high >= max(greatest, 10.0)


def test_a_range_does_not_follow_every_sample():
    shown = FittedRange((0.0, 10.0))
    assert shown.fit(2, 14)
    changes = [shown.fit(2, 14 + wobble) for wobble in (0.2, -0.2, 0.1, -3, 0.3)]
    assert changes == [False] * 5


def test_a_range_far_too_wide_shrinks_again():
    shown = FittedRange((0.0, 10.0))
    shown.fit(0, 400)
    assert shown.fit(2, 5)
    assert (shown.low, shown.high) == (0.0, 10.0)


def test_bands_reach_from_each_limit_to_the_next_worse_one():
    found = {band.severity: band for band in bands(a_mission().database.parameters["CAB_PPCO2_Z3"])}
    assert (found[Severity.CAUTION].low, found[Severity.CAUTION].high) == (4.5, 6.0)
    assert (found[Severity.WARNING].low, found[Severity.WARNING].high) == (6.0, 15.0)
    assert found[Severity.EMERGENCY].high == math.inf


def test_bands_below_reach_downwards():
    low = [band for band in bands(a_mission().database.parameters["CAB_P_TOT"]) if band.limit < 760]
    assert [(band.limit, band.high) for band in low] == [(740, 740), (724, 724), (652, 652)]
    assert low[-1].low == -math.inf


@given(low=st.floats(-1e5, 1e5), size=st.floats(0.01, 1e5), most=st.integers(2, 20))
def test_value_marks_are_inside_and_not_too_many(low, size, most):
    marks = value_marks(low, low + size, most)
    assert len(marks) <= most + 1
    slack = 1e-6 * max(1.0, abs(low), size)
    assert all(low - slack <= mark <= low + size + slack for mark in marks)


def test_value_marks_are_round():
    assert value_marks(736, 777, 5) == [740, 750, 760, 770]
