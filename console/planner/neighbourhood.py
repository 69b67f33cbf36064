"""Large-neighbourhood search: for when the whole problem is too much for the solver at once.

Again and again most of the plan is held and a part is given free: some hours of everybody, or
the worst-off guest and another for the whole flight. Source of the idea: Shaw, CP 1998.
"""

import time
from collections.abc import Mapping, Sequence

import numpy as np

from console.domain.planning.formulation import Formulation, Terms
from console.domain.planning.goals import share_of
from console.domain.planning.linear import Array
from console.domain.planning.problem import NS_PER_HOUR
from console.planner.highs import SEED, Row, Watch, maximise

STEP_S = 6.0
_STEP_GAP = 0.001
_WORTHWHILE = 1e-6
_HOURS = (6.0, 12.0)


def improve(
    form: Formulation,
    ideals: Mapping[str, float],
    goal: Terms,
    start: Array,
    *,
    deadline_s: float,
    watch: Watch,
    rows: Sequence[Row] = (),
) -> Array:
    """Return the best solution found until `deadline_s`, never worse than `start`.

    Parameters
    ----------
    start : ndarray of float64, shape (width,)
        A solution.
    deadline_s : float
        On the monotonic clock.
    rows : sequence of (terms, low, high)
        Further rows, which `start` keeps.
    """
    weights = np.zeros(form.programme.width)
    for column, value in goal:
        weights[column] += value
    random = np.random.default_rng(SEED)
    best = start
    turn = 0
    while (left_s := deadline_s - time.monotonic()) > 0.0 and not watch.should_stop():
        free = _hours(form, random) if turn % 2 else _guests(form, ideals, best, random)
        turn += 1
        fixed = np.full(form.programme.width, np.nan)
        for pair, column in form.sees.items():
            if pair not in free:
                fixed[column] = round(best[column])
        found = maximise(
            form.programme,
            goal,
            seconds=min(STEP_S, left_s),
            gap=_STEP_GAP,
            watch=Watch(should_stop=watch.should_stop),
            start=best,
            rows=rows,
            fixed=fixed,
        )
        if found.solution is not None and found.value > float(weights @ best) + _WORTHWHILE:
            best = found.solution
            watch.improved(best)
    return best


def _hours(form: Formulation, random: np.random.Generator) -> set[tuple[str, str]]:
    """Return every pair of guest and sight within some hours."""
    starts = {sight.id: sight.start_ns for sight in form.problem.sights}
    offered = sorted({starts[sight] for _, sight in form.sees})
    from_ns = offered[int(random.integers(len(offered)))]
    to_ns = from_ns + round(random.uniform(*_HOURS) * NS_PER_HOUR)
    return {pair for pair in form.sees if from_ns <= starts[pair[1]] < to_ns}


def _guests(
    form: Formulation, ideals: Mapping[str, float], best: Array, random: np.random.Generator
) -> set[tuple[str, str]]:
    """Return every pair of the worst-off guest and of one other."""
    guests = sorted(form.worth_terms, key=lambda g: share_of(form, g, ideals[g], best))
    other = guests[int(random.integers(len(guests)))]
    return {pair for pair in form.sees if pair[0] in (guests[0], other)}
