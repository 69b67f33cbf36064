"""The guest-experience lead's screens."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from console.client.desk import Changes
from console.client.plan_desk import PlanDesk
from console.domain.viewing.opportunities import Opportunity
from console.ui.dialogs.propose import ProposeForm
from console.ui.models.plan_edits import PlanEdits
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.guest_cards import GuestCards
from console.ui.panels.hold_notice import HoldNotice
from console.ui.panels.lanes import Lanes
from console.ui.panels.now_next import NowAndNext
from console.ui.panels.opportunities import Opportunities
from console.ui.panels.orbit_map import OrbitMap
from console.ui.panels.pane_page import PanePage
from console.ui.panels.plan_page import PlanPage
from console.ui.panels.procedure_notice import ProcedureNotice
from console.ui.panels.proposals import Proposals
from console.ui.panels.sound_control import SoundControl
from console.ui.panels.viewing_rules import ViewingRulesPanel
from console.ui.panels.violations import Violations
from console.ui.panels.window_decisions import WindowDecisions
from console.ui.seat import OnDemand, Page, Panel, Screens, Seat
from telemetry.dictionary import Severity

LANES_SHARE: Final = 0.46
LANES_SHARE_MAX: Final = 0.6  # the list needs the rest
SIDE_SHARE: Final = 0.25
SIDE_PX: Final = 350
CARDS_SHARE: Final = 0.45
RIGHT_SHARES: Final = (0.33, 0.27, 0.40)  # guests, violations, proposing
VIOLATIONS_PX: Final = 340
VIOLATIONS_BESIDE_PX: Final = 1600  # a page this wide has room for it at all times
SOUNDS: Final = frozenset({Severity.EMERGENCY, Severity.WARNING})  # what stops viewing


class Strip(Panel):
    """What stays above every page: any hold, who is due next, and what is heard."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.hold = HoldNotice(seat)
        self.now_next = NowAndNext(seat)
        self.procedures = ProcedureNotice(seat, RequestNotes(seat.requests, self))
        self.sound = SoundControl(seat, SOUNDS)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 0)
        rows.setSpacing(4)
        rows.addWidget(self.hold)
        rows.addWidget(self.procedures)
        due = QHBoxLayout()
        due.setSpacing(4)
        due.addWidget(self.now_next, 1)
        due.addWidget(self.sound)
        rows.addLayout(due)

    def refresh(self, changes: Changes) -> None:
        """Pass the news on."""
        self.hold.refresh(changes)
        self.procedures.refresh(changes)
        self.now_next.refresh(changes)
        self.sound.refresh(changes)

    def remember(self) -> Mapping[str, list[Any]]:
        """Return how loud it is."""
        return self.sound.remember()

    def recall(self, kept: Mapping[str, list[Any]]) -> None:
        """Be as loud as it was."""
        self.sound.recall(kept)


