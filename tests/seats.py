"""Seats as a console gives them to its panels, for tests of single panels."""

from console.ui.meter import Meter
from console.ui.seat import Requests, Seat
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
