"""Every standing alarm, what followed under its first cause, and what may be done about it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableView, QVBoxLayout

from console.client.desk import Changes
from console.domain.alarm_requests import AlarmRequest, ResetAlarm
from console.domain.alarms import Alarm, AlarmBook
from console.domain.mission import AUTHORITY
from console.domain.requests import AcknowledgeAlarm
from console.ui.dialogs.hide_alarm import HideAlarm, Hiding
from console.ui.models.alarm_rows import AlarmRow, alarm_rows
from console.ui.models.alarm_table import AlarmTableModel
from console.ui.models.keyed_table import ITEM_ROLE, Index
from console.ui.models.request_notes import RequestNotes
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.two_lines import Marking, TwoLineDelegate
from telemetry.dictionary import MissionDatabase, Severity

LEAST_ROWS: Final = 2


class AlarmTable(QTableView):
    """A table that takes the keys of its actions also where Qt's shortcuts do not reach."""

    @property
    def own_keys(self) -> frozenset[Qt.Key]:
        """The keys of its actions, which no shortcut of the window may take from it."""
        keys = (keys for action in self.actions() for keys in action.shortcuts())
        return frozenset(each[0].key() for each in keys)  # type: ignore[index]  # stubs lack it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key means; leave the rest to Qt."""
        pressed = QKeySequence(event.keyCombination())
        for action in self.actions():
            if pressed in action.shortcuts():
                action.trigger()
                return
        super().keyPressEvent(event)


