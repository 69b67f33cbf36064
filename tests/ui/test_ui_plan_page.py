import pytest
from plan_scene import IN_FORCE, a_plan_desk

from console.client.plan_desk import PlanDesk
from console.domain.planning.difference import Change, ChangeKind, PlanDifference
from console.domain.roles import Role
from console.ui.models.plan_edits import PlanEdits
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.plan_page import PlanPage
from console.ui.seat import EVERYTHING


@pytest.fixture
def page(seat, qtbot):
    def made(role):
        object.__setattr__(seat, "desk", a_plan_desk(*IN_FORCE, role=role))
        page = PlanPage(seat, PlanEdits(PlanDesk(seat.desk), RequestNotes(seat.requests)))
        qtbot.addWidget(page)
        page.refresh(EVERYTHING)
        return page

    return made


def test_the_offer_that_is_looked_at_is_listed_as_a_difference(page):
    shown = page(Role.GUEST)
    change = Change(
        kind=ChangeKind.DROPPED, person="guest-a", title="reef", before=(0, 1), after=None
    )
    shown.repair.looked_at.emit(PlanDifference(changes=(change,)))
    assert shown.work.model.rowCount() == 1


def test_flight_does_not_plan_but_may_close_a_window(page):
    shown = page(Role.FLIGHT)
    assert shown.repair.isHidden()
    assert not shown.closures.close_viewing.isHidden()
