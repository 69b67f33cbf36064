"""Every parameter of the vehicle in one table: search, filter, sort; plot, limits, copy."""

import time
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QVBoxLayout,
)

from console.client.desk import Changes
from console.client.mirror import Step
from console.ui.models.back_fill import BackFill
from console.ui.models.parameter_list import Standing
from console.ui.models.parameter_table import TREND_SPAN_S, Column, ParameterTableModel
from console.ui.seat import Panel, Seat
from console.ui.widgets.parameter_cells import ParameterDelegate
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.table_sizes import ReadableTable
from console.ui.widgets.value_menu import tip_of, value_line, value_menu
from telemetry.dictionary import Parameter
from telemetry.timebase import NS_PER_S

_TYPING_PAUSE_MS: Final = 120
_REPAINT_PERIOD_S: Final = 0.1  # ten times a second is as much as anybody reads
_ASKED_PER_REFRESH: Final = 2
_WIDTHS_PX: Final = {
    Column.ID: 145,
    Column.SUBSYSTEM: 48,
    Column.VALUE: 130,
    Column.STATE: 120,
    Column.AGE: 60,
    Column.LIMITS: 280,
    Column.TREND: 130,
}
_LIMITS_FROM_PX: Final = 1250  # of width; where there is less the lines below the table tell them


