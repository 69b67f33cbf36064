"""The solver's stages, run in this process."""

import numpy as np
import pytest
from builders import T0_NS, an_opportunity
from planning_builder import (
    GUESTS,
    HOUR_NS,
    a_problem,
    a_small_mission,
    circumstances,
    several,
    solved,
)

from console.domain.forecast.air import FittedAir
from console.domain.planning.checker import Checker, windows_of
from console.domain.planning.formulation import formulate
from console.domain.planning.goals import add_worst_share, fairness
from console.domain.planning.greedy import BASELINES, promises_then_worst_off
from console.domain.planning.linear import LinearProgramme
from console.domain.planning.plan import plan_of
from console.domain.planning.problem import Closure
from console.domain.planning.reasons import why_unkept
from console.domain.planning.scoring import measure
from console.domain.planning.violations import Rule
from console.planner.highs import VERSION, Watch, maximise
from console.planner.messages import Progress, Solve
from console.planner.neighbourhood import improve
from console.planner.proof import unkept_promises
from console.planner.search import search
from console.planner.solving import Solving
from console.planner.steadier import QUALITIES

A, B = GUESTS[:2]
NEVER = Watch(should_stop=lambda: False)


def knapsack(weights, room):
    programme = LinearProgramme()
    columns = [programme.choice() for _ in weights]
    programme.row(list(zip(columns, map(float, weights), strict=True)), high=float(room))
    return programme


def crowded():
    """Two guests and one pane: what one has the other has not."""
    return several(12, every_s=420.0, panes=("win-1",), length_s=290.0)


def test_the_best_solution_is_found_and_proved():
    programme = knapsack([3, 4, 5], 7)
    found = maximise(programme, [(0, 3.0), (1, 5.0), (2, 6.0)], seconds=5, gap=0.0, watch=NEVER)
    assert list(np.round(found.solution)) == [1, 1, 0]
    assert (found.value, found.bound, found.gap, found.is_proved) == (8.0, 8.0, 0.0, True)


def test_fixed_columns_and_further_rows_hold_for_one_solve_only():
    programme = knapsack([3, 4, 5], 7)
    goal = [(0, 3.0), (1, 5.0), (2, 6.0)]
    fixed = np.array([np.nan, 0.0, np.nan])
    assert maximise(programme, goal, seconds=5, gap=0, watch=NEVER, fixed=fixed).value == 6.0
    rows = [([(1, 1.0)], 0.0, 0.0), ([(2, 1.0)], 0.0, 0.0)]
    assert maximise(programme, goal, seconds=5, gap=0, watch=NEVER, rows=rows).value == 3.0
    assert maximise(programme, goal, seconds=5, gap=0, watch=NEVER).value == 8.0


def test_what_cannot_be_is_proved_to_be_impossible():
    programme = knapsack([3], 7)
    programme.row([(0, 1.0)], low=2.0)
    found = maximise(programme, [(0, 1.0)], seconds=5, gap=0.0, watch=NEVER)
    assert (found.solution, found.is_proved, found.gap) == (None, True, float("inf"))


def test_nothing_to_choose_is_solved_at_once():
    found = maximise(LinearProgramme(), [], seconds=5, gap=0.0, watch=NEVER)
    assert (found.value, found.is_proved) == (0.0, True)


def test_somebody_who_stops_it_ends_the_solve():
    random = np.random.default_rng(1)
    weights = random.integers(1000, 9000, 200)
    programme = knapsack(weights, int(weights.sum() / 2))
    for _ in range(20):
        chosen = random.integers(0, 200, 60)
        programme.row([(int(c), 1.0) for c in set(chosen)], high=25.0)
    goal = [(column, float(v)) for column, v in enumerate(random.integers(1000, 9000, 200))]
    stopped = maximise(programme, goal, seconds=60, gap=0.0, watch=Watch(should_stop=lambda: True))
    assert not stopped.is_proved


def test_the_solver_is_never_worse_than_any_instant_plan():
    problem = a_problem(*crowded())
    outcome = solved(problem)
    ideals = outcome.best.origin.ideals
    ours = measure(problem, outcome.best.plan, ideals)
    for plan in BASELINES.values():
        theirs = measure(problem, plan(problem), ideals)
        assert ours.must_sees_done >= theirs.must_sees_done
        assert ours.worst_share >= theirs.worst_share - 1e-6


