"""A page about the plan in work: made or repaired, what it changes, what is wrong with it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from console.client.desk import Changes
from console.ui.models.plan_edits import PlanEdits
from console.ui.panels.closures import Closures
from console.ui.panels.plan_work import PlanWork
from console.ui.panels.repair import Repair
from console.ui.panels.violations import Violations
from console.ui.seat import Panel, Seat


class PlanPage(Panel):
    """The same for both consoles; each has the buttons of its part."""

    def __init__(self, seat: Seat, edits: PlanEdits) -> None:
        super().__init__()
        self.work = PlanWork(seat, edits)
        self.repair = Repair(seat, edits)
        self.closures = Closures(seat, edits.notes)
        self.violations = Violations(seat, edits)
        self._panels: tuple[Panel, ...] = (
            self.work,
            self.repair,
            self.closures,
            self.violations,
        )
        self.repair.looked_at.connect(self.work.show_changes)
        left = QVBoxLayout()
        left.addWidget(self.work, 3)
        left.addWidget(self.repair, 2)
        right = QVBoxLayout()
        right.addWidget(self.violations, 1)
        right.addWidget(self.closures)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(4, 4, 4, 4)
        columns.setSpacing(4)
        columns.addLayout(left, 3)
        columns.addLayout(right, 2)

    def refresh(self, changes: Changes) -> None:
        """Pass the news on."""
        for panel in self._panels:
            panel.refresh(changes)
