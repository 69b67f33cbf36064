"""What is true beside what telemetry says: for the trainer, of a simulation alone."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from console.client.desk import Changes
from console.ui.models.trainer_tables import TruthTableModel, truth_rows
from console.ui.seat import Panel, Seat
from console.ui.widgets.plain_table import plain_table
from console.ui.widgets.section import Remark, Section
from telemetry.wire import SourceKind


class Truth(Panel):
    """A table of every parameter's true value; what misleads comes first."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search parameters")
        self.search.setAccessibleName("Search parameters")
        self.search.textChanged.connect(self._list)
        self.model = TruthTableModel(self)
        self.table = plain_table(self.model, seat.look, "Truth", {0: 160, 2: 150, 3: 190, 4: 110})
        self.empty = Remark()
        section = Section("HIDDEN TRUTH · what misleads first")
        for part in (self.search, self.empty):
            section.body.addWidget(part)
        section.body.addWidget(self.table, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addWidget(section)

    def refresh(self, _changes: Changes) -> None:
        """Show the newest truth beside the newest telemetry."""
        self._list()

    def _list(self) -> None:
        desk, simulation = self._seat.desk, self._seat.simulation
        is_simulated = desk.source_kind is SourceKind.SIMULATION
        truth = simulation.truth if simulation is not None and is_simulated else {}
        self.empty.say("" if truth else "No simulator tells this console what is true.")
        self.model.set_items(truth_rows(desk, truth, self.search.text()))
