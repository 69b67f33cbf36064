import pytest
from builders import an_opportunity
from desks import a_desk
from outlooks import an_outlook, proposed

from console.client.desk import Changes
from console.client.mirror import Step, Stepped
from console.domain.facts import WindowApproved, WindowWithdrawn
from console.domain.requests import WithdrawWindow
from console.domain.roles import Role
from console.protocol import Answer
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
    lanes.withdraw.click()

    assert sent.requests == [WithdrawWindow(window="w1", seen_revision=2)]


def test_a_refused_withdrawal_says_why_beside_the_window(lanes, seat):
    lanes.choose("w1")
    lanes.withdraw.click()
    seat.requests.take([Answer(request_id="r1", accepted=False, reason="w1 changed.")])

    assert "w1 changed." in lanes.remark


def test_nothing_can_be_withdrawn_out_of_step(lanes, desk):
    lanes.choose("w1")
    assert lanes.withdraw.isEnabled()

    desk.take([Stepped(Step.STALE)])
    lanes.refresh(Changes(link=True))

    assert not lanes.withdraw.isEnabled()


def test_a_window_that_is_gone_cannot_be_withdrawn_again(seat, qtbot):
    desk = a_desk(
        proposed("w1", REEF, "guest-a"), WindowWithdrawn(window="w1"), role=Role.GUEST, span_s=1.0
    )
    object.__setattr__(seat, "desk", desk)
    lanes = Lanes(seat, RequestNotes(seat.requests))
    qtbot.addWidget(lanes)
    lanes.choose("w1")

    assert not lanes.withdraw.isEnabled()


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

    assert lanes.withdraw.isHidden()
