"""What is hidden and why, the contexts in force, and how well the alarms serve."""

import time
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from console.client.desk import Changes
from console.domain.alarm_life import Hide
from console.domain.alarm_measures import measure
from console.domain.alarm_report import measure_lines
from console.domain.alarm_requests import PutAlarmBack, SetContext, UnshelveAlarm
from console.domain.mission import AUTHORITY
from console.domain.requests import Request
from console.ui.models.context_table import ContextLine, ContextTableModel
from console.ui.models.hidden_alarms import HiddenAlarmsModel
from console.ui.models.keyed_table import ITEM_ROLE
from console.ui.models.measure_table import MeasureTableModel
from console.ui.models.request_notes import RequestNotes, Standing, subject
from console.ui.seat import Panel, Seat
from console.ui.widgets.plain_table import plain_table
from console.ui.widgets.section import Remark, Section

_HIDDEN_PX: Final = {1: 100, 2: 165, 3: 110, 5: 80}
_CONTEXT_PX: Final = {1: 120, 2: 150}
_MEASURE_PX: Final = {0: 240, 2: 110}
MEASURE_EVERY_S: Final = 10.0


class HiddenAlarms(Panel):
    """Every alarm that is not in the list, with the way back into it."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat, self._notes = seat, notes
        self._may = seat.desk.role in AUTHORITY[UnshelveAlarm]
        self.model = HiddenAlarmsModel(seat.desk.mission.database, self)
        self.table = plain_table(self.model, seat.look, "Hidden alarms", _HIDDEN_PX)
        self.back = QPushButton("Show it a&gain")
        self.back.clicked.connect(self._show_again)
        self._empty = Remark("Nothing is hidden: every alarm that stands is in the list.")
        self.answer = Remark()
        section = Section("HIDDEN ALARMS · judged and recorded all the while")
        for part in (self._empty, self.table, self.answer, self.back):
            section.body.addWidget(part)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)
        self.table.selectionModel().selectionChanged.connect(self._show_buttons)
        notes.noted.connect(self._show_buttons)

    def refresh(self, changes: Changes) -> None:
        """Show what is hidden now, and for how long."""
        self.model.set_now(self._seat.desk.now_ns())
        if changes.state or changes.opened or changes.link:
            hidden = self._seat.desk.state.alarm_book.hidden
            self.model.set_items(sorted(hidden.items(), key=lambda item: item[1].since_ns))
            self._empty.setVisible(not hidden)
            self.table.setVisible(bool(hidden))
            self._show_buttons()

    def request(self) -> UnshelveAlarm | PutAlarmBack | None:
        """Return what would show the chosen alarm again, None if nothing a person does would."""
        alarm, hiding = self.table.currentIndex().data(ITEM_ROLE) or ("", None)
        if hiding is None or hiding.kind is Hide.SUPPRESSED:
            return None
        if hiding.kind is Hide.SHELVED:
            return UnshelveAlarm(alarm=alarm)
        return PutAlarmBack(alarm=alarm)

    def _show_again(self) -> None:
        request = self.request()
        if request is not None:
            self._notes.ask(request)

    def _show_buttons(self) -> None:
        request = self.request()
        self.back.setVisible(self._may and not self.table.isHidden())
        self.back.setEnabled(request is not None and self._seat.desk.is_in_step)
        self.answer.say(_refusal(self._notes, request))


class Contexts(Panel):
    """The contexts, and the button for those that people begin and end."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat, self._notes = seat, notes
        self._may = seat.desk.role in AUTHORITY[SetContext]
        self.model = ContextTableModel(self)
        self.table = plain_table(self.model, seat.look, "Contexts", _CONTEXT_PX)
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        self.reason.setPlaceholderText("Reason, for the next person on shift")
        self.reason.setAccessibleName("Reason for beginning or ending the context")
        self.change = QPushButton("Begin")
        self.change.clicked.connect(self._ask)
        self.answer = Remark()
        section = Section("CONTEXTS · other limits count, some alarms are expected")
        section.body.addWidget(self.table, 1)
        section.body.addWidget(self.answer)
        buttons = QHBoxLayout()
        buttons.addWidget(self.reason, 1)
        buttons.addWidget(self.change)
        section.body.addLayout(buttons)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)
        self.table.selectionModel().selectionChanged.connect(self._show_buttons)
        self.reason.textChanged.connect(self._show_buttons)
        notes.noted.connect(self._show_buttons)

    def refresh(self, changes: Changes) -> None:
        """Show which contexts are in force."""
        if changes.state or changes.opened or changes.link:
            desk = self._seat.desk
            since_ns = desk.state.alarm_book.contexts
            contexts = desk.mission.database.rules.contexts
            self.model.set_items(
                [ContextLine(each, since_ns.get(each.name)) for each in contexts.values()]
            )
            self._show_buttons()

    def request(self) -> SetContext | None:
        """Return what would begin or end the chosen context, None if people do not decide it."""
        line = self.table.currentIndex().data(ITEM_ROLE)
        if line is None or not line.context.is_declared:
            return None
        return SetContext(
            context=line.context.name,
            is_on=line.since_ns is None,
            reason=self.reason.text().strip(),
        )

    def _ask(self) -> None:
        request = self.request()
        if request is not None:
            self._notes.ask(request)
            self.reason.clear()

    def _show_buttons(self) -> None:
        request = self.request()
        is_declared = self._may and request is not None
        self.reason.setVisible(is_declared)
        self.change.setVisible(is_declared)
        self.answer.say(_refusal(self._notes, request))
        if request is not None:
            self.change.setText("Begin" if request.is_on else "End")
            self.change.setEnabled(bool(request.reason) and self._seat.desk.is_in_step)


class Measures(Panel):
    """How well the alarms serve, beside what the standards ask; counted anew every ten seconds."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._measured_s = -MEASURE_EVERY_S
        self.model = MeasureTableModel(self)
        self.table = plain_table(self.model, seat.look, "Measures of the alarms", _MEASURE_PX)
        section = Section("HOW THE ALARMS SERVE · this mission, for one operator")
        section.body.addWidget(self.table)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)

    def refresh(self, changes: Changes) -> None:
        """Measure the log, unless that was done a moment ago."""
        now_s = time.monotonic()
        if not changes.opened and now_s - self._measured_s < MEASURE_EVERY_S:
            return
        self._measured_s = now_s
        desk = self._seat.desk
        parameters = desk.mission.database.parameters
        measures = measure(desk.log, desk.now_ns())
        self.model.set_items(measure_lines(measures, lambda name: parameters[name].name))


class Alarms(Panel):
    """The page about the alarms themselves."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self.hidden = HiddenAlarms(seat, notes)
        self.contexts = Contexts(seat, notes)
        self.measures = Measures(seat)
        below = QHBoxLayout()
        below.setSpacing(4)
        below.addWidget(self.contexts, 4)
        below.addWidget(self.measures, 5)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(4, 4, 4, 4)
        self._rows.setSpacing(4)
        self._rows.addWidget(self.hidden)
        self._rows.addLayout(below, 3)

    def refresh(self, changes: Changes) -> None:
        """Pass the news on; what hides nothing takes no room."""
        self._rows.setStretchFactor(self.hidden, 2 if self.hidden.model.rowCount() else 0)
        for part in (self.hidden, self.contexts, self.measures):
            part.refresh(changes)


def _refusal(notes: RequestNotes, request: Request | None) -> str:
    note = None if request is None else notes.note(subject(request))
    return "" if note is None or note.standing is Standing.ACCEPTED else note.text
