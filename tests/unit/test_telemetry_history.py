import numpy as np
import pytest

from telemetry.dictionary import MissionDatabase, Packet, Parameter, ParameterKind
from telemetry.history import RAW_SPAN_NS, History
from telemetry.levels import MinMax, columns_from_samples, grid_width_ns, samples_as_columns
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

T0_S = 1_631_750_400
T0_NS = T0_S * NS_PER_S
PARAMETER = "CAB_T"
DATABASE = MissionDatabase(
    vehicle="test",
    packets=(
        Packet(
            name="CAB_1HZ",
            apid=1,
            period_ns=NS_PER_S,
            parameters=(
                Parameter(
                    id=PARAMETER,
                    subsystem="CAB",
                    group="",
                    name="cabin temperature",
                    unit="degC",
                    kind=ParameterKind.FLOAT,
                    range_low=-50.0,
                    range_high=100.0,
                ),
            ),
        ),
    ),
)


def a_frame(
    first_s: int,
    values: list[float] | np.ndarray,
    *,
    source: str = "sim/1",
    packet: str = "CAB_1HZ",
) -> Frame:
    return Frame(
        source=source,
        packet=packet,
        sequence=first_s,
        generated_ns=T0_NS + first_s * NS_PER_S,
        values=np.asarray(values, float).reshape(-1, 1),
    )


def a_history(*frames: Frame) -> History:
    history = History(DATABASE)
    for frame in frames:
        history.append(frame)
    return history


def raw(history: History, from_s: int = 0, to_s: int = 10**6) -> list[tuple[int, float]]:
    times_ns, values = history.raw(PARAMETER, T0_NS + from_s * NS_PER_S, T0_NS + to_s * NS_PER_S)
    seconds = (times_ns - T0_NS) // NS_PER_S
    return list(zip(seconds.tolist(), values.tolist(), strict=True))


def columns(history: History, from_s: int, to_s: int, count: int) -> MinMax:
    return history.columns(PARAMETER, T0_NS + from_s * NS_PER_S, T0_NS + to_s * NS_PER_S, count)


def server_says(values: np.ndarray, from_s: int, *, count: int) -> MinMax:
    """Return what a server that recorded one value a second from T0 would answer."""
    times_ns = T0_NS + np.arange(values.size) * NS_PER_S
    inside = times_ns >= T0_NS + from_s * NS_PER_S
    from_ns, to_ns = T0_NS + from_s * NS_PER_S, T0_NS + values.size * NS_PER_S
    width_ns = grid_width_ns(to_ns - from_ns, count)
    return columns_from_samples(
        times_ns[inside], values[inside], from_ns=from_ns, to_ns=to_ns,
        period_ns=NS_PER_S, width_ns=width_ns,
    )  # fmt: skip


def same(left: MinMax, right: MinMax) -> bool:
    return (
        np.array_equal(left.times_ns, right.times_ns)
        and np.array_equal(left.low, right.low, equal_nan=True)
        and np.array_equal(left.high, right.high, equal_nan=True)
    )


def test_the_latest_sample_is_the_newest_in_time() -> None:
    history = a_history(a_frame(0, [20.0]), a_frame(2, [22.0]), a_frame(1, [21.0]))
    assert history.latest(PARAMETER) == (T0_NS + 2 * NS_PER_S, 22.0)
    assert a_history().latest(PARAMETER) is None


def test_late_rows_are_sorted_in_and_repeated_ones_dropped_and_both_counted() -> None:
    history = a_history(a_frame(0, [0.0]), a_frame(2, [2.0]), a_frame(1, [1.0]), a_frame(2, [2.0]))
    assert raw(history) == [(0, 0.0), (1, 1.0), (2, 2.0)]
    assert (history.late_rows, history.duplicate_rows) == (1, 1)


def test_a_row_that_is_said_again_with_other_values_is_drawn_anew() -> None:
    history = a_history(a_frame(0, [0.0]), a_frame(1, [np.nan]), a_frame(2, [2.0]))
    history.append(a_frame(1, [1.0]))
    assert raw(history) == [(0, 0.0), (1, 1.0), (2, 2.0)]
    assert history.late_rows == 1


def test_a_frame_that_fits_no_packet_is_refused_and_counted() -> None:
    wide = Frame(
        source="sim/1", packet="CAB_1HZ", sequence=0, generated_ns=T0_NS, values=np.zeros((1, 2))
    )
    assert a_history(a_frame(0, [1.0], packet="NONE"), wide).refused_frames == 2


