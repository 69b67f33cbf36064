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
from console.ui.models.context_table import ContextLine, ContextTableModel
from console.ui.models.hidden_alarms import HiddenAlarmsModel, hidden_alarms
from console.ui.models.keyed_table import ITEM_ROLE
from console.ui.models.measure_table import MeasureTableModel
from console.ui.models.request_notes import RequestNotes
from console.ui.seat import Panel, Seat
from console.ui.widgets.how_long import HowLong
from console.ui.widgets.plain_table import plain_table
from console.ui.widgets.section import Remark, Section

_HIDDEN_PX: Final = {1: 100, 2: 195, 3: 110, 5: 80}
_CONTEXT_PX: Final = {1: 170, 2: 115}
CONTEXT_CHOICES_S: Final = (1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600)
CONTEXT_USUALLY_S: Final = 3600
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
            hidden = hidden_alarms(self._seat.desk.state.alarm_book)
            self.model.set_items(hidden)
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
        self.answer.say(self._notes.open_words("" if request is None else request.alarm))


class Contexts(Panel):
    """The contexts, and the buttons for those that people begin, prolong and end."""

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
        self.how_long = HowLong(CONTEXT_CHOICES_S, CONTEXT_USUALLY_S)
        self.how_long.setAccessibleName("How long the context lasts from now on")
        self.begin, self.end = QPushButton("Begin"), QPushButton("End")
        self.begin.clicked.connect(lambda: self._ask(is_on=True))
        self.end.clicked.connect(lambda: self._ask(is_on=False))
        self.answer = Remark()
        section = Section("CONTEXTS · other limits count, some alarms are expected")
        section.body.addWidget(self.table, 1)
        section.body.addWidget(self.answer)
        buttons = QHBoxLayout()
        buttons.addWidget(self.reason, 1)
        for part in (self.how_long, self.begin, self.end):
            buttons.addWidget(part)
        section.body.addLayout(buttons)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)
        self.table.selectionModel().selectionChanged.connect(self._show_buttons)
        self.reason.textChanged.connect(self._show_buttons)
        notes.noted.connect(self._show_buttons)

    def refresh(self, changes: Changes) -> None:
        """Show which contexts are in force, and for how long those that people began."""
        self.model.set_now(self._seat.desk.now_ns())
        if changes.state or changes.opened or changes.link:
            desk = self._seat.desk
            book = desk.state.alarm_book
            contexts = desk.mission.database.rules.contexts
            self.model.set_items(
                [
                    ContextLine(each, book.contexts.get(name), book.declared.get(name))
                    for name, each in contexts.items()
                ]
            )
            self._show_buttons()

    def _line(self) -> ContextLine | None:
        """Return the chosen context, None if people do not decide it."""
        line = self.table.currentIndex().data(ITEM_ROLE)
        is_declared = isinstance(line, ContextLine) and line.context.is_declared
        return line if is_declared else None

    def _ask(self, *, is_on: bool) -> None:
        line = self._line()
        if line is not None:
            for_s = self.how_long.seconds if is_on else 0
            reason, name = self.reason.text().strip(), line.context.name
            self._notes.ask(SetContext(context=name, is_on=is_on, reason=reason, for_s=for_s))
            self.reason.clear()

    def _show_buttons(self) -> None:
        line = self._line()
        for part in (self.reason, self.how_long, self.begin):
            part.setVisible(self._may and line is not None)
        is_on = line is not None and line.since_ns is not None
        self.end.setVisible(self._may and is_on)
        self.begin.setText("Prolong" if is_on else "Begin")
        for button in (self.begin, self.end):
            button.setEnabled(bool(self.reason.text().strip()) and self._seat.desk.is_in_step)
        self.answer.say(self._notes.open_words("" if line is None else line.context.name))


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
