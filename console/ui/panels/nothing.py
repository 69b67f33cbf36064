"""A page of which the vehicle reports nothing: it says so, and fails at nothing."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QVBoxLayout

from console.client.desk import Changes
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section


class NothingToShow(Panel):
    """Words where a page would be.

    Parameters
    ----------
    title : str
        The page's title.
    """

    def __init__(self, seat: Seat, title: str) -> None:
        super().__init__()
        vehicle = seat.desk.mission.database.vehicle
        self.words = (
            f"{vehicle} reports nothing that this page shows. What it does report is listed "
            "under Parameters and can be drawn under Plots."
        )
        section = Section(title.upper())
        section.body.addWidget(Remark(self.words))
        section.body.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addWidget(section)

    def refresh(self, changes: Changes) -> None:
        """Change nothing."""


def page_for(seat: Seat, title: str, needs: Iterable[str], build: Callable[[Seat], Panel]) -> Panel:
    """Return the page that `build` makes if the vehicle reports all it needs, else words."""
    known = seat.desk.mission.database.place
    if all(parameter in known for parameter in needs):
        return build(seat)
    return NothingToShow(seat, title)
