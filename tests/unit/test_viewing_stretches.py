"""Stretches are where a function is positive, cut at the ends of what is looked at."""

import numpy as np
import pytest

from console.domain.viewing.stretches import positive_stretches

GRID_S = np.arange(0.0, 1000.1, 30.0)


def test_a_wave_has_a_stretch_for_each_crest() -> None:
    found = positive_stretches(lambda s: np.sin(2 * np.pi * s / 400.0), GRID_S)
    expected = [(0.0, 200.0), (400.0, 600.0), (800.0, 990.0)]
    assert np.array(found) == pytest.approx(np.array(expected), abs=1e-3)


def test_what_is_positive_throughout_is_one_stretch_and_what_never_is_none() -> None:
    assert positive_stretches(np.ones_like, GRID_S) == [(0.0, 990.0)]
    assert positive_stretches(lambda s: -np.ones_like(s), GRID_S) == []


def test_a_gap_shorter_than_the_step_parts_two_stretches_unless_dips_do_not_matter() -> None:
    def dip(s):
        return (s - 465.0) ** 2 - 25.0

    assert len(positive_stretches(dip, GRID_S)) == 2
    assert len(positive_stretches(dip, GRID_S, find_dips=False)) == 1


def test_values_known_on_the_grid_are_not_computed_again() -> None:
    asked = []

    def f(s):
        asked.append(s.size)
        return np.cos(2 * np.pi * s / 400.0)

    positive_stretches(f, GRID_S, np.cos(2 * np.pi * GRID_S / 400.0), find_dips=False)
    assert GRID_S.size not in asked