def test_a_gap_is_drawn_as_a_break_and_never_interpolated() -> None:
    history = a_history(a_frame(0, [1.0, 2.0]), a_frame(5, [3.0]))
    shown = columns(history, 0, 10, 500)
    assert str(shown.low.tolist()) == "[1.0, 2.0, nan, 3.0]"
    assert shown.width_ns == 0


def test_a_gap_wider_than_a_column_is_an_empty_column() -> None:
    history = a_history(a_frame(0, np.ones(1000)), a_frame(2000, np.ones(1000)))
    low = columns(history, 0, 3000, 100).low
    assert np.isnan(low[40:60]).any()
    assert not np.isnan(low[:20]).any()


def test_one_spike_in_three_days_is_never_lost() -> None:
    values = np.zeros(72 * 3600)
    values[100_000] = 99.0
    history = a_history(a_frame(0, values))
    for count in (50, 500, 2000):
        assert columns(history, 0, values.size, count).high[:].max() == 99.0


@pytest.mark.parametrize("count", [10, 100, 500, 2000])
def test_columns_are_those_of_the_samples_whatever_level_they_come_from(count: int) -> None:
    values = np.random.default_rng(1).normal(20, 1, 20_000)
    history = a_history(
        *(a_frame(start, values[start : start + 10]) for start in range(0, 20_000, 10))
    )
    shown = columns(history, 0, values.size, count)
    from_ns, to_ns = T0_NS, T0_NS + values.size * NS_PER_S
    width_ns = grid_width_ns(to_ns - from_ns, count)
    live = shown.times_ns >= to_ns - RAW_SPAN_NS if width_ns < 64 * NS_PER_S else slice(None)
    expected = columns_from_samples(
        T0_NS + np.arange(values.size) * NS_PER_S, values,
        from_ns=from_ns, to_ns=to_ns, period_ns=NS_PER_S, width_ns=width_ns,
    )  # fmt: skip
    assert np.array_equal(shown.times_ns, expected.times_ns)
    assert np.array_equal(shown.low[live], expected.low[live])
    assert np.array_equal(shown.high[live], expected.high[live])


def test_only_the_last_column_changes_as_time_goes_on() -> None:
    history = a_history(a_frame(0, np.arange(1000.0)))
    before = columns(history, 0, 1500, 100)
    history.append(a_frame(1000, [5000.0]))
    after = columns(history, 0, 1500, 100)
    changed = np.flatnonzero(~((before.high == after.high) | np.isnan(after.high)))
    assert changed.size <= 1
    assert np.array_equal(before.times_ns, after.times_ns)


def test_history_and_live_join_without_a_seam_or_a_duplicate() -> None:
    values = np.random.default_rng(2).normal(20, 1, 50_000)
    joined_at = 40_003
    history = a_history(
        *(a_frame(second, values[second : second + 1]) for second in range(joined_at, 50_000))
    )
    answered_at = 40_100  # the answer comes later than the first live frame: they overlap
    overview = server_says(values[:answered_at], 0, count=500)
    history.back_fill(PARAMETER, overview, from_ns=T0_NS, to_ns=T0_NS + answered_at * NS_PER_S)
    shown = columns(history, 0, 50_000, 300)
    assert same(shown, server_says(values, 0, count=300))


def test_samples_from_the_server_join_live_samples_each_once() -> None:
    values = np.arange(100.0)
    history = a_history(*(a_frame(second, [float(second)]) for second in range(50, 100)))
    past = samples_as_columns(T0_NS + np.arange(60) * NS_PER_S, values[:60], period_ns=NS_PER_S)
    history.back_fill(PARAMETER, past, from_ns=T0_NS, to_ns=T0_NS + 60 * NS_PER_S)
    assert raw(history) == [(second, float(second)) for second in range(100)]
    assert columns(history, 0, 100, 500).low.tolist() == values.tolist()


def test_what_is_only_known_coarsely_is_drawn_coarsely_up_to_the_samples() -> None:
    values = np.arange(5000.0)
    history = a_history(a_frame(4000, values[4000:]))
    history.back_fill(
        PARAMETER, server_says(values, 0, count=50), from_ns=T0_NS, to_ns=T0_NS + 5000 * NS_PER_S
    )
    shown = columns(history, 3500, 4500, 1000)
    assert (np.diff(shown.times_ns) > 0).all()
    is_sample = shown.times_ns >= T0_NS + 4000 * NS_PER_S
    assert shown.low[is_sample].tolist() == values[4000:4500].tolist()
    assert (shown.high[~is_sample] > shown.low[~is_sample]).all()
    finer = columns(history, 3000, 5000, 500)
    known = ~np.isnan(finer.low)
    assert known.mean() > 0.95


