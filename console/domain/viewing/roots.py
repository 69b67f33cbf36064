"""Roots of many functions at once, all lanes in step."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from telemetry.geodesy import Array

# Takes instants and the lanes they belong to, returns one value for each.
LaneFunction = Callable[[Array, NDArray[np.intp]], Array]
LineFunction = Callable[[Array], Array]

_ROUNDS = 60
_CLOSE_ENOUGH_S = 1e-5


def bracketed_roots(f: LaneFunction, left_s: Array, right_s: Array) -> Array:
    """Return one root of `f` in each lane's bracket, by the Illinois secant.

    Every lane does the same arithmetic whatever the others do, so that a search over an hour
    and a search over a flight agree.

    Parameters
    ----------
    f : callable
        Takes instants and lanes, shape (m,), and returns values, shape (m,), of opposite signs
        at the two ends of each bracket.
    left_s, right_s : ndarray of float64, shape (n,)
    """
    root = np.empty(left_s.shape)
    lanes = np.arange(left_s.size)
    a, b = left_s.astype(float), right_s.astype(float)
    at_a, at_b = f(a, lanes), f(b, lanes)
    root[:] = np.where(np.abs(at_a) < np.abs(at_b), a, b)
    open_ = (at_a != 0) & (at_b != 0) & (np.abs(b - a) > _CLOSE_ENOUGH_S)
    for _ in range(_ROUNDS):
        lanes, a, b, at_a, at_b = (x[open_] for x in (lanes, a, b, at_a, at_b))
        if not lanes.size:
            break
        guess = b - at_b * (b - a) / np.where(at_b == at_a, 1.0, at_b - at_a)
        guess = np.where((guess - a) * (guess - b) < 0, guess, (a + b) / 2)
        value = f(guess, lanes)
        root[lanes] = guess
        crossed = value * at_b < 0
        # The end that is kept a second time counts half: that is the Illinois rule.
        a, at_a = np.where(crossed, b, a), np.where(crossed, at_b, at_a / 2)
        open_ = (
            (value != 0)
            & (np.abs(guess - b) > _CLOSE_ENOUGH_S)
            & (np.abs(guess - a) > _CLOSE_ENOUGH_S)
        )
        b, at_b = guess, value
    return root


def sign_changes(f: LineFunction, grid_s: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return every instant on one line where `f` changes its sign, and whether it rises there.

    Extremes between grid points are looked for first, so that a dip shorter than the grid's
    step is found if the grid sees it coming.

    Parameters
    ----------
    f : callable
        One function of time, evaluated at many instants at once.
    grid_s : ndarray of float64, shape (n,)
        Rising instants.
    """
    value = f(grid_s)
    before, here, after = value[:-2], value[1:-1], value[2:]
    # A smallest value of one sign may hide two roots around it.
    toward = ((np.abs(here) <= np.abs(before)) & (np.abs(here) < np.abs(after))) & (
        (before * here > 0) & (here * after > 0)
    )
    index = np.flatnonzero(toward) + 1
    extreme = _extremes(
        lambda s: np.sign(value[index]) * f(s), grid_s[index - 1], grid_s[index + 1]
    )
    times = np.concatenate((grid_s, extreme))
    order = np.argsort(times, kind="stable")
    times = times[order]
    value = np.concatenate((value, f(extreme)))[order]
    at = np.flatnonzero((value[:-1] < 0) != (value[1:] < 0))
    roots = bracketed_roots(lambda s, _: f(s), times[at], times[at + 1])
    return roots, value[at] < 0


def _extremes(f: LineFunction, left_s: Array, right_s: Array) -> Array:
    """Return where `f` is smallest in each bracket, by golden section, to a hundredth second."""
    ratio = (np.sqrt(5.0) - 1.0) / 2.0
    left, right = left_s.copy(), right_s.copy()
    for _ in range(18):  # 60 s shrink to 0.01 s
        low, high = right - ratio * (right - left), left + ratio * (right - left)
        lower = f(low) < f(high)
        left, right = np.where(lower, left, low), np.where(lower, high, right)
    return (left + right) / 2
