"""The fault catalogue: search it, break something now or at T+, mend it."""

from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from console.client.desk import Changes
from console.client.simulation_desk import CatalogueFault
from console.ui.models.keyed_table import ITEM_ROLE
from console.ui.models.trainer_tables import FaultRow, FaultTableModel, clock_text, fault_rows
from console.ui.seat import Panel, Seat
from console.ui.widgets.plain_table import plain_table
from console.ui.widgets.section import Remark, Section
from telemetry.timebase import NS_PER_S, parse_duration_s
from telemetry.wire import SourceKind


class Faults(Panel):
    """Works with a simulation alone; says why where there is none."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search faults: words of name, cause or chain")
        self.search.setAccessibleName("Search faults")
        self.search.textChanged.connect(self._list)
        self.model = FaultTableModel(self)
        widths = {0: 70, 2: 110, 3: 100, 4: 80}
        self.table = plain_table(self.model, seat.look, "Faults", widths)
        self.table.selectionModel().currentRowChanged.connect(self._describe)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.severity = QDoubleSpinBox()
        self.severity.setRange(0.1, 10.0)
        self.severity.setSingleStep(0.1)
        self.severity.setValue(1.0)
        self.severity.setAccessibleName("Severity")
        self.after = QLineEdit()
        self.after.setPlaceholderText("now, or after HH:MM:SS")
        self.after.setAccessibleName("After how long")
        self.inject = QPushButton("Inject")
        self.clear = QPushButton("Clear")
        self.forget = QPushButton("Forget what is planned")
        self.inject.clicked.connect(self._inject)
        self.clear.clicked.connect(self._clear)
        self.forget.clicked.connect(self._forget)
        self.remark = Remark()
        controls = QHBoxLayout()
        for widget in (QLabel("severity"), self.severity, self.after):
            controls.addWidget(widget)
        for button in (self.inject, self.clear, self.forget):
            controls.addWidget(button)
        controls.addStretch(1)
        section = Section("FAULT CATALOGUE · what acts now first")
        for part in (self.search, self.remark):
            section.body.addWidget(part)
        section.body.addWidget(self.table, 1)
        section.body.addWidget(self.words)
        section.body.addLayout(controls)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addWidget(section)
        self._list()

    @property
    def chosen(self) -> CatalogueFault | None:
        """The fault of the chosen row."""
        row = self.table.currentIndex().data(ITEM_ROLE)
        return row.fault if isinstance(row, FaultRow) else None

    def refresh(self, _changes: Changes) -> None:
        """Show what acts, and what this console may do."""
        self._list()

    def _list(self) -> None:
        simulation = self._seat.simulation
        may_break = self._problem() == ""
        for widget in (self.inject, self.clear, self.severity, self.after):
            widget.setEnabled(may_break)
        self.remark.say(self._problem() or self._standing())
        if simulation is not None:
            self.forget.setEnabled(bool(simulation.planned))
            self.model.set_items(fault_rows(simulation, self.search.text()))
        if self.chosen is None and self.model.rowCount():
            self.table.selectRow(0)

    def _problem(self) -> str:
        kind, simulation = self._seat.desk.source_kind, self._seat.simulation
        if kind is SourceKind.LIVE:
            return "The vehicle is real: nothing can be broken from here."
        if kind is SourceKind.REPLAY:
            return "This is a replay: what happened cannot be changed."
        if simulation is None:
            return (
                "This console was not told where the simulator takes commands: start it with "
                "--simulator ENDPOINT, the simulator's --commands."
            )
        if not simulation.source:
            return "The simulator has not answered yet."
        return ""

    def _standing(self) -> str:
        simulation = self._seat.simulation
        if simulation is None:
            return ""
        planned = [
            f"{each.fault} × {each.severity:g} at {clock_text(each.at_ns)}"
            for each in simulation.planned
        ]
        told = [simulation.note] if simulation.note else []
        if planned:
            told.append(f"planned, while this console is open: {', '.join(planned)}")
        return " · ".join(told)

    def _describe(self) -> None:
        fault = self.chosen
        if fault is not None:
            self.words.setText(
                f"Cause: {fault.cause}\nWhat follows: {fault.chain}\n"
                f"What to do: {fault.response}\nThe trap: {fault.trap}"
            )

    def _inject(self) -> None:
        fault, desk, simulation = self.chosen, self._seat.desk, self._seat.simulation
        if fault is None or simulation is None:
            return
        typed = self.after.text().strip().removeprefix("T").removeprefix("+")
        if not typed:
            simulation.inject(fault.id, self.severity.value(), desk.source_kind)
        else:
            try:
                after_s = parse_duration_s(typed)
            except ValueError as error:
                simulation.note = str(error)
            else:
                at_ns = desk.now_ns() + round(after_s * NS_PER_S)
                simulation.plan(fault.id, self.severity.value(), at_ns)
        self._list()

    def _clear(self) -> None:
        fault, simulation = self.chosen, self._seat.simulation
        if fault is not None and simulation is not None:
            simulation.clear(fault.id, self._seat.desk.source_kind)
        self._list()

    def _forget(self) -> None:
        if self._seat.simulation is not None:
            self._seat.simulation.forget_plans()
        self._list()
