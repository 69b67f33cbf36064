"""Every viewing window in a table: proposed, held, planned, refused, done, and why."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from console.client.desk import Changes
from console.domain.schedule import WindowStatus
from console.ui.models.keyed_table import ITEM_ROLE, Index
from console.ui.models.plan_table import Column, PlanRow, PlanTableModel, plan_rows
from console.ui.models.request_notes import RequestNotes
from console.ui.painting import paint_hatch
from console.ui.plan_files import write_calendar, write_sheets
from console.ui.seat import Panel, Seat
from console.ui.theme import Look
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.table_sizes import ReadableTable
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

_LIST_AGAIN_S: Final = 15  # windows end, and objections come and go with the time
_WIDTHS: Final = {
    Column.STATUS: 88,
    Column.NUMBER: 44,
    Column.WHO_AND_WHERE: 136,
    Column.WHEN: 124,
    Column.COUNTDOWN: 80,
    Column.QUALITY: 92,
}


class Proposals(Panel):
    """The table of viewing windows; what may be done with them is asked elsewhere."""

    window_chosen = Signal(str)

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._listed_at_s = -_LIST_AGAIN_S
        self.model = PlanTableModel(seat.desk.mission, self)
        self.table = ReadableTable()
        self.table.setModel(self.model)
        self._empty = Remark("No viewing window was proposed on this flight so far.")
        section = Section("VIEWING WINDOWS · what waits for a decision first")
        self.calendar, self.sheets = QPushButton("Calendar …"), QPushButton("Guests' sheets …")
        self.calendar.setToolTip("Write every planned viewing as an iCalendar file")
        self.sheets.setToolTip("Write a PDF for each guest and day, with drawings")
        self._written = Remark()
        for button in (self.calendar, self.sheets):
            section.header.addWidget(button)
        section.body.addWidget(self._written)
        section.body.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        section.body.addWidget(self.table, 10)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)
        self._dress_table()
        self.table.selectionModel().currentRowChanged.connect(self._tell_chosen)
        notes.noted.connect(self.list_again)
        self.calendar.clicked.connect(self._write_calendar)
        self.sheets.clicked.connect(self._write_sheets)

    @property
    def empty_words(self) -> str:
        """What stands in place of an empty table."""
        return self._empty.text()

    @property
    def written(self) -> str:
        """What was written where, or why it could not be."""
        return self._written.text()

    def _write_calendar(self) -> None:
        kinds = "iCalendar (*.ics)"
        path, _kind = QFileDialog.getSaveFileName(self, "Write calendar", "viewing.ics", kinds)
        if path:
            self._write(lambda: write_calendar(Path(path), self._seat.desk))

    def _write_sheets(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Write the guests' sheets into")
        if folder:
            self._write(lambda: write_sheets(Path(folder), self._seat.desk))

    def _write(self, write: Callable[[], str]) -> None:
        try:
            self._written.say(write())
        except OSError as error:
            self._written.say(f"Nothing was written: {error.strerror}")

    def refresh(self, changes: Changes) -> None:
        """Move the countdowns on; list anew when the state changed, and now and then."""
        now_ns = self._seat.desk.now_ns()
        now_s = now_ns // NS_PER_S
        is_due = now_s - self._listed_at_s >= _LIST_AGAIN_S or now_s < self._listed_at_s
        if changes.state or changes.opened or is_due:
            self.list_again()
        self.model.set_now(now_ns)

    def list_again(self) -> None:
        """Bring every row up to date."""
        desk = self._seat.desk
        self._listed_at_s = desk.now_ns() // NS_PER_S
        rows = plan_rows(desk.state, desk.mission, self._notes.notes(), desk.now_ns())
        self.model.set_items(rows)
        self._empty.setVisible(not rows)
        self.table.setVisible(bool(rows))

    def choose(self, window_id: str) -> None:
        """Choose the row of a window; none if it is unknown or empty."""
        proxy = self.table.model()
        for row in range(proxy.rowCount()):
            index = proxy.index(row, int(Column.NUMBER))
            if index.data() == window_id and row != self.table.currentIndex().row():
                self.table.setCurrentIndex(index)

    def _tell_chosen(self) -> None:
        row = self.table.currentIndex().data(ITEM_ROLE)
        if isinstance(row, PlanRow):
            self.window_chosen.emit(row.window.id)

    def _dress_table(self) -> None:
        table, look = self.table, self._seat.look
        table.setAccessibleName("Viewing windows")
        table.setItemDelegateForColumn(int(Column.STATUS), _StatusDelegate(look, table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.setTabKeyNavigation(False)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width_px in _WIDTHS.items():
            header.resizeSection(int(column), look.px(width_px))
        table.stretch(look, int(Column.WHAT), int(Column.REMARK))


class _StatusDelegate(QStyledItemDelegate):
    """Hatches the cell of a window that is held now, beside its word."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        super().paint(painter, option, index)
        row = index.data(ITEM_ROLE)
        if isinstance(row, PlanRow) and row.status == WindowStatus.HELD.upper():
            box = QRectF(option.rect)
            box.setLeft(box.right() - self._look.px(30))
            ink = self._look.severity(Severity.CAUTION).ink
            paint_hatch(painter, box.adjusted(0, 2, -4, -2), ink)
