"""What is wrong with the plan: which rule, who, when, how to mend it, and a button that does."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.client.desk import Changes
from console.domain.mission import AUTHORITY
from console.domain.plan_requests import DraftPlan
from console.domain.planning.edits import moved, with_party
from console.domain.planning.mending import Mend, mends
from console.domain.planning.violations import Violation, clock
from console.domain.schedule import ViewingWindow
from console.ui.models.names import Names
from console.ui.models.plan_edits import PlanEdits
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section

_BESIDE_PX: Final = 10  # between the words and their button
_SHOWN_AT_MOST: Final = 30  # a plan with more is made anew, not mended by hand


class Violations(Panel):
    """A row per broken rule, the gravest first, each with its ways out."""

    def __init__(self, seat: Seat, edits: PlanEdits) -> None:
        super().__init__()
        self._seat = seat
        self._edits = edits
        self._names = Names(seat.desk.mission)
        self._may = seat.desk.role in AUTHORITY[DraftPlan]
        self._shown: list[Violation] | None = None
        self.rows: list[_Row] = []
        self._all_well = Remark()
        self._places = QVBoxLayout()
        self._places.setSpacing(4)
        column = QWidget()
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, 4, 0)
        inside.addLayout(self._places)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName("Violations")
        scroll.setWidget(column)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._section = Section("VIOLATIONS")
        self._section.body.addWidget(self._all_well)
        self._section.body.addWidget(scroll, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._section)

    @property
    def words(self) -> str:
        """What stands in place of an empty list."""
        return self._all_well.text()

    def refresh(self, changes: Changes) -> None:
        """List anew when the plan, or what it is tested against, changed."""
        if not (changes.state or changes.lookahead or changes.opened):
            return
        found = self._edits.view.violations if self._seat.desk.lookahead.is_known else []
        if found != self._shown:
            self._shown = list(found)
            self._list(found)

    def _list(self, found: list[Violation]) -> None:
        for row in self.rows:
            self._places.removeWidget(row)
            row.deleteLater()
        self.rows = [_Row(each, self._names) for each in found[:_SHOWN_AT_MOST]]
        for row in self.rows:
            row.fix.setVisible(self._may and self._edits.view.may_change)
            row.ways.aboutToShow.connect(partial(self._offer, row))
            self._places.addWidget(row)
        count = len(found)
        self._section.set_title(f"VIOLATIONS · {count}" if count else "VIOLATIONS")
        self._all_well.say("" if count else "The plan keeps every rule.")

    def _offer(self, row: "_Row") -> None:
        """Fill a row's menu with the ways out, for the last of the windows it names."""
        row.ways.clear()
        view = self._edits.view
        sights = {view.sight_of(window) for window in row.violation.windows}
        concerned = [window for window in view.windows if window.opportunity in sights]
        if not concerned:
            row.ways.addAction("It is not in the plan any more").setEnabled(False)
            return
        window = concerned[-1]
        for mend in mends(window, view.windows, view.checker, tuple(view.sights.values())):
            row.ways.addAction(mend.words).triggered.connect(partial(self._mend, window, mend))

    def _mend(self, window: ViewingWindow, mend: Mend) -> None:
        """Ask the server for the plan with this mended."""
        plan, to = self._edits.view.content, mend.window
        was = window.opportunity
        if to is None:
            after = with_party(plan, was, ())
        elif to.opportunity != was:
            after = moved(plan, was, to.opportunity)
        else:
            after = with_party(plan, was, to.guests)
        self._edits.ask(after, f"{window.title}: {mend.words}")


class _Row(QWidget):
    """One violation; the menu of its button is filled when it is opened."""

    def __init__(self, violation: Violation, names: Names) -> None:
        super().__init__()
        self.violation = violation
        who = names.people(violation.people)
        begins = clock(violation.start_ns).removesuffix(" UTC")
        head = QLabel(f"{violation.rule} · {who} · {begins} to {clock(violation.end_ns)}")
        head.setObjectName("caption")
        head.setWordWrap(True)
        words = QLabel(f"{violation.message} {violation.mend}")
        words.setWordWrap(True)
        self.fix = QPushButton("Fix")
        self.ways = QMenu(self.fix)
        self.fix.setMenu(self.ways)
        line = QHBoxLayout()
        line.setSpacing(_BESIDE_PX)
        line.addWidget(words, 1)
        line.addWidget(self.fix, 0, Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(head)
        rows.addLayout(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height of the words in this width: an area that scrolls does not."""
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))
