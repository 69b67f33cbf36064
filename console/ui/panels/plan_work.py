"""The plan in work: how far it is, what it would change, and the steps both people take with it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from console.client.desk import Changes
from console.domain.mission import AUTHORITY
from console.domain.plan_book import PlanStatus
from console.domain.plan_requests import (
    ApprovePlan,
    DiscardPlan,
    ProposePlan,
    PublishPlan,
    RejectPlan,
)
from console.domain.planning.difference import PlanDifference
from console.ui.models.change_table import ChangeTableModel, Column, told_words
from console.ui.models.names import Names
from console.ui.models.plan_edits import PlanEdits
from console.ui.models.plan_words import origin_words, standing_words
from console.ui.offer import offer_if
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section

_Step = type[ProposePlan | ApprovePlan | DiscardPlan | PublishPlan]
_STEPS: Final[tuple[tuple[_Step, str, frozenset[PlanStatus]], ...]] = (
    (ProposePlan, "&Propose", frozenset({PlanStatus.DRAFT})),
    (PublishPlan, "P&ublish", frozenset({PlanStatus.APPROVED})),
    (
        DiscardPlan,
        "&Discard",
        frozenset(
            {PlanStatus.DRAFT, PlanStatus.PROPOSED, PlanStatus.APPROVED, PlanStatus.REJECTED}
        ),
    ),
    (ApprovePlan, "Approv&e", frozenset({PlanStatus.PROPOSED})),
)
_WIDTHS: Final = {Column.KIND: 88, Column.WHO: 84, Column.BEFORE: 154, Column.AFTER: 154}


class PlanWork(Panel):
    """Guest lead and flight see the same; each has the buttons of their part."""

    def __init__(self, seat: Seat, edits: PlanEdits) -> None:
        super().__init__()
        self._seat = seat
        self._edits = edits
        self._names = Names(seat.desk.mission)
        self._standing, self._origin, self._told = QLabel(), Remark(), Remark()
        self._standing.setWordWrap(True)
        self.model = ChangeTableModel(seat.desk.mission, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.remark = Remark()
        self.steps = {step: QPushButton(name) for step, name, _ in _STEPS}
        self.reject = QPushButton("Rejec&t")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Why not, in words for the guest lead")
        self.undo, self.redo = QPushButton("Undo (Ctrl+Z)"), QPushButton("Redo (Ctrl+Y)")
        self._lay_out()
        for step, button in self.steps.items():
            button.clicked.connect(partial(self._take, step))
        self.reject.clicked.connect(self._reject)
        self.reason.textChanged.connect(self._show_buttons)
        self._bind(self.undo, "Ctrl+Z", edits.undo)
        self._bind(self.redo, "Ctrl+Y", edits.redo)
        edits.changed.connect(self._show_buttons)
        edits.notes.noted.connect(self._show_buttons)

    @property
    def standing(self) -> str:
        """How far the plan is, in words."""
        return self._standing.text()

    @property
    def told(self) -> str:
        """Who must be told of the changes."""
        return self._told.text()

    def refresh(self, changes: Changes) -> None:
        """Show the plan in work anew when it, or what it stands on, changed."""
        if changes.state or changes.lookahead or changes.opened:
            view = self._edits.view
            self._standing.setText(standing_words(view))
            plan = view.working
            said = f" Flight said: {plan.said}" if plan is not None and plan.said else ""
            why = f"Because: {plan.reason}. " if plan is not None and plan.reason else ""
            self._origin.say("" if plan is None else f"{why}{origin_words(view, plan)}{said}")
            self.show_changes(view.changes if plan is not None else PlanDifference(changes=()))
        if changes.state or changes.link:
            self._show_buttons()

    def show_changes(self, difference: PlanDifference) -> None:
        """List what a plan would change: the one in work, or one that is only looked at."""
        self.model.set_items(difference.changes)
        self.table.setVisible(bool(difference.changes))
        has_plan = self._edits.view.working is not None or bool(difference.changes)
        self._told.say(told_words(difference, self._names) if has_plan else "")

    def _show_buttons(self) -> None:
        desk, plan = self._seat.desk, self._edits.view.working
        status = plan.status if plan is not None and desk.is_in_step else None
        for step, _, allowed in _STEPS:
            self.steps[step].setEnabled(status in allowed)
        is_proposed = status is PlanStatus.PROPOSED
        self.reason.setEnabled(is_proposed)
        self.reject.setEnabled(is_proposed and bool(self.reason.text().strip()))
        self.undo.setEnabled(self._edits.may_undo)
        self.redo.setEnabled(self._edits.may_redo)
        note = self._edits.notes.note(plan.id if plan is not None else self._edits.about)
        self.remark.say(note.text if note is not None else "")

    def _take(self, step: _Step) -> None:
        if (plan := self._edits.view.working) is not None:
            self._edits.notes.ask(step(plan=plan.id, seen_revision=plan.revision))

    def _reject(self) -> None:
        if (plan := self._edits.view.working) is not None:
            reason = self.reason.text().strip()
            self._edits.notes.ask(
                RejectPlan(plan=plan.id, seen_revision=plan.revision, reason=reason)
            )
            self.reason.clear()

    def _bind(self, button: QPushButton, keys: str, act: Callable[[], None]) -> None:
        button.clicked.connect(act)
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        role = self._seat.desk.role
        section = Section("THE PLAN · draft, proposed, approved, published")
        buttons = QHBoxLayout()
        for part in (self.undo, self.redo):
            offer_if(role in AUTHORITY[ProposePlan], part)
            buttons.addWidget(part)
        buttons.addStretch(1)
        for step, button in self.steps.items():
            offer_if(role in AUTHORITY[step], button)
            buttons.addWidget(button)
        offer_if(role in AUTHORITY[RejectPlan], self.reason, self.reject)
        buttons.addWidget(self.reason)
        buttons.addWidget(self.reject)
        table, header = self.table, self.table.horizontalHeader()
        table.setAccessibleName("What the plan changes")
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setDefaultSectionSize(self._seat.look.px(24))
        for column, width_px in _WIDTHS.items():
            header.resizeSection(int(column), self._seat.look.px(width_px))
        header.setSectionResizeMode(int(Column.WHAT), QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self._standing, self._origin, self._told):
            section.body.addWidget(widget)
        section.body.addWidget(table, 10)
        section.body.addStretch(1)
        section.body.addWidget(self.remark)
        section.body.addLayout(buttons)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)
