"""Why a must-see cannot be given, in words."""

import pytest
from builders import T0_NS, an_opportunity
from planning_builder import (
    GUESTS,
    a_problem,
    a_small_mission,
    an_activity,
    circumstances,
    solved,
)

from console.domain.planning.outcome import Unkept
from console.domain.planning.problem import Closure
from console.domain.planning.reasons import impossible_on_this_flight, proof_line, why_unkept

A, B = GUESTS[:2]
REEF = an_opportunity("great-barrier-reef", pane="win-1")


def reason(*views, mission=None, now_s=-3600.0, unkept=None, **other):
    missed = unkept or Unkept(guest=A, wish="great-barrier-reef", has_view=False)
    (sentence,) = why_unkept(
        mission or a_small_mission(),
        circumstances(*views, **other),
        [missed],
        now_ns=T0_NS + round(now_s * 1e9),
    )
    return sentence


@pytest.mark.parametrize(
    ("done", "wished", "most", "words"),
    [
        (8, 8, 8, "All 8 must-sees"),
        (26, 30, 26, "26 of 30 must-sees is the most any plan can give."),
        (25, 30, 26, "25 of 30 must-sees are in the plan; 26 are possible."),
        (25, 30, None, "whether more are possible is open"),
    ],
)
def test_the_proof_line_claims_only_what_was_proved(done, wished, most, words):
    assert words in proof_line(done, wished, most)


def test_what_never_comes_into_view_is_said_so():
    assert "does not come into any window's view" in reason()


def test_what_is_over_is_said_so():
    assert "its last pass is over" in reason(REEF, now_s=2 * 3600)


def test_what_is_seen_too_poorly_is_said_so():
    poor = an_opportunity("great-barrier-reef", quality=12)
    assert "its best view has quality 12, and 25 is the least" in reason(poor)


def test_every_good_view_that_meets_sleep_is_counted():
    mission = a_small_mission(an_activity(A, "sleep", 3000, 3 * 3600))
    later = an_opportunity("later", target="great-barrier-reef", start_s=7200)
    said = reason(REEF, later, mission=mission)
    assert said == (
        "Guest A cannot see Great Barrier Reef: of its 2 good views, 2 during Guest A's sleep."
    )


def test_a_closed_window_and_a_crew_that_is_away_are_said_so():
    held = Closure(start_ns=REEF.start_ns, end_ns=REEF.end_ns, reason="shutter stuck")
    assert "closed (shutter stuck)" in reason(REEF, closures=(held,))
    crew = [an_activity(person, "sleep", 3000, 3600) for person in ("crew-1", "crew-2")]
    assert "none of the crew can be there" in reason(REEF, mission=a_small_mission(*crew))


HEAVY = {"CAB_PPCO2_Z3": 4.4, "ARS_IMV_3_STATE": 0.0}


def test_where_the_air_bears_nobody_the_words_say_so_and_what_would_help():
    dome = an_opportunity("great-barrier-reef", pane="dome", length_s=900.0)
    mission = a_small_mission(guests=(A,), must_sees={A: ("great-barrier-reef",)})
    outcome = solved(a_problem(dome, mission=mission, readings=HEAVY))
    assert outcome.best.plan.viewings == ()
    (missed,) = outcome.unkept
    assert reason(dome, mission=mission, readings=HEAVY, unkept=missed) == (
        "Guest A cannot see Great Barrier Reef: of its only good view, 1 while CO2 at the viewing "
        "dome would pass its limit with one guest there (Let the cabin's CO2 fall first: flight "
        "sees to the fans and the scrubber)."
    )


def test_what_comes_too_soon_is_said_so():
    assert "too soon to call the guest" in reason(REEF, now_s=3500)


def test_a_promise_that_another_had_to_go_for_is_proved_by_the_solver():
    """One pane, one pass, two who were promised it: only one can have it."""
    mission = a_small_mission(must_sees={A: ("great-barrier-reef",), B: ("great-barrier-reef",)})
    outcome = solved(a_problem(REEF, mission=mission))
    assert outcome.best.origin.must_sees_most == 1
    (missed,) = outcome.unkept
    other = B if missed.guest == A else A
    assert (missed.costs, missed.instead_of) == (0, ((other, "great-barrier-reef"),))
    assert "only instead of" in reason(REEF, mission=mission, unkept=missed)


def test_a_promise_that_would_cost_two_others_says_so():
    """One long view against two short ones at the only pane."""
    long_view = an_opportunity("long", pane="win-1", start_s=3600, length_s=3000)
    first = an_opportunity("first", pane="win-1", start_s=3600)
    second = an_opportunity("second", pane="win-1", start_s=5400)
    mission = a_small_mission(guests=(A,), must_sees={A: ("long", "first", "second")})
    (missed,) = solved(a_problem(long_view, first, second, mission=mission)).unkept
    assert (missed.wish, missed.costs) == ("long", 1)
    said = reason(long_view, first, second, mission=mission, unkept=missed)
    assert "only if the plan kept one must-see fewer" in said


def test_what_was_not_settled_is_not_claimed():
    open_question = Unkept(guest=A, wish="great-barrier-reef", has_view=True)
    assert "not settled in time" in reason(REEF, unkept=open_question)


def test_a_hopeless_wish_is_known_before_anything_is_planned():
    mission = a_small_mission(must_sees={A: ("great-barrier-reef", "sunrise")})
    assert impossible_on_this_flight(mission, (REEF,)) == [(A, "sunrise")]
