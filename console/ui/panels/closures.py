"""Saying that viewing is not possible: a closed shutter, a burn, a guest who is unwell."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.client.desk import Changes
from console.domain.mission import AUTHORITY
from console.domain.plan_requests import CloseViewing, ReopenViewing
from console.domain.planning.problem import Closure
from console.domain.planning.violations import clock
from console.ui.models.names import Names
from console.ui.models.request_notes import RequestNotes
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section
from telemetry.timebase import NS_PER_S

_LENGTHS: Final = (("30 min", 0.5), ("1 h", 1.0), ("2 h", 2.0), ("4 h", 4.0), ("8 h", 8.0))
_STARTS: Final = (("now", 0.0), ("in 30 min", 0.5), ("in 1 h", 1.0), ("in 2 h", 2.0))


class Closures(Panel):
    """What is closed and why, with a form to close more and a button to open each again."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._may = seat.desk.role in AUTHORITY[CloseViewing]
        mission = seat.desk.mission
        self._names = Names(mission)
        self.what = QComboBox()
        self.what.addItem("every window", ("", ""))
        for pane in mission.panes:
            self.what.addItem(pane.name, (pane.id, ""))
        for person in mission.people:
            if person.role == "guest":
                self.what.addItem(person.alias, ("", person.id))
        self.start, self.length = QComboBox(), QComboBox()
        for box, entries in ((self.start, _STARTS), (self.length, _LENGTHS)):
            for text, hours in entries:
                box.addItem(text, hours)
        for box, name in ((self.what, "What"), (self.start, "From"), (self.length, "For")):
            box.setAccessibleName(name)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Why, in words the guests can be told")
        self.close_viewing = QPushButton("Close")
        self._remark = Remark()
        self._list = QVBoxLayout()
        self.reopen: dict[str, QPushButton] = {}
        self._lay_out()
        self.reason.textChanged.connect(self._show_button)
        self.close_viewing.clicked.connect(self._close)
        notes.noted.connect(self._noted)

    def refresh(self, changes: Changes) -> None:
        """List what is closed."""
        closures = self._seat.desk.state.book.closures
        if changes.state or changes.opened:
            self._show_closures(closures)
        if changes.state or changes.link:
            self._show_button()

    def _show_closures(self, closures: Mapping[str, Closure]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.reopen = {}
        for closure_id, closure in closures.items():
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            words = QLabel(self._words(closure))
            words.setWordWrap(True)
            button = QPushButton("Open again")
            button.setVisible(self._may)
            button.clicked.connect(partial(self._reopen, closure_id))
            self.reopen[closure_id] = button
            line.addWidget(words, 1)
            line.addWidget(button)
            self._list.addWidget(row)

    def _words(self, closure: Closure) -> str:
        of = self._names.pane(closure.pane) if closure.pane else "every window"
        if closure.person:
            of = self._names.person(closure.person)
        return f"{of}, {clock(closure.start_ns)} to {clock(closure.end_ns)}: {closure.reason}"

    def _show_button(self) -> None:
        self.close_viewing.setEnabled(
            self._seat.desk.is_in_step and bool(self.reason.text().strip())
        )

    def _close(self) -> None:
        start_ns = self._seat.desk.now_ns() + _hours_ns(self.start.currentData())
        pane, person = self.what.currentData()
        self._notes.ask(
            CloseViewing(
                start_ns=start_ns,
                end_ns=start_ns + _hours_ns(self.length.currentData()),
                reason=self.reason.text().strip(),
                pane=pane,
                person=person,
            )
        )
        self.reason.clear()

    def _reopen(self, closure_id: str) -> None:
        self._notes.ask(ReopenViewing(closure=closure_id))

    def _noted(self, about: str) -> None:
        pane, person = self.what.currentData()
        if about in (pane or person or "viewing", *self.reopen):
            note = self._notes.note(about)
            self._remark.say("" if note is None else note.text)

    def _lay_out(self) -> None:
        section = Section("CLOSED FOR VIEWING · a shutter, a burn, a guest unwell")
        form = QHBoxLayout()
        for part in (self.what, self.start, self.length):
            form.addWidget(part)
        form.addStretch(1)
        form.addWidget(self.close_viewing)
        section.body.addLayout(self._list)
        if self._may:
            section.body.addWidget(self.reason)
            section.body.addLayout(form)
        section.body.addWidget(self._remark)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)


def _hours_ns(hours: float) -> int:
    return round(hours * 3600 * NS_PER_S)
