"""Measure the planner against plans a lead could make by hand, in one run.

Six guests with five must-sees each, four windows and the whole flight of a shipped mission: the
solver's plan beside the greedy ones, then a three-hour hold in its middle and the repaired plans,
then one drag step of the live check. Every plan is tested by the independent check.

Usage: python scripts/bench/planner.py                          half a minute or more
       python scripts/bench/planner.py --seconds 60 --dense
       python scripts/bench/planner.py --mission station-1 --guests 4
"""

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from console.domain.planning.checker import Checker, windows_of
from console.domain.planning.greedy import BASELINES, what_is_left
from console.domain.planning.outcome import Outcome
from console.domain.planning.plan import Plan
from console.domain.planning.problem import NS_PER_HOUR, Closure, PlanProblem
from console.domain.planning.question import Circumstances, first_problem, problem_at
from console.domain.planning.reasons import proof_line
from console.domain.planning.rules import DENSE_RULES, PlanRules
from console.domain.planning.scoring import measure
from console.domain.viewing.opportunities import find_opportunities
from console.domain.viewing.opportunity import Opportunity
from console.domain.viewing.orbit_events import OrbitEvents
from console.planner.messages import Finished, FromPlanner, Solve
from console.planner.process import PlannerProcess
from telemetry.mission import Mission, load_mission, read_configuration

MUST_SEES = 5
HOLD_H = 3.0


def main() -> int:
    """Print every figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mission", default="meridian-1")
    parser.add_argument("--guests", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--dense", action="store_true", help="no limit on viewings per guest")
    asked = parser.parse_args()
    mission, about = scene(asked.mission, asked.guests, DENSE_RULES if asked.dense else PlanRules())
    problem = first_problem(mission, about)
    choices = sum(len(seeker.open_sights) for seeker in problem.seekers)
    print(
        f"{asked.mission}: {len(problem.seekers)} guests, {len(problem.panes)} windows, "
        f"{(mission.end_ns - mission.launch_ns) / NS_PER_HOUR:.0f} h, "
        f"{len(problem.sights)} opportunities, {choices} open choices"
    )
    first = compare_first(problem, mission, about, asked.seconds)
    compare_repairs(first, mission, about, asked.seconds)
    drag(first.best.plan, mission, about)
    return 0


def scene(name: str, guests: int, rules: PlanRules) -> tuple[Mission, Circumstances]:
    """Return a shipped mission with so many guests, and what can be seen."""
    mission = load_mission(read_configuration(name))
    views = find_opportunities(mission, mission.launch_ns, mission.end_ns)
    contacts = [(c.start_ns, c.end_ns) for c in OrbitEvents.of(mission).contacts]
    return (
        with_guests(mission, guests, views),
        Circumstances(opportunities=views, contacts=contacts, rules=rules),
    )


def with_guests(mission: Mission, count: int, views: Sequence[Opportunity]) -> Mission:
    """Return the mission with `count` guests, those beyond its own like them but for the taste.

    Everybody is promised five targets in turn, the third that is seen least left out.
    """
    own = [person for person in mission.people if person.role == "guest"]
    seen = [view.target for view in views if view.target in {t.id for t in mission.targets}]
    rare = sorted(set(seen), key=lambda target: (seen.count(target), target))
    rare = rare[len(rare) // 3 :]
    people = [person for person in mission.people if person.role != "guest"]
    timeline = [a for a in mission.timeline if a.person not in {guest.id for guest in own}]
    for n in range(count):
        model, taste = own[n % len(own)], own[(n + n // len(own)) % len(own)]
        guest = replace(
            model,
            id=f"guest-{n + 1}",
            alias=f"Guest {n + 1}",
            preferences=taste.preferences,
            must_sees=tuple(rare[n :: 2 * count][:MUST_SEES]),
        )
        people.append(guest)
        timeline += [replace(a, person=guest.id) for a in mission.timeline if a.person == model.id]
    timeline.sort(key=lambda activity: (activity.start_ns, activity.person))
    return replace(mission, people=tuple(people), timeline=tuple(timeline))


def compare_first(
    problem: PlanProblem, mission: Mission, about: Circumstances, seconds: float
) -> Outcome:
    """Print the solver's plan beside the greedy ones, and the ratios."""
    outcome, took_s = solve(problem, seconds)
    origin = outcome.best.origin
    rows = {}
    for name, plan in BASELINES.items():
        started_s = time.perf_counter()
        made = plan(problem)
        rows[name] = (made, time.perf_counter() - started_s)
    rows["solver"] = (outcome.best.plan, took_s)
    print(
        f"\n{'first plan':26} must-sees  worst share  mean share   total    Jain  envy  "
        "viewings  breaches       s"
    )
    figures = {}
    for name, (plan, plan_s) in rows.items():
        found = figures[name] = measure(problem, plan, origin.ideals)
        breaches = Checker(mission, about, plan.tasks).check(windows_of(plan, about.opportunities))
        print(
            f"{name:26} {found.must_sees_done:4d}/{found.must_sees_wished:<4d}  "
            f"{found.worst_share:11.3f}  {found.mean_share:10.3f}  {found.total:6.1f}  "
            f"{found.jain:.4f}  {found.envy:4d}  {found.viewings:8d}  {len(breaches):8d}  "
            f"{plan_s:6.2f}"
        )
    ours = figures["solver"]
    for name in BASELINES:
        theirs = figures[name]
        print(
            f"solver / {name:26} worst share x{ours.worst_share / theirs.worst_share:.3f}, "
            f"total x{ours.total / theirs.total:.3f}, "
            f"must-sees {ours.must_sees_done}:{theirs.must_sees_done}"
        )
    gap = "not proved" if origin.gap is None else f"{origin.gap:.2%}"
    print(
        f"proved gap {gap} by {origin.method}, {origin.solver}, in {spent_s():.1f} s of "
        "processor time with starting and ideals"
    )
    print(proof_line(ours.must_sees_done, ours.must_sees_wished, origin.must_sees_most))
    return outcome


