"""Roots are found for all lanes in step, and short dips between grid points are not lost."""

import numpy as np
import pytest

from console.domain.viewing.roots import bracketed_roots, sign_changes
from console.domain.viewing.spans import spans_around

TENTH_OF_A_MILLISECOND_S = 1e-4


def test_every_lane_finds_its_own_root() -> None:
    shift = np.array([0.1, 3.0, 7.7, 9.99])
    roots = bracketed_roots(
        lambda s, lanes: np.sin((s - shift[lanes]) / 7.0), np.zeros(4), np.full(4, 10.0)
    )
    assert np.abs(roots - shift).max() < TENTH_OF_A_MILLISECOND_S


def test_a_lanes_root_does_not_depend_on_the_other_lanes() -> None:
    shift = np.linspace(0.5, 9.5, 40)

    def f(s, lanes):
        return np.tanh(s - shift[lanes]) + 0.01 * (s - shift[lanes]) ** 3

    together = bracketed_roots(f, np.zeros(40), np.full(40, 10.0))
    alone = [
        bracketed_roots(lambda s, _, i=i: f(s, np.full(s.size, i)), np.zeros(1), np.full(1, 10.0))
        for i in range(40)
    ]
    assert (together == np.concatenate(alone)).all()


def test_a_step_is_closed_in_on_as_well() -> None:
    (root,) = bracketed_roots(
        lambda s, _: np.where(s < 4.321, -90.0, 3.0), np.zeros(1), np.full(1, 10.0)
    )
    assert root == pytest.approx(4.321, abs=1e-3)


def test_a_root_at_an_end_of_its_bracket_is_that_end() -> None:
    f = lambda s, _: s - 2.0  # noqa: E731
    assert bracketed_roots(f, np.array([2.0]), np.array([5.0])) == [2.0]
    assert bracketed_roots(f, np.array([-1.0]), np.array([2.0])) == [2.0]


def test_no_lanes_have_no_roots() -> None:
    assert bracketed_roots(lambda s, _: s, np.empty(0), np.empty(0)).size == 0


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_dip_shorter_than_the_grids_step_is_found(sign) -> None:
    # Below zero from 41 to 49 only; the grid sees 30 and 60.
    seconds, is_rising = sign_changes(
        lambda s: sign * ((s - 45.0) ** 2 - 16.0), np.arange(0.0, 300.0, 30.0)
    )
    assert seconds == pytest.approx([41.0, 49.0], abs=1e-4)
    assert is_rising.tolist() == [sign < 0, sign > 0]


def test_changes_come_in_order_with_their_direction() -> None:
    seconds, is_rising = sign_changes(
        lambda s: np.cos(2 * np.pi * s / 5500.0), np.arange(0.0, 12_000.0, 30.0)
    )
    assert seconds == pytest.approx([1375.0, 4125.0, 6875.0, 9625.0])
    assert is_rising.tolist() == [False, True, False, True]


def test_a_span_is_the_stretch_around_the_best_sample_and_no_other() -> None:
    samples = np.tile(np.linspace(0.0, 100.0, 41), (3, 1))

    def margin(s, lanes):
        # Lane 0: inside 20 to 40 and 60 to 90; lane 1: all; lane 2: never.
        first = np.maximum((s - 20) * (40 - s), (s - 60) * (90 - s))
        return np.select([lanes == 0, lanes == 1], [first, np.ones_like(s)], -1.0)

    sampled = np.stack([margin(samples[i], np.full(41, i)) for i in range(3)])
    spans = spans_around(margin, samples, sampled, np.array([12, 20, 5]))
    assert spans.lane.tolist() == [0, 1]
    assert spans.start_s == pytest.approx([20.0, 0.0], abs=1e-4)
    assert spans.end_s == pytest.approx([40.0, 100.0], abs=1e-4)
