"""Proposing an opportunity: what it is and why it is good, who is to see it, the answer."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.client.desk import Changes
from console.domain.mission import AUTHORITY
from console.domain.requests import ProposeWindow
from console.domain.viewing.opportunities import Opportunity
from console.ui.models.opportunity_choice import why_not
from console.ui.models.opportunity_table import begins_in_text, quality_text
from console.ui.models.request_notes import RequestNotes
from console.ui.plots.pane_show import PaneShow
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.tick_box import TickBox
from telemetry.mission import Pane
from telemetry.timebase import NS_PER_S, countdown_text, met_text, utc_text

_DRAWING_FROM_PX: Final = 480


class ProposeForm(Panel):
    """Stands beside the list and never covers it; asks the server, and shows what it said."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._may = seat.desk.role in AUTHORITY[ProposeWindow]
        self._opportunity: Opportunity | None = None
        self._shown_s = -1
        mission = seat.desk.mission
        self.guests = {
            person.id: TickBox(seat.look, person.alias)
            for person in mission.people
            if person.role == "guest"
        }
        self._busy = {guest: Remark() for guest in self.guests}
        self.show_pane = PaneShow(seat, lambda: seat.desk.lookahead.rules.kp)
        self._title = QLabel()
        self._title.setObjectName("heading")
        self._title.setWordWrap(True)
        self._when, self._where, self._why = _words(), _words(), _words()
        self._answer, self._hint = Remark(), Remark()
        self._answer.setObjectName("")
        self.propose = QPushButton("&Propose")
        self._lay_out()
        for number, box in enumerate(self.guests.values(), start=1):
            box.toggled.connect(self._show)
            box.setShortcut(QKeySequence(f"Alt+{number}"))
            box.setToolTip(f"Alt+{number}")
        self.propose.clicked.connect(self.ask)
        key = QShortcut(QKeySequence("Ctrl+Return"), self)
        key.setContext(Qt.ShortcutContext.WindowShortcut)
        key.activated.connect(self.ask)
        notes.noted.connect(self._show)
        self._show()

    @property
    def answer(self) -> str:
        """What is said beside the button."""
        return self._answer.text()

    @property
    def reasons(self) -> str:
        """How good the view is, and why."""
        return self._why.text()

    def busy_words(self, guest: str) -> str:
        """Return what speaks against a guest, empty when nothing does."""
        return self._busy[guest].text()

    def show_opportunity(self, opportunity: Opportunity | None) -> None:
        """Begin with another opportunity; nobody is chosen for it yet."""
        if opportunity != self._opportunity:
            self._opportunity = opportunity
            for box in self.guests.values():
                box.setChecked(False)
            self._show()

    def focus_guests(self) -> None:
        """Let the keyboard choose guests."""
        next(iter(self.guests.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh(self, changes: Changes) -> None:
        """Move the countdown on, and look again at who is free."""
        now_s = self._seat.desk.now_ns() // NS_PER_S
        if changes.state or changes.link or now_s != self._shown_s:
            self._shown_s = now_s
            self._show()

    def ask(self) -> None:
        """Ask the server to put the chosen guests at this window."""
        if self._opportunity is not None and self.propose.isEnabled():
            self._notes.ask(ProposeWindow(opportunity=self._opportunity.id, guests=self._chosen()))

    def _chosen(self) -> tuple[str, ...]:
        return tuple(guest for guest, box in self.guests.items() if box.isChecked())

    def _show(self) -> None:
        opportunity = self._opportunity
        for part in (self._when, self._where, self._why):
            part.setVisible(opportunity is not None)
        self._show_drawing()
        for box in self.guests.values():
            box.setVisible(opportunity is not None and self._may)
        self.propose.setVisible(opportunity is not None and self._may)
        if opportunity is None:
            self._title.setVisible(False)
            self._hint.say("Choose something from the list, then who is to see it.")
            for remark in self._busy.values():
                remark.say("")
            self._answer.say("")
            return
        self._title.setVisible(True)
        self._hint.say("")
        self._title.setText(opportunity.title)
        self._show_facts(opportunity)
        self._show_guests(opportunity)

    def _show_drawing(self) -> None:
        """Show the drawing where it leaves room for the guests; a page of its own has it large."""
        has_room = self.height() >= self._seat.look.px(_DRAWING_FROM_PX)
        self.show_pane.setVisible(has_room and self._opportunity is not None)
        if has_room:
            self.show_pane.show_opportunity(self._opportunity)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the view if there is room for it now."""
        super().resizeEvent(event)
        self._show_drawing()

    def _show_facts(self, opportunity: Opportunity) -> None:
        desk, now_ns = self._seat.desk, self._seat.desk.now_ns()
        met_s = (opportunity.start_ns - desk.mission.launch_ns) / NS_PER_S
        begins = begins_in_text(opportunity.start_ns, opportunity.end_ns, now_ns)
        self._when.setText(
            f"{utc_text(opportunity.start_ns)[11:19]} to {utc_text(opportunity.end_ns)[11:19]} UTC"
            f" · MET {met_text(met_s)} · {countdown_text(opportunity.duration_s)} long\n"
            f"Begins in {begins}, best at {utc_text(opportunity.peak_ns)[11:19]}"
        )
        pane = self._pane(opportunity)
        taken = f", {len(self._chosen())} taken" if self._may else ""
        places = "place" if pane.capacity == 1 else "places"
        self._where.setText(f"At the {pane.name}: {pane.capacity} {places}{taken}")
        reasons = "\n".join(f"– {reason}" for reason in opportunity.reasons)
        self._why.setText(f"Quality {quality_text(opportunity.quality)}\n{reasons}".strip())

    def _show_guests(self, opportunity: Opportunity) -> None:
        desk = self._seat.desk
        chosen = self._chosen()
        situation = (desk.state, desk.mission, desk.now_ns())
        against = {
            guest: why_not(opportunity, (guest,), *situation) if self._may else ()
            for guest in self.guests
        }
        first, *others = against.values()
        everybody = [words for words in first if all(words in other for other in others)]
        for guest, remark in self._busy.items():
            remark.say(" ".join(words for words in against[guest] if words not in everybody))
        names = ", ".join(box.text() for box in self.guests.values() if box.isChecked())
        self.propose.setText(f"Propose for {names}" if chosen else "Propose")
        self.propose.setEnabled(bool(chosen) and desk.is_in_step)
        self._answer.say(self._said(opportunity, chosen, everybody))

    def _said(self, opportunity: Opportunity, chosen: tuple[str, ...], everybody: list[str]) -> str:
        """Return the server's last word, or what it would say now, or what is missing."""
        desk = self._seat.desk
        note = self._notes.note(opportunity.id)
        if note is not None:
            return note.text
        if not self._may:
            return ""
        if not desk.is_in_step:
            return "Not in step with the server: nothing can be asked now."
        if not chosen and everybody:
            return f"Nobody can be proposed: {' '.join(everybody)}"
        if not chosen:
            return "Choose who is to see it (Alt+1 …), then propose (Ctrl+Return)."
        against = why_not(opportunity, chosen, desk.state, desk.mission, desk.now_ns())
        return f"Would be refused: {' '.join(against)}" if against else ""

    def _pane(self, opportunity: Opportunity) -> Pane:
        panes = self._seat.desk.mission.panes
        return next(pane for pane in panes if pane.id == opportunity.pane)

    def _lay_out(self) -> None:
        section = Section("PROPOSE")
        facts = QWidget()
        lines = QVBoxLayout(facts)
        lines.setContentsMargins(0, 0, 4, 0)
        lines.setSpacing(4)
        lines.addWidget(self._hint)
        lines.addWidget(self._title)
        lines.addWidget(self._when)
        for guest, box in self.guests.items():
            row = QHBoxLayout()
            row.addWidget(box)
            row.addWidget(self._busy[guest], 10)
            row.addStretch(1)
            lines.addLayout(row)
        lines.addWidget(self._where)
        lines.addWidget(self._why)
        lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(facts)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        section.body.addWidget(self.show_pane, 3)
        section.body.addWidget(scroll, 2)
        section.body.addWidget(self._answer)
        section.body.addWidget(self.propose)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)


def _words() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
