"""Stretches of time: overlaps, gaps, and everything that shares an instant."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from console.domain.planning.intervals import (
    cliques,
    contains,
    merged,
    most_at_once,
    overlap,
    without,
)

stretches = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda p: (p[0], p[0] + p[1])),
    max_size=9,
)


def test_stretches_that_only_touch_do_not_overlap():
    assert not overlap((0, 5), (5, 9))
    assert overlap((0, 6), (5, 9))


def test_touching_stretches_become_one():
    assert merged([(5, 9), (0, 5), (20, 21), (6, 7)]) == [(0, 9), (20, 21)]


def test_what_is_left_of_a_stretch_has_the_others_cut_out():
    assert without((0, 10), [(2, 3), (5, 20)]) == [(0, 2), (3, 5)]
    assert without((0, 10), []) == [(0, 10)]


def test_a_stretch_is_contained_only_in_one_piece():
    assert contains([(0, 5), (6, 9)], (1, 5))
    assert not contains([(0, 5), (6, 9)], (4, 7))


@given(stretches)
def test_a_set_shares_an_instant_if_and_only_if_a_clique_holds_it(given_stretches):
    found = [frozenset(clique) for clique in cliques(given_stretches)]
    for pair in combinations(range(len(given_stretches)), 2):
        together = any(set(pair) <= clique for clique in found)
        assert together == overlap(given_stretches[pair[0]], given_stretches[pair[1]])


@given(stretches)
def test_the_largest_clique_is_the_most_at_any_instant(given_stretches):
    counted = max(
        (sum(a <= t < b for a, b in given_stretches) for t in range(41)),
        default=0,
    )
    assert most_at_once(given_stretches) == counted


@given(stretches, stretches)
def test_cutting_out_leaves_exactly_the_other_instants(some, others):
    for stretch in some:
        left = without(stretch, others)
        for t in range(stretch[0], stretch[1]):
            inside = any(a <= t < b for a, b in left)
            assert inside == (not any(a <= t < b for a, b in others))
