"""A plan's way from draft to published, and what the server says on it."""

from dataclasses import replace

import pytest
from builders import (
    T0_NS,
    a_mission,
    a_situation,
    an_alarm_raised,
    an_entry,
    an_opportunity,
)

from console.domain.facts import WindowApproved, WindowHeld, WindowProposed
from console.domain.mission import MissionState, apply, decide, fold
from console.domain.plan_book import PlanStatus, plan_in_force
from console.domain.plan_facts import PlanDrafted, PlanPublished, ViewingClosed
from console.domain.plan_requests import (
    ApprovePlan,
    CloseViewing,
    DiscardPlan,
    DraftPlan,
    ProposePlan,
    PublishPlan,
    RejectPlan,
    ReopenViewing,
)
from console.domain.planning.availability import task_id
from console.domain.planning.outcome import Origin
from console.domain.planning.plan import TaskPlace, Viewing
from console.domain.planning.violations import Rule
from console.domain.requests import ApproveWindow, ProposeWindow, Refused
from console.domain.roles import Role
from console.domain.schedule import WindowStatus
from console.protocol import Ask, decode_entry, decode_to_server, encode
from telemetry.timebase import NS_PER_S

GUESTS = tuple(person.id for person in a_mission().people if person.role == "guest")
REEF = an_opportunity("reef")
CITY = an_opportunity("city", start_s=7200)
ALPS = an_opportunity("alps", pane="win-1", start_s=10800)
ALL = (REEF, CITY, ALPS)
FIRST = (Viewing(sight="city", guests=GUESTS[1:2]), Viewing(sight="reef", guests=GUESTS[:2]))


class Room:
    """A control room: asks, applies what is decided, and remembers the last refusal."""

    def __init__(self, state=None, now_s=0.0, mission=None):
        self.state = state or MissionState()
        self.now_s = now_s
        self.mission = mission
        self.facts = []

    def ask(self, request, role=Role.GUEST):
        situation = a_situation(*ALL, now_s=self.now_s, mission=self.mission)
        decided = decide(request, role, self.state, situation)
        if isinstance(decided, Refused):
            return decided.reason
        for fact in decided:
            self.note(fact)
        return ""

    def note(self, fact):
        self.facts.append(fact)
        self.state = apply(self.state, fact)

    def plan(self, name="p1"):
        return self.state.book.plans[name]

    def draft(self, *viewings, reason="", plan="", **other):
        seen = self.plan(plan).revision if plan else 0
        request = DraftPlan(
            viewings=viewings, reason=reason, plan=plan, seen_revision=seen, **other
        )
        return self.ask(request)

    def step(self, request, role=Role.GUEST, plan="p1", **other):
        seen = self.plan(plan).revision
        return self.ask(request(plan=plan, seen_revision=seen, **other), role)

    def publish(self, *viewings, plan="p1", reason="", **other):
        assert self.draft(*viewings, reason=reason, **other) == ""
        assert self.step(ProposePlan, plan=plan) == ""
        assert self.step(ApprovePlan, Role.FLIGHT, plan=plan) == ""
        assert self.step(PublishPlan, plan=plan) == ""

    def window(self, opportunity):
        return next(w for w in self.state.windows.values() if w.opportunity == opportunity)


def test_a_plan_goes_from_draft_to_published_and_puts_its_windows_on_the_timeline():
    room = Room()
    room.publish(*FIRST)
    assert room.plan().status is PlanStatus.PUBLISHED
    assert room.state.book.version == 1
    assert {w.opportunity: w.guests for w in room.state.windows.values()} == {
        "reef": GUESTS[:2],
        "city": GUESTS[1:2],
    }
    assert {w.status for w in room.state.windows.values()} == {WindowStatus.PLANNED}


def test_each_step_is_a_new_revision_and_an_old_one_is_refused():
    room = Room()
    room.draft(*FIRST)
    assert room.plan().revision == 1
    room.step(ProposePlan)
    late = room.ask(ApprovePlan(plan="p1", seen_revision=1), Role.FLIGHT)
    assert "changed since you saw it" in late


@pytest.mark.parametrize(
    ("request_made", "role"),
    [
        (DraftPlan(viewings=FIRST), Role.FLIGHT),
        (ProposePlan(plan="p1", seen_revision=1), Role.FLIGHT),
        (ApprovePlan(plan="p1", seen_revision=1), Role.GUEST),
        (RejectPlan(plan="p1", seen_revision=1, reason="no"), Role.GUEST),
        (PublishPlan(plan="p1", seen_revision=1), Role.FLIGHT),
        (DiscardPlan(plan="p1", seen_revision=1), Role.FLIGHT),
        (CloseViewing(start_ns=0, end_ns=1, reason="x"), Role.TRAINER),
    ],
)
def test_who_proposes_a_plan_does_not_approve_it(request_made, role):
    room = Room()
    room.draft(*FIRST)
    assert "Only the" in room.ask(request_made, role)


