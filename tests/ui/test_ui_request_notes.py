from console.domain.requests import ApproveWindow, ProposeWindow
from console.protocol import Answer
from console.ui.models.request_notes import RequestNotes, Standing


def test_a_request_is_shown_as_waiting_until_it_is_answered():
    notes = RequestNotes()

    about = notes.submitted("r1", ProposeWindow(opportunity="o7", guests=("g1",)))

    assert about == "o7"
    note = notes.note("o7")
    assert note is not None
    assert note.standing is Standing.ASKED


def test_a_refusal_says_why():
    notes = RequestNotes()
    notes.submitted("r1", ApproveWindow(window="w1", seen_revision=1))

    changed = notes.take([Answer(request_id="r1", accepted=False, reason="It is already over.")])

    assert changed == {"w1"}
    note = notes.note("w1")
    assert note is not None
    assert note.standing is Standing.REFUSED
    assert "It is already over." in note.text


def test_an_answer_to_an_older_request_does_not_replace_the_newer_note():
    notes = RequestNotes()
    notes.submitted("r1", ApproveWindow(window="w1", seen_revision=1))
    notes.submitted("r2", ApproveWindow(window="w1", seen_revision=2))

    assert notes.take([Answer(request_id="r1", accepted=False, reason="It changed.")]) == set()

    note = notes.note("w1")
    assert note is not None
    assert note.standing is Standing.ASKED


def test_answers_to_other_consoles_parts_are_left_alone():
    assert RequestNotes().take([Answer(request_id="x", accepted=True, reason="")]) == set()
