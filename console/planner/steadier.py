"""For a repair: ever fewer changes for ever less of the quality."""

from collections.abc import Mapping

from console.domain.planning.formulation import Formulation
from console.domain.planning.goals import share_of, share_percent, stability
from console.domain.planning.linear import Array
from console.planner.highs import Row
from console.planner.solving import Solving

QUALITIES = (0.98, 0.95, 0.90)


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
        solved = solving.solve(
            form,
            goal,
            seconds=solving.left_s / (len(QUALITIES) - place),
            gap=solving.gap,
            start=start,
            rows=_quality_rows(form, ideals, best, kept),
        )
        if solved.solution is None:
            found.append((kept, start, None))
        else:
            start = solved.solution
            found.append((kept, start, solved.gap))
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