def test_flight_must_say_why_it_rejects_and_the_lead_can_draft_again():
    room = Room()
    room.draft(*FIRST)
    room.step(ProposePlan)
    assert "Say why" in room.step(RejectPlan, Role.FLIGHT, reason="  ")
    assert room.step(RejectPlan, Role.FLIGHT, reason="Too early.") == ""
    assert room.plan().said == "Too early."
    assert room.draft(FIRST[0], plan="p1") == ""
    assert room.plan().status is PlanStatus.DRAFT
    assert [w.opportunity for w in room.plan().windows] == ["city"]


def test_a_discarded_plan_cannot_be_proposed():
    room = Room()
    room.draft(*FIRST)
    room.step(DiscardPlan)
    assert "discarded" in room.step(ProposePlan)


def test_steps_cannot_be_left_out():
    room = Room()
    room.draft(*FIRST)
    assert "is draft" in room.step(ApprovePlan, Role.FLIGHT)
    assert "is draft" in room.step(PublishPlan)


def test_a_plan_that_breaks_a_rule_is_refused_with_the_rule_in_words():
    room = Room()
    room.draft(Viewing(sight="reef", guests=GUESTS[:3]))
    assert "holds 2, not 3" in room.step(ProposePlan)


def test_a_plan_that_breaks_many_rules_says_the_first_and_how_many_more():
    room = Room()
    assert room.draft(*(Viewing(sight=each.id, guests=GUESTS[:3] * 2) for each in ALL)) == ""
    refused = room.step(ProposePlan)
    assert "holds 2, not 6" in refused
    assert "more." in refused


def test_an_opportunity_nobody_knows_is_refused():
    assert "not on this flight's list" in Room().draft(Viewing(sight="atlantis", guests=GUESTS[:1]))


def test_a_plan_that_does_not_exist_is_refused():
    room = Room()
    assert "no plan p9" in room.ask(ProposePlan(plan="p9", seen_revision=1))
    assert "no plan p9" in room.ask(DraftPlan(viewings=FIRST, plan="p9"))


def test_after_publication_a_change_needs_a_reason_and_gets_a_number():
    room = Room()
    room.publish(*FIRST)
    assert "say why" in room.draft(*FIRST)
    assert room.draft(FIRST[0], reason="Guest B is tired") == ""
    assert (room.plan().change, room.plan("p2").change) == (0, 1)
    assert room.draft(FIRST[1], reason="Another idea") == ""
    assert room.plan("p3").change == 2


def test_a_new_version_withdraws_what_it_leaves_out_and_keeps_the_rest_untouched():
    room = Room()
    room.publish(*FIRST)
    reef = room.window("reef")
    room.publish(FIRST[1], plan="p2", reason="city is cloudy")
    assert room.window("city").status is WindowStatus.WITHDRAWN
    assert room.window("reef") == reef
    assert room.plan("p1").status is PlanStatus.REPLACED
    assert room.state.book.version == 2


def test_changed_guests_keep_the_window_and_raise_its_revision():
    room = Room()
    room.publish(*FIRST)
    reef = room.window("reef")
    changed = Viewing(sight="reef", guests=GUESTS[2:3])
    room.publish(FIRST[0], changed, plan="p2", reason="swap")
    assert room.window("reef") == replace(reef, guests=GUESTS[2:3], revision=reef.revision + 1)


def test_a_plan_drafted_on_an_older_version_is_refused():
    room = Room()
    room.publish(*FIRST)
    room.draft(FIRST[0], reason="one")
    room.draft(FIRST[1], reason="other")
    for step, role in ((ProposePlan, Role.GUEST), (ApprovePlan, Role.FLIGHT)):
        assert room.step(step, role, plan="p2") == ""
    assert room.step(PublishPlan, plan="p2") == ""
    assert "Version 2 was published since" in room.step(ProposePlan, plan="p3")


def test_a_window_approved_meanwhile_is_not_overrun():
    room = Room()
    room.draft(*FIRST)
    room.step(ProposePlan)
    other = WindowProposed(
        window="w1",
        opportunity="elsewhere",
        title="elsewhere",
        pane="dome",
        start_ns=REEF.start_ns,
        end_ns=REEF.end_ns,
        quality=50,
        guests=GUESTS[3:4],
    )
    room.note(other)
    room.note(WindowApproved(window="w1"))
    assert "still taken" in room.step(ApprovePlan, Role.FLIGHT)


def test_a_single_window_already_proposed_becomes_part_of_the_plan():
    room = Room()
    assert room.ask(ProposeWindow(opportunity="reef", guests=GUESTS[:1])) == ""
    room.publish(*FIRST)
    assert list(room.state.windows) == ["w1", "w2"]
    assert room.window("reef").status is WindowStatus.PLANNED
    assert room.window("reef").guests == GUESTS[:2]


def test_what_has_begun_stays_whatever_the_new_plan_says():
    room = Room()
    room.publish(*FIRST)
    room.now_s = 3700.0
    room.publish(plan="p2", reason="everybody to sleep")
    assert room.window("reef").status is WindowStatus.PLANNED
    assert room.window("city").status is WindowStatus.WITHDRAWN