def test_asked_back_frames_close_a_gap() -> None:
    history = a_history(a_frame(0, [0.0, 1.0]), a_frame(4, [4.0]), a_frame(2, [2.0, 3.0]))
    assert columns(history, 0, 5, 100).low.tolist() == [0, 1, 2, 3, 4]


def test_a_source_set_back_in_time_replaces_what_follows() -> None:
    history = a_history(a_frame(0, np.zeros(1000)), a_frame(500, [7.0], source="sim/2"))
    assert raw(history, 498) == [(498, 0.0), (499, 0.0), (500, 7.0)]
    shown = columns(history, 0, 1000, 100)
    assert shown.times_ns[~np.isnan(shown.low)].max() <= T0_NS + 500 * NS_PER_S


def test_a_late_frame_of_the_session_before_sets_nothing_back() -> None:
    history = a_history(
        a_frame(0, [0.0]), a_frame(2, [2.0], source="sim/2"), a_frame(1, [1.0]),
        a_frame(3, [3.0], source="sim/2"),
    )  # fmt: skip
    assert raw(history) == [(0, 0.0), (1, 1.0), (2, 2.0), (3, 3.0)]


def test_an_invalid_sample_stays_invalid() -> None:
    history = a_history(a_frame(0, [1.0, np.nan, 3.0]))
    assert str(columns(history, 0, 3, 100).low.tolist()) == "[1.0, nan, 3.0]"
    assert str(history.raw(PARAMETER, 0, 1 << 62)[1].tolist()) == "[1.0, nan, 3.0]"


def test_memory_is_bounded_however_long_the_mission() -> None:
    history = a_history()
    for start in range(0, 400_000, 1000):
        history.append(a_frame(start, np.zeros(1000)))
    pyramid = history._packets["CAB_1HZ"].pyramid
    assert pyramid.times_ns.size <= 2 * RAW_SPAN_NS // NS_PER_S


def test_an_answer_replaces_those_it_contains() -> None:
    history = a_history()
    values = np.arange(1000.0)
    for _ in range(20):
        history.back_fill(
            PARAMETER,
            server_says(values, 0, count=50),
            from_ns=T0_NS,
            to_ns=T0_NS + 1000 * NS_PER_S,
        )
    assert len(history._fills[PARAMETER]) == 1


def test_a_parameter_nothing_was_heard_of_has_no_samples() -> None:
    history = a_history()
    times_ns, values = history.raw(next(iter(DATABASE.parameters)), 0, 10**12)
    assert times_ns.size == values.size == 0


def test_what_the_file_said_about_times_set_back_is_forgotten() -> None:
    history = a_history(a_frame(900, np.zeros(100)))
    values = np.full(900, 5.0)
    for from_s, count in ((0, 20), (500, 1000)):
        history.back_fill(
            PARAMETER,
            server_says(values, from_s, count=count),
            from_ns=T0_NS + from_s * NS_PER_S,
            to_ns=T0_NS + 900 * NS_PER_S,
        )
    history.append(a_frame(600, [7.0], source="sim/2"))
    assert max(raw(history)) == (600, 7.0)
    shown = columns(history, 0, 1000, 30)
    later = shown.times_ns > T0_NS + 600 * NS_PER_S
    assert np.isnan(shown.low[later]).all()
    assert (shown.low[shown.times_ns < T0_NS + 480 * NS_PER_S] == 5.0).all()


def test_an_unknown_parameter_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        a_history().latest("NONE")


def test_the_overview_outlives_any_number_of_zooms() -> None:
    history = a_history()
    values = np.arange(10_000.0)
    for from_s in (0, *range(5000, 5900, 30)):
        history.back_fill(
            PARAMETER,
            server_says(values[: from_s + 100] if from_s else values, from_s, count=100),
            from_ns=T0_NS + from_s * NS_PER_S,
            to_ns=T0_NS + (from_s + 100 if from_s else 10_000) * NS_PER_S,
        )
    assert len(history._fills[PARAMETER]) == 6
    assert not np.isnan(columns(history, 0, 10_000, 50).low[:-1]).any()
    assert raw(history, 5890, 5900) == [(second, float(second)) for second in range(5890, 5900)]
