"""A plan's whole walk over real processes, and everybody who comes late or without a say."""

import pytest
from acceptance.mission_days import Day

from console.client.lookahead import look_ahead
from console.client.plan_desk import PlanDesk
from console.domain.plan_requests import (
    ApprovePlan,
    CountersignPlan,
    DraftPlan,
    MarkWindow,
    ProposePlan,
    PublishPlan,
)
from console.domain.planning.edits import with_party
from console.domain.planning.greedy import promises_then_worst_off
from console.domain.planning.question import problem_at
from console.domain.requests import WithdrawWindow
from telemetry.timebase import NS_PER_S

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(480)]

LEAK = "F12"
RESERVE_RULE = "V-03"  # asks for two signatures
NOTICE_NS = 300 * NS_PER_S


@pytest.fixture
def day(tmp_path):
    with Day(tmp_path, speed=10) as day:
        yield day


def test_a_plan_walks_from_draft_to_what_became_of_its_windows(day, eva):
    lead, flight, desk = day.guest_lead, day.flight, day.guest_lead.desk
    day.everybody_is_in_step()
    day.until(desk.now_ns, "mission time")
    desk.take([look_ahead(desk.mission)])
    plans = PlanDesk(desk)

    def accepted(person, request):
        asked = person.ask(request)
        answer = day.until(lambda: person.listen() or person.answers.get(asked), "an answer")
        assert answer.accepted, (request, answer.reason)
        day.until(
            lambda: all(any(e.request_id == asked for e in p.desk.log) for p in day.people),
            "the decision on both consoles",
        )

    def refused(person, request):
        answer = day.answer_to(person, person.ask(request))
        assert not answer.accepted, request
        return answer.reason

    def draft(plan, *, reason=""):
        return DraftPlan(viewings=plan.viewings, tasks=plan.tasks, reason=reason)

    def status(plan):
        return str(desk.state.book.plans[plan].status)

    ground = plans.view.ground
    first = promises_then_worst_off(
        problem_at(
            desk.mission,
            ground.circumstances,
            now_ns=ground.now_ns + NOTICE_NS,
            published=plans.view.in_force,
        )
    )
    accepted(lead, draft(first))
    assert "changed since you saw it" in refused(lead, ProposePlan(plan="p1", seen_revision=7))
    accepted(lead, ProposePlan(plan="p1", seen_revision=1))
    assert "Only the Flight" in refused(lead, ApprovePlan(plan="p1", seen_revision=2))
    accepted(flight, ApprovePlan(plan="p1", seen_revision=2))
    accepted(lead, PublishPlan(plan="p1", seen_revision=3))
    assert (desk.state.book.version, status("p1")) == (1, "published")

    windows = sorted(desk.windows().values(), key=lambda each: each.start_ns)
    soon, last = windows[0], windows[-1]
    without_last = with_party(plans.view.in_force, last.opportunity, ())
    assert "say why" in refused(lead, draft(without_last))
    accepted(lead, draft(without_last, reason="the guest asked"))
    accepted(lead, ProposePlan(plan="p2", seen_revision=1))
    accepted(flight, ApprovePlan(plan="p2", seen_revision=2))
    accepted(lead, PublishPlan(plan="p2", seen_revision=3))
    assert (desk.state.book.version, desk.state.book.published.change) == (2, 1)
    assert str(desk.windows()[last.id].status) == "withdrawn"

    day.until(lambda: desk.now_ns() > soon.start_ns, "the first window", within_s=200.0)
    assert desk.windows()[soon.id].standing(desk.now_ns()) in ("open", "over")
    revision = desk.windows()[soon.id].revision
    withdraw = WithdrawWindow(window=soon.id, seen_revision=revision)
    assert "has begun" in refused(lead, withdraw)
    accepted(lead, MarkWindow(window=soon.id, seen_revision=revision, cut_short="cloud"))
    assert str(desk.windows()[soon.id].status) == "cut short"

    day.strike(LEAK)

    def held():
        return [each for each in desk.windows().values() if each.held_by == RESERVE_RULE]

    day.until(held, "windows held by the rule that asks for two")
    latest = max(held(), key=lambda each: each.start_ns)
    after = with_party(plans.view.in_force, latest.opportunity, ())
    accepted(lead, draft(after, reason="the cabin is being looked at"))
    accepted(lead, ProposePlan(plan="p3", seen_revision=1))
    accepted(flight, ApprovePlan(plan="p3", seen_revision=2))
    assert status("p3") == "proposed"
    signed = desk.state.book.plans["p3"]
    countersign = CountersignPlan(
        plan="p3", seen_revision=signed.revision, seen_signer=signed.signature.by
    )
    assert refused(flight, countersign)
    accepted(eva, countersign)
    assert status("p3") == "approved"
