"""Plans at once: what each of them goes by."""

from builders import an_opportunity
from planning_builder import (
    GUESTS,
    HOUR_NS,
    a_problem,
    a_small_mission,
    an_activity,
    several,
)

from console.domain.planning.availability import task_id
from console.domain.planning.bookings import Bookings
from console.domain.planning.greedy import (
    best_first,
    chronological,
    promises_then_worst_off,
    what_is_left,
)
from console.domain.planning.plan import Plan, TaskPlace, Viewing, plan_of
from console.domain.planning.problem import Closure

A, B = GUESTS[:2]
GOOD = an_opportunity("good", start_s=3700, quality=90)
EARLY = an_opportunity("early", quality=30)
ONE_GUEST = {"guests": (A,)}


def test_by_the_clock_the_first_is_taken_even_if_a_better_one_is_missed():
    problem = a_problem(EARLY, GOOD, mission=a_small_mission(**ONE_GUEST))
    assert chronological(problem).seats == {(A, "early")}


def test_best_first_takes_the_better_one():
    problem = a_problem(EARLY, GOOD, mission=a_small_mission(**ONE_GUEST))
    assert best_first(problem).seats == {(A, "good")}


def test_best_first_prefers_something_new_to_a_slightly_better_repeat():
    first = an_opportunity("first", target="reef", quality=95)
    again = an_opportunity("again", target="reef", start_s=9000, quality=90)
    new = an_opportunity("new", start_s=9000, quality=60)
    problem = a_problem(first, again, new, mission=a_small_mission(**ONE_GUEST))
    assert best_first(problem).seats == {(A, "first"), (A, "new")}


def test_promises_are_kept_before_better_views_are_given():
    mission = a_small_mission(**ONE_GUEST, must_sees={A: ("early",)})
    problem = a_problem(EARLY, GOOD, mission=mission)
    assert promises_then_worst_off(problem).seats == {(A, "early")}


def test_the_rarest_promise_is_kept_first():
    """Both want the pane at one time; only one of them has another chance."""
    now = an_opportunity("now", target="reef", pane="win-1")
    later = an_opportunity("later", target="reef", pane="win-1", start_s=9000)
    mission = a_small_mission(
        an_activity(B, "sleep", 8000, 3000), must_sees={A: ("reef",), B: ("reef",)}
    )
    plan = promises_then_worst_off(a_problem(now, later, mission=mission))
    assert plan.seats >= {(B, "now"), (A, "later")}


def test_who_is_worst_off_is_served_next():
    views = several(6, panes=("win-1",))
    plan = promises_then_worst_off(a_problem(*views))
    shares = [sum(guest == g for g, _ in plan.seats) for guest in (A, B)]
    assert shares == [3, 3]


def test_what_was_published_and_can_still_be_stays():
    views = several(6, panes=("win-1",))
    published = plan_of([(A, "sight-0"), (B, "sight-3")])
    plan = promises_then_worst_off(a_problem(*views, published=published))
    assert plan.seats > published.seats


def test_the_least_a_repair_may_do_is_to_drop_what_cannot_be():
    views = several(4)
    published = plan_of([(A, "sight-0"), (A, "sight-2"), (B, "sight-3")])
    held = Closure(start_ns=views[2].start_ns, end_ns=views[2].end_ns, reason="hold", pane="dome")
    left = what_is_left(a_problem(*views, published=published, closures=(held,)))
    assert left.seats == {(A, "sight-0"), (B, "sight-3")}


def test_a_task_without_its_place_moves_to_the_next_that_fits():
    call = an_activity(A, "call", 7200)
    held = Closure(start_ns=call.start_ns, end_ns=call.end_ns, reason="x", stops_tasks=True)
    plan = chronological(a_problem(GOOD, mission=a_small_mission(call), closures=(held,)))
    (place,) = plan.tasks
    assert place.task == task_id(call)
    assert abs(place.start_ns - call.start_ns) == HOUR_NS / 2


def test_a_task_moved_by_the_published_plan_stays_there():
    call = an_activity(A, "call", 7200)
    place = TaskPlace(
        task=task_id(call), start_ns=call.start_ns + HOUR_NS, end_ns=call.end_ns + HOUR_NS
    )
    published = Plan(viewings=(Viewing(sight="good", guests=(B,)),), tasks=(place,))
    plan = what_is_left(a_problem(GOOD, mission=a_small_mission(call), published=published))
    assert plan.tasks == (place,)


def test_a_party_grows_until_the_pane_is_full():
    mission = a_small_mission(guests=GUESTS[:3])
    problem = a_problem(EARLY, mission=mission)
    bookings = Bookings(problem)
    (sight,) = problem.sights
    fitted = []
    for seeker in problem.seekers:
        fitted.append(bookings.fits(seeker, sight))
        if fitted[-1]:
            bookings.book(seeker, sight)
    assert fitted == [True, True, False]
