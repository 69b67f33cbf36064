"""Asking for a plan: made whole, or repaired with few changes, and which of the answers to take."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
)

from console.client.desk import Changes
from console.domain.mission import AUTHORITY
from console.domain.plan_requests import DraftPlan
from console.ui.models.plan_edits import PlanEdits
from console.ui.models.plan_search import Offer, PlanSearch
from console.ui.offer import offer_if
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section

_NOTHING_ASKED: Final = (
    "The planner takes half a minute at most. What it offers is shown beside what is in force; "
    "nothing changes until you lay it down."
)
_OFFERS: Final = 4  # the best, and three points between quality and stability


class Repair(Panel):
    """The planner's buttons, its progress, and the plans it offers."""

    looked_at = Signal(object)  # PlanDifference of the offer that is looked at

    def __init__(self, seat: Seat, edits: PlanEdits, search: PlanSearch | None = None) -> None:
        super().__init__()
        self._seat = seat
        self._edits = edits
        self.search = search or PlanSearch(self)
        self.plan = QPushButton("Plan the flight")
        self.cancel = QPushButton("Stop, take the best so far")
        self.accept = QPushButton("Lay it down as a draft")
        self.reject = QPushButton("Leave it")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Why the published plan should change")
        self._progress, self._proof = Remark(), Remark()
        self.offers = tuple(QRadioButton() for _ in range(_OFFERS))
        self._group = QButtonGroup(self)
        self._lay_out()
        self.plan.clicked.connect(self._ask)
        self.cancel.clicked.connect(self.search.cancel)
        self.accept.clicked.connect(self._accept)
        self.reject.clicked.connect(self._leave)
        self.reason.textChanged.connect(self._show)
        self._group.idToggled.connect(self._look)
        self.search.changed.connect(self._show)
        self._show()

    @property
    def progress(self) -> str:
        """How far the planner is, in words."""
        return self._progress.text()

    @property
    def proof(self) -> str:
        """What was proved about the must-sees."""
        return self._proof.text()

    def refresh(self, changes: Changes) -> None:
        """Hear the planner; say what the button does now."""
        self.search.drain()
        if changes.state or changes.link or changes.lookahead:
            self._show()

    def _ask(self) -> None:
        self.search.ask(self._edits.view)

    def _chosen(self) -> Offer | None:
        at = self._group.checkedId()
        return self.search.offers[at] if 0 <= at < len(self.search.offers) else None

    def _look(self, _at: int, is_chosen: bool) -> None:
        if is_chosen and (offer := self._chosen()) is not None:
            self.looked_at.emit(offer.changes)

    def _accept(self) -> None:
        if (offer := self._chosen()) is not None:
            reason = self.reason.text().strip() or "planned"
            self._edits.ask(offer.choice.plan, reason, offer.choice.origin)
            self._leave()

    def _leave(self) -> None:
        self.search.offers = self.search.proof = ()
        self.reason.clear()
        self._show()
        self.looked_at.emit(self._edits.view.changes)

    def _show(self) -> None:
        search, desk = self.search, self._seat.desk
        is_repair = bool(self._edits.view.in_force.viewings)
        self.plan.setText("Repair the plan" if is_repair else "Plan the flight")
        may_ask = desk.is_in_step and desk.lookahead.is_known and self._edits.view.may_change
        self.plan.setEnabled(may_ask and not search.is_running)
        self.cancel.setVisible(search.is_running)
        self._progress.say(search.progress or ("" if search.offers else _NOTHING_ASKED))
        self._proof.say("\n".join(search.proof))
        for button, offer in zip(self.offers, [*search.offers, *[None] * _OFFERS], strict=False):
            button.setVisible(offer is not None)
            button.setText("" if offer is None else offer.words)
        has_offers = bool(search.offers)
        if has_offers and self._chosen() is None:
            self.offers[1 if len(search.offers) > 1 else 0].setChecked(True)
        needs_reason = bool(self._edits.view.ground.book.version)
        self.reason.setVisible(has_offers and needs_reason)
        self.accept.setVisible(has_offers)
        self.reject.setVisible(has_offers)
        has_reason = not needs_reason or bool(self.reason.text().strip())
        self.accept.setEnabled(has_offers and may_ask and has_reason)

    def _lay_out(self) -> None:
        section = Section("PLAN OR REPAIR · must-sees, then the worst-off, then few changes")
        line = QHBoxLayout()
        line.addWidget(self.plan)
        line.addWidget(self.cancel)
        line.addStretch(1)
        section.body.addLayout(line)
        section.body.addWidget(self._progress)
        for place, button in enumerate(self.offers):
            self._group.addButton(button, place)
            section.body.addWidget(button)
        section.body.addWidget(self._proof)
        section.body.addWidget(self.reason)
        answer = QHBoxLayout()
        answer.addWidget(self.accept)
        answer.addWidget(self.reject)
        answer.addStretch(1)
        section.body.addLayout(answer)
        section.body.addStretch(1)
        section.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        offer_if(self._seat.desk.role in AUTHORITY[DraftPlan], self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)
