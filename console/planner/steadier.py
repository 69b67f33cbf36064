"""For a repair: ever fewer changes for ever less of the quality."""

import time
from collections.abc import Mapping

from console.domain.planning.formulation import Formulation
from console.domain.planning.goals import share_of, share_percent, stability, value_of
from console.domain.planning.linear import Array
from console.planner.highs import Row
from console.planner.neighbourhood import improve
from console.planner.solving import Solving

QUALITIES = (0.98, 0.95, 0.90)
_DIRECT_PART = 0.5  # of a point's time; large neighbourhoods have the rest if it was too little


def steadier_solutions(
    solving: Solving, form: Formulation, ideals: Mapping[str, float], best: Array
) -> list[tuple[float, Array, float | None]]:
    """Return quality kept, solution and gap of each point between quality and stability.

    Each point starts from the one before, so each has at most as many changes, and there is a
    plan for each even if no time is left.
    """
    found: list[tuple[float, Array, float | None]] = []
    goal = stability(form)
    start = best
    for place, kept in enumerate(QUALITIES):
        solving.enter(f"fewest changes for {kept:.0%} of the quality")
        rows = _quality_rows(form, ideals, best, kept)
        ends_s = time.monotonic() + solving.left_s / (len(QUALITIES) - place)
        seconds = _DIRECT_PART * (ends_s - time.monotonic())
        solved = solving.solve(form, goal, seconds=seconds, gap=solving.gap, start=start, rows=rows)
        if solved.solution is not None:
            start = solved.solution
        if solved.gap > solving.gap:
            watch = solving.watch(form, goal, start, tells_plans=False)
            start = improve(form, ideals, goal, start, deadline_s=ends_s, watch=watch, rows=rows)
        value = value_of(goal, start)
        gap = max(0.0, solved.bound - value) / max(1e-9, abs(value))
        found.append((kept, start, gap if solved.solution is not None else None))
    return found


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
