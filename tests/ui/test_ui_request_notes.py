import itertools

from console.domain.requests import ApproveWindow, ProposeWindow
from console.protocol import Answer
from console.ui.models.request_notes import RequestNotes, Standing
from console.ui.seat import Requests


def a_desk_line():
    """A way to ask that numbers requests r1, r2, …, and the notes on it."""
    numbers = itertools.count(1)
    requests = Requests(lambda _request: f"r{next(numbers)}")
    return requests, RequestNotes(requests)


def test_a_request_is_shown_as_waiting_until_it_is_answered():
    requests, notes = a_desk_line()
    notes.ask(ProposeWindow(opportunity="o7", guests=("g1",)))
    assert notes.note("o7").standing is Standing.ASKED

    requests.take([Answer(request_id="r1", accepted=True, reason="")])

    assert notes.note("o7").standing is Standing.ACCEPTED


def test_a_refusal_says_why():
    requests, notes = a_desk_line()
    notes.ask(ApproveWindow(window="w1", seen_revision=1))

    requests.take([Answer(request_id="r1", accepted=False, reason="It is already over.")])

    assert notes.note("w1").standing is Standing.REFUSED
    assert "It is already over." in notes.note("w1").text


def test_an_answer_to_an_older_request_does_not_replace_the_newer_note():
    requests, notes = a_desk_line()
    notes.ask(ApproveWindow(window="w1", seen_revision=1))
    notes.ask(ApproveWindow(window="w1", seen_revision=2))

    requests.take([Answer(request_id="r1", accepted=False, reason="It changed.")])

    assert notes.note("w1").standing is Standing.ASKED


def test_every_change_of_a_note_is_told_with_the_thing_it_is_about(qtbot):
    requests, notes = a_desk_line()
    told = []
    notes.noted.connect(told.append)

    notes.ask(ApproveWindow(window="w1", seen_revision=1))
    requests.take([Answer(request_id="r1", accepted=True, reason="")])
    notes.forget("w1")

    assert told == ["w1", "w1", "w1"]
    assert notes.note("w1") is None
