import pytest
from plan_scene import CITY, IN_FORCE, REEF_LATER, a_plan_desk, drafted, planned

from console.client.plan_desk import PlanDesk
from console.domain.plan_requests import DraftPlan
from console.protocol import Answer
from console.ui.models.plan_edits import PlanEdits
from console.ui.models.request_notes import NEW_PLAN, RequestNotes


@pytest.fixture
def desk():
    return a_plan_desk(*IN_FORCE)


@pytest.fixture
def edits(seat):
    return PlanEdits(PlanDesk(seat.desk), RequestNotes(seat.requests))


def answer(seat, number, *, accepted=True, reason=""):
    seat.requests.take([Answer(request_id=f"r{number}", accepted=accepted, reason=reason)])


def sights(request):
    return {viewing.sight for viewing in request.viewings}


def test_an_edit_of_a_published_plan_asks_for_a_new_draft_with_its_reason(edits, sent):
    edits.move("reef", "reef-2")
    (request,) = sent.requests
    assert isinstance(request, DraftPlan)
    assert (request.plan, sights(request)) == ("", {"reef-2", "city"})
    assert "moved" in request.reason


def test_only_an_accepted_edit_can_be_undone_and_undoing_asks_the_server(edits, seat, sent):
    edits.drop("reef")
    assert not edits.may_undo
    answer(seat, 1)
    assert edits.may_undo
    edits.undo()
    assert sights(sent.requests[-1]) == {"reef", "city"}
    answer(seat, 2)
    assert not edits.may_undo
    assert edits.may_redo


def test_a_refused_edit_leaves_nothing_to_undo_and_its_reason_is_noted(edits, seat):
    edits.drop("reef")
    answer(seat, 1, accepted=False, reason="Say why.")
    assert not edits.may_undo
    assert "Say why." in edits.notes.note(NEW_PLAN).text


def test_a_new_edit_ends_what_could_be_redone(edits, seat):
    edits.drop("reef")
    answer(seat, 1)
    edits.undo()
    answer(seat, 2)
    edits.drop("city")
    answer(seat, 3)
    assert not edits.may_redo


def test_redo_makes_the_edit_again(edits, seat, sent):
    edits.drop("reef")
    answer(seat, 1)
    edits.undo()
    answer(seat, 2)
    edits.redo()
    assert sights(sent.requests[-1]) == sights(sent.requests[-2])  # nothing was applied here


def test_an_edit_of_a_draft_names_the_revision_that_was_seen(seat, sent):
    draft = drafted(
        planned(CITY, "guest-b"), planned(REEF_LATER, "guest-a"), plan="p2", change=1, based_on=1
    )
    object.__setattr__(seat, "desk", a_plan_desk(*IN_FORCE, draft))
    edits = PlanEdits(PlanDesk(seat.desk), RequestNotes(seat.requests))
    edits.put("city", ("guest-b", "guest-c"))
    (request,) = sent.requests
    assert (request.plan, request.seen_revision) == ("p2", 1)
