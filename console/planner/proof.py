"""Why a promise cannot be kept: what the solver can prove about it."""

from console.domain.planning.formulation import Formulation, formulate
from console.domain.planning.goals import promises
from console.domain.planning.outcome import Unkept
from console.domain.planning.plan import Plan
from console.domain.planning.scoring import delivered
from console.planner.highs import Row
from console.planner.solving import Solving

_PROOF_S = 1.0


def unkept_promises(solving: Solving, plan: Plan, most: int | None) -> tuple[Unkept, ...]:
    """Return every promise `plan` does not keep.

    Parameters
    ----------
    most : int or None
        The most promises any plan can keep, if that was proved.
    """
    problem = solving.problem
    kept = set(delivered(problem, plan))
    missed = [
        (seeker.id, wish)
        for seeker in problem.seekers
        for wish in seeker.must_sees
        if (seeker.id, wish) not in kept
    ]
    if not missed:
        return ()
    solving.enter("why a must-see is not possible")
    form = formulate(problem)
    return tuple(_priced(solving, form, kept, each, most) for each in missed)


def _priced(
    solving: Solving,
    form: Formulation,
    kept: set[tuple[str, str]],
    missed: tuple[str, str],
    most: int | None,
) -> Unkept:
    """Say what keeping one more promise would cost, from a plan made to keep it."""
    guest, wish = missed
    column = form.keeps.get(missed)
    if column is None:
        return Unkept(guest=guest, wish=wish, has_view=False)
    must: list[Row] = [([(column, 1.0)], 1.0, 1.0)]
    solved = solving.solve(form, promises(form), seconds=_PROOF_S, gap=0.0, rows=must)
    if solved.solution is None and solved.is_proved:
        return Unkept(guest=guest, wish=wish, has_view=False)
    if solved.solution is None or not solved.is_proved or most is None:
        return Unkept(guest=guest, wish=wish, has_view=True)
    other = set(delivered(solving.problem, form.plan(solved.solution)))
    return Unkept(
        guest=guest,
        wish=wish,
        has_view=True,
        costs=max(0, most - len(other)),
        instead_of=tuple(sorted(kept - other)),
    )
