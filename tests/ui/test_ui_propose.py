import pytest
from builders import an_opportunity
from desks import a_desk
from outlooks import at, proposed

from console.client.desk import Changes
from console.client.mirror import Step, Stepped
from console.domain.requests import ProposeWindow
from console.domain.roles import Role
from console.protocol import Answer
from console.ui.dialogs.propose import ProposeForm
from console.ui.models.request_notes import RequestNotes
from console.ui.widgets.tick_box import TickBox

AWAKE_S = 3 * 3600
REEF = an_opportunity("reef", start_s=AWAKE_S, reasons=("20° from straight down",))


@pytest.fixture
def desk():
    return a_desk(role=Role.GUEST, span_s=1.0)


@pytest.fixture
def form(seat, qtbot):
    form = ProposeForm(seat, RequestNotes(seat.requests))
    qtbot.addWidget(form)
    return form


def free_guest(form):
    """Return a guest with nothing else to do then."""
    return next(guest for guest in form.guests if not form.busy_words(guest))


def test_nothing_can_be_proposed_before_something_is_chosen(form, sent):
    form.ask()

    assert form.propose.isHidden()
    assert sent.requests == []


def test_the_chosen_guests_are_proposed(form, sent):
    form.show_opportunity(REEF)
    guest = free_guest(form)
    form.guests[guest].setChecked(True)
    form.propose.click()

    assert sent.requests == [ProposeWindow(opportunity="reef", guests=(guest,))]


def test_why_it_is_good_is_told(form):
    form.show_opportunity(REEF)

    assert "20° from straight down" in form.reasons
    assert "80 superb" in form.reasons


def test_the_answer_stands_beside_the_button(form, seat):
    form.show_opportunity(REEF)
    form.guests[free_guest(form)].setChecked(True)
    form.propose.click()
    assert form.answer.startswith("Asked")

    seat.requests.take([Answer(request_id="r1", accepted=False, reason="The dome is taken.")])

    assert form.answer == "Refused: The dome is taken."


def test_what_would_be_refused_is_said_before_it_is_asked(form):
    form.show_opportunity(REEF)
    for box in form.guests.values():
        box.setChecked(True)

    assert "The viewing dome holds 2, not 4." in form.answer


def test_a_busy_guest_is_marked_busy(seat, qtbot):
    asleep = next(
        each
        for each in seat.desk.mission.timeline
        if each.kind == "sleep" and each.person == "guest-c" and each.end_ns > at(0)
    )
    dream = an_opportunity("dream", start_s=(asleep.end_ns - at(0)) / 1e9 - 600)
    form = ProposeForm(seat, RequestNotes(seat.requests))
    qtbot.addWidget(form)
    form.show_opportunity(dream)

    assert form.busy_words("guest-c") == "Guest C is asleep then."


def test_what_speaks_against_everybody_is_not_repeated_for_each(form, seat):
    taken = a_desk(
        proposed("w1", an_opportunity("near", start_s=AWAKE_S + 60), "guest-c", "guest-d"),
        role=Role.GUEST,
        span_s=1.0,
    )
    seat.desk.state = taken.state
    form.show_opportunity(REEF)

    assert not any("is taken by" in form.busy_words(guest) for guest in form.guests)
    assert form.answer.startswith("Nobody can be proposed: The viewing dome is taken by w1")


def test_another_opportunity_begins_with_nobody_chosen(form):
    form.show_opportunity(REEF)
    form.guests["guest-a"].setChecked(True)

    form.show_opportunity(an_opportunity("other", start_s=AWAKE_S))

    assert not any(box.isChecked() for box in form.guests.values())


def test_out_of_step_nothing_can_be_asked_and_the_form_says_so(form, desk, sent):
    form.show_opportunity(REEF)
    form.guests["guest-a"].setChecked(True)
    desk.take([Stepped(Step.STALE)])
    form.refresh(Changes(link=True))
    form.ask()

    assert "Not in step" in form.answer
    assert sent.requests == []


def test_flight_may_read_but_not_propose(seat, qtbot):
    object.__setattr__(seat, "desk", a_desk(role=Role.FLIGHT, span_s=1.0))
    form = ProposeForm(seat, RequestNotes(seat.requests))
    qtbot.addWidget(form)
    form.show_opportunity(REEF)

    assert form.propose.isHidden()
    assert all(box.isHidden() for box in form.guests.values())


def test_a_place_that_is_taken_is_seen_as_soon_as_the_state_says_so(form, seat):
    form.show_opportunity(REEF)
    guest = free_guest(form)
    form.guests[guest].setChecked(True)
    assert form.answer == ""
    taken = a_desk(
        proposed("w1", an_opportunity("near", start_s=AWAKE_S + 60), "guest-c", "guest-d"),
        role=Role.GUEST,
        span_s=1.0,
    )
    seat.desk.state = taken.state
    form.refresh(Changes(state=True))

    assert "The viewing dome is taken by w1" in form.answer


def test_a_tick_box_is_ticked_by_its_words_too(seat, qtbot):
    box = TickBox(seat.look, "Guest A")
    qtbot.addWidget(box)
    box.resize(200, 24)
    empty = box.grab().toImage()
    box.click()

    assert box.isChecked()
    assert box.hitButton(None)
    inside = box.rect().center()
    inside.setX(6)
    assert box.grab().toImage().pixelColor(inside) != empty.pixelColor(inside)
