"""The trainer's screens: what can be broken, what is true, what the trainees do about it."""

from console.ui.flight import flight_screens
from console.ui.panels.faults import Faults
from console.ui.panels.trainees import Trainees
from console.ui.panels.truth import Truth
from console.ui.seat import OnDemand, Page, Screens, Seat


def trainer_screens(seat: Seat) -> Screens:
    """Return the trainer's own pages, then those of the flight controller, who is watched."""
    watched = flight_screens(seat)
    return Screens(
        pages=(
            Page(name="trainees", title="Trainees", panel=Trainees(seat)),
            Page(name="faults", title="Faults", panel=Faults(seat)),
            Page(name="truth", title="Truth", panel=OnDemand(lambda: Truth(seat))),
            *watched.pages,
        ),
        strip=watched.strip,
        side=watched.side,
    )
