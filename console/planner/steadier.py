"""For a repair: ever fewer changes for ever less of the quality."""

import time
from collections.abc import Mapping

import numpy as np

from console.domain.planning.formulation import Formulation, Terms
from console.domain.planning.goals import share_of, share_percent, stability, value_of
from console.domain.planning.greedy import what_is_left
from console.domain.planning.linear import Array
from console.planner.highs import Row, maximise
from console.planner.neighbourhood import improve
from console.planner.solving import Solving

QUALITIES = (0.98, 0.95, 0.90)
# Of a point's time, and of what is then left of it: the rest is for large neighbourhoods.
_BETWEEN_PART, _DIRECT_PART = 0.3, 0.5

# Quality kept, solution, and its gap; None if nothing was proved.
Point = tuple[float, Array, float | None]


def steadier_solutions(
    solving: Solving, form: Formulation, ideals: Mapping[str, float], best: Array
) -> list[Point]:
    """Return quality kept, solution and gap of each point between quality and stability.

    The easiest is found first, so that the hardest has the time the others did not need. Each
    begins between `best` and the one before, at first what is left of the promises: where those
    two agree is held, and what is left open is quickly solved. There is a plan for each point
    even if no time is left, and a point with less quality has at most as many changes.
    """
    goal = stability(form)
    steady = form.solution(what_is_left(form.problem))
    found: list[tuple[float, Array, float]] = []
    for place, kept in enumerate(reversed(QUALITIES)):
        solving.enter(f"fewest changes for {kept:.0%} of the quality")
        rows = _quality_rows(form, ideals, best, kept)
        ends_s = time.monotonic() + solving.left_s / (len(QUALITIES) - place)
        watch = solving.watch(form, goal, best, tells_plans=False)
        between = maximise(
            form.programme,
            goal,
            seconds=_BETWEEN_PART * (ends_s - time.monotonic()),
            gap=solving.gap / 2,
            watch=watch,
            start=best,
            rows=rows,
            fixed=_agreed(form, best, steady),
        )
        start = best if between.solution is None else between.solution
        seconds = _DIRECT_PART * (ends_s - time.monotonic())
        solved = solving.solve(
            form,
            goal,
            seconds=seconds,
            gap=solving.gap,
            start=start,
            rows=rows,
            is_good_start=True,
        )
        if solved.solution is not None:
            start = solved.solution
        if solved.gap > solving.gap:
            start = improve(form, ideals, goal, start, deadline_s=ends_s, watch=watch, rows=rows)
        found.append((kept, start, solved.bound))
        steady = start
    return _in_order(goal, found[::-1])


def _agreed(form: Formulation, one: Array, other: Array) -> Array:
    """Return who sees what where two solutions agree, NaN for every other column."""
    held = np.full(form.programme.width, np.nan)
    for column in form.sees.values():
        if round(one[column]) == round(other[column]):
            held[column] = round(one[column])
    return held


def _in_order(goal: Terms, found: list[tuple[float, Array, float]]) -> list[Point]:
    """Return the points with their gaps; a better one with more quality serves for less, too."""
    points: list[Point] = []
    steadiest: Array | None = None
    for kept, solution, bound in found:
        if steadiest is None or value_of(goal, solution) >= value_of(goal, steadiest):
            steadiest = solution
        value = value_of(goal, steadiest)
        gap = max(0.0, bound - value) / max(1e-9, abs(value))
        points.append((kept, steadiest, gap if np.isfinite(bound) else None))
    return points


def _quality_rows(
    form: Formulation, ideals: Mapping[str, float], best: Array, kept: float
) -> list[Row]:
    """Return: nobody has less than this part of the worst share, nor all of them together."""
    rows: list[Row] = []
    together: list[tuple[int, float]] = []
    before_all, total = 0.0, 0.0
    shares = {
        guest: share_of(form, guest, ideals[guest], best)
        for guest in form.worth_terms
        if ideals[guest] > 0.0
    }
    lowest = min(shares.values(), default=0.0)
    for guest, share in shares.items():
        terms, before = share_percent(form, guest, ideals[guest])
        rows.append((terms, kept * lowest - before, float("inf")))
        together += terms
        before_all += before
        total += share
    return [*rows, (together, kept * total - before_all, float("inf"))]
