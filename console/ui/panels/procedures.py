"""The page of procedures: the library to search, and one procedure to work through by keys."""

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from console.client.desk import Changes
from console.domain.mission import AUTHORITY
from console.domain.procedure_model import Procedure
from console.domain.procedure_requests import StartProcedure
from console.domain.procedure_runs import Run
from console.ui.models.keyed_table import ITEM_ROLE, KeyedTableModel
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.procedure_run import ProcedureRun
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.table_sizes import ReadableTable

_WIDTHS_PX: Final = {0: 62, 2: 72}


class LibraryModel(KeyedTableModel[tuple[Procedure, str]]):
    """Procedures with how they stand, a row each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(("Id", "Procedure", "Standing"), lambda item: item[0].id, parent)

    def text(self, item: tuple[Procedure, str], column: int) -> str:
        """Return what a cell shows."""
        procedure, standing = item
        return (procedure.id, procedure.title, standing)[column]

    def tip(self, item: tuple[Procedure, str]) -> str:
        """Return what the procedure is for and which alarms it answers."""
        procedure, _standing = item
        return f"{procedure.title}\n{procedure.about}\nAnswers: {', '.join(procedure.alarms)}"


class Procedures(Panel):
    """Library on the left, the chosen procedure on the right."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._alarm = ""
        self._may = seat.desk.role in AUTHORITY[StartProcedure]
        self.model = LibraryModel(self)
        self.table = ReadableTable()
        self.search = QLineEdit()
        self.start = QPushButton("&Start (Enter)")
        self.about = Remark()
        self.library = Section("PROCEDURES")
        self.run = ProcedureRun(seat, notes)
        self._lay_out()
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.table.setFocus)
        self.start.clicked.connect(self._start)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show())
        notes.noted.connect(lambda _about: self._show())

    def refresh(self, changes: Changes) -> None:
        """Show how runs stand; the countdowns of the chosen one go on by themselves."""
        if changes.state or changes.opened:
            self._list()
        self._show()

    def open_for(self, alarm: str) -> None:
        """Choose the procedure that answers an alarm; say so when there is none."""
        procedure = self._seat.desk.operations.procedures.for_alarm(alarm)
        self.search.clear()
        self._list()
        self._alarm = alarm
        if procedure is None:
            self.table.setCurrentIndex(QModelIndex())  # nothing to start by mistake
            self._show()
            return
        proxy = self.table.model()
        for row in range(proxy.rowCount()):
            if proxy.index(row, 0).data(ITEM_ROLE)[0].id == procedure.id:
                self.table.selectRow(row)
        self.table.setFocus()

    def selected(self) -> Procedure | None:
        """Return the procedure the person chose, or the topmost."""
        index = self.table.currentIndex()
        if not index.isValid() and not self._unanswered:
            index = self.table.model().index(0, 0)
        item = index.data(ITEM_ROLE)
        return item[0] if item is not None else None

    @property
    def _unanswered(self) -> str:
        """What is to be done about the alarm in hand where no procedure answers it."""
        desk = self._seat.desk
        if not self._alarm or desk.operations.procedures.for_alarm(self._alarm) is not None:
            return ""
        parameter = desk.mission.database.parameters[self._alarm]
        return f"No procedure answers {parameter.name}. Do first: {parameter.alarm.action}."

    def _search(self, _words: str) -> None:
        self._alarm = ""
        self._list()
        self._show()

    def _newest_run(self, procedure: Procedure) -> Run | None:
        runs = [r for r in self._seat.desk.state.runs.values() if r.procedure == procedure.id]
        return runs[-1] if runs else None

    def _list(self) -> None:
        book = self._seat.desk.operations.procedures
        found = [(each, self._standing(each)) for each in book.found(self.search.text())]
        runs = [each for each in self._seat.desk.state.runs.values() if each.is_open]
        is_open = {each.procedure for each in runs}
        found.sort(key=lambda item: item[0].id not in is_open)
        self.model.set_items(found)
        stands = ", ".join(f"{each.procedure} {each.status}" for each in runs)
        self.library.set_title(f"PROCEDURES · {stands or 'none runs'}")

    def _standing(self, procedure: Procedure) -> str:
        run = self._newest_run(procedure)
        return "" if run is None else str(run.status)

    def _show(self) -> None:
        procedure = self.selected()
        run = self._newest_run(procedure) if procedure is not None else None
        is_open = run is not None and run.is_open
        self.start.setVisible(self._may and not is_open)
        self.start.setEnabled(procedure is not None and self._seat.desk.is_in_step)
        self.run.show_run(procedure, run)
        if procedure is None:
            self.about.say(self._unanswered or "No procedure fits.")
            return
        self.about.say(self._notes.refusal(procedure.id) or procedure.about)

    def _start(self) -> None:
        procedure = self.selected()
        if procedure is None or not self.start.isEnabled() or self.start.isHidden():
            return
        book = self._seat.desk.operations.procedures
        alarm = self._alarm if book.for_alarm(self._alarm) is procedure else ""
        self._notes.ask(StartProcedure(procedure=procedure.id, alarm=alarm))
        self.run.setFocus()

    def _lay_out(self) -> None:
        table, look = self.table, self._seat.look
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(look.px(24))
        table.setAccessibleName("Library of procedures")
        header = table.horizontalHeader()
        for column, width_px in _WIDTHS_PX.items():
            header.resizeSection(column, look.px(width_px))
        table.stretch(look, 1)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.search.setPlaceholderText("Search title, alarm or fault (Ctrl+F)")
        self.search.setClearButtonEnabled(True)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)
        begin = QShortcut(QKeySequence("Return"), table)
        begin.setContext(Qt.ShortcutContext.WidgetShortcut)
        begin.setAutoRepeat(False)
        begin.activated.connect(self._start)
        self.library.body.addWidget(self.search)
        self.library.body.addWidget(table, 1)
        self.library.body.addWidget(self.about)
        self.library.body.addWidget(self.start)
        left = QWidget()
        box = QHBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.library)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.run)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 2)
        split.setSizes([look.px(330), look.px(660)])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addWidget(split)
