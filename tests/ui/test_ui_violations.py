import pytest
from plan_scene import CITY, IN_FORCE, REEF, a_plan_desk, drafted, planned
from PySide6.QtWidgets import QLabel

from console.client.plan_desk import PlanDesk
from console.domain.plan_requests import DraftPlan
from console.domain.roles import Role
from console.ui.models.plan_edits import PlanEdits
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.violations import Violations
from console.ui.seat import EVERYTHING

CROWDED = drafted(
    planned(CITY, "guest-b"),
    planned(REEF, "guest-a", "guest-b", "guest-c"),
    plan="p2",
    change=1,
    based_on=1,
    reason="all of them want it",
)


@pytest.fixture
def panel(seat, qtbot):
    def made(*facts, role=Role.GUEST):
        object.__setattr__(seat, "desk", a_plan_desk(*facts, role=role))
        panel = Violations(seat, PlanEdits(PlanDesk(seat.desk), RequestNotes(seat.requests)))
        qtbot.addWidget(panel)
        panel.refresh(EVERYTHING)
        return panel

    return made


def test_a_plan_that_keeps_every_rule_says_so(panel):
    assert panel().words == "The plan keeps every rule."


def test_each_violation_says_which_rule_who_when_and_how_to_mend_it(panel):
    rows = panel(*IN_FORCE, CROWDED).rows
    found = {str(row.violation.rule): row.violation for row in rows}
    assert "holds 2, not 3" in found["room at the window"].message
    assert all(row.violation.mend and row.violation.people for row in rows)


def test_fix_asks_the_server_for_the_plan_mended(panel, sent):
    row = panel(*IN_FORCE, CROWDED).rows[0]
    row.ways.aboutToShow.emit()
    ways = {action.text(): action for action in row.ways.actions()}
    assert "Drop it" in ways
    next(iter(ways.values())).trigger()
    (request,) = sent.requests
    assert isinstance(request, DraftPlan)
    assert request.viewings != CROWDED.windows


def test_flight_sees_the_violations_without_the_fix(panel):
    rows = panel(*IN_FORCE, CROWDED, role=Role.FLIGHT).rows
    assert rows
    assert all(row.fix.isHidden() for row in rows)


def test_every_word_can_be_read_in_a_low_and_narrow_list(panel, qtbot):
    narrow = panel(*IN_FORCE, CROWDED)
    narrow.resize(340, 120)
    narrow.show()
    labels = [label for row in narrow.rows for label in row.findChildren(QLabel)]
    qtbot.waitUntil(
        lambda: all(label.height() >= label.heightForWidth(label.width()) for label in labels)
    )
