"""The timeline: lanes per guest and cabin window, its zoom, and what may be done to a window."""

from typing import Final

from PySide6.QtCore import Qt, Signal
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
from console.domain.requests import WithdrawWindow
from console.domain.schedule import ViewingWindow
from console.ui.models.lane_chart import chart_lanes, window_words
from console.ui.models.request_notes import RequestNotes, Standing
from console.ui.models.time_span import SPANS_S
from console.ui.plots.lane_canvas import LaneCanvas
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section
from telemetry.timebase import NS_PER_S

_SPAN_NAMES: Final = tuple(f"{span_s / 3600:g} h" for span_s in SPANS_S)


class Lanes(Panel):
    """Timeline of the flight with the guests' lanes."""

    window_chosen = Signal(str)  # its id, empty for none

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._may_withdraw = seat.desk.role in AUTHORITY[WithdrawWindow]
        self._chosen = ""
        self._made_at_s = -1
        self.canvas = LaneCanvas(seat.look)
        self.follow = QPushButton("Follow now (Home)")
        self.withdraw = QPushButton("&Withdraw")
        self._scroll = QScrollArea()
        self.span_buttons = tuple(QPushButton(name) for name in _SPAN_NAMES)
        self._where = QLabel()
        self._where.setObjectName("caption")
        self._words = QLabel()
        self._remark = Remark()
        self._footer = QWidget()
        self._lay_out()
        self.canvas.span_changed.connect(self._show_span)
        self.canvas.window_chosen.connect(self.choose)
        self.follow.clicked.connect(lambda: self.canvas.set_span(self.canvas.span.following()))
        self.withdraw.clicked.connect(self._withdraw)
        notes.noted.connect(self._show_chosen)
        self._show_span()
        self._show_chosen()

    @property
    def where(self) -> str:
        """Whether the view follows now, in words."""
        return self._where.text()

    @property
    def remark(self) -> str:
        """What was answered about the chosen window."""
        return self._remark.text()

    def refresh(self, changes: Changes) -> None:
        """Move now on; make the lanes anew when windows or the outlook changed."""
        desk = self._seat.desk
        now_ns = desk.now_ns()
        if now_ns == 0:
            return
        minute = now_ns // (60 * NS_PER_S)  # what was planned becomes done as time goes on
        if changes.state or changes.lookahead or changes.opened or minute != self._made_at_s:
            self._made_at_s = minute
            lanes = chart_lanes(desk.mission, desk.lookahead, desk.windows(), now_ns)
            self.canvas.set_lanes(lanes, desk.mission.launch_ns)
        self.canvas.set_now(now_ns)
        if changes.state or changes.link:
            self._show_chosen()

    def choose(self, window_id: str) -> None:
        """Show one viewing window's words and frame its bars; none if empty."""
        if window_id == self._chosen:
            return
        self._chosen = window_id
        self.canvas.set_chosen(window_id)
        if window := self._window():
            span = self.canvas.span
            self.canvas.set_span(
                span.showing(window.start_ns, window.end_ns, self._seat.desk.now_ns())
            )
        self._show_chosen()
        self.window_chosen.emit(window_id)

    def wanted_px(self) -> int:
        """Return the height at which every lane is seen without scrolling."""
        chrome = self.sizeHint().height() - self._scroll.sizeHint().height()
        return self.canvas.minimumSizeHint().height() + chrome

    def mark(self, stretch_ns: tuple[int, int] | None) -> None:
        """Mark a stretch of time across the lanes and bring it into view."""
        self.canvas.set_marked(stretch_ns)
        if stretch_ns is not None:
            now_ns = self._seat.desk.now_ns()
            self.canvas.set_span(self.canvas.span.showing(*stretch_ns, now_ns))

    def _window(self) -> ViewingWindow | None:
        return self._seat.desk.windows().get(self._chosen)

    def _show_span(self) -> None:
        span = self.canvas.span
        for button, span_s in zip(self.span_buttons, SPANS_S, strict=True):
            button.setChecked(abs(span.span_s - span_s) < 1.0)
        self.follow.setEnabled(not span.follows)
        self._where.setText("follows now" if span.follows else "FIXED VIEW, now runs on")

    def _show_chosen(self) -> None:
        window, desk = self._window(), self._seat.desk
        now_ns = desk.now_ns()
        is_standing = window is not None and window.stands and not window.has_lapsed(now_ns)
        self.withdraw.setVisible(self._may_withdraw)
        self.withdraw.setEnabled(is_standing and desk.is_in_step)
        self._footer.setVisible(window is not None)
        if window is None:
            return
        self._words.setText(window_words(window, desk.mission, now_ns))
        note = self._notes.note(window.id)
        is_wanted = note is not None and note.standing is not Standing.ACCEPTED
        self._remark.say(note.text if note is not None and is_wanted else "")

    def _withdraw(self) -> None:
        if window := self._window():
            self._notes.ask(WithdrawWindow(window=window.id, seen_revision=window.revision))

    def _set_span_s(self, span_s: float) -> None:
        now_ns = self._seat.desk.now_ns()
        span = self.canvas.span
        self.canvas.set_span(span.zoomed(span_s / span.span_s, 0.5, now_ns))

    def _lay_out(self) -> None:
        section = Section("TIMELINE · UTC, MET · ↓ ↑ or a click chooses a window")
        section.header.addWidget(self._where)
        for button, span_s in zip(self.span_buttons, SPANS_S, strict=True):
            button.setCheckable(True)
            button.setObjectName("tab")
            button.setToolTip(f"Show {button.text()}")
            button.clicked.connect(lambda _checked, span_s=span_s: self._set_span_s(span_s))
            section.header.addWidget(button)
        section.header.addWidget(self.follow)
        scroll = self._scroll
        scroll.setWidget(self.canvas)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        section.body.addWidget(scroll, 1)
        line = QHBoxLayout(self._footer)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._words)
        line.addWidget(self._remark, 10)
        line.addStretch(1)
        line.addWidget(self.withdraw)
        section.body.addWidget(self._footer)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)