def compare_repairs(first: Outcome, mission: Mission, about: Circumstances, seconds: float) -> None:
    """Print what a hold breaks and each way to mend it."""
    published, ideals = first.best.plan, first.best.origin.ideals
    now_ns = mission.launch_ns + 30 * NS_PER_HOUR
    hold = Closure(
        start_ns=now_ns + NS_PER_HOUR // 6,
        end_ns=now_ns + NS_PER_HOUR // 6 + round(HOLD_H * NS_PER_HOUR),
        reason="hold",
        stops_tasks=True,
    )
    dome = Closure(
        start_ns=now_ns,
        end_ns=mission.launch_ns + 48 * NS_PER_HOUR,
        reason="dome closed",
        pane="dome",
    )
    held = replace(about, closures=(hold, dome))
    problem = problem_at(mission, held, now_ns=now_ns, published=published, ideals=ideals)
    outcome, took_s = solve(problem, seconds)
    left = what_is_left(problem)
    print(
        f"\n{'repair after a hold':26} must-sees  worst share   total  taken back  new  breaches"
        f"      ({took_s:.1f} s for all; the hold itself takes "
        f"{len(published.seats - left.seats)} viewings)"
    )
    plans = {"only drop": left, "re-optimised freely": outcome.best.plan}
    plans |= {f"fewest changes >= {c.quality_kept:.0%}": c.plan for c in outcome.steadier}
    starts = {view.id: view.start_ns for view in about.opportunities}
    for name, plan in plans.items():
        found = measure(problem, plan, ideals)
        ahead = {v.sight for v in plan.viewings if starts[v.sight] > now_ns}
        breaches = Checker(mission, held, plan.tasks).check(
            windows_of(plan, about.opportunities), judged=ahead, now_ns=now_ns
        )
        print(
            f"{name:26} {found.must_sees_done:4d}/{found.must_sees_wished:<4d}  "
            f"{found.worst_share:11.3f}  {found.total:6.1f}  "
            f"{len(left.seats - plan.seats):10d}  {len(plan.seats - left.seats):3d}  "
            f"{len(breaches):8d}"
        )


def drag(plan: Plan, mission: Mission, about: Circumstances) -> None:
    """Print what one step of a drag costs, for every window of the plan."""
    checker = Checker(mission, about, plan.tasks)
    windows = windows_of(plan, about.opportunities)
    steps_s = []
    for window in windows:
        moved = replace(window, start_ns=window.start_ns + 1, end_ns=window.end_ns + 1)
        started_s = time.process_time()
        checker.check_one(moved, windows)
        steps_s.append(time.process_time() - started_s)
    print(
        f"\none drag step: median {1e3 * statistics.median(steps_s):.2f} ms of processor time, "
        f"worst of {len(steps_s)} {1e3 * max(steps_s):.2f} ms (a screen frame has 16)"
    )


def spent_s() -> float:
    """Return the processor time of every planner process so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def solve(problem: PlanProblem, seconds: float) -> tuple[Outcome, float]:
    """Return the planner's answer and how long it took, its process included."""
    answers: list[FromPlanner] = []
    started_s = time.perf_counter()
    PlannerProcess(Solve(problem=problem, seconds=seconds), answers.append).wait()
    if not isinstance(answers[-1], Finished):
        raise SystemExit(f"no answer: {answers[-1]}")
    return answers[-1].outcome, time.perf_counter() - started_s


if __name__ == "__main__":
    sys.exit(main())