def test_nothing_can_be_planned_into_the_past():
    room = Room(now_s=3700.0)
    room.draft(*FIRST)
    assert "has begun and was not planned" in room.step(ProposePlan)


def test_an_alarm_stops_the_approval_of_what_lies_within_its_hold():
    room = Room()
    room.draft(*FIRST)
    room.step(ProposePlan)
    room.note(an_alarm_raised("ARS_FAN_A_STATE", limit=None))
    assert "is in warning" in room.step(ApprovePlan, Role.FLIGHT)


def test_a_held_window_a_plan_only_keeps_stays_held():
    room = Room()
    room.publish(*FIRST)
    held = room.window("reef").id
    room.note(an_alarm_raised("ARS_FAN_A_STATE", limit=None))
    room.note(WindowHeld(window=held, alarm="ARS_FAN_A_STATE", reason="fan"))
    room.publish(FIRST[1], plan="p2", reason="after the hold")
    assert room.window("reef").status is WindowStatus.HELD


def test_a_closure_stops_plans_and_single_windows_until_it_is_taken_back():
    room = Room()
    closing = CloseViewing(
        start_ns=T0_NS, end_ns=CITY.start_ns - 1, reason="shutter stuck", pane="dome"
    )
    assert room.ask(closing, Role.FLIGHT) == ""
    room.draft(*FIRST)
    assert "shutter stuck" in room.step(ProposePlan)
    assert "shutter stuck" in room.ask(ProposeWindow(opportunity="reef", guests=GUESTS[:1]))
    assert room.ask(ReopenViewing(closure="c1")) == ""
    assert room.step(ProposePlan) == ""
    assert "no closure c1" in room.ask(ReopenViewing(closure="c1"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start_ns": T0_NS + 5, "end_ns": T0_NS + 5}, "end after it starts"),
        ({"end_ns": T0_NS - 1}, "not in the past"),
        ({"pane": "porthole"}, "no window 'porthole'"),
        ({"person": "guest-z"}, "nobody 'guest-z'"),
        ({"reason": " "}, "Say why"),
    ],
)
def test_a_closure_that_makes_no_sense_is_refused(fields, words):
    usual = {"start_ns": T0_NS - 10, "end_ns": T0_NS + 10, "reason": "burn"}
    assert words in Room().ask(CloseViewing(**(usual | fields)))


def test_a_sick_guest_closes_nothing_for_the_others():
    room = Room()
    sick = ViewingClosed(
        closure="c1",
        pane="",
        person=GUESTS[0],
        start_ns=T0_NS,
        end_ns=T0_NS + 86_400 * NS_PER_S,
        reason="unwell",
        stops_tasks=False,
    )
    room.note(sick)
    room.draft(Viewing(sight="reef", guests=GUESTS[1:2]))
    assert room.step(ProposePlan) == ""


def test_a_call_cannot_be_moved_to_where_no_link_is_known():
    mission = a_mission()
    call = next(a for a in mission.timeline if a.kind == "call" and a.person == GUESTS[0])
    place = TaskPlace(task=task_id(call), start_ns=call.start_ns + 1, end_ns=call.end_ns + 1)
    room = Room(now_s=(call.start_ns - T0_NS) / NS_PER_S - 7200, mission=mission)
    assert room.draft(tasks=(place,)) == ""
    refused = room.step(ProposePlan)
    assert "no link" in refused  # nobody told this room about contacts


def test_an_approval_names_the_rules_that_were_checked():
    room = Room()
    room.draft(*FIRST)
    room.step(ProposePlan)
    room.step(ApprovePlan, Role.FLIGHT)
    assert set(room.facts[-1].checked) == set(Rule)


def test_what_the_timeline_promises_is_what_a_repair_starts_from():
    room = Room()
    room.publish(*FIRST)
    assert plan_in_force(room.state.windows, room.state.book).viewings == FIRST


def test_plan_facts_and_requests_survive_file_and_wire():
    room = Room()
    room.publish(*FIRST, origin=Origin(method="solver", gap=0.001, ideals={GUESTS[0]: 3.5}))
    room.ask(CloseViewing(start_ns=T0_NS, end_ns=T0_NS + 9, reason="burn"))
    assert {type(fact) for fact in room.facts} >= {PlanDrafted, PlanPublished, ViewingClosed}
    entries = [an_entry(n, fact=fact) for n, fact in enumerate(room.facts, start=1)]
    assert [decode_entry(encode(entry)) for entry in entries] == entries
    assert fold(entries) == room.state
    ask = Ask(request_id="q", request=DraftPlan(viewings=FIRST))
    assert decode_to_server(encode(ask)) == ask


def test_approving_a_single_window_still_works_beside_plans():
    room = Room()
    room.publish(FIRST[0])
    assert room.ask(ProposeWindow(opportunity="alps", guests=GUESTS[:1])) == ""
    window = room.window("alps")
    request = ApproveWindow(window=window.id, seen_revision=1)
    assert room.ask(request, Role.FLIGHT) == ""
    assert room.window("alps").status is WindowStatus.PLANNED
