"""A plan is published, two faults hold it, and the team repairs it. Over real processes."""

from dataclasses import replace
from threading import Event

import msgspec
import pytest
from acceptance.mission_days import Day

from console.client.lookahead import look_ahead
from console.client.plan_desk import PlanDesk
from console.domain.plan_requests import ApprovePlan, DraftPlan, ProposePlan, PublishPlan
from console.domain.planning.calendar import plan_calendar
from console.domain.planning.day_plan import day_plans
from console.domain.planning.question import problem_at
from console.domain.schedule import CLAIMED, WindowStatus
from console.planner.messages import Finished, Solve
from console.planner.process import PlannerProcess
from telemetry.timebase import NS_PER_S

pytestmark = pytest.mark.slow

CO2_POCKET, FAN = "F06", "F01"
POCKET_MMHG = 0.1  # far above the sensor's noise; it is 2 to 5 after a quarter of an hour
LATER_NS = 1200 * NS_PER_S  # the hold's horizon moves on while people decide


@pytest.fixture
def day(tmp_path):
    with Day(tmp_path, speed=4) as day:
        yield day


def solved(day, view, *, seconds):
    """Let the planner answer in its own process while everybody goes on listening."""
    ground = view.ground
    closures = tuple(replaced(c, ground.now_ns) for c in ground.circumstances.closures)
    problem = problem_at(
        view.mission,
        replace(ground.circumstances, closures=closures),
        now_ns=ground.now_ns + 300 * NS_PER_S,
        published=view.in_force,
    )
    answers, done = [], Event()

    def deliver(message):
        answers.append(message)
        if isinstance(message, Finished):
            done.set()

    process = PlannerProcess(Solve(problem=problem, seconds=seconds, gap=0.1), deliver)
    try:
        day.until(done.is_set, "the planner's answer")
    finally:
        process.close()
    return answers[-1].outcome


def replaced(closure, now_ns):
    return msgspec.structs.replace(closure, end_ns=max(closure.end_ns, now_ns) + LATER_NS)


def published(day, plan, *, name, reason=""):
    """Walk a plan through both seats."""
    lead, flight = day.guest_lead, day.flight
    steps = (
        (lead, DraftPlan(viewings=plan.viewings, tasks=plan.tasks, reason=reason)),
        (lead, ProposePlan(plan=name, seen_revision=1)),
        (flight, ApprovePlan(plan=name, seen_revision=2)),
        (lead, PublishPlan(plan=name, seen_revision=3)),
    )
    for person, request in steps:
        answer = day.answer_to(person, person.ask(request))
        while "did not answer" in answer.reason and not has_moved_on(person, request):
            answer = day.answer_to(person, person.ask(request))
        assert answer.accepted or has_moved_on(person, request), (request, answer.reason)
    day.until(
        lambda: all(
            name in p.desk.state.book.plans
            and p.desk.state.book.published is not None
            and p.desk.state.book.published.id == name
            for p in day.people
        ),
        f"{name} in force on both consoles",
    )


def has_moved_on(person, request):
    """Look, before asking again, whether what was not answered was done."""
    plan = person.desk.state.book.plans.get(getattr(request, "plan", ""))
    return plan is not None and plan.revision > request.seen_revision


def page_of(desk, guest):
    """Return what the guest's sheets promise now: title and start of every viewing."""
    windows = [w for w in desk.windows().values() if w.status in CLAIMED]
    plans = day_plans(windows, desk.mission, desk.state.book.tasks)
    return {
        (item.title, item.start_ns)
        for plan in plans
        if plan.guest.id == guest
        for item in plan.items
        if item.window is not None
    }


def test_a_plan_is_held_by_two_faults_repaired_approved_and_the_guests_get_new_pages(day):
    day.everybody_is_in_step()
    desk = day.guest_lead.desk
    day.until(desk.now_ns, "mission time")
    desk.take([look_ahead(desk.mission)])
    plans = PlanDesk(desk)
    first = solved(day, plans.view, seconds=3.0)
    published(day, first.best.plan, name="p1")
    guests = [person.id for person in desk.mission.people if person.role == "guest"]
    before = {guest: page_of(desk, guest) for guest in guests}

    def held():
        return [w for w in desk.windows().values() if w.status is WindowStatus.HELD]

    dome_mmhg = desk.value("CAB_PPCO2_Z3").value
    day.strike(CO2_POCKET, FAN)
    day.until(held, "windows held because the air stands still")
    day.until(lambda: "ARS_FAN_A_STATE" in desk.state.alarms, "the fan's alarm, which plans heed")
    day.until(lambda: desk.value("ARS_IMV_3_STATE").value == 0, "the dome's own fan off")
    day.until(lambda: desk.value("HSP_DOME_N").value == 3, "three people in the dome")
    assert desk.viewing_status().decision != "GO"
    first_held = {window.id for window in held()}
    day.until(
        lambda: (
            first_held <= {w.id for w in day.flight.desk.windows().values() if w.status == "held"}
        ),
        "the same windows held on the flight console",
    )

    repair = solved(day, plans.view, seconds=4.0)
    assert len(repair.steadier) == 3
    published(day, repair.steadier[0].plan, name="p2", reason="the air is being looked at")
    book = desk.state.book
    assert (book.version, book.published.change) == (2, 1)
    assert all(desk.windows()[window].status == "withdrawn" for window in first_held)
    after = {guest: page_of(desk, guest) for guest in guests}
    told = {guest for guest in guests if before[guest] != after[guest]}
    assert told
    sights = {each.id: each for each in desk.lookahead.opportunities}
    standing = [w for w in desk.windows().values() if w.status in CLAIMED]
    for guest in told:
        text = plan_calendar(standing, desk.mission, sights, made_ns=desk.now_ns(), guest=guest)
        assert text.count("BEGIN:VEVENT") == len(after[guest])
    day.until(lambda: desk.value("CAB_PPCO2_Z3").value > dome_mmhg + POCKET_MMHG, "a pocket of CO2")
    day.until(lambda: day.flight.desk.state == desk.state, "both consoles in the same state")
