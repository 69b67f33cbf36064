"""Seats as a console gives them to its panels, for tests of single panels."""

from console.ui.meter import Meter
from console.ui.models.request_notes import RequestNotes
from console.ui.seat import EVERYTHING, Requests, Seat
from console.ui.theme import Look


def a_seat(desk, sent, *, name="", simulation=None):
    """Return a seat at `desk` whose requests and questions go to `sent`."""
    return Seat(
        desk=desk,
        look=Look(),
        requests=Requests(sent.submit),
        ask_history=sent.ask_history,
        ask_recording=sent.ask_recording,
        meter=Meter(desk),
        simulation=simulation,
        name=name,
    )


def a_panel_that_asks(kind, asks, desk, sent, qtbot):
    """Return a panel of a kind with its seat; requests of its signal `asks` are noted and sent."""
    seat = a_seat(desk, sent)
    notes = RequestNotes(seat.requests)
    panel = kind(seat, notes)
    getattr(panel, asks).connect(notes.ask)
    panel.seat = seat
    qtbot.addWidget(panel)
    panel.refresh(EVERYTHING)
    return panel
