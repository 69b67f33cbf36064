"""What a planner is asked: only what safety and people's days allow is open at all."""

from dataclasses import replace

import msgspec
import pytest
from builders import T0_NS, a_mission, an_opportunity
from planning_builder import (
    GUESTS,
    HOUR_NS,
    MINUTE_NS,
    a_problem,
    a_small_mission,
    an_activity,
    circumstances,
    solved,
)

from console.domain.planning.availability import agreed_timeline, host_steps, task_id, task_rooms
from console.domain.planning.greedy import promises_then_worst_off
from console.domain.planning.plan import Plan, TaskPlace, Viewing
from console.domain.planning.problem import Closure, PlanProblem
from console.domain.planning.question import first_problem
from console.domain.planning.rules import PlanRules, repeats_max
from telemetry.timebase import NS_PER_S

A, B = GUESTS[:2]
REEF = an_opportunity("reef")
CALL = an_activity(A, "call", 36_000)


def open_to(guest, problem):
    (seeker,) = (each for each in problem.seekers if each.id == guest)
    return [problem.sights[index].id for index in seeker.open_sights]


def test_what_is_in_view_while_a_guest_is_free_is_open():
    assert open_to(A, a_problem(REEF)) == ["reef"]


@pytest.mark.parametrize("kind", ["sleep", "meal", "seated", "care"])
def test_what_a_guest_would_have_to_be_called_from_is_not(kind):
    mission = a_small_mission(an_activity(A, kind, 3000, 3600))
    problem = a_problem(REEF, mission=mission)
    assert (open_to(A, problem), open_to(B, problem)) == ([], ["reef"])


def test_what_a_call_stands_in_the_way_of_is_open_because_a_call_can_move():
    mission = a_small_mission(an_activity(A, "call", 3600))
    assert open_to(A, a_problem(REEF, mission=mission)) == ["reef"]


def test_nothing_is_open_while_the_crew_is_away():
    crew = [an_activity(person, "sleep", 3000, 3600) for person in ("crew-1", "crew-2")]
    assert open_to(A, a_problem(REEF, mission=a_small_mission(*crew))) == []


def test_nothing_is_open_where_it_is_closed():
    held = Closure(start_ns=REEF.start_ns, end_ns=REEF.end_ns, reason="x", pane="dome")
    aside = an_opportunity("aside", pane="win-1")
    assert open_to(A, a_problem(REEF, aside, closures=(held,))) == ["aside"]


def test_nothing_is_open_that_begins_before_a_guest_can_be_called():
    assert open_to(A, a_problem(REEF, now_s=3600 - 601)) == ["reef"]
    assert open_to(A, a_problem(REEF, now_s=3600 - 599)) == []


def test_what_was_promised_is_open_until_it_begins():
    published = Plan(viewings=(Viewing(sight="reef", guests=(A,)),))
    problem = a_problem(REEF, now_s=3600 - 10, published=published)
    assert (open_to(A, problem), open_to(B, problem)) == (["reef"], [])
    assert problem.promised == published


@pytest.mark.parametrize(("pane", "to_b"), [("win-1", set()), ("dome", {"soon"})])
def test_what_has_begun_is_kept_and_takes_its_place_at_the_pane(pane, to_b):
    reef = an_opportunity("reef", pane=pane)
    published = Plan(viewings=(Viewing(sight="reef", guests=(A,)),))
    soon = an_opportunity("soon", pane=pane, start_s=3600 + 400, length_s=300)
    problem = a_problem(reef, soon, now_s=3601, published=published, rules=PlanRules(notice_s=0.0))
    assert problem.kept == published
    assert open_to(A, problem) == []
    for plan in (promises_then_worst_off(problem), solved(problem).best.plan):
        assert {sight for guest, sight in plan.seats if guest == B} == to_b


def test_poor_views_are_not_planned():
    assert open_to(A, a_problem(an_opportunity("reef", quality=19))) == []


def test_only_guests_are_asked():
    assert [seeker.id for seeker in a_problem(REEF).seekers] == [A, B]


def test_a_task_may_move_on_the_grid_within_free_time_and_contacts():
    mission = a_small_mission(CALL, an_activity(A, "meal", 36_000 + 3600))
    contact = (CALL.start_ns - 15 * MINUTE_NS, CALL.end_ns)
    (task,) = a_problem(REEF, mission=mission, contacts=(contact,)).tasks
    assert task.starts_ns == (CALL.start_ns, CALL.start_ns - 15 * MINUTE_NS)


def test_where_the_timeline_has_a_call_is_never_questioned():
    (task,) = a_problem(REEF, mission=a_small_mission(CALL), contacts=()).tasks
    assert task.starts_ns == (CALL.start_ns,)