class Plan(Panel):
    """The day's plan: timeline, guests, what can be seen, and proposing it."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.notes = RequestNotes(seat.requests, self)
        self.edits = PlanEdits(PlanDesk(seat.desk), self.notes)
        self.lanes = Lanes(seat, self.notes, self.edits)
        self.cards = GuestCards(seat)
        self.opportunities = Opportunities(seat, self.notes)
        self.form = ProposeForm(seat, self.notes)
        self.windows = Proposals(seat, self.notes)
        self._seat = seat
        self.violations = Violations(seat, self.edits)
        self._panels = (self.lanes, self.cards, self.opportunities, self.form, self.violations)
        self.below = QSplitter(Qt.Orientation.Horizontal)
        self.below.addWidget(self.opportunities)
        self.below.addWidget(self.violations)
        self.below.setChildrenCollapsible(False)
        self.left = _stacked(self.lanes, self.below)
        self.right = _stacked(self.cards, self.form)
        self._is_arranged_by_hand = False
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.addWidget(self.left)
        self.columns.addWidget(self.right)
        self.columns.setChildrenCollapsible(False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addWidget(self.columns)
        self._splitters = {
            "left": self.left,
            "right": self.right,
            "below": self.below,
            "columns": self.columns,
        }
        for splitter in self._splitters.values():
            splitter.splitterMoved.connect(self._arranged)
        self.opportunities.chosen.connect(self._show_opportunity)
        self.opportunities.wanted.connect(self.form.focus_guests)
        self.lanes.window_chosen.connect(self._show_window)
        self.windows.window_chosen.connect(self.lanes.choose)

    def refresh(self, changes: Changes) -> None:
        """Pass the news on."""
        for panel in self._panels:
            panel.refresh(changes)
        self._show_violations()

    def remember(self) -> Mapping[str, list[Any]]:
        """Return how the room is shared out, once a person has done so."""
        if not self._is_arranged_by_hand:
            return {}
        return {name: splitter.sizes() for name, splitter in self._splitters.items()}

    def recall(self, kept: Mapping[str, list[Any]]) -> None:
        """Share the room out as it was."""
        for name, sizes in kept.items():
            splitter = self._splitters.get(name)
            is_fitting = splitter is not None and len(sizes) == splitter.count()
            if splitter is not None and is_fitting and all(isinstance(px, int) for px in sizes):
                splitter.setSizes(sizes)
                self._is_arranged_by_hand = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the height, until a person has done so."""
        super().resizeEvent(event)
        self._show_violations()
        if not self._is_arranged_by_hand:
            height = self.height()
            lanes = max(round(height * LANES_SHARE), self.lanes.wanted_px())
            lanes = min(lanes, round(height * LANES_SHARE_MAX))
            side = min(max(round(self.width() * SIDE_SHARE), self._seat.look.px(SIDE_PX)), 700)
            self.columns.setSizes([self.width() - side, side])
            self.left.setSizes([lanes, height - lanes])
            wrong = self._seat.look.px(VIOLATIONS_PX)
            self.below.setSizes([self.width() - side - wrong, wrong])
            shares = RIGHT_SHARES if self.right.count() > 2 else (CARDS_SHARE, 1.0 - CARDS_SHARE)
            self.right.setSizes([round(height * share) for share in shares])

    def _show_violations(self) -> None:
        """Put the list beside what can be seen; where there is no room, under the guests.

        There it stands only while something is wrong.
        """
        has_room = self.width() >= self._seat.look.px(VIOLATIONS_BESIDE_PX)
        home = self.below if has_room else self.right
        if self.violations.parent() is not home:
            home.insertWidget(1, self.violations)
        self.violations.setVisible(has_room or bool(self.violations.rows))

    def _arranged(self) -> None:
        self._is_arranged_by_hand = True

    def _show_opportunity(self, opportunity: Opportunity | None) -> None:
        self.form.show_opportunity(opportunity)
        stretch = None if opportunity is None else (opportunity.start_ns, opportunity.end_ns)
        self.lanes.mark(stretch)

    def _show_window(self, window_id: str) -> None:
        window = self._seat.desk.windows().get(window_id)
        if window is not None:
            self.opportunities.choose(window.opportunity)


class WindowsPage(Panel):
    """Whether guests may go to each cabin window, and the table of viewing windows."""

    def __init__(self, decisions: WindowDecisions, windows: Proposals) -> None:
        super().__init__()
        self._parts = (decisions, windows)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addWidget(decisions)
        rows.addWidget(windows, 1)

    def refresh(self, changes: Changes) -> None:
        """Pass the news on."""
        for part in self._parts:
            part.refresh(changes)


def _stacked(upper: QWidget, lower: QWidget) -> QSplitter:
    splitter = QSplitter(Qt.Orientation.Vertical)
    splitter.addWidget(upper)
    splitter.addWidget(lower)
    splitter.setChildrenCollapsible(False)
    return splitter


def guest_screens(seat: Seat) -> Screens:
    """Return what a guest-experience lead works with."""
    plan = Plan(seat)
    view = PanePage(seat)
    plan.opportunities.chosen.connect(view.choose)
    return Screens(
        pages=(
            Page(name="plan", title="Plan", panel=plan),
            Page(name="changes", title="Changes", panel=PlanPage(seat, plan.edits)),
            Page(name="view", title="The view", panel=view),
            Page(name="rules", title="Rules", panel=ViewingRulesPanel(seat, plan.notes)),
            Page(
                name="windows",
                title="Windows",
                panel=WindowsPage(WindowDecisions(seat), plan.windows),
            ),
            Page(name="orbit", title="Where we are", panel=OnDemand(lambda: OrbitMap(seat))),
        ),
        strip=Strip(seat),
    )
