"""One run of a procedure: warnings, the step in large type, live values, and what to press."""

import math
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.domain.mission import AUTHORITY
from console.domain.procedure_facts import Phase
from console.domain.procedure_model import Procedure
from console.domain.procedure_requests import (
    AbortProcedure,
    ChooseBranch,
    ConfirmStep,
    OverrideStep,
    PauseProcedure,
    ResumeProcedure,
)
from console.domain.procedure_runs import Run, RunStatus
from console.domain.procedure_watch import HoldWatch
from console.ui.models.keyed_table import KeyedTableModel
from console.ui.models.procedure_view import LiveLine, RunView, preview, run_view, step_lines
from console.ui.models.request_notes import RequestNotes
from console.ui.painting import paint_focus
from console.ui.seat import Seat
from console.ui.widgets.plain_table import plain_table
from console.ui.widgets.section import Remark, Section
from telemetry.dictionary import Severity

_LIVE_WIDTHS_PX: Final = {0: 76, 2: 190, 3: 56}
_STEP_PX: Final = 26
READ_S: Final = 0.5  # a key pressed twice was meant for the step before
_STANDING_PX: Final = 17
_CAUTION_CLASS: Final = {
    "warning": Severity.WARNING,
    "caution": Severity.CAUTION,
    "note": Severity.ADVISORY,
}


class LiveModel(KeyedTableModel[LiveLine]):
    """What telemetry shows during a step, a row each."""

    def __init__(self, parent: QObject | None = None) -> None:
        headings = ("", "Asked", "Now", "Age")
        super().__init__(headings, lambda line: line.asked, parent)

    def text(self, item: LiveLine, column: int) -> str:
        """Return what a cell shows."""
        return (item.verdict, item.asked, item.found, item.age)[column]

    def tip(self, item: LiveLine) -> str:
        """Return the line whole."""
        return f"{item.asked}: {item.found}, {item.age or 'no'} age"


