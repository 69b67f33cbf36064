"""Whether guests may go to each window now, and the rule that decides, in plain words."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout

from console.client.desk import Changes
from console.domain.flight_rules import PaneStatus, plain_reason
from console.ui.seat import Panel, Seat
from console.ui.widgets.decision_label import DecisionLabel
from console.ui.widgets.section import Section
from telemetry.timebase import NS_PER_S

_NOTHING: Final = "Nothing speaks against it."


class WindowDecisions(Panel):
    """A line for each window of the vehicle; none where it has no windows."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._shown_s = -1
        section = Section("MAY GUESTS GO THERE NOW? · window by window, by the flight rules")
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        self.lines: dict[str, tuple[DecisionLabel, QLabel]] = {}
        for row, pane in enumerate(seat.desk.mission.panes):
            decision, words = DecisionLabel(seat.look), QLabel()
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            for column, widget in enumerate((QLabel(pane.name), decision, words)):
                grid.addWidget(widget, row, column)
            self.lines[pane.id] = (decision, words)
        section.body.addLayout(grid)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)
        if not self.lines:
            self.hide()

    def refresh(self, changes: Changes) -> None:
        """Say it anew, once a second."""
        second = self._seat.desk.now_ns() // NS_PER_S
        if second == self._shown_s and not (changes.state or changes.opened or changes.link):
            return
        self._shown_s = second
        status = self._seat.desk.viewing_status()
        for pane, (decision, words) in self.lines.items():
            known = status.panes.get(pane)
            says = known.decision if known is not None else status.decision
            decision.say(says, says)
            why = f"{'. '.join(status.reasons)}." if known is None else self._why(known)
            if why != words.text():
                words.setText(why)

    def _why(self, status: PaneStatus) -> str:
        if status.deciding is None:
            return _NOTHING
        reason = plain_reason(status.deciding, self._seat.desk.around())
        return f"{reason} (rule {status.deciding.rule.id})"
