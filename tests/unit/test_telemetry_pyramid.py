import numpy as np

from telemetry.pyramid import MOST_BUCKETS, Level, Pyramid
from telemetry.timebase import NS_PER_S


def a_pyramid(rows: int = 0, *, raw_rows: int = 10_000) -> Pyramid:
    pyramid = Pyramid(1, NS_PER_S, raw_rows)
    for second in range(rows):
        add(pyramid, second)
    return pyramid


def add(pyramid: Pyramid, second: int, value: float | None = None) -> None:
    number = float(second) if value is None else value
    pyramid.append(np.array([second * NS_PER_S]), np.array([[number]]))


def extremes(level: Level) -> list[tuple[int, float, float]]:
    return list(
        zip(
            level.buckets.tolist(),
            level.low[:, 0].tolist(),
            level.high[:, 0].tolist(),
            strict=True,
        )
    )


def test_every_level_holds_the_extremes_of_its_buckets() -> None:
    pyramid = a_pyramid(3000)
    for level in pyramid.levels:
        seconds = level.width_ns / NS_PER_S
        expected = [
            (bucket, bucket * seconds, min(2999.0, (bucket + 1) * seconds - 1))
            for bucket in range(int(2999 // seconds) + 1)
        ]
        assert extremes(level) == expected


def test_rows_at_once_give_the_levels_that_rows_one_by_one_give() -> None:
    at_once = a_pyramid()
    at_once.append(np.arange(3000) * NS_PER_S, np.arange(3000.0).reshape(-1, 1))
    one_by_one = a_pyramid(3000)
    for left, right in zip(at_once.levels, one_by_one.levels, strict=True):
        assert extremes(left) == extremes(right)


def test_old_rows_live_on_in_the_levels() -> None:
    pyramid = a_pyramid(1000, raw_rows=10)
    assert pyramid.times_ns.size <= 20
    assert extremes(pyramid.levels[0])[0] == (0, 0.0, 31.0)


def test_a_late_row_is_sorted_in_and_widens_its_buckets() -> None:
    pyramid = a_pyramid(10)
    add(pyramid, 200)
    assert pyramid.insert(np.array([100 * NS_PER_S]), np.array([[-7.0]])) == 1
    assert (pyramid.times_ns // NS_PER_S).tolist() == [*range(10), 100, 200]
    assert extremes(pyramid.levels[0]) == [(0, 0.0, 9.0), (3, -7.0, -7.0), (6, 200.0, 200.0)]
    assert extremes(pyramid.levels[1]) == [(0, -7.0, 200.0)]


def test_a_repeated_row_is_refused() -> None:
    pyramid = a_pyramid(10)
    assert pyramid.insert(np.array([5 * NS_PER_S]), np.array([[5.0]])) == 0
    assert extremes(pyramid.levels[0]) == [(0, 0.0, 9.0)]


def test_rows_said_again_together_take_the_places_of_those_they_change() -> None:
    pyramid = a_pyramid(5)
    times_ns = np.arange(2, 7) * NS_PER_S
    assert pyramid.insert(times_ns, np.array([[2.0], [-3.0], [4.0], [5.0], [6.0]])) == 3
    assert pyramid.values[:, 0].tolist() == [0.0, 1.0, 2.0, -3.0, 4.0, 5.0, 6.0]
    assert extremes(pyramid.levels[0]) == [(0, -3.0, 6.0)]


def test_a_cut_leaves_what_was_before_it_in_every_level() -> None:
    pyramid = a_pyramid(3000)
    pyramid.cut_from(2500 * NS_PER_S)
    assert pyramid.last_ns == 2499 * NS_PER_S
    expected = a_pyramid(2500)
    for cut, level in zip(pyramid.levels, expected.levels, strict=True):
        assert extremes(cut) == extremes(level)


def test_a_cut_before_everything_leaves_nothing() -> None:
    pyramid = a_pyramid(100)
    pyramid.cut_from(-1)
    assert pyramid.is_empty
    assert all(not level.buckets.size for level in pyramid.levels)


def test_the_levels_are_bounded() -> None:
    level = Level(1, NS_PER_S)
    seconds = np.arange(10 * MOST_BUCKETS)
    values = seconds.astype(float).reshape(-1, 1)
    for start in range(0, seconds.size, 1000):
        part = slice(start, start + 1000)
        level.add(seconds[part] * NS_PER_S, values[part], values[part])
    assert MOST_BUCKETS <= level.buckets.size <= 2 * MOST_BUCKETS
    assert level.buckets[-1] == seconds[-1]
