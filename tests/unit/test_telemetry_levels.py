import numpy as np
import pytest

from telemetry.levels import (
    GRID_UNIT_NS,
    columns_from_samples,
    folded,
    grid_width_ns,
    joined,
    level_width_ns,
    on_grid,
    samples_as_columns,
    with_breaks,
)
from telemetry.timebase import NS_PER_S

HOUR_NS = 3600 * NS_PER_S


def test_a_second_is_512_units_of_the_grid() -> None:
    assert GRID_UNIT_NS * 512 == NS_PER_S


@pytest.mark.parametrize("columns", [1, 2, 3, 500, 1000, 1999])
@pytest.mark.parametrize("span_ns", [1, 1000, NS_PER_S, HOUR_NS, 72 * HOUR_NS])
def test_the_grid_has_at_most_the_columns_asked_for_and_over_half_of_them(
    span_ns: int, columns: int
) -> None:
    width_ns = grid_width_ns(span_ns, columns)
    assert width_ns % GRID_UNIT_NS == 0
    assert (width_ns // GRID_UNIT_NS).bit_count() == 1
    assert columns * width_ns >= span_ns
    assert width_ns == GRID_UNIT_NS or columns * width_ns < 2 * span_ns


@pytest.mark.parametrize("rate_hz", [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100])
def test_a_level_holds_32_to_64_rows_a_column(rate_hz: float) -> None:
    rows = level_width_ns(round(NS_PER_S / rate_hz)) * rate_hz / NS_PER_S
    assert 32 <= rows < 64


def test_a_single_spike_survives_any_width() -> None:
    values = np.zeros(10_000)
    values[7777] = 99.0
    times_ns = np.arange(10_000) * NS_PER_S
    for width_ns in (NS_PER_S, 64 * NS_PER_S, 1 << 50):
        _, low, high = folded(times_ns, values, values, width_ns)
        assert high.max() == 99.0
        assert low.max() == (99.0 if width_ns == NS_PER_S else 0.0)


def test_invalid_samples_hide_no_valid_ones() -> None:
    values = np.array([np.nan, 1.0, np.nan, np.nan])
    _, low, high = folded(np.array([0, 1, 10, 11]), values, values, 10)
    assert (low[0], high[0]) == (1.0, 1.0)
    assert np.isnan([low[1], high[1]]).all()


def test_folding_nothing_gives_nothing() -> None:
    nothing = np.empty(0)
    assert folded(np.empty(0, np.int64), nothing, nothing, 10)[0].size == 0


def test_a_column_without_samples_is_a_gap_on_the_grid() -> None:
    columns = on_grid(
        np.array([2, 4]), np.array([1.0, 2.0]), np.array([3.0, 4.0]), from_ns=15, to_ns=55,
        width_ns=10,
    )  # fmt: skip
    assert columns.times_ns.tolist() == [10, 20, 30, 40, 50]
    assert str(columns.low.tolist()) == "[nan, 1.0, nan, 2.0, nan]"
    assert str(columns.high.tolist()) == "[nan, 3.0, nan, 4.0, nan]"
    assert len(columns) == 5


def test_columns_in_more_than_one_part_are_merged() -> None:
    one = (np.array([1, 2]), np.array([1.0, 5.0]), np.array([2.0, 6.0]))
    other = (np.array([2, 3]), np.array([4.0, 0.0]), np.array([5.0, 0.0]))
    buckets, low, high = joined([one, other])
    assert buckets.tolist() == [1, 2, 3]
    assert low.tolist() == [1.0, 4.0, 0.0]
    assert high.tolist() == [2.0, 6.0, 0.0]


def test_a_gap_longer_than_one_and_a_half_periods_is_a_break() -> None:
    times_ns, values = with_breaks(np.array([0, 10, 24, 40, 50]), np.arange(5.0), period_ns=10)
    assert times_ns.tolist() == [0, 10, 24, 34, 40, 50]
    assert str(values.tolist()) == "[0.0, 1.0, 2.0, nan, 3.0, 4.0]"


def test_fine_columns_are_the_samples_themselves() -> None:
    times_ns, values = np.arange(5) * NS_PER_S, np.arange(5.0)
    columns = columns_from_samples(
        times_ns, values, from_ns=0, to_ns=5 * NS_PER_S, period_ns=NS_PER_S, width_ns=NS_PER_S
    )
    assert columns.width_ns == 0
    assert columns.times_s.tolist() == [0, 1, 2, 3, 4]
    assert columns.low.tolist() == columns.high.tolist() == values.tolist()
    assert len(samples_as_columns(times_ns, values, period_ns=NS_PER_S)) == 5


def test_wide_columns_are_the_least_and_greatest() -> None:
    columns = columns_from_samples(
        np.arange(8) * NS_PER_S,
        np.arange(8.0),
        from_ns=0,
        to_ns=8 * NS_PER_S,
        period_ns=NS_PER_S,
        width_ns=4 * NS_PER_S,
    )
    assert columns.low.tolist() == [0, 4]
    assert columns.high.tolist() == [3, 7]