def forecast_air(co2_mmhg):
    """Return a forecast: from an hour after T0 on so much CO2 in a dome that is stirred little."""
    return FittedAir(
        levels={"Z3": ((T0_NS - HOUR_NS, 2.0), (T0_NS + HOUR_NS, co2_mmhg))},
        exchange_m3_per_h={"Z3": 20.0},
        breath_g_per_min=0.72,
    )


def test_the_solver_plans_otherwise_where_the_dome_is_forecast_to_pass_its_limit_and_says_why():
    """Two are promised the same pass; the dome has room for both and, later, air for one."""
    dome = an_opportunity("reef", pane="dome", start_s=3600.0, length_s=900.0)
    mission = a_small_mission(must_sees={A: ("reef",), B: ("reef",)})
    plans = {
        co2_mmhg: solved(a_problem(dome, mission=mission, fitted=forecast_air(co2_mmhg)))
        for co2_mmhg in (2.0, 3.6)
    }
    parties = {co2: [v.guests for v in each.best.plan.viewings] for co2, each in plans.items()}
    assert parties == {2.0: [(A, B)], 3.6: [(A,)]} or parties == {2.0: [(A, B)], 3.6: [(B,)]}
    both = windows_of(plan_of([(A, "reef"), (B, "reef")]), [dome])
    about = circumstances(dome, fitted=forecast_air(3.6))
    assert [each.rule for each in Checker(mission, about).check(both)] == [Rule.AIR]
    outcome = plans[3.6]
    (missed,) = outcome.unkept
    (said,) = why_unkept(
        mission, about, outcome.unkept, now_ns=T0_NS - HOUR_NS, plan=outcome.best.plan
    )
    names = {A: "Guest A", B: "Guest B"}
    (other,) = {A, B} - {missed.guest}
    assert said.startswith(f"{names[missed.guest]} could see a reef only instead of {names[other]}")
    assert "CO2 at the viewing dome would reach" in said
    assert "the limit is 4.5" in said
    assert "With nobody there it is 3.6; 1 may stay for long, 2 for" in said
    assert "Send fewer guests, shorten the visit" in said


def test_the_solver_gives_the_short_view_where_the_air_does_not_last_for_the_long_one():
    long_view = an_opportunity("long", pane="dome", start_s=3600.0, length_s=1500.0, quality=95)
    short_view = an_opportunity("short", pane="dome", start_s=3600.0, length_s=240.0, quality=40)
    mission = a_small_mission(guests=(A,))
    given = {
        co2_mmhg: [
            viewing.sight
            for viewing in solved(
                a_problem(long_view, short_view, mission=mission, fitted=forecast_air(co2_mmhg))
            ).best.plan.viewings
        ]
        for co2_mmhg in (2.0, 4.0)
    }
    assert given == {2.0: ["long"], 4.0: ["short"]}


def test_promises_are_settled_before_fairness():
    said = []
    solved(a_problem(*crowded()), said=said)
    stages = [message.stage for message in said if isinstance(message, Progress)]
    assert list(dict.fromkeys(stages))[:3] == [
        "what each guest could have alone",
        "as many must-sees as any plan can give",
        "the best for who is worst off",
    ]


def test_a_plan_says_how_it_came_about():
    problem = a_problem(*crowded())
    origin = solved(problem).best.origin
    assert origin.method == "solver"
    assert origin.solver == f"HiGHS {VERSION}"
    assert origin.question == problem.digest()
    assert origin.gap == pytest.approx(0.0, abs=1e-6)
    assert set(origin.ideals) == {A, B}


def test_the_same_question_gets_the_same_answer():
    problem = a_problem(*crowded())
    assert solved(problem).best.plan == solved(problem).best.plan


def test_neighbourhoods_take_over_when_the_direct_solve_is_not_good_enough(monkeypatch):
    problem = a_problem(*crowded())
    direct = solved(problem)
    monkeypatch.setattr("console.planner.search.DIRECT_GAP_MAX", -1.0)
    other = solved(problem, seconds=1.0)
    assert other.best.origin.method == "neighbourhoods"
    ideals = direct.best.origin.ideals
    shares = [measure(problem, o.best.plan, ideals).worst_share for o in (direct, other)]
    assert shares[0] == pytest.approx(shares[1])
    assert other.best.origin.gap == pytest.approx(0.0, abs=1e-6)


