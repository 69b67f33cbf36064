"""Viewing windows that wait for the flight controller: approve, reject with a reason, release."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from console.client.desk import Changes
from console.domain.mission import AUTHORITY
from console.domain.requests import ApproveWindow, RejectWindow, ReleaseWindow
from console.domain.schedule import ViewingWindow, WindowStatus
from console.ui.models.keyed_table import ITEM_ROLE, Index
from console.ui.models.request_notes import RequestNotes
from console.ui.models.window_table import WindowTableModel, to_decide
from console.ui.offer import offer_if
from console.ui.seat import Panel, Seat
from console.ui.theme import Shape
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.two_lines import Marking, TwoLineDelegate
from telemetry.dictionary import Severity


class WindowList(Panel):
    """The table of coming viewing windows with flight's three decisions."""

    decided = Signal(object)  # ApproveWindow | RejectWindow | ReleaseWindow

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._may = seat.desk.role in AUTHORITY[ApproveWindow]
        self.model = WindowTableModel(seat.desk.mission, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self._dress_table()
        self.approve = QPushButton("App&rove")
        self.reject = QPushButton("Re&ject")
        self.release = QPushButton("Re&lease")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Why not, in words for the guest lead")
        self.remark = Remark()
        self.remark_when_empty = Remark(
            "No viewing window stands. What the guest lead proposes comes here."
        )
        self._lay_out()
        self.approve.clicked.connect(self._approve)
        self.reject.clicked.connect(self._reject)
        self.release.clicked.connect(self._release)
        self.reason.textChanged.connect(self._show_standing)
        self.table.selectionModel().selectionChanged.connect(self._show_standing)
        notes.noted.connect(self._show_standing)

    def refresh(self, changes: Changes) -> None:
        """Show the windows that are not over."""
        desk = self._seat.desk
        if changes.state or changes.opened or changes.link:
            self.model.set_items(to_decide(desk.windows().values(), desk.now_ns()))
            self.remark_when_empty.setVisible(self.model.rowCount() == 0)
            self.table.setVisible(self.model.rowCount() > 0)
            self._show_standing()

    def selected(self) -> ViewingWindow | None:
        """Return the window the person chose, or the topmost."""
        index = self.table.currentIndex()
        if not index.isValid():
            index = self.table.model().index(0, 0)
        window = index.data(ITEM_ROLE)
        return window if isinstance(window, ViewingWindow) else None

    def _lay_out(self) -> None:
        section = Section("VIEWING WINDOWS · held first, then proposed")
        buttons = QHBoxLayout()
        for button in (self.approve, self.release, self.reject):
            buttons.addWidget(button)
        offer_if(self._may, self.approve, self.release, self.reject, self.reason)
        section.body.addWidget(self.remark_when_empty, 1)
        section.body.addWidget(self.table, 1)
        section.body.addWidget(self.remark)
        section.body.addWidget(self.reason)
        section.body.addLayout(buttons)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)

    def _dress_table(self) -> None:
        table, look = self.table, self._seat.look
        table.setItemDelegate(TwoLineDelegate(look, self._marking, table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setAccessibleName("Viewing windows to decide")
        table.setTabKeyNavigation(False)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setVisible(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setColumnHidden(1, True)

    def _marking(self, index: Index) -> Marking:
        window, look = index.data(ITEM_ROLE), self._seat.look
        match window.status:
            case WindowStatus.HELD:
                caution = look.severity(Severity.CAUTION)
                return Marking(shape=caution.shape, ink=caution.ink, is_hatched=True)
            case WindowStatus.PROPOSED:
                return Marking(shape=Shape.SQUARE, ink=look.theme.text_dim, is_filled=False)
            case _:
                return Marking(shape=Shape.SQUARE, ink=look.theme.text_dim)

    def _approve(self) -> None:
        if window := self.selected():
            self.decided.emit(ApproveWindow(window=window.id, seen_revision=window.revision))

    def _release(self) -> None:
        if window := self.selected():
            self.decided.emit(ReleaseWindow(window=window.id, seen_revision=window.revision))

    def _reject(self) -> None:
        if window := self.selected():
            reason = self.reason.text().strip()
            self.decided.emit(
                RejectWindow(window=window.id, seen_revision=window.revision, reason=reason)
            )
            self.reason.clear()

    def _show_standing(self) -> None:
        window = self.selected()
        status = window.status if window is not None and self._seat.desk.is_in_step else None
        is_proposed = status is WindowStatus.PROPOSED
        self.approve.setEnabled(is_proposed)
        self.reason.setEnabled(is_proposed)
        self.reject.setEnabled(is_proposed and bool(self.reason.text().strip()))
        self.release.setEnabled(status is WindowStatus.HELD)
        asked = self._notes.open_words(window.id) if window is not None else ""
        held = f"Held: {window.reason}" if window is not None and window.reason else ""
        self.remark.say(asked or held)
