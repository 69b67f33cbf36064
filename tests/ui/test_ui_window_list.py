import pytest
from desks import T0_NS, a_desk
from seats import a_panel_that_asks

from console.client.mirror import Step, Stepped
from console.domain.facts import WindowApproved, WindowHeld, WindowProposed, WindowRejected
from console.domain.requests import ApproveWindow, RejectWindow, ReleaseWindow
from console.domain.roles import Role
from console.protocol import Answer
from console.ui.models.window_table import WindowTableModel, to_decide
from console.ui.panels.window_list import WindowList
from console.ui.seat import EVERYTHING
from telemetry.timebase import NS_PER_S

GUEST = "guest-a"


def proposed(window, start_s, **other):
    fields = {
        "opportunity": window,
        "title": f"{window} by day",
        "pane": "dome",
        "start_ns": T0_NS + start_s * NS_PER_S,
        "end_ns": T0_NS + (start_s + 300) * NS_PER_S,
        "quality": 80,
        "guests": (GUEST,),
    }
    return WindowProposed(window=window, **(fields | other))


PROPOSED, LATER = proposed("w1", 600), proposed("w2", 1800)
APPROVED = WindowApproved(window="w2")
HELD = WindowHeld(window="w2", alarm="CAB_PPCO2_Z3", reason="CO2 partial pressure")


@pytest.fixture
def list_of(qtbot, sent):
    return lambda desk: a_panel_that_asks(WindowList, "decided", desk, sent, qtbot)


def test_the_model_keeps_qt_s_rules(desk, qtmodeltester):
    model = WindowTableModel(desk.mission)
    qtmodeltester.check(model)
    for facts in ((PROPOSED,), (PROPOSED, LATER), (LATER, APPROVED, HELD), ()):
        model.set_items(to_decide(a_desk(*facts).windows().values(), T0_NS))


def test_what_waits_for_flight_comes_first():
    desk = a_desk(proposed("w0", 60), WindowApproved(window="w0"), PROPOSED, LATER, APPROVED, HELD)
    assert [window.id for window in to_decide(desk.windows().values(), T0_NS)] == ["w2", "w1", "w0"]


def test_windows_that_are_over_or_rejected_are_gone():
    over = proposed("w3", -600)
    rejected = (proposed("w4", 900), WindowRejected(window="w4", reason="crew sleep"))
    desk = a_desk(over, *rejected)
    assert to_decide(desk.windows().values(), T0_NS) == []


def test_an_empty_list_says_what_will_come_here(list_of):
    panel = list_of(a_desk())
    assert not panel.remark_when_empty.isHidden()
    assert "guest lead" in panel.remark_when_empty.text()


def test_approving_names_the_revision_that_was_seen(list_of, sent):
    panel = list_of(a_desk(PROPOSED))
    assert not panel.release.isEnabled()
    panel.approve.click()
    assert sent.requests == [ApproveWindow(window="w1", seen_revision=1)]


def test_rejecting_needs_a_reason(list_of, sent):
    panel = list_of(a_desk(PROPOSED))
    assert not panel.reject.isEnabled()
    panel.reason.setText("The crew sleeps then.")
    panel.reject.click()
    assert sent.requests == [
        RejectWindow(window="w1", seen_revision=1, reason="The crew sleeps then.")
    ]
    assert panel.reason.text() == ""


def test_a_held_window_says_why_and_can_only_be_released(list_of, sent):
    panel = list_of(a_desk(PROPOSED, LATER, APPROVED, HELD))
    assert panel.remark.text() == "Held: CO2 partial pressure"
    assert not panel.approve.isEnabled()
    panel.release.click()
    assert sent.requests == [ReleaseWindow(window="w2", seen_revision=3)]


def test_the_server_s_refusal_stands_beside_the_window(list_of):
    panel = list_of(a_desk(PROPOSED))
    panel.approve.click()
    panel.seat.requests.take([Answer(request_id="r1", accepted=False, reason="The pane is taken.")])
    assert panel.remark.text() == "Refused: The pane is taken."


def test_nothing_can_be_decided_out_of_step(list_of):
    desk = a_desk(PROPOSED)
    panel = list_of(desk)
    desk.take([Stepped(Step.STALE)])
    panel.refresh(EVERYTHING)
    assert not panel.approve.isEnabled()
    assert not panel.reason.isEnabled()


def test_an_observer_looks_and_decides_nothing(list_of):
    panel = list_of(a_desk(PROPOSED, role=Role.OBSERVER))
    assert panel.approve.isHidden()
    assert panel.table.model().rowCount() == 1


def test_a_row_says_what_when_and_for_whom(list_of):
    panel = list_of(a_desk(PROPOSED))
    index = panel.table.model().index(0, 0)
    assert index.data() == "w1 by day\n12:10:00 · 5 min · viewing dome · Guest A"
    assert index.siblingAtColumn(1).data() == "PROPOSED"
