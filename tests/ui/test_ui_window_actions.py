import pytest
from outlooks import a_window
from plan_scene import IN_FORCE, a_plan_desk

from console.domain.plan_requests import MarkWindow
from console.domain.schedule import WindowStatus
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.window_actions import WindowActions


@pytest.fixture
def desk():
    return a_plan_desk(*IN_FORCE)


@pytest.fixture
def actions(seat, qtbot):
    actions = WindowActions(seat, RequestNotes(seat.requests))
    qtbot.addWidget(actions)
    return actions


OPEN = a_window("w1", start_s=-60, end_s=60, status=WindowStatus.PLANNED, revision=3)


def test_an_open_window_is_marked_seen_as_it_was_shown(actions, sent):
    actions.show_window(OPEN)
    actions.seen.click()
    assert sent.requests == [MarkWindow(window="w1", seen_revision=3)]


def test_what_cut_it_short_must_be_said(actions, sent):
    actions.show_window(OPEN)
    assert not actions.cut_short.isEnabled()
    actions.reason.setText("cloud")
    actions.cut_short.click()
    assert sent.requests == [MarkWindow(window="w1", seen_revision=3, cut_short="cloud")]


def test_what_is_to_come_is_withdrawn_and_not_marked(actions):
    actions.show_window(a_window("w1", status=WindowStatus.PLANNED))
    assert actions.seen.isHidden()
    assert not actions.withdraw.isHidden()


def test_another_window_begins_with_no_reason(actions):
    actions.show_window(OPEN)
    actions.reason.setText("cloud")
    actions.show_window(a_window("w2", start_s=-60, end_s=60))
    assert actions.reason.text() == ""
