"""Every standing alarm, the first-out on top, and the button that says it was seen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableView, QVBoxLayout

from console.client.desk import Changes
from console.domain.alarms import Alarm
from console.domain.mission import AUTHORITY
from console.domain.requests import AcknowledgeAlarm
from console.ui.models.alarm_table import AlarmTableModel
from console.ui.models.keyed_table import ITEM_ROLE, Index, ranked
from console.ui.models.request_notes import RequestNotes, Standing
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.two_lines import Marking, TwoLineDelegate


class AlarmTable(QTableView):
    """A table whose Return and Space keys mean acknowledge."""

    acknowledge_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Return, Enter and Space; leave the rest to Qt."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.acknowledge_pressed.emit()
        else:
            super().keyPressEvent(event)


class AlarmList(Panel):
    """The alarm table with its acknowledge button and the server's refusals."""

    acknowledge_requested = Signal(object)  # AcknowledgeAlarm

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._may = seat.desk.role in AUTHORITY[AcknowledgeAlarm]
        self.model = AlarmTableModel(seat.desk.mission.database, self)
        self.table = AlarmTable()
        self.table.setAccessibleName("Standing alarms")
        self.table.setModel(ranked(self.model))
        self._dress_table()
        self.button = QPushButton("&Acknowledge")
        self.button.clicked.connect(self._acknowledge)
        self._refusal = Remark()
        self.remark_when_empty = Remark("No alarm stands.")
        section = Section("ALARMS · not yet seen first, then the first-out")
        section.body.addWidget(self.remark_when_empty, 1)
        section.body.addWidget(self.table, 1)
        section.body.addWidget(self._refusal)
        section.body.addWidget(self.button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)
        self.table.acknowledge_pressed.connect(self._acknowledge)
        self.table.selectionModel().selectionChanged.connect(self._show_standing)
        notes.noted.connect(self._show_standing)

    def refresh(self, changes: Changes) -> None:
        """Show the alarms that stand now."""
        if changes.state or changes.opened:
            self.model.set_items(self._seat.desk.alarms())
            stand = self.model.rowCount() > 0
            self.remark_when_empty.setVisible(not stand)
            self.table.setVisible(stand)
            self.button.setVisible(stand and self._may)
        if changes.state or changes.link or changes.opened:
            self._show_standing()

    @property
    def refusal(self) -> str:
        """What the server said against the last request about the selected alarm."""
        return self._refusal.text()

    def selected(self) -> Alarm | None:
        """Return the alarm the person chose, or the topmost if none is chosen."""
        index = self.table.currentIndex()
        if not index.isValid():
            index = self.table.model().index(0, 0)
        alarm = index.data(ITEM_ROLE)
        return alarm if isinstance(alarm, Alarm) else None

    def _dress_table(self) -> None:
        table = self.table
        table.setItemDelegate(TwoLineDelegate(self._seat.look, self._marking, table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setVisible(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setColumnHidden(1, True)

    def _marking(self, index: Index) -> Marking:
        alarm = index.data(ITEM_ROLE)
        style = self._seat.look.severity(alarm.severity)
        return Marking(shape=style.shape, ink=style.ink, is_filled=not alarm.is_acknowledged)

    def _acknowledge(self) -> None:
        alarm = self.selected()
        if alarm is None or not self.button.isEnabled() or not self._may:
            return
        self.acknowledge_requested.emit(
            AcknowledgeAlarm(
                alarm=alarm.id, occurrence=alarm.occurrence, seen_severity=alarm.severity
            )
        )

    def _show_standing(self) -> None:
        alarm = self.selected()
        is_open = alarm is not None and not alarm.is_acknowledged
        self.button.setEnabled(is_open and self._seat.desk.is_in_step)
        note = self._notes.note(alarm.id) if alarm is not None else None
        is_wanted = note is not None and note.standing is not Standing.ACCEPTED
        self._refusal.say(note.text if note is not None and is_wanted else "")
