"""The drawing of what a cabin window will show, with a page to itself."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout

from console.client.desk import Changes
from console.domain.viewing.opportunity import Opportunity
from console.ui.plots.pane_show import PaneShow
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section


class PanePage(Panel):
    """Shows what was chosen on the plan's page; until then the next viewing window."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._chosen: Opportunity | None = None
        self._title, self._why = QLabel(), Remark()
        self._title.setObjectName("heading")
        self.show_pane = PaneShow(seat, lambda: seat.desk.lookahead.rules.kp)
        section = Section("WHAT IT WILL SHOW · computed, not a photograph")
        section.body.addWidget(self._title)
        section.body.addWidget(self._why)
        section.body.addWidget(self.show_pane, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addWidget(section)
        self._why.setAlignment(Qt.AlignmentFlag.AlignLeft)

    @property
    def title(self) -> str:
        """What is shown, in words."""
        return self._title.text()

    def choose(self, opportunity: Opportunity | None) -> None:
        """Show another opportunity; the next viewing window if None."""
        self._chosen = opportunity
        if self.isVisible():
            self._show()

    def refresh(self, changes: Changes) -> None:
        """Show what was chosen, or what comes next."""
        if changes.opened or changes.state or changes.lookahead:
            self._show()

    def _show(self) -> None:
        opportunity = self._chosen or self._next()
        self.show_pane.setVisible(opportunity is not None)
        self.show_pane.show_opportunity(opportunity)
        self._title.setText("" if opportunity is None else opportunity.title)
        nothing = "Choose something on the plan's page, or put something on the timeline."
        self._why.say(nothing if opportunity is None else " · ".join(opportunity.reasons))

    def _next(self) -> Opportunity | None:
        desk = self._seat.desk
        sights = {each.id: each for each in desk.lookahead.opportunities}
        coming = [
            window
            for window in desk.windows().values()
            if window.stands and window.end_ns > desk.now_ns() and window.opportunity in sights
        ]
        first = min(coming, key=lambda each: each.start_ns, default=None)
        return None if first is None else sights[first.opportunity]
