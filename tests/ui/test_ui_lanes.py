import pytest
from builders import an_opportunity
from desks import a_desk
from outlooks import an_outlook, proposed
from plan_scene import IN_FORCE, a_plan_desk
from plan_scene import REEF as PLAN_REEF
from plan_scene import REEF_LATER as PLAN_LATER
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from console.client.desk import Changes
from console.client.mirror import Step, Stepped
from console.client.plan_desk import PlanDesk
from console.domain.facts import WindowApproved, WindowWithdrawn
from console.domain.requests import ProposeWindow, WithdrawWindow
from console.domain.roles import Role
from console.protocol import Answer
from console.ui.models.plan_edits import PlanEdits
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.lanes import Lanes
from console.ui.seat import EVERYTHING

REEF = an_opportunity("reef", start_s=3600)
LATE = an_opportunity("late", start_s=40 * 3600)


@pytest.fixture
def desk():
    desk = a_desk(
        proposed("w1", REEF, "guest-a"),
        proposed("w2", LATE, "guest-b"),
        WindowApproved(window="w1"),
        role=Role.GUEST,
        span_s=1.0,
    )
    desk.take([an_outlook(REEF, LATE)])
    return desk


@pytest.fixture
def lanes(seat, qtbot):
    lanes = Lanes(seat, RequestNotes(seat.requests))
    qtbot.addWidget(lanes)
    lanes.resize(1100, 420)
    lanes.refresh(EVERYTHING)
    return lanes


def test_a_chosen_window_can_be_withdrawn_as_it_was_seen(lanes, sent):
    lanes.choose("w1")
    lanes.foot.withdraw.click()

    assert sent.requests == [WithdrawWindow(window="w1", seen_revision=2)]


def test_a_refused_withdrawal_says_why_beside_the_window(lanes, seat):
    lanes.choose("w1")
    lanes.foot.withdraw.click()
    seat.requests.take([Answer(request_id="r1", accepted=False, reason="w1 changed.")])

    assert "w1 changed." in lanes.remark


def test_nothing_can_be_withdrawn_out_of_step(lanes, desk):
    lanes.choose("w1")
    assert lanes.foot.withdraw.isEnabled()

    desk.take([Stepped(Step.STALE)])
    lanes.refresh(Changes(link=True))

    assert not lanes.foot.withdraw.isEnabled()


def test_a_window_that_is_gone_cannot_be_withdrawn_again(seat, qtbot):
    desk = a_desk(
        proposed("w1", REEF, "guest-a"), WindowWithdrawn(window="w1"), role=Role.GUEST, span_s=1.0
    )
    object.__setattr__(seat, "desk", desk)
    lanes = Lanes(seat, RequestNotes(seat.requests))
    qtbot.addWidget(lanes)
    lanes.choose("w1")

    assert not lanes.foot.withdraw.isEnabled()


def test_a_window_out_of_sight_is_brought_into_view(lanes):
    lanes.choose("w2")

    start_ns, end_ns = lanes.canvas.span.bounds_ns(0)
    assert start_ns < LATE.start_ns < LATE.end_ns < end_ns
    assert not lanes.canvas.span.follows


def test_a_fixed_view_says_so_and_returns_with_one_button(lanes):
    lanes.choose("w2")
    assert "FIXED" in lanes.where

    lanes.follow.click()

    assert lanes.where == "follows now"
    assert not lanes.follow.isEnabled()


def test_the_buttons_set_the_span(lanes):
    lanes.span_buttons[-1].click()

    assert lanes.canvas.span.span_s == 72 * 3600
    assert lanes.span_buttons[-1].isChecked()
    assert not lanes.span_buttons[0].isChecked()


def test_flight_sees_the_timeline_without_its_withdraw_button(seat, qtbot):
    object.__setattr__(seat, "desk", a_desk(role=Role.FLIGHT, span_s=1.0))
    lanes = Lanes(seat, RequestNotes(seat.requests))
    qtbot.addWidget(lanes)

    assert lanes.foot.withdraw.isHidden()


@pytest.fixture
def movable(seat, qtbot):
    """The timeline with a plan in force, of which windows may be moved."""
    object.__setattr__(seat, "desk", a_plan_desk(*IN_FORCE))
    notes = RequestNotes(seat.requests)
    lanes = Lanes(seat, notes, PlanEdits(PlanDesk(seat.desk), notes))
    qtbot.addWidget(lanes)
    lanes.resize(1100, 520)
    lanes.refresh(EVERYTHING)
    lanes.span_buttons[-1].click()
    return lanes


