import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from record_builder import DATABASE, T0_NS, a_frame

from telemetry.history import History
from telemetry.levels import folded, grid_width_ns
from telemetry.timebase import NS_PER_S

PARAMETER = "ARS_1HZ_0"
seconds = st.integers(0, 3000)
values = st.floats(-1e6, 1e6) | st.just(float("nan"))
samples = st.dictionaries(seconds, values, min_size=1, max_size=60)


def a_history(sent: list[tuple[int, float]]) -> History:
    history = History(DATABASE)
    for second, value in sent:
        history.append(a_frame(second, (value, 0.0)))
    return history


@given(samples.flatmap(lambda s: st.tuples(st.just(s), st.permutations(list(s.items())))))
def test_in_whatever_order_frames_come_every_sample_is_kept_once(
    sent: tuple[dict[int, float], list[tuple[int, float]]],
) -> None:
    history = a_history([*sent[1], *sent[1][:5]])
    times_ns, found = history.raw(PARAMETER, 0, 1 << 62)
    expected = sorted(sent[0].items())
    assert ((times_ns - T0_NS) // NS_PER_S).tolist() == [second for second, _ in expected]
    assert np.array_equal(found, [value for _, value in expected], equal_nan=True)


@given(
    samples.flatmap(lambda s: st.tuples(st.just(s), st.permutations(list(s.items())))),
    st.integers(1, 1500),
    seconds,
    seconds,
)
def test_columns_are_the_extremes_of_the_samples_in_them(
    sent: tuple[dict[int, float], list[tuple[int, float]]], count: int, one: int, other: int
) -> None:
    from_ns = T0_NS + min(one, other) * NS_PER_S
    to_ns = T0_NS + (max(one, other) + 1) * NS_PER_S
    shown = a_history(sent[1]).columns(PARAMETER, from_ns, to_ns, count)
    if shown.width_ns == 0:
        return
    assert shown.width_ns == grid_width_ns(to_ns - from_ns, count)
    ordered = sorted(sent[0].items())
    times_ns = np.array([T0_NS + second * NS_PER_S for second, _ in ordered])
    numbers = np.array([value for _, value in ordered])
    buckets, low, high = folded(times_ns, numbers, numbers, shown.width_ns)
    by_start = {
        bucket * shown.width_ns: (least, greatest)
        for bucket, least, greatest in zip(buckets.tolist(), low, high, strict=True)
    }
    nothing = (np.nan, np.nan)
    expected = np.array([by_start.get(start, nothing) for start in shown.times_ns.tolist()])
    assert np.array_equal(np.stack((shown.low, shown.high), axis=1), expected, equal_nan=True)
