"""One problem from question to answer: promises, then fairness, then as few changes as can be.

The first plan is there at once and every better one is told, so whoever stops early has the
best so far. Each stage has its part of the time and leaves what it does not need to the next.
"""

import time
from collections.abc import Iterable, Mapping

import msgspec
import numpy as np

from console.domain.planning.formulation import Formulation, formulate
from console.domain.planning.goals import (
    add_worst_share,
    fairness,
    own_worth,
    promises,
    share_of,
    value_of,
)
from console.domain.planning.greedy import promises_then_worst_off
from console.domain.planning.linear import Array
from console.domain.planning.outcome import Choice, Origin, Outcome
from console.domain.planning.plan import Plan, plan_of, seen_by
from console.domain.planning.problem import Seeker
from console.domain.planning.scoring import utility
from console.planner.highs import SEED, VERSION
from console.planner.neighbourhood import improve
from console.planner.proof import unkept_promises
from console.planner.solving import TOLERANCE, Solving
from console.planner.steadier import steadier_solutions

# Above this gap the direct solve makes way for large neighbourhoods.
DIRECT_GAP_MAX = 0.02
_DIRECT_PART = 0.7  # of the time that is left
_REPAIR_PART = 0.4  # the rest is for the points between quality and stability
_PROMISES_PART = 0.25
_IDEAL_S, _IDEAL_GAP = 3.0, 0.002


def search(solving: Solving, at_once: Plan) -> Outcome:
    """Return the answer, at the latest when the time is over.

    Parameters
    ----------
    at_once : Plan
        A plan made without a solver, to begin from.
    """
    problem = solving.problem
    is_repair = bool(problem.promised.viewings)
    ideals = problem.ideals or _ideals(solving)
    form = formulate(problem)
    start, most = _keep_promises(solving, form, form.solution(at_once))
    part = _REPAIR_PART if is_repair else _DIRECT_PART
    best, gap = _be_fair(solving, form, ideals, start, part)

    def choice(kept: float, plan: Plan, gap: float | None) -> Choice:
        origin = Origin(
            method=solving.method,
            solver=f"HiGHS {VERSION}",
            question=problem.digest(),
            seconds=round(solving.elapsed_s, 3),
            seed=SEED,
            gap=gap,
            must_sees_most=most,
            ideals=ideals,
        )
        return Choice(quality_kept=kept, plan=plan, origin=origin)

    plan = form.plan(best)
    first = choice(1.0, plan, gap)
    steadier = steadier_solutions(solving, form, ideals, best) if is_repair else []
    return Outcome(
        best=first,
        steadier=tuple(
            choice(kept, form.plan(solution), point) for kept, solution, point in steadier
        ),
        unkept=unkept_promises(solving, plan, most),
        was_cancelled=solving.should_stop(),
    )


def _ideals(solving: Solving) -> Mapping[str, float]:
    solving.enter("what each guest could have alone")
    return {seeker.id: _ideal(solving, seeker) for seeker in solving.problem.seekers}


def _ideal(solving: Solving, seeker: Seeker) -> float:
    """Return the best this guest could have with everybody else absent."""
    form = formulate(solving.problem, [seeker.id])
    alone = msgspec.structs.replace(solving.problem, seekers=(seeker,))
    by_hand = form.solution(promises_then_worst_off(alone))
    goal = own_worth(form, seeker.id)
    solved = solving.solve(form, goal, seconds=_IDEAL_S, gap=_IDEAL_GAP, start=by_hand)
    seats = form.plan(by_hand if solved.solution is None else solved.solution).seats
    sights = [sight for sight in solving.problem.sights if (seeker.id, sight.id) in seats]
    return utility(solving.problem, seeker, sights)


def _keep_promises(solving: Solving, form: Formulation, start: Array) -> tuple[Array, int | None]:
    """Keep as many promises as any plan can, and from now on no fewer.

    Returns
    -------
    solution : ndarray of float64, shape (width,)
    most : int or None
        How many that is, those of the past included; None if it was not proved in time.
    """
    solving.enter("as many must-sees as any plan can give")
    goal = promises(form)
    seconds = _PROMISES_PART * solving.left_s
    solved = solving.solve(form, goal, seconds=seconds, gap=0.0, start=start)
    found = start
    if solved.solution is not None and _kept(form, solved.solution) > _kept(form, start):
        found = _filled_up(form, solved.solution)
    kept, missed = _kept(form, found), _chosen(found, form.misses.values())
    form.programme.row([(column, 1.0) for column in form.keeps.values()], low=kept)
    form.programme.row([(column, 1.0) for column in form.misses.values()], high=missed)
    return found, kept + len(form.kept_already) if solved.is_proved else None


def _filled_up(form: Formulation, solution: Array) -> Array:
    """Return the promises `solution` keeps with the best at once around them.

    It keeps promises and nothing else; from a plan somebody could want the next solve gets on
    much sooner. Where the two do not go together, `solution` itself is returned.
    """
    problem, plan = form.problem, form.plan(solution)
    sights = {sight.id: sight for sight in problem.sights}
    least = problem.rules.must_see_quality_min
    needed = [
        (guest, sight)
        for guest, wish in form.keeps
        for sight in seen_by(plan, guest)
        if sights[sight].fulfils(wish, least)
    ]
    first = plan_of(needed, plan.tasks)
    promised = Plan(viewings=(*first.viewings, *problem.promised.viewings), tasks=first.tasks)
    around = promises_then_worst_off(msgspec.structs.replace(problem, promised=promised))
    filled = form.solution(around)
    is_good = _kept(form, filled) >= _kept(form, solution) and (
        _chosen(filled, form.misses.values()) <= _chosen(solution, form.misses.values())
    )
    return filled if is_good and form.programme.violation(filled) < TOLERANCE else solution


def _be_fair(
    solving: Solving, form: Formulation, ideals: Mapping[str, float], start: Array, part: float
) -> tuple[Array, float | None]:
    """Lift the worst-off guest first, then all of them; return the solution and its gap."""
    solving.enter("the best for who is worst off")
    worst = add_worst_share(form, ideals)
    goal = fairness(form, ideals, worst)
    guests = [guest for guest in form.worth_terms if ideals[guest] > 0.0]
    shares = [share_of(form, guest, ideals[guest], start) for guest in guests]
    best = np.append(start, min([100.0, *shares]))
    seconds = part * solving.left_s
    solving.method = "solver"
    solved = solving.solve(
        form, goal, seconds=seconds, gap=solving.gap, start=best, tells_plans=True
    )
    gap = None
    if solved.solution is None:
        solving.method = "at once"
    else:
        best, gap = solved.solution, solved.gap
    if solved.gap <= DIRECT_GAP_MAX or solving.should_stop():
        return best, gap
    solving.enter("one part of the plan after the other")
    solving.method = "neighbourhoods"
    watch = solving.watch(form, goal, best, tells_plans=True)
    deadline_s = time.monotonic() + part * solving.left_s
    best = improve(form, ideals, goal, best, deadline_s=deadline_s, watch=watch)
    value = value_of(goal, best)
    return best, max(0.0, solved.bound - value) / max(1e-9, abs(value))


def _kept(form: Formulation, solution: Array) -> int:
    return _chosen(solution, form.keeps.values())


def _chosen(solution: Array, columns: Iterable[int]) -> int:
    return sum(round(solution[column]) for column in columns)
