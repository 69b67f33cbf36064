"""The mission's log: every fact in words, found by searching, followed as it grows."""

from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
)

from console.client.desk import Changes
from console.ui.models.keyed_table import ITEM_ROLE, Index, KeyedTableModel
from console.ui.models.log_folds import Burst, folded
from console.ui.models.log_words import KINDS, LogLine, LogWords, found
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.table_sizes import ReadableTable
from console.ui.widgets.tick_box import TickBox

_WIDTHS_PX: Final = (56, 160, 96, 120)


class LogTableModel(KeyedTableModel[LogLine]):
    """Lines of the log, oldest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        headings = ("No.", "UTC", "MET", "By", "What")
        super().__init__(headings, _key, parent)

    def text(self, item: LogLine, column: int) -> str:
        """Return what a cell shows; the class of an alarm is the first word of its line."""
        return (str(item.sequence), item.utc, item.met, item.by, item.words)[column]

    def tip(self, item: LogLine) -> str:
        """Return the line whole; a folded one also says how it is opened."""
        how = "\nEnter or a double click opens or folds it." if isinstance(item, Burst) else ""
        return f"{item.sequence} · {item.utc} UTC · MET {item.met} · {item.by}\n{item.words}{how}"


def _key(line: LogLine) -> str:
    return f"{line.sequence} {'and more' if isinstance(line, Burst) else ''}"


class Log(Panel):
    """The log as a table; it follows its end until somebody says no."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._words = LogWords(seat.desk.mission)
        self._lines: list[LogLine] = []
        self._opened: set[int] = set()
        self.model = LogTableModel(self)
        self.table = ReadableTable()
        self.search = QLineEdit()
        self.kind = QComboBox()
        self.follow = TickBox(seat.look, "Follow")
        self._why_none = Remark()
        self._section = Section("LOG")
        self._lay_out()
        self.search.textChanged.connect(lambda _text: self._list())
        self.kind.currentIndexChanged.connect(lambda _at: self._list())
        self.follow.toggled.connect(lambda _on: self._show_end())

    @property
    def why_none(self) -> str:
        """What stands in place of an empty table."""
        return self._why_none.text()

    def refresh(self, changes: Changes) -> None:
        """Add what is new in the log."""
        if not (changes.state or changes.opened):
            return
        log = self._seat.desk.log
        if len(log) < len(self._lines):
            self._lines, self._words = [], LogWords(self._seat.desk.mission)
            self._opened.clear()
        self._lines += [self._words.line(entry) for entry in log[len(self._lines) :]]
        self._list()

    def _list(self) -> None:
        shown = found(self._lines, self.search.text(), self.kind.currentData())
        self.model.set_items(folded(shown, self._opened))
        self._section.set_title(f"LOG · {len(shown)} of {len(self._lines)}")
        empty = "Nothing in the log fits." if self._lines else "The log is empty."
        self._why_none.say("" if shown else empty)
        self.table.setVisible(bool(shown))
        self._show_end()

    def _fold(self, index: Index) -> None:
        """Open the burst that was chosen, or close it."""
        line = index.data(ITEM_ROLE)
        if isinstance(line, Burst):
            self._opened ^= {line.sequence}
            self._list()

    def _show_end(self) -> None:
        if self.follow.isChecked():
            self.table.scrollToBottom()

    def _copy(self) -> None:
        rows = sorted(self.table.selectionModel().selectedRows(), key=lambda each: each.row())
        cells = range(self.model.columnCount())
        lines = ("\t".join(row.siblingAtColumn(at).data() for at in cells) for row in rows)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _lay_out(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.activated.connect(self._fold)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self._seat.look.px(22))
        table.setAccessibleName("Log of the mission")
        header = table.horizontalHeader()
        for column, width_px in enumerate(_WIDTHS_PX):
            header.resizeSection(column, self._seat.look.px(width_px))
        table.stretch(self._seat.look, len(_WIDTHS_PX), least_px=360)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        copy = QShortcut(QKeySequence.StandardKey.Copy, table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy)
        self.search.setPlaceholderText("Search the log (Ctrl+F)")
        self.search.setAccessibleName("Search the log")
        self.kind.setAccessibleName("Kind of entry")
        self.search.setClearButtonEnabled(True)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)
        self.kind.addItem("everything", "")
        for kind in KINDS:
            self.kind.addItem(kind, kind)
        self.follow.setChecked(True)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.search, 1)
        row.addWidget(self.kind)
        row.addWidget(self.follow)
        self._section.body.addLayout(row)
        self._section.body.addWidget(self._why_none)
        self._section.body.addWidget(table, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addWidget(self._section)
