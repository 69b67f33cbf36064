import pytest
from builders import T0_NS
from hypothesis import given
from hypothesis import strategies as st
from outlooks import at

from console.ui.models.time_span import SPANS_S, TimeSpan

ONE_SECOND_NS = 10**9


def test_a_following_view_moves_with_the_time():
    span = TimeSpan()

    first, later = span.bounds_ns(T0_NS), span.bounds_ns(at(60))

    assert later[0] - first[0] == 60 * ONE_SECOND_NS


def test_most_of_a_following_view_is_the_future():
    start_ns, end_ns = TimeSpan(span_s=3600).bounds_ns(T0_NS)

    assert (end_ns - T0_NS) > 6 * (T0_NS - start_ns)


def test_a_moved_view_stands_still_until_it_follows_again():
    moved = TimeSpan().moved(0.5, T0_NS)

    assert not moved.follows
    assert moved.bounds_ns(T0_NS) == moved.bounds_ns(at(3600))
    assert moved.following().follows


@given(st.floats(0.01, 100.0), st.floats(0.0, 1.0))
def test_no_zoom_leaves_the_range_from_an_hour_to_three_days(factor, about):
    zoomed = TimeSpan().zoomed(factor, about, T0_NS)

    assert SPANS_S[0] <= zoomed.span_s <= SPANS_S[-1]


@given(st.floats(0.3, 3.0), st.floats(0.0, 1.0))
def test_zooming_a_fixed_view_keeps_the_instant_under_the_pointer(factor, about):
    span = TimeSpan().moved(0.1, T0_NS)
    start_ns, end_ns = span.bounds_ns(T0_NS)
    pointed_ns = start_ns + (end_ns - start_ns) * about

    new_start_ns, new_end_ns = span.zoomed(factor, about, T0_NS).bounds_ns(T0_NS)

    found_ns = new_start_ns + (new_end_ns - new_start_ns) * about
    assert found_ns == pytest.approx(pointed_ns, abs=ONE_SECOND_NS)


def test_what_is_shown_already_does_not_move_the_view():
    span = TimeSpan()

    assert span.showing(at(600), at(900), T0_NS) == span


def test_what_lies_outside_is_brought_to_the_middle():
    start_ns, end_ns = TimeSpan().showing(at(90_000), at(90_300), T0_NS).bounds_ns(T0_NS)

    assert (start_ns + end_ns) // 2 == (at(90_000) + at(90_300)) // 2
