"""The programme a solver is given: rows, columns, and plans as solutions."""

import numpy as np
import pytest
from builders import an_opportunity
from planning_builder import GUESTS, a_problem, a_small_mission, an_activity, several

from console.domain.planning.formulation import formulate
from console.domain.planning.goals import (
    add_worst_share,
    change_weight,
    fairness,
    own_worth,
    promises,
    share_of,
    stability,
)
from console.domain.planning.greedy import BASELINES
from console.domain.planning.linear import LinearProgramme
from console.domain.planning.plan import plan_of
from console.domain.planning.problem import NS_PER_HOUR
from console.domain.planning.scoring import measure

A, B = GUESTS[:2]
CALL = an_activity(A, "call", 3600)
MISSION = a_small_mission(CALL, must_sees={A: ("sight-1", "nowhere"), B: ("landmark by day",)})


def value(goal, solution):
    return sum(coefficient * solution[column] for column, coefficient in goal)


def test_bounds_and_rows_are_tested_together():
    programme = LinearProgramme()
    first, second = programme.choice(), programme.amount(-1.0, 2.0)
    programme.row([(first, 1.0), (second, 1.0)], low=0.0, high=1.5)
    assert programme.violation(np.array([1.0, 0.5])) == 0.0
    assert programme.violation(np.array([1.0, 2.0])) == pytest.approx(1.5)
    assert programme.violation(np.array([0.0, -1.0])) == pytest.approx(1.0)
    assert programme.violation(np.array([3.0, -1.5])) == pytest.approx(2.0)


def test_a_limit_nobody_can_break_needs_no_row():
    programme = LinearProgramme()
    columns = [programme.choice() for _ in range(3)]
    programme.at_most(columns, 3)
    assert programme.height == 0
    programme.at_most(columns, 2)
    assert programme.height == 1


@pytest.mark.parametrize("baseline", list(BASELINES))
def test_every_instant_plan_is_a_solution_and_comes_back_as_the_same_plan(baseline):
    problem = a_problem(*several(14), mission=MISSION)
    form = formulate(problem)
    plan = BASELINES[baseline](problem)
    solution = form.solution(plan)
    assert form.programme.violation(solution) == 0.0
    assert form.plan(solution) == plan


@pytest.mark.parametrize("baseline", list(BASELINES))
def test_goals_and_measures_agree_on_what_a_plan_is_worth(baseline):
    views = [
        an_opportunity(f"o{n}", target=f"t{n % 3}", start_s=1000.0 * n, quality=40 + 5 * n)
        for n in range(9)
    ]
    problem = a_problem(*views)
    form = formulate(problem)
    plan = BASELINES[baseline](problem)
    solution = form.solution(plan)
    ideals = {A: 20.0, B: 30.0}
    figures = measure(problem, plan, ideals)
    assert sum(value(own_worth(form, g), solution) for g in ideals) == pytest.approx(figures.total)
    for guest, ideal in ideals.items():
        assert share_of(form, guest, ideal, solution) == pytest.approx(100 * figures.shares[guest])


def test_only_promises_with_a_view_have_a_column():
    form = formulate(a_problem(*several(4), mission=MISSION))
    assert set(form.keeps) == {(A, "sight-1"), (B, "landmark by day")}


def test_no_promise_is_worth_a_missed_call():
    form = formulate(a_problem(*several(4), mission=MISSION))
    goal = dict(promises(form))
    assert -sum(goal[column] for column in form.misses.values()) > len(form.keeps)


def test_what_the_past_has_kept_and_shown_is_counted():
    views = several(6, every_s=1200.0)
    published = plan_of([(A, "sight-1"), (A, "sight-3")])
    problem = a_problem(*views, mission=MISSION, now_s=1201, published=published)
    form = formulate(problem)
    assert form.kept_already == ((A, "sight-1"),)
    assert form.worth_before[A] > 0.0
    assert form.plan(np.zeros(form.programme.width)).seats == {(A, "sight-1")}


def test_a_guest_alone_has_the_others_out_of_the_way():
    form = formulate(a_problem(*several(4)), [A])
    assert {guest for guest, _ in form.sees} == {A}


def test_the_worst_off_guest_bounds_the_column_of_the_worst_share():
    problem = a_problem(*several(6))
    form = formulate(problem)
    plan = BASELINES["promises, then worst off"](problem)
    ideals = {A: 30.0, B: 30.0}
    worst = add_worst_share(form, ideals)
    lowest = 100 * measure(problem, plan, ideals).worst_share
    assert form.programme.violation(form.solution(plan)) == 0.0
    too_high = form.solution(plan)
    too_high[worst] = lowest + 1.0
    assert form.programme.violation(too_high) == pytest.approx(1.0)
    assert value(fairness(form, ideals, worst), too_high) > 0.0


def test_a_change_soon_weighs_more_than_one_tomorrow():
    assert [change_weight(hours * NS_PER_HOUR) for hours in (1, 7, 20)] == [3.0, 2.0, 1.0]


def test_keeping_what_was_published_is_the_most_stable_plan():
    views = several(6)
    published = plan_of([(A, "sight-2"), (B, "sight-4")])
    problem = a_problem(*views, published=published)
    form = formulate(problem)
    goal = stability(form)
    kept = value(goal, form.solution(published))
    for other in ([(A, "sight-2")], [(A, "sight-2"), (B, "sight-4"), (B, "sight-0")], []):
        assert value(goal, form.solution(plan_of(other))) < kept


def test_the_air_of_a_still_dome_has_its_own_rows():
    views = several(6, panes=("dome",), every_s=700.0, length_s=500.0)
    stale = {"CAB_PPCO2_Z3": 3.2, "ARS_IMV_3_STATE": 0.0}
    fresh, heavy = (formulate(a_problem(*views, readings=air)) for air in (None, stale))
    assert heavy.programme.height > fresh.programme.height
