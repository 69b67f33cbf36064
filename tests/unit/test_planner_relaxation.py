"""A quick plan near the relaxation: real, and bounded from above."""

import numpy as np
import pytest
from planning_builder import a_problem, several

from console.domain.planning.formulation import formulate
from console.domain.planning.goals import add_worst_share, fairness
from console.domain.planning.linear import LinearProgramme
from console.planner.highs import Watch, maximise
from console.planner.relaxation import maximise_near_relaxation

NEVER = Watch(should_stop=lambda: False)
GOAL = [(0, 3.0), (1, 5.0), (2, 6.0)]


def knapsack():
    programme = LinearProgramme()
    weights = [(programme.choice(), weight) for weight in (3.0, 4.0, 5.0)]
    programme.row(weights, high=7.0)
    return programme


def test_its_bound_is_the_relaxations_and_its_solution_is_whole():
    found = maximise_near_relaxation(knapsack(), GOAL, seconds=5, gap=0.2, watch=NEVER)
    assert found.bound == pytest.approx(5.0 + 6.0 * 3.0 / 5.0)  # the second, and some of the third
    assert found.value == 6.0
    assert set(np.round(found.solution)) <= {0.0, 1.0}
    assert found.gap == pytest.approx(8.6 / 6.0 - 1.0)
    assert not found.is_proved


def test_a_plan_near_the_relaxation_is_a_plan_within_its_gap():
    form = formulate(a_problem(*several(14, every_s=420.0, length_s=290.0)))
    ideals = dict.fromkeys(form.worth_terms, 5.0)
    goal = fairness(form, ideals, add_worst_share(form, ideals))
    near = maximise_near_relaxation(form.programme, goal, seconds=20, gap=0.05, watch=NEVER)
    best = maximise(form.programme, goal, seconds=20, gap=0.0, watch=NEVER)
    assert form.programme.violation(near.solution) < 1e-6
    assert near.value <= best.value + 1e-6 <= near.bound + 1e-5


def test_what_is_impossible_has_no_solution_near_it():
    rows = [([(0, 1.0), (1, 1.0), (2, 1.0)], 3.0, 3.0)]
    found = maximise_near_relaxation(knapsack(), GOAL, seconds=5, gap=0.1, watch=NEVER, rows=rows)
    assert found.solution is None
    assert not found.is_proved


def test_who_cancels_waits_for_no_second_solve():
    stopping = Watch(should_stop=lambda: True)
    found = maximise_near_relaxation(knapsack(), GOAL, seconds=3600, gap=0.1, watch=stopping)
    assert found.solution is None