def test_a_window_dragged_to_its_next_view_is_asked_for_on_release(movable, sent):
    movable.canvas.carried.emit("reef", PLAN_LATER.start_ns + 5, "dome")
    assert movable.place.sight == "reef-2"
    assert "breaks nothing" in movable.remark
    movable.canvas.let_go.emit(True)
    (request,) = sent.requests
    assert {viewing.sight for viewing in request.viewings} == {"reef-2", "city"}


def test_while_dragging_it_says_what_it_would_break_and_asks_nothing(movable, sent):
    hour_ns = 3600 * 10**9
    movable.canvas.carried.emit("reef", PLAN_LATER.start_ns + 5 * hour_ns, "dome")
    assert "in view:" in movable.remark
    movable.canvas.let_go.emit(True)
    assert sent.requests == []
    assert "stays where it was" in movable.remark


def test_the_keyboard_moves_and_drops_the_chosen_window(movable, sent, qtbot):
    movable.choose("w1")
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(movable.canvas, Qt.Key.Key_Right, shift)
    qtbot.keyClick(movable.canvas, Qt.Key.Key_Right, shift)
    assert movable.place.sight == "reef-2"
    qtbot.keyClick(movable.canvas, Qt.Key.Key_Escape)
    assert movable.place is None
    qtbot.keyClick(movable.canvas, Qt.Key.Key_Right, shift)
    qtbot.keyClick(movable.canvas, Qt.Key.Key_Return)
    qtbot.keyClick(movable.canvas, Qt.Key.Key_Delete)
    moved, dropped = sent.requests
    assert {viewing.sight for viewing in moved.viewings} == {"reef-p", "city"}
    assert {viewing.sight for viewing in dropped.viewings} == {"city"}


def test_a_window_proposed_by_itself_is_dragged_too_and_proposed_anew(seat, sent, qtbot):
    desk = a_plan_desk(proposed("w1", PLAN_REEF, "guest-a"))
    object.__setattr__(seat, "desk", desk)
    notes = RequestNotes(seat.requests)
    lanes = Lanes(seat, notes, PlanEdits(PlanDesk(desk), notes))
    qtbot.addWidget(lanes)
    lanes.refresh(EVERYTHING)
    lanes.canvas.carried.emit("reef", PLAN_LATER.start_ns + 5, "dome")
    assert "breaks nothing" in lanes.remark
    lanes.canvas.let_go.emit(True)
    assert sent.requests == [
        ProposeWindow(opportunity="reef-2", guests=("guest-a",), instead_of="w1", seen_revision=1)
    ]
    seat.requests.take([Answer(request_id="r1", accepted=False, reason="Guest A sleeps.")])
    assert "Guest A sleeps." in lanes.remark
    lanes.choose("w1")
    qtbot.keyClick(lanes.canvas, Qt.Key.Key_Delete)
    assert sent.requests[-1] == WithdrawWindow(window="w1", seen_revision=1)


def test_a_drag_of_the_pointer_carries_the_bar_and_not_the_view(movable, qtbot):
    canvas = movable.canvas
    canvas.grab()
    span = canvas.span
    start = next(
        point
        for y in range(canvas.height() - 2, 0, -6)
        for x in range(100, canvas.width(), 2)
        if (bar := canvas.bar_at(point := QPointF(x, y))) is not None and bar.sight == "reef"
    )
    for kind, point in (
        (QEvent.Type.MouseButtonPress, start),
        (QEvent.Type.MouseMove, start + QPointF(60, 0)),
    ):
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QCoreApplication.sendEvent(canvas, QMouseEvent(kind, point, point, left, left, none))
    assert movable.place is not None
    assert canvas.span == span
    canvas.grab()  # the ghost is painted


def test_while_a_window_is_dragged_the_lanes_stand_still_and_are_not_painted_again(
    movable, monkeypatch
):
    hour_ns = 3600 * 10**9
    movable.canvas.carried.emit("reef", PLAN_LATER.start_ns + 5 * hour_ns, "dome")
    with_many_words = movable.grab()
    height, painted = movable.canvas.height(), []
    monkeypatch.setattr(
        "console.ui.plots.lane_canvas.paint_lane", lambda *lane: painted.append(lane)
    )
    movable.canvas.carried.emit("reef", PLAN_LATER.start_ns + 5, "dome")
    with_few_words = movable.grab()
    assert painted == []
    assert movable.canvas.height() == height
    assert with_few_words.toImage() != with_many_words.toImage()
    movable.canvas.set_chosen("w1")
    movable.grab()
    assert painted
