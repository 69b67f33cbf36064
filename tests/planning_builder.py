"""Small missions, sights and plans for tests of the planner."""

from dataclasses import replace

from builders import T0_NS, a_mission, an_opportunity

from console.domain.planning.greedy import promises_then_worst_off
from console.domain.planning.plan import EMPTY_PLAN
from console.domain.planning.question import Circumstances, problem_at
from console.planner.messages import Solve
from console.planner.search import search
from console.planner.solving import Solving
from telemetry.mission import Activity
from telemetry.timebase import NS_PER_S

GUESTS = tuple(person.id for person in a_mission().people if person.role == "guest")
MINUTE_NS = 60 * NS_PER_S
HOUR_NS = 60 * MINUTE_NS


def an_activity(person, kind, start_s, length_s=1800.0, zone="Z2"):
    """Return what somebody does, `start_s` after T0."""
    start_ns = T0_NS + round(start_s * NS_PER_S)
    return Activity(
        person=person,
        start_ns=start_ns,
        end_ns=start_ns + round(length_s * NS_PER_S),
        kind=kind,
        zone=zone,
    )


def a_small_mission(*activities, guests=GUESTS[:2], must_sees=None):
    """Return meridian-1 with these guests only, and with nothing to do but `activities`."""
    wishes = must_sees or {}
    people = tuple(
        replace(person, must_sees=tuple(wishes.get(person.id, ())))
        for person in a_mission().people
        if person.role == "crew" or person.id in guests
    )
    timeline = tuple(sorted(activities, key=lambda a: (a.start_ns, a.person)))
    return replace(a_mission(), people=people, timeline=timeline)


def circumstances(*opportunities, **other):
    """Return what a plan has to reckon with; a link is there all the time unless told."""
    fields = {"contacts": ((T0_NS - 48 * HOUR_NS, T0_NS + 48 * HOUR_NS),)} | other
    return Circumstances(opportunities=opportunities, **fields)


def a_problem(
    *opportunities, mission=None, now_s=-3600.0, published=EMPTY_PLAN, ideals=None, **other
):
    """Return the problem of planning these at `now_s` after T0."""
    return problem_at(
        mission or a_small_mission(),
        circumstances(*opportunities, **other),
        now_ns=T0_NS + round(now_s * NS_PER_S),
        published=published,
        ideals=ideals,
    )


def solved(problem, *, seconds=60.0, gap=0.0, said=None):
    """Return the planner's answer, worked out in this process."""
    heard = [] if said is None else said
    asked = Solve(problem=problem, seconds=seconds, gap=gap)
    return search(
        Solving(asked, heard.append, lambda: False), promises_then_worst_off(asked.problem)
    )


def several(count, *, every_s=600.0, panes=("dome", "win-1"), length_s=300.0, **other):
    """Return `count` different sights, one after the other, at `panes` in turn."""
    return tuple(
        an_opportunity(
            f"sight-{n}",
            pane=panes[n % len(panes)],
            start_s=every_s * n,
            length_s=length_s,
            **({"quality": 60 + (7 * n) % 40} | other),
        )
        for n in range(count)
    )