def test_a_hold_that_stops_tasks_takes_their_places():
    held = Closure(
        start_ns=CALL.start_ns - HOUR_NS, end_ns=CALL.end_ns, reason="x", stops_tasks=True
    )
    (task,) = a_problem(REEF, mission=a_small_mission(CALL), closures=(held,)).tasks
    assert not any(
        CALL.start_ns - HOUR_NS - 1800 * NS_PER_S < s < CALL.end_ns for s in task.starts_ns
    )
    assert CALL.end_ns in task.starts_ns


def test_a_task_that_has_begun_takes_up_its_room_and_is_no_question():
    problem = a_problem(REEF, mission=a_small_mission(CALL), now_s=36_001)
    assert problem.tasks == ()
    assert problem.task_bookings == (("call", CALL.start_ns, CALL.end_ns),)


def test_there_is_room_for_as_many_tasks_as_the_timeline_ever_has_at_once():
    mission = a_small_mission(CALL, an_activity(B, "exercise", 0), an_activity(A, "exercise", 600))
    assert task_rooms(mission) == {"call": 1, "exercise": 2, "medical": 1}


def test_hosts_come_and_go_with_the_crews_timeline():
    mission = a_small_mission(an_activity("crew-1", "sleep", 0, 600))
    launch = mission.launch_ns
    assert host_steps(mission, PlanRules()) == (
        (launch, 4),
        (T0_NS, 2),
        (T0_NS + 10 * MINUTE_NS, 4),
    )


def test_the_fewest_hosts_during_a_stretch_count():
    mission = a_small_mission(an_activity("crew-1", "sleep", 0, 600))
    problem = a_problem(REEF, mission=mission)
    assert problem.hosted((T0_NS - 5, T0_NS + 5)) == 2
    assert problem.hosted((T0_NS - 5, T0_NS)) == 4
    assert problem.hosted((T0_NS + 10 * MINUTE_NS, T0_NS + HOUR_NS)) == 4


def test_an_agreed_move_changes_the_timeline_and_nothing_else():
    mission = a_small_mission(CALL, an_activity(B, "meal", 0))
    place = TaskPlace(task=task_id(CALL), start_ns=T0_NS, end_ns=T0_NS + HOUR_NS)
    agreed = agreed_timeline(mission, [place])
    assert {(a.person, a.kind, a.start_ns) for a in agreed} == {
        (A, "call", T0_NS),
        (B, "meal", T0_NS),
    }
    assert agreed_timeline(mission, []) == mission.timeline


def test_only_zones_people_go_to_for_the_view_have_their_air_judged():
    assert [air.zone for air in first_problem(a_mission(), circumstances(REEF)).air] == ["Z3"]


def test_a_problem_survives_the_way_to_the_planner_and_keeps_its_digest():
    problem = a_problem(REEF, mission=a_small_mission(CALL))
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(problem), type=PlanProblem)
    assert again == problem
    assert again.digest() == problem.digest()
    assert a_problem(REEF).digest() != problem.digest()


def test_the_digest_does_not_depend_on_the_order_of_preferences():
    mission = a_small_mission()
    first, *rest = mission.people
    swapped = replace(first, preferences=dict(reversed(first.preferences.items())))
    other = replace(mission, people=(swapped, *rest))
    assert a_problem(REEF, mission=mission).digest() == a_problem(REEF, mission=other).digest()


@pytest.mark.parametrize(
    ("product", "most"),
    [("landmark by day", 2), ("city lights", 2), ("sunrise", 3), ("Milky Way", 3), ("aurora", 4)],
)
def test_rare_sights_may_be_repeated_more_often(product, most):
    assert repeats_max(product) == most


def test_later_days_share_the_last_limit():
    rules = PlanRules()
    assert [rules.sessions_on_day_max(day) for day in range(5)] == [6, 10, 8, 8, 8]
    assert rules.sessions_max(3) == 24
    assert PlanRules(sessions_per_day_in_all=0).sessions_max(3) is None


def test_nobody_is_called_from_an_exercise_that_has_begun():
    mission = a_small_mission(an_activity(A, "exercise", 3000, 3600))
    problem = a_problem(REEF, mission=mission, now_s=3001)
    assert (open_to(A, problem), open_to(B, problem)) == ([], [])
    later = an_opportunity("later", start_s=5000)
    problem = a_problem(later, mission=mission, now_s=3001)
    assert (open_to(A, problem), open_to(B, problem)) == ([], ["later"])


def test_a_call_that_was_moved_to_later_is_still_to_come_when_its_first_time_is_over():
    place = TaskPlace(
        task=task_id(CALL), start_ns=CALL.start_ns + HOUR_NS, end_ns=CALL.end_ns + HOUR_NS
    )
    (task,) = a_problem(
        REEF,
        mission=a_small_mission(CALL),
        now_s=36_000 + 1,
        published=Plan(tasks=(place,)),
    ).tasks
    assert task.starts_ns[0] == place.start_ns
    assert min(task.starts_ns) > CALL.start_ns