class ProcedureRun(QWidget):
    """The right side of the page of procedures.

    Return is done, 1 to 9 choose a way to go, Alt with the underlined letter does the rest.
    """

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self.setAccessibleName("Run of the procedure")
        self._seat = seat
        self._notes = notes
        self._run: Run | None = None
        self._came_s = -math.inf  # when the step in sight replaced another one
        self._may = seat.desk.role in AUTHORITY[ConfirmStep]
        self._watch = HoldWatch(seat.desk.operations.procedures)
        self._section = Section("NO PROCEDURE CHOSEN")
        self.cautions: list[QLabel] = []
        self._cautions = QVBoxLayout()
        self.step = QLabel()
        self.doer = QLabel()
        self.standing = QLabel()
        self.branches = QLabel()
        self.model = LiveModel(self)
        self.live = plain_table(self.model, seat.look, "What telemetry shows", _LIVE_WIDTHS_PX)
        self.reason = QLineEdit()
        self.done = QPushButton("Done (Enter)")
        self.override = QPushButton("O&verride")
        self.pause = QPushButton("&Pause")
        self.resume = QPushButton("Resu&me")
        self.abort = QPushButton("&Give up")
        self.remark = Remark()
        self.steps = Remark()
        self._lay_out()
        for button, act in (
            (self.done, self._confirm),
            (self.override, self._override),
            (self.pause, lambda: self._with_reason(PauseProcedure)),
            (self.resume, self._resume),
            (self.abort, lambda: self._with_reason(AbortProcedure)),
        ):
            button.clicked.connect(act)
        self._key("Return", self._confirm)
        self._key("Enter", self._confirm)
        for number in range(9):
            self._key(str(number + 1), partial(self._choose, number))
        self.reason.textChanged.connect(lambda _text: self._enable())
        seat.look.changed.connect(self._restyle)
        self._restyle()

    def show_run(self, procedure: Procedure | None, run: Run | None) -> None:
        """Show a run, or what a procedure would begin with."""
        was = self._run
        if was is not None and run is not None and (was.id, was.step) != (run.id, run.step):
            self._came_s = monotonic()
        self._run = run
        around = self._seat.desk.around()
        self._watch.look(self._seat.desk.state.runs.values(), around)
        if procedure is None or run is None:
            self._show(preview(procedure))
        else:
            self._show(run_view(run, procedure, around, self._watch))
        steps = step_lines(run, procedure) if procedure is not None and run is not None else []
        self._say(self.steps, "\n".join(steps))
        self.remark.say("" if run is None else self._notes.open_words(run.id))
        self._enable()

    def _show(self, view: RunView) -> None:
        self._section.set_title(f"{view.title} · {view.progress}" if view.progress else view.title)
        self._say(self.step, view.step)
        self._say(self.doer, view.doer)
        self._say(self.standing, view.standing)
        self._say(self.branches, "\n".join(view.branches))
        look = self._seat.look
        while len(self.cautions) < len(view.cautions):
            self.cautions.append(_wrapped(QLabel()))
            self._cautions.addWidget(self.cautions[-1])
        for label in self.cautions[len(view.cautions) :]:
            label.hide()
        for label, (kind, text) in zip(self.cautions, view.cautions, strict=False):
            style = look.severity(_CAUTION_CLASS[kind])
            self._say(label, f"{style.shape.value} {kind.upper()}: {text}")
            sheet = f"background: {style.plate}; color: {style.plate_ink}; padding: 4px 8px;"
            if sheet != label.styleSheet():
                label.setStyleSheet(sheet)
        self.model.set_items(view.live)
        self.live.setVisible(bool(view.live))

    def _restyle(self) -> None:
        """Write what is to be done now larger than everything around it."""
        look = self._seat.look
        strong, large = look.theme.text_strong, look.px(_STEP_PX)
        self.step.setStyleSheet(f"color: {strong}; font-size: {large}px; font-weight: bold;")
        for label in (self.standing, self.branches):
            label.setStyleSheet(f"color: {strong}; font-size: {look.px(_STANDING_PX)}px;")

    def _say(self, label: QLabel, words: str) -> None:
        if words != label.text():
            label.setText(words)
        label.setVisible(bool(words))

    def _enable(self) -> None:
        run = self._run
        can = self._may and self._seat.desk.is_in_step and run is not None and run.is_open
        runs = can and run is not None and run.status is RunStatus.RUNNING
        has_reason = bool(self.reason.text().strip())
        is_to_do = run is not None and run.phase in (Phase.TO_DO, Phase.FAILED)
        self.done.setEnabled(runs and is_to_do)
        self.override.setEnabled(runs and has_reason)
        self.pause.setEnabled(runs and has_reason)
        self.resume.setEnabled(can and run is not None and run.status is RunStatus.PAUSED)
        self.abort.setEnabled(can and has_reason)
        for widget in (self.done, self.override, self.pause, self.resume, self.abort, self.reason):
            widget.setVisible(self._may and run is not None and run.is_open)

    @property
    def _can_be_read(self) -> bool:
        """Whether the step has stood long enough that a key can be meant for it."""
        return monotonic() - self._came_s > READ_S

    def _confirm(self) -> None:
        if self._run is not None and self.done.isEnabled() and self._can_be_read:
            run = self._run
            request = ConfirmStep(run=run.id, step=run.step, seen_revision=run.revision)
            self._notes.ask(request)

    def _choose(self, branch: int) -> None:
        run = self._run
        is_mine = self._may and self._can_be_read
        if run is None or not is_mine or run.phase is not Phase.DECIDING:
            return
        self._notes.ask(
            ChooseBranch(
                run=run.id,
                step=run.step,
                seen_revision=run.revision,
                branch=branch,
                reason=self.reason.text().strip(),
            )
        )
        self.reason.clear()

    def _override(self) -> None:
        if self._run is not None and self.override.isEnabled():
            run, reason = self._run, self.reason.text().strip()
            self._notes.ask(
                OverrideStep(run=run.id, step=run.step, seen_revision=run.revision, reason=reason)
            )
            self.reason.clear()

    def _with_reason(self, kind: type[PauseProcedure] | type[AbortProcedure]) -> None:
        if self._run is not None:
            reason = self.reason.text().strip()
            self._notes.ask(kind(run=self._run.id, seen_revision=self._run.revision, reason=reason))
            self.reason.clear()

    def _resume(self) -> None:
        if self._run is not None:
            request = ResumeProcedure(run=self._run.id, seen_revision=self._run.revision)
            self._notes.ask(request)

    def _key(self, keys: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)  # a key held down confirms one step, not the next ones too
        shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        self.doer.setObjectName("caption")
        for label in (self.step, self.doer, self.standing, self.branches):
            _wrapped(label)
        self.live.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.live.setWordWrap(False)
        self.live.verticalHeader().setDefaultSectionSize(self._seat.look.px(24))
        self.reason.setPlaceholderText("Reason for an override, a pause or giving up")
        buttons = QHBoxLayout()
        for button in (self.done, self.override, self.pause, self.resume, self.abort):
            buttons.addWidget(button)
        body = self._section.body
        body.setSpacing(8)
        body.addLayout(self._cautions)
        for widget in (self.step, self.doer, self.standing, self.branches):
            body.addWidget(widget)
        body.addWidget(self.live, 2)
        body.addStretch(1)
        body.addWidget(self.steps)
        body.addWidget(self.remark)
        body.addWidget(self.reason)
        body.addLayout(buttons)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 1, 1, 1)  # for the line that shows the focus
        rows.addWidget(self._section)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show whether the keys are heard."""
        super().paintEvent(event)
        paint_focus(self, self._seat.look)


def _wrapped(label: QLabel) -> QLabel:
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
