import numpy as np

from telemetry.column_grid import ColumnGrid, Source, uncovered


def a_source(width: int, columns: dict[int, float], *, span: tuple[int, int]) -> Source:
    values = np.array(list(columns.values()), float)
    return Source(
        width_ns=width,
        from_ns=span[0],
        to_ns=span[1],
        times_ns=np.array(list(columns), np.int64),
        low=values,
        high=values + 1,
    )


def painted(*sources: Source, count: int = 8) -> str:
    grid = ColumnGrid(first=0, count=count, width_ns=10)
    for source in sources:
        grid.paint(source)
    return str(grid.columns().low.tolist())


def test_samples_widen_the_columns_they_lie_in() -> None:
    grid = ColumnGrid(first=1, count=2, width_ns=10)
    grid.paint(a_source(0, {5: -9, 10: 1, 19: 3, 25: 2, 30: 9}, span=(0, 40)))
    columns = grid.columns()
    assert columns.times_ns.tolist() == [10, 20]
    assert (columns.low.tolist(), columns.high.tolist()) == ([1, 2], [4, 3])


def test_two_fine_sources_of_the_same_rows_join_without_a_seam() -> None:
    live = a_source(0, {30: 3, 40: 4, 50: 5}, span=(30, 60))
    file = a_source(10, {0: 0, 10: 1, 20: 2, 30: 3, 40: 4}, span=(0, 50))
    assert painted(live, file, count=6) == "[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]"


def test_a_coarse_source_fills_only_what_no_finer_one_speaks_for() -> None:
    fine = a_source(10, {40: 4, 60: 6}, span=(40, 80))
    coarse = a_source(40, {0: 7, 40: 8}, span=(0, 80))
    # The finer one's gaps stay gaps.
    assert painted(fine, coarse) == "[7.0, 7.0, 7.0, 7.0, 4.0, nan, 6.0, nan]"


def test_a_coarse_column_is_drawn_only_over_the_span_it_speaks_for() -> None:
    coarse = a_source(40, {0: 7}, span=(15, 35))
    assert painted(coarse, count=4) == "[nan, 7.0, 7.0, 7.0]"


def test_columns_that_touch_something_covered_are_left_out() -> None:
    source = a_source(10, {0: 0, 10: 1, 20: 2, 30: 3, 40: 4}, span=(0, 50))
    starts, low, _ = uncovered(source, [(15, 25)], 0, 40)
    assert (starts.tolist(), low.tolist()) == ([0, 30], [0.0, 3.0])
