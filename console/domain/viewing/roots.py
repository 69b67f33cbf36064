"""Roots of many functions at once, all lanes in step."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from telemetry.geodesy import Array

# Takes instants and the lanes they belong to, returns one value for each.
LaneFunction = Callable[[Array, NDArray[np.intp]], Array]
LineFunction = Callable[[Array], Array]

_ROUNDS = 100
_CLOSE_ENOUGH_S = 1e-4


def bracketed_roots(
    f: LaneFunction, left_s: Array, right_s: Array, at_ends: tuple[Array, Array] | None = None
) -> Array:
    """Return one root of `f` in each lane's bracket, to a tenth of a millisecond, by Chandrupatla.

    The bracket itself is closed, so that a step or a flat stretch cannot end the search early.
    Every lane does the same arithmetic whatever the others do, so that a search over an hour
    and a search over a flight agree. Source: Chandrupatla, Adv. Eng. Software 28, 145 (1997).

    Parameters
    ----------
    f : callable
        Takes instants and lanes, shape (m,), and returns values, shape (m,), of opposite signs
        at the two ends of each bracket.
    left_s, right_s : ndarray of float64, shape (n,)
    at_ends : two ndarrays of float64, shape (n,), optional
        `f` at the left and the right ends, if it is known already.
    """
    lanes = np.arange(left_s.size)
    # One end is the latest guess, two the other end of the bracket, three the guess before.
    one, two = right_s.astype(float), left_s.astype(float)
    at_two, at_one = at_ends if at_ends is not None else (f(two, lanes), f(one, lanes))
    three, at_three = one, at_one
    root = np.where(np.abs(at_one) < np.abs(at_two), one, two)
    share = np.full(one.shape, 0.5)
    going = (at_one != 0.0) & (at_two != 0.0)
    for _ in range(_ROUNDS):
        lanes, one, two, three, at_one, at_two, at_three, share = (
            x[going] for x in (lanes, one, two, three, at_one, at_two, at_three, share)
        )
        if not lanes.size:
            break
        guess = one + share * (two - one)
        value = f(guess, lanes)
        same = (value < 0) == (at_one < 0)
        three, at_three = np.where(same, one, two), np.where(same, at_one, at_two)
        two, at_two = np.where(same, two, one), np.where(same, at_two, at_one)
        one, at_one = guess, value
        root[lanes] = np.where(np.abs(at_one) < np.abs(at_two), one, two)
        least = 0.5 * _CLOSE_ENOUGH_S / np.maximum(np.abs(two - one), 1e-300)
        going = (least <= 0.5) & (at_one != 0.0)
        share = _next_share(one, two, three, at_one, at_two, at_three)
        share = np.clip(share, least, 1.0 - least)
    return root


def _next_share(
    one: Array, two: Array, three: Array, at_one: Array, at_two: Array, at_three: Array
) -> Array:
    """Return where in each bracket to look next: inverse quadratic where safe, else the middle."""
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (one - two) / (three - two)
        rise = (at_one - at_two) / (at_three - at_two)
        is_safe = (rise**2 < along) & ((1.0 - rise) ** 2 < 1.0 - along)
        curved = at_one / (at_two - at_one) * at_three / (at_two - at_three) + (
            (three - one)
            / (two - one)
            * at_one
            / (at_three - at_one)
            * at_two
            / (at_three - at_two)
        )
    return np.where(is_safe & np.isfinite(curved), curved, 0.5)


def sign_changes(
    f: LineFunction,
    grid_s: Array,
    on_grid: Array | None = None,
    *,
    find_dips: bool = True,
) -> tuple[Array, NDArray[np.bool_]]:
    """Return every instant on one line where `f` changes its sign, and whether it rises there.

    Parameters
    ----------
    f : callable
        One function of time, evaluated at many instants at once.
    grid_s : ndarray of float64, shape (n,)
        Rising instants.
    on_grid : ndarray of float64, shape (n,), optional
        `f` on the grid, if it is known already.
    find_dips : bool
        Look for extremes between grid points first, so that a dip shorter than the grid's step
        is found if the grid sees it coming.
    """
    value = f(grid_s) if on_grid is None else on_grid
    times = grid_s
    if find_dips:
        extreme = _likely_dips(f, grid_s, value)
        times = np.concatenate((grid_s, extreme))
        order = np.argsort(times, kind="stable")
        times, value = times[order], np.concatenate((value, f(extreme)))[order]
    at = np.flatnonzero((value[:-1] < 0) != (value[1:] < 0))
    ends = value[at], value[at + 1]
    roots = bracketed_roots(lambda s, _: f(s), times[at], times[at + 1], ends)
    return roots, value[at] < 0


def _likely_dips(f: LineFunction, grid_s: Array, value: Array) -> Array:
    """Return where `f` comes nearest to zero between grid points without changing its sign."""
    before, here, after = value[:-2], value[1:-1], value[2:]
    nearest = (np.abs(here) <= np.abs(before)) & (np.abs(here) < np.abs(after))
    index = np.flatnonzero(nearest & (before * here > 0) & (here * after > 0)) + 1
    sign = np.sign(value[index])
    return _extremes(lambda s: sign * f(s), grid_s[index - 1], grid_s[index + 1])


def _extremes(f: LineFunction, left_s: Array, right_s: Array) -> Array:
    """Return where `f` is smallest in each bracket, by golden section, to a hundredth second."""
    ratio = (np.sqrt(5.0) - 1.0) / 2.0
    left, right = left_s.copy(), right_s.copy()
    for _ in range(18):  # 60 s shrink to 0.01 s
        low, high = right - ratio * (right - left), left + ratio * (right - left)
        lower = f(low) < f(high)
        left, right = np.where(lower, left, low), np.where(lower, high, right)
    return (left + right) / 2
