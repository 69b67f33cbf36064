import pytest
from builders import T0_NS
from plan_scene import IN_FORCE, a_plan_desk

from console.domain.plan_facts import ViewingClosed
from console.domain.plan_requests import CloseViewing, ReopenViewing
from console.protocol import Answer
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.closures import Closures
from console.ui.seat import EVERYTHING
from telemetry.timebase import NS_PER_S

SHUT = ViewingClosed(
    closure="c1",
    pane="dome",
    person="",
    start_ns=T0_NS,
    end_ns=T0_NS + 3600 * NS_PER_S,
    reason="shutter stuck",
    stops_tasks=False,
)


@pytest.fixture
def desk():
    return a_plan_desk(*IN_FORCE, SHUT)


@pytest.fixture
def panel(seat, qtbot):
    panel = Closures(seat, RequestNotes(seat.requests))
    qtbot.addWidget(panel)
    panel.refresh(EVERYTHING)
    return panel


def test_a_guest_who_is_unwell_is_kept_from_the_windows_with_a_reason(panel, sent):
    panel.what.setCurrentIndex(panel.what.findText("Guest B"))
    panel.length.setCurrentIndex(2)
    assert not panel.close_viewing.isEnabled()
    panel.reason.setText("unwell")
    panel.close_viewing.click()
    assert sent.requests == [
        CloseViewing(
            start_ns=T0_NS,
            end_ns=T0_NS + 7200 * NS_PER_S,
            reason="unwell",
            person="guest-b",
        )
    ]


def test_what_is_closed_can_be_opened_again(panel, sent):
    panel.reopen["c1"].click()
    assert sent.requests == [ReopenViewing(closure="c1")]


def test_a_refusal_is_said_below_the_form(panel, seat):
    panel.reason.setText("burn")
    panel.close_viewing.click()
    seat.requests.take([Answer(request_id="r1", accepted=False, reason="It must end later.")])
    assert "It must end later." in panel._remark.text()