class AlarmList(Panel):
    """The alarms with what a person may do about them, by key, menu and button."""

    requested = Signal(object)  # AcknowledgeAlarm | AlarmRequest

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._may = seat.desk.role in AUTHORITY[AcknowledgeAlarm]
        self._unfolded: set[str] = set()
        self.model = AlarmTableModel(seat.desk, self)
        self.table = AlarmTable()
        self.table.setAccessibleName("Standing alarms")
        self.table.setModel(self.model)
        self._dress_table()
        self._add_actions()
        self.button = QPushButton("&Acknowledge")
        self.button.clicked.connect(self._acknowledge)
        self._refusal, self._left_out, self.hidden = Remark(), Remark(), Remark()
        self.remark_when_empty = Remark("No alarm stands.")
        section = Section("ALARMS · not yet seen first, then the first-out")
        section.body.addWidget(self.remark_when_empty, 1)
        section.body.addWidget(self.table, 1)
        for remark in (self._left_out, self.hidden, self._refusal):
            section.body.addWidget(remark)
        section.body.addWidget(self.button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)
        self.table.selectionModel().selectionChanged.connect(self._show_standing)
        notes.noted.connect(self._show_standing)

    def refresh(self, changes: Changes) -> None:
        """Show the alarms that stand now."""
        if changes.state or changes.opened:
            self._show_alarms()
        if changes.state or changes.link or changes.opened:
            self._show_standing()
        self.model.set_now(self._seat.desk.now_ns())

    @property
    def refusal(self) -> str:
        """What the server said against the last request about the selected alarm."""
        return self._refusal.text()

    def selected(self) -> Alarm | None:
        """Return the alarm the person chose, or the topmost if none is chosen."""
        row = self._row()
        return None if row is None else row.alarm

    def _row(self) -> AlarmRow | None:
        index = self.table.currentIndex()
        if not index.isValid():
            index = self.table.model().index(0, 0)
        row = index.data(ITEM_ROLE)
        return row if isinstance(row, AlarmRow) else None

    def _dress_table(self) -> None:
        table = self.table
        delegate = TwoLineDelegate(self._seat.look, self._marking, table)
        table.setItemDelegate(delegate)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        table.verticalHeader().setVisible(False)
        # All rows are of one height: to ask each of thousands in a flood would take too long.
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._delegate = delegate
        self._seat.look.changed.connect(self._measure_rows)
        self._measure_rows()
        table.horizontalHeader().setVisible(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setColumnHidden(1, True)

    def _measure_rows(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(self._delegate.height_px)
        self.table.setMinimumHeight(LEAST_ROWS * self._delegate.height_px)

    def _add_actions(self) -> None:
        def action(words: str, keys: str, do: Callable[[], None]) -> None:
            made = QAction(words, self.table)
            made.setShortcuts([QKeySequence(key) for key in keys.split()])
            made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            made.triggered.connect(do)
            self.table.addAction(made)

        action("Unfold what followed", "Right", lambda: self._fold(is_open=True))
        action("Fold what followed", "Left", lambda: self._fold(is_open=False))
        action("Plot it", "L", self._plot)
        if self._may:
            action("Acknowledge", "Return Enter Space", self._acknowledge)
            action("Acknowledge it and what is unfolded under it", "Shift+Return", self._all)
            action("Shelve …", "S", lambda: self._hide(Hiding.SHELVE))
            action("Take out of service …", "O", lambda: self._hide(Hiding.TAKE_OUT))
            action("Reset, once latched and seen", "R", self._reset)

    def _marking(self, index: Index) -> Marking:
        alarm = index.data(ITEM_ROLE).alarm
        style = self._seat.look.severity(alarm.gravest)
        return Marking(shape=style.shape, ink=style.ink, is_filled=not alarm.is_acknowledged)

    def _show_alarms(self) -> None:
        desk = self._seat.desk
        book = desk.state.alarm_book
        database = desk.mission.database
        shown = alarm_rows(book.standing, database, self._unfolded)
        self.model.set_items(shown.rows)
        self.remark_when_empty.setVisible(not shown.rows)
        self.table.setVisible(bool(shown.rows))
        self.button.setVisible(bool(shown.rows) and self._may)
        self._left_out.say(f"and {shown.left_out} more, of less concern" if shown.left_out else "")
        self.hidden.say(hidden_words(book, database))

    def _fold(self, *, is_open: bool) -> None:
        row = self._row()
        if row is not None:
            (self._unfolded.add if is_open else self._unfolded.discard)(row.group)
            self._show_alarms()

    def _plot(self) -> None:
        if alarm := self.selected():
            self._seat.wishes.plot.emit(alarm.id)

    def _acknowledge(self) -> None:
        alarm = self.selected()
        if alarm is not None and self.button.isEnabled() and self._may:
            self.requested.emit(_acknowledgement(alarm))

    def _all(self) -> None:
        """Acknowledge what is in sight of the chosen group, and nothing that is folded away."""
        chosen = self._row()
        if chosen is None or not self._seat.desk.is_in_step:
            return
        model = self.table.model()
        rows = [model.index(number, 0).data(ITEM_ROLE) for number in range(model.rowCount())]
        for row in rows:
            if row.group == chosen.group and not row.alarm.is_acknowledged:
                self.requested.emit(_acknowledgement(row.alarm))

    def _hide(self, way: Hiding) -> None:
        alarm = self.selected()
        if alarm is None or not self._seat.desk.is_in_step:
            return
        parameter = self._seat.desk.mission.database.parameters[alarm.id]
        dialog = HideAlarm(alarm, parameter.name, way, self._seat.desk.now_ns(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._ask(dialog.request))
        dialog.open()

    def _reset(self) -> None:
        alarm = self.selected()
        if alarm is not None and self._seat.desk.is_in_step:
            self._ask(ResetAlarm(alarm=alarm.id, occurrence=alarm.occurrence))

    def _ask(self, request: AlarmRequest) -> None:
        self.requested.emit(request)

    def _show_standing(self) -> None:
        alarm = self.selected()
        is_open = alarm is not None and not alarm.is_acknowledged
        self.button.setEnabled(is_open and self._seat.desk.is_in_step)
        self._refusal.say("" if alarm is None else self._notes.open_words(alarm.id))


def _acknowledgement(alarm: Alarm) -> AcknowledgeAlarm:
    return AcknowledgeAlarm(
        alarm=alarm.id, occurrence=alarm.occurrence, seen_severity=alarm.gravest
    )


def hidden_words(book: AlarmBook, database: MissionDatabase) -> str:
    """Return how many alarms are hidden; one at emergency is named, with why it is not believed."""
    if not book.hidden:
        return ""
    graves = [
        f"EMERGENCY NOT ANNOUNCED: {database.parameters[name].name} "
        f"at {database.parameters[name].text(hiding.alarm.value)}. {hiding.reason}"
        for name, hiding in book.hidden.items()
        if hiding.alarm is not None
        and hiding.alarm.is_active
        and hiding.alarm.severity is Severity.EMERGENCY
    ]
    return "\n".join((*graves, f"{len(book.hidden)} hidden: see the page Alarms"))