def test_a_must_see_goes_before_every_share():
    """Seeing the alps costs guest A most of what else there is."""
    long_view = an_opportunity("alps", pane="win-1", start_s=0, length_s=4000, quality=26)
    views = (*several(8, every_s=500.0, panes=("dome",), length_s=290), long_view)
    mission = a_small_mission(must_sees={A: ("alps",)})
    outcome = solved(a_problem(*views, mission=mission))
    assert (A, "alps") in outcome.best.plan.seats
    assert outcome.unkept == ()


def test_somebody_who_cancels_gets_the_best_so_far():
    problem = a_problem(*crowded())
    asked = Solve(problem=problem)
    at_once = promises_then_worst_off(problem)
    outcome = search(Solving(asked, lambda _message: None, lambda: True), at_once)
    assert outcome.was_cancelled
    assert outcome.best.plan.viewings


def repaired():
    views = several(16, every_s=600.0)
    first = solved(a_problem(*views))
    held = Closure(start_ns=views[4].start_ns, end_ns=views[8].end_ns, reason="hold")
    problem = a_problem(
        *views,
        now_s=1500.0,
        published=first.best.plan,
        closures=(held,),
        ideals=first.best.origin.ideals,
    )
    return problem, solved(problem)


def test_a_repair_offers_three_points_between_quality_and_stability():
    problem, outcome = repaired()
    assert (
        tuple(choice.quality_kept for choice in outcome.steadier) == QUALITIES == (0.98, 0.95, 0.90)
    )
    ideals = outcome.best.origin.ideals
    free = measure(problem, outcome.best.plan, ideals)
    for choice in outcome.steadier:
        figures = measure(problem, choice.plan, ideals)
        assert figures.worst_share >= choice.quality_kept * free.worst_share - 1e-6
        assert figures.mean_share >= choice.quality_kept * free.mean_share - 1e-6
        assert figures.must_sees_done >= free.must_sees_done


def test_a_steadier_plan_breaks_fewer_promises_than_a_free_one():
    problem, outcome = repaired()
    broken = [
        len(problem.promised.seats - choice.plan.seats)
        for choice in (outcome.best, *outcome.steadier)
    ]
    assert broken[-1] <= broken[0]


def test_a_stretch_without_a_hold_is_repaired_without_taking_anything_back():
    views = several(16, every_s=600.0)
    first = solved(a_problem(*views))
    problem = a_problem(
        *views, now_s=1500.0, published=first.best.plan, ideals=first.best.origin.ideals
    )
    for choice in solved(problem).steadier:
        assert problem.promised.seats <= choice.plan.seats
        assert choice.origin.gap == pytest.approx(0.0, abs=0.01)


def test_neighbourhoods_lift_a_poor_plan_and_never_make_it_worse():
    problem = a_problem(*crowded())
    ideals = solved(problem).best.origin.ideals
    form = formulate(problem)
    goal = fairness(form, ideals, add_worst_share(form, ideals))
    poor = form.solution(plan_of([(A, "sight-0")]))
    told = []
    watch = Watch(should_stop=lambda: len(told) >= 2, improved=told.append)
    best = improve(form, ideals, goal, poor, deadline_s=float("inf"), watch=watch)
    worth = [sum(v * solution[c] for c, v in goal) for solution in (poor, *told)]
    assert worth == sorted(worth)
    assert len(told) == 2
    assert form.programme.violation(best) < 1e-6


def test_a_plan_that_keeps_every_promise_needs_no_proof():
    mission = a_small_mission(must_sees={A: ("sight-0",)})
    problem = a_problem(*several(2), mission=mission)
    solving = Solving(Solve(problem=problem), lambda _message: None, lambda: False)
    assert unkept_promises(solving, plan_of([(A, "sight-0")]), 1) == ()


def test_without_a_proved_most_no_price_is_claimed():
    mission = a_small_mission(must_sees={A: ("sight-0",)})
    problem = a_problem(*several(2), mission=mission)
    solving = Solving(Solve(problem=problem), lambda _message: None, lambda: False)
    (missed,) = unkept_promises(solving, plan_of([]), None)
    assert (missed.has_view, missed.costs) == (True, None)
