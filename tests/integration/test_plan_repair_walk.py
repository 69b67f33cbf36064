"""A published plan meets an alarm: held, repaired, approved, published again. On a real flight."""

from dataclasses import replace
from functools import cache

from builders import a_mission, an_alarm_raised, the_operations

from console.domain.flight_rules import windows_to_hold
from console.domain.mission import MissionState, Situation, apply, decide, plan_ground
from console.domain.plan_book import plan_in_force
from console.domain.plan_requests import ApprovePlan, DraftPlan, ProposePlan, PublishPlan
from console.domain.planning.difference import ChangeKind, difference
from console.domain.planning.greedy import promises_then_worst_off
from console.domain.planning.holds import closures_of_alarms
from console.domain.planning.question import Circumstances, first_problem, problem_at
from console.domain.requests import Refused
from console.domain.roles import Role
from console.domain.schedule import CLAIMED, WindowStatus
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.opportunities import find_opportunities
from console.domain.viewing.orbit_events import contacts
from console.planner.messages import Solve
from console.planner.search import search
from console.planner.solving import Solving
from telemetry.timebase import NS_PER_S

HOUR_NS = 3600 * NS_PER_S
FAN = "ARS_FAN_A_STATE"


@cache
def flight():
    """Return the mission, what can be seen on it, and when there is a link."""
    mission = a_mission()
    views = find_opportunities(mission, mission.launch_ns, mission.end_ns)
    ephemeris = Ephemeris.over(mission.orbit, mission.launch_ns, mission.end_ns)
    links = tuple((c.start_ns, c.end_ns) for c in contacts(mission, ephemeris))
    return mission, views, links


def solved(problem, seconds=6.0):
    asked = Solve(problem=problem, seconds=seconds, gap=0.05)
    return search(
        Solving(asked, lambda _message: None, lambda: False), promises_then_worst_off(asked.problem)
    )


def situation(now_ns):
    mission, views, links = flight()
    return Situation(
        mission=mission,
        opportunities={view.id: view for view in views},
        now_ns=now_ns,
        contacts=links,
    )


def published(state, plan, now_ns, *, reason="", origin=None):
    """Walk a plan through both seats; fail with the words of whoever refuses."""
    name = f"p{len(state.book.plans) + 1}"
    draft = DraftPlan(viewings=plan.viewings, tasks=plan.tasks, reason=reason, origin=origin)
    steps = (
        (draft, Role.GUEST),
        (ProposePlan(plan=name, seen_revision=1), Role.GUEST),
        (ApprovePlan(plan=name, seen_revision=2), Role.FLIGHT),
        (PublishPlan(plan=name, seen_revision=3), Role.GUEST),
    )
    for request, role in steps:
        decided = decide(request, role, state, situation(now_ns))
        assert not isinstance(decided, Refused), decided.reason
        for fact in decided:
            state = apply(state, fact)
    return state


def test_a_plan_is_held_repaired_and_published_again():
    mission, views, links = flight()
    about = Circumstances(opportunities=views, contacts=links)
    first = solved(first_problem(mission, about)).best
    before_launch = mission.launch_ns
    state = published(MissionState(), first.plan, before_launch, origin=first.origin)
    assert len(state.windows) == len(first.plan.viewings)

    # The fan fails shortly before something that was promised.
    now_ns = (
        min(w.start_ns for w in state.windows.values() if w.start_ns > before_launch + 30 * HOUR_NS)
        - 600 * NS_PER_S
    )
    state = apply(state, an_alarm_raised(FAN, limit=None, sample_ns=now_ns))
    at_hand = replace(situation(now_ns), operations=the_operations())
    rules, around = at_hand.operations.rules, at_hand.around(state)
    for hold in list(windows_to_hold(state.windows, rules, mission, around)):
        state = apply(state, hold)
    held = {w.id for w in state.windows.values() if w.status is WindowStatus.HELD}
    assert held

    until_ns = now_ns + 4 * HOUR_NS
    closures = tuple(closures_of_alarms(state.alarms, mission, from_ns=now_ns, to_ns=until_ns))
    in_force = plan_in_force(state.windows, state.book)
    problem = problem_at(
        mission,
        Circumstances(opportunities=views, contacts=links, closures=closures),
        now_ns=now_ns,
        published=in_force,
        ideals=first.origin.ideals,
    )
    outcome = solved(problem)
    repaired = outcome.steadier[0]
    changes = difference(in_force, repaired.plan, views)
    assert changes.of(ChangeKind.MOVED) or changes.of(ChangeKind.DROPPED)
    assert changes.told

    state = published(
        state, repaired.plan, now_ns, reason="Fan A has failed", origin=repaired.origin
    )
    assert state.book.version == 2
    assert state.book.published.change == 1
    standing = [w for w in state.windows.values() if w.status in CLAIMED]
    assert not [w for w in standing if w.start_ns < until_ns and now_ns < w.end_ns]
    assert {state.windows[window].status for window in held} == {WindowStatus.WITHDRAWN}
    past = [w for w in state.windows.values() if w.start_ns <= now_ns]
    assert {w.status for w in past} <= {WindowStatus.PLANNED}
    assert plan_ground(state, situation(now_ns)).book.version == 2
