"""The line below the timeline: the chosen window in words, and what may be done to it."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from console.domain.mission import AUTHORITY
from console.domain.plan_requests import MarkWindow
from console.domain.requests import WithdrawWindow
from console.domain.schedule import LOST, ViewingWindow, WindowStatus
from console.ui.models.lane_chart import window_words
from console.ui.models.request_notes import RequestNotes
from console.ui.seat import Seat
from console.ui.widgets.section import Remark

_OPEN_TO_WORDS = LOST | {WindowStatus.PLANNED, WindowStatus.HELD}


class WindowActions(QWidget):
    """Withdraw what is to come; say of what has begun that it was seen, or what cut it short."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._window: ViewingWindow | None = None
        self.may_withdraw = seat.desk.role in AUTHORITY[WithdrawWindow]
        self._may_mark = seat.desk.role in AUTHORITY[MarkWindow]
        self._words = QLabel()
        self.remark = Remark()
        self.seen = QPushButton("&Seen")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("What ended it early")
        self.cut_short = QPushButton("&Cut short")
        self.withdraw = QPushButton("&Withdraw")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._words)
        line.addWidget(self.remark, 10)
        line.addStretch(1)
        for part in (self.seen, self.reason, self.cut_short, self.withdraw):
            line.addWidget(part)
        self.seen.clicked.connect(self._mark_seen)
        self.cut_short.clicked.connect(self._mark_cut_short)
        self.reason.textChanged.connect(self._show_standing)
        self.withdraw.clicked.connect(self._withdraw)

    def show_window(self, window: ViewingWindow | None) -> None:
        """Show one window, or go away."""
        if window is None or self._window is None or window.id != self._window.id:
            self.reason.clear()
        self._window = window
        self.setVisible(window is not None)
        self._show_standing()
        if window is None:
            return
        desk = self._seat.desk
        self._words.setText(window_words(window, desk.mission, desk.now_ns()))
        self.remark.say(self._notes.open_words(window.id))

    def say(self, text: str) -> None:
        """Say something that is about no one window."""
        self.setVisible(True)
        self.remark.say(text)

    def _show_standing(self) -> None:
        window, desk = self._window, self._seat.desk
        now_ns = desk.now_ns()
        has_begun = window is not None and window.start_ns <= now_ns
        can_be_marked = has_begun and window is not None and window.status in _OPEN_TO_WORDS
        for part in (self.seen, self.reason, self.cut_short):
            part.setVisible(self._may_mark and can_be_marked)
            part.setEnabled(desk.is_in_step)
        self.cut_short.setEnabled(desk.is_in_step and bool(self.reason.text().strip()))
        self.withdraw.setVisible(self.may_withdraw and not can_be_marked)
        is_standing = window is not None and window.stands and not window.has_lapsed(now_ns)
        self.withdraw.setEnabled(is_standing and desk.is_in_step)

    def _mark_seen(self) -> None:
        if window := self._window:
            self._notes.ask(MarkWindow(window=window.id, seen_revision=window.revision))

    def _mark_cut_short(self) -> None:
        if window := self._window:
            self._notes.ask(
                MarkWindow(
                    window=window.id,
                    seen_revision=window.revision,
                    cut_short=self.reason.text().strip(),
                )
            )

    def _withdraw(self) -> None:
        if window := self._window:
            self._notes.ask(WithdrawWindow(window=window.id, seen_revision=window.revision))
