"""How good and how fair a plan is."""

import pytest
from builders import an_opportunity
from planning_builder import GUESTS, a_problem, a_small_mission

from console.domain.planning.plan import plan_of
from console.domain.planning.scoring import (
    delivered,
    gini_coefficient,
    jain_index,
    measure,
    utility,
)

A, B = GUESTS[:2]
REEF = an_opportunity("reef", quality=80)
REEF_AGAIN = an_opportunity("again", target="reef", start_s=9000, quality=60)
ALPS = an_opportunity("alps", start_s=5400, quality=50)


def seeker_of(problem, guest=A):
    return next(seeker for seeker in problem.seekers if seeker.id == guest)


def worth_of(*views, **other):
    problem = a_problem(REEF, REEF_AGAIN, ALPS, **other)
    sights = [sight for sight in problem.sights if sight.id in {view.id for view in views}]
    return utility(problem, seeker_of(problem), sights)


def test_a_first_view_counts_in_full():
    assert worth_of(REEF) == pytest.approx(5.0 * 0.80)


def test_of_a_repeated_subject_the_best_counts_in_full_and_the_other_a_third():
    assert worth_of(REEF, REEF_AGAIN) == pytest.approx(5.0 * (0.80 + 0.3 * 0.60))


def test_different_subjects_add_up():
    assert worth_of(REEF, ALPS) == pytest.approx(5.0 * (0.80 + 0.50))


def test_a_must_see_is_kept_by_its_target_or_its_product():
    mission = a_small_mission(must_sees={A: ("reef", "landmark by day"), B: ("alps",)})
    problem = a_problem(REEF, ALPS, mission=mission)
    plan = plan_of([(A, "reef")])
    assert delivered(problem, plan) == ((A, "reef"), (A, "landmark by day"))


def test_a_view_that_is_too_poor_keeps_no_promise():
    poor = an_opportunity("reef", quality=24)
    mission = a_small_mission(must_sees={A: ("reef",)})
    assert delivered(a_problem(poor, mission=mission), plan_of([(A, "reef")])) == ()


def test_shares_are_of_each_guests_own_ideal():
    problem = a_problem(REEF, ALPS)
    figures = measure(problem, plan_of([(A, "reef"), (B, "alps")]), {A: 8.0, B: 2.5})
    assert figures.shares == pytest.approx({A: 0.5, B: 1.0})
    assert figures.worst_share == pytest.approx(0.5)
    assert figures.mean_share == pytest.approx(0.75)
    assert figures.viewings == 2


def test_a_guest_for_whom_nothing_is_possible_is_not_badly_off():
    figures = measure(a_problem(REEF), plan_of([]), {A: 0.0, B: 0.0})
    assert figures.worst_share == 1.0


def test_who_would_rather_have_the_others_plan_envies():
    problem = a_problem(REEF, ALPS)
    figures = measure(problem, plan_of([(A, "reef"), (B, "alps")]), {A: 4.0, B: 4.0})
    assert figures.envy == 1


def test_jains_index_is_one_for_equal_shares_and_one_nth_for_one_who_has_all():
    assert jain_index([0.4, 0.4, 0.4]) == pytest.approx(1.0)
    assert jain_index([1.0, 0.0, 0.0, 0.0]) == pytest.approx(0.25)
    assert jain_index([0.0, 0.0]) == 1.0


def test_ginis_coefficient_is_zero_for_equal_shares_and_grows_with_inequality():
    assert gini_coefficient([0.4, 0.4]) == 0.0
    assert gini_coefficient([1.0, 0.0, 0.0, 0.0]) == pytest.approx(0.75)
    assert gini_coefficient([0.0]) == 0.0