class Parameters(Panel):
    """The table of all parameters and, under it, everything about the chosen one."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._back_fill = BackFill(seat.ask_history)
        self._painted_s = 0.0
        self._listed_at_s = 0
        self._news: dict[int, tuple[object, ...]] = {}
        self.model = ParameterTableModel(seat.desk, self)
        self.table = ReadableTable()
        self.search = QLineEdit()
        self.subsystem = QComboBox()
        self.standing = QComboBox()
        self.about = Remark()
        self._why_none = Remark()
        self._section = Section("PARAMETERS")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_PAUSE_MS)
        self._lay_out()
        self._connect()
        self._filter()

    @property
    def why_none(self) -> str:
        """What stands in place of an empty table."""
        return self._why_none.text()

    @property
    def chosen(self) -> Parameter | None:
        """The parameter in the current row."""
        index = self.table.currentIndex()
        return self.model.parameter(index.row()) if index.isValid() else None

    def choose(self, parameter_id: str) -> None:
        """Show one parameter's row, and everything about it; what hides it is cleared."""
        self._choose(parameter_id)
        if self.chosen is None or self.chosen.id != parameter_id:
            self.choose_subsystem("")
            self._filter()
            self._choose(parameter_id)

    def choose_subsystem(self, name: str) -> None:
        """List the parameters of one subsystem."""
        self.search.clear()
        self.standing.setCurrentIndex(0)
        self.subsystem.setCurrentIndex(max(0, self.subsystem.findData(name)))

    def refresh(self, changes: Changes) -> None:
        """Paint the rows in sight again that have news, ten times a second at most."""
        desk = self._seat.desk
        self._back_fill.follow(desk.step)
        self._back_fill.begin(desk.feed)
        self.model.forget_trends(changes.histories)
        now_s = time.monotonic()
        is_due = now_s - self._painted_s >= _REPAINT_PERIOD_S
        if not (is_due or changes.opened or changes.state):
            return
        self._painted_s = now_s
        if self.model.choice.depends_on_values and desk.now_ns() // NS_PER_S != self._listed_at_s:
            self._listed_at_s = desk.now_ns() // NS_PER_S
            self._list_again()
        self._repaint_news()
        self._ask_for_the_past()
        self._tell_about()

    def rows_in_sight(self) -> range:
        """Return the rows that can be seen."""
        first = self.table.rowAt(0)
        last = self.table.rowAt(self.table.viewport().height() - 1)
        if first < 0:
            return range(0)
        return range(first, (last if last >= 0 else self.model.rowCount() - 1) + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the description the room of the limits where there is little."""
        super().resizeEvent(event)
        is_narrow = self.width() < self._seat.look.px(_LIMITS_FROM_PX)
        self.table.setColumnHidden(Column.LIMITS, is_narrow)
        self.table.setColumnHidden(Column.SUBSYSTEM, is_narrow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu on Enter, copy on Ctrl+C."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open_menu(self.table.visualRect(self.table.currentIndex()).bottomLeft())
                return True
            if event.matches(QKeySequence.StandardKey.Copy):
                QGuiApplication.clipboard().setText(self._value_line())
                return True
        return super().eventFilter(watched, event)

    def menu_for(self, parameter: Parameter) -> QMenu:
        """Return what can be done with a parameter."""
        return value_menu(self, self._seat, parameter.id, self._value_line)

    def _lay_out(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(ParameterDelegate(self._seat, self.model, table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setDragEnabled(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.setAccessibleName("Parameters")
        header = table.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        table.setSortingEnabled(True)
        table.installEventFilter(self)
        self.search.setPlaceholderText("Search id, words, unit (Ctrl+F)")
        self.search.setAccessibleName("Search parameters")
        self.subsystem.setAccessibleName("Subsystem")
        self.standing.setAccessibleName("Which parameters by how they stand")
        self.search.setClearButtonEnabled(True)
        self.subsystem.addItem("all subsystems", "")
        for name in self.model.subsystems:
            self.subsystem.addItem(name, name)
        for standing in Standing:
            self.standing.addItem(standing.value, standing)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.search, 1)
        row.addWidget(self.subsystem)
        row.addWidget(self.standing)
        self._section.body.addLayout(row)
        self._section.body.addWidget(self._why_none)
        self._section.body.addWidget(table, 1)
        self._section.body.addWidget(self.about)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addWidget(self._section)
        self._fit_columns()

    def _connect(self) -> None:
        self._seat.look.changed.connect(self._fit_columns)
        self._typing.timeout.connect(self._filter)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.subsystem.currentIndexChanged.connect(lambda _at: self._filter())
        self.standing.currentIndexChanged.connect(lambda _at: self._filter())
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._tell_about())
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)

    def _fit_columns(self) -> None:
        look, header = self._seat.look, self.table.horizontalHeader()
        for column, width_px in _WIDTHS_PX.items():
            header.resizeSection(column, look.px(width_px))
        line_px = QFontMetrics(look.font()).height() + look.px(6)
        self.table.verticalHeader().setDefaultSectionSize(line_px)

    def _choose(self, parameter_id: str) -> None:
        row = self.model.row_of(parameter_id)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, 0))

    def _filter(self) -> None:
        chosen = self.chosen
        self.model.filter(
            self.search.text(), self.subsystem.currentData(), self.standing.currentData()
        )
        self._after_listing(chosen)

    def _list_again(self) -> None:
        chosen = self.chosen
        self.model.list_again()
        self._after_listing(chosen)

    def _after_listing(self, chosen: Parameter | None) -> None:
        self._news.clear()
        if chosen is not None:
            self._choose(chosen.id)
        shown = self.model.rowCount()
        self._section.set_title(f"PARAMETERS · {shown} of {self.model.total}")
        self._why_none.say("" if shown else "No parameter fits the words and choices above.")
        self.table.setVisible(bool(shown))

    def _repaint_news(self) -> None:
        rows = self.rows_in_sight()
        news = {row: self.model.news(row) for row in rows}
        last = len(Column) - 1
        for row in rows:
            if news[row] != self._news.get(row):
                top = self.table.visualRect(self.model.index(row, 0))
                right = self.table.visualRect(self.model.index(row, last))
                self.table.viewport().update(top.united(right))
        self._news = news

    def _ask_for_the_past(self) -> None:
        desk = self._seat.desk
        if not (desk.clock.is_set and desk.step is Step.LIVE):
            return
        now_ns = desk.now_ns()
        from_ns = max(desk.mission.launch_ns, now_ns - TREND_SPAN_S * NS_PER_S)
        left = _ASKED_PER_REFRESH
        for row in self.rows_in_sight():
            left -= self._back_fill.want(self.model.parameter(row).id, from_ns, now_ns)
            if left == 0:
                return

    def _tell_about(self) -> None:
        chosen = self.chosen
        if chosen is None:
            self.about.say(
                "Choose a row to read all about it. Enter or right-click: what can be done."
            )
            return
        lines = tip_of(self._seat, chosen.id).splitlines()
        words = " · ".join(lines)
        for label, text in (("Likely cause", chosen.alarm.cause), ("First", chosen.alarm.action)):
            words += f" · {label}: {text}" if text else ""
        self.about.say(f"{words} · {chosen.note}" if chosen.note else words)

    def _open_menu(self, at: QPoint) -> None:
        chosen = self.chosen
        if chosen is not None:
            menu = self.menu_for(chosen)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.table.viewport().mapToGlobal(at))

    def _value_line(self) -> str:
        """Return every selected row as id, value and instant, as a spreadsheet takes them."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return "\n".join(value_line(self._seat, self.model.parameter(row).id) for row in rows)
