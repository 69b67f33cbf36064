import pytest
from plan_scene import CITY, IN_FORCE, REEF_LATER, a_plan_desk, drafted, planned

from console.client.desk import Changes
from console.client.plan_desk import PlanDesk
from console.domain.plan_facts import PlanApproved, PlanProposed, PlanRejected
from console.domain.plan_requests import ApprovePlan, ProposePlan, PublishPlan, RejectPlan
from console.domain.planning.outcome import Origin
from console.domain.roles import Role
from console.protocol import Answer
from console.ui.models.change_table import ChangeTableModel
from console.ui.models.plan_edits import PlanEdits
from console.ui.models.plan_words import origin_words, standing_words
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.plan_work import PlanWork
from console.ui.seat import EVERYTHING

CHANGE = drafted(
    planned(CITY, "guest-b", "guest-c"),
    planned(REEF_LATER, "guest-a"),
    plan="p2",
    change=1,
    based_on=1,
    reason="later is better",
    withdraws=("w1",),
)


@pytest.fixture
def work(seat, qtbot):
    def made(*facts, role=Role.GUEST):
        object.__setattr__(seat, "desk", a_plan_desk(*facts, role=role))
        panel = PlanWork(seat, PlanEdits(PlanDesk(seat.desk), RequestNotes(seat.requests)))
        qtbot.addWidget(panel)
        panel.refresh(EVERYTHING)
        return panel

    return made


def cells(model):
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_difference_says_what_moves_and_who_must_be_told(work, qtmodeltester):
    panel = work(*IN_FORCE, CHANGE)
    rows = cells(panel.model)
    assert ["→ moved", "Guest A"] in [row[:2] for row in rows]
    assert ["+ added", "Guest C"] in [row[:2] for row in rows]
    assert "Guest A of 1 change" in panel.told
    assert isinstance(panel.model, ChangeTableModel)
    qtmodeltester.check(panel.model)


def test_every_state_names_who_acts_next(work):
    assert "nothing is published" in work().standing.lower()
    draft = work(*IN_FORCE, CHANGE)
    assert "draft · change request 1" in draft.standing
    proposed = work(*IN_FORCE, CHANGE, PlanProposed(plan="p2"))
    assert "flight approves" in proposed.standing
    approved = (CHANGE, PlanProposed(plan="p2"), PlanApproved(plan="p2", checked=()))
    assert "publishes it next" in work(*IN_FORCE, *approved).standing


def test_a_rejection_is_shown_with_flights_words(work):
    panel = work(*IN_FORCE, CHANGE, PlanProposed(plan="p2"), PlanRejected(plan="p2", reason="no"))
    assert "Flight said: no" in panel._origin.text()


def test_the_guest_lead_proposes_and_publishes_and_flight_decides(work, sent):
    draft = work(*IN_FORCE, CHANGE)
    draft.steps[ProposePlan].click()
    assert sent.requests == [ProposePlan(plan="p2", seen_revision=1)]
    assert draft.steps[ApprovePlan].isHidden()
    facts = (*IN_FORCE, CHANGE, PlanProposed(plan="p2"))
    flight = work(*facts, role=Role.FLIGHT)
    flight.steps[ApprovePlan].click()
    assert not flight.reject.isEnabled()
    flight.reason.setText("too full")
    flight.reject.click()
    assert sent.requests[1:] == [
        ApprovePlan(plan="p2", seen_revision=2),
        RejectPlan(plan="p2", seen_revision=2, reason="too full"),
    ]
    approved = work(*facts, PlanApproved(plan="p2", checked=()))
    approved.steps[PublishPlan].click()
    assert sent.requests[-1] == PublishPlan(plan="p2", seen_revision=3)


def test_a_refusal_is_said_beside_the_buttons(work, seat):
    panel = work(*IN_FORCE, CHANGE)
    panel.steps[ProposePlan].click()
    seat.requests.take([Answer(request_id="r1", accepted=False, reason="It breaks a rule.")])
    panel.refresh(Changes(link=True))
    assert "It breaks a rule." in panel.remark.text()


def test_the_origin_of_a_solved_plan_says_what_was_proved():
    origin = Origin(method="solver", solver="HiGHS 1", seconds=12.0, gap=0.004, must_sees_most=1)
    draft = drafted(planned(CITY, "guest-b"), plan="p2", based_on=1, origin=origin)
    view = PlanDesk(a_plan_desk(*IN_FORCE, draft)).view
    assert "at most 0.4% from the best" in origin_words(view, view.working)
    assert "version 1 is in force" in standing_words(view)
