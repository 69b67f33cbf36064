"""A plan that changes what a two-person rule holds needs two people."""

import pytest
from builders import a_situation, an_opportunity

from console.domain.facts import WindowApproved, WindowHeld
from console.domain.mission import MissionState, apply, decide
from console.domain.plan_book import PlanStatus
from console.domain.plan_facts import PlanApproved, PlanSigned
from console.domain.plan_requests import ApprovePlan, CountersignPlan, DraftPlan, ProposePlan
from console.domain.planning.plan import Viewing
from console.domain.requests import Refused
from console.domain.roles import Role
from console.domain.schedule import WindowStatus, proposed_window
from console.domain.signatures import SIGNATURE_LASTS_S

REEF = an_opportunity("reef")
CITY = an_opportunity("city", start_s=7200)
A, B = "guest-a", "guest-b"
FOR_TWO, FOR_ONE = "V-01", "V-02"


class Room:
    """Both seats of a flight on which the reef is held."""

    def __init__(self, rule):
        self.state, self.now_s = MissionState(), 0.0
        self.note(proposed_window("w1", REEF, (A,)))
        self.note(WindowApproved(window="w1"))
        self.note(WindowHeld(window="w1", alarm="FDS_SMK_1", reason="smoke", rule=rule))

    def note(self, fact, by="server"):
        self.state = apply(self.state, fact, by)

    def ask(self, request, role, name):
        situation = a_situation(REEF, CITY, now_s=self.now_s, name=name)
        decided = decide(request, role, self.state, situation)
        if isinstance(decided, Refused):
            return decided.reason
        for fact in decided:
            self.note(fact, f"{role.value}:{name}")
        return decided[0]

    def propose(self, *viewings):
        self.ask(DraftPlan(viewings=viewings, reason="smoke"), Role.GUEST, "Eve")
        self.ask(ProposePlan(plan="p1", seen_revision=1), Role.GUEST, "Eve")

    def approve(self, name="Anna"):
        seen = self.state.book.plans["p1"].revision
        return self.ask(ApprovePlan(plan="p1", seen_revision=seen), Role.FLIGHT, name)

    def countersign(self, name="Eve", role=Role.GUEST, signer="flight:Anna"):
        seen = self.state.book.plans["p1"].revision
        request = CountersignPlan(plan="p1", seen_revision=seen, seen_signer=signer)
        return self.ask(request, role, name)


@pytest.fixture
def room():
    """A plan is proposed that takes out a window two people must release."""
    room = Room(FOR_TWO)
    room.propose(Viewing(sight="city", guests=(A,)))
    return room


def test_the_first_signature_does_not_approve_and_the_second_does(room):
    assert isinstance(room.approve(), PlanSigned)
    assert room.state.book.plans["p1"].status is PlanStatus.PROPOSED
    assert isinstance(room.countersign(), PlanApproved)
    assert room.state.book.plans["p1"].status is PlanStatus.APPROVED
    assert room.state.book.plans["p1"].signature is None


def test_another_flight_controller_may_be_the_second(room):
    room.approve()
    assert isinstance(room.approve("Carl"), PlanApproved)


def test_one_person_cannot_sign_twice_at_either_seat(room):
    room.approve()
    assert "two different people" in room.approve(" anna ")
    assert "two different people" in room.countersign("Anna")


def test_who_has_no_name_cannot_sign(room):
    assert "two people by name" in room.approve("")


def test_a_second_signature_must_be_of_what_was_seen_and_in_time(room):
    assert "no first signature" in room.countersign()
    room.approve()
    assert "Somebody else" in room.countersign(signer="flight:Carl")
    room.now_s = SIGNATURE_LASTS_S
    assert "its time is up" in room.countersign()
    assert isinstance(room.approve("Carl"), PlanSigned)


def test_giving_a_held_window_to_another_guest_needs_two_as_well():
    room = Room(FOR_TWO)
    room.propose(Viewing(sight="reef", guests=(B,)))
    assert isinstance(room.approve(), PlanSigned)


@pytest.mark.parametrize(
    ("rule", "viewings"),
    [
        (FOR_ONE, (Viewing(sight="city", guests=(A,)),)),
        (
            FOR_TWO,
            (Viewing(sight="city", guests=(B,)), Viewing(sight="reef", guests=(A,))),
        ),
    ],
)
def test_one_signature_is_enough_where_no_rule_asks_for_two(rule, viewings):
    room = Room(rule)
    room.propose(*viewings)
    assert isinstance(room.approve(), PlanApproved)
    assert room.state.windows["w1"].status is WindowStatus.HELD


def test_a_plan_needs_no_countersignature_nobody_asked_for():
    room = Room(FOR_ONE)
    room.propose(Viewing(sight="city", guests=(A,)))
    assert "no first signature" in room.countersign()
