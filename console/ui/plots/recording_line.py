"""The timeline of a replayed recording: alarms, bookmarks, the loop, and the instant shown."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from console.ui.models.recording_view import RecordingView
from console.ui.painting import paint_shape, paint_text
from console.ui.seat import Seat
from console.ui.theme import colour, mixed
from telemetry.timebase import NS_PER_S, met_text, utc_text
from telemetry.wire import SourceKind

HEIGHT_PX: Final = 58
MARGIN_PX: Final = 12
MARK_PX: Final = 10
NEAR_PX: Final = 8
LABELS_APART_PX: Final = 190
_STEPS_S: Final = (10, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400)


class RecordingLine(QWidget):
    """Paints a `RecordingView`; a click says which instant is meant."""

    sought = Signal(object)  # UTC nanoseconds; a Qt int would be too short

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._view: RecordingView | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Recording timeline")
        self.setMouseTracking(True)

    def show_view(self, view: RecordingView | None) -> None:
        """Show a recording; repaints only what differs."""
        if view != self._view:
            self._view = view
            self.update()

    def sizeHint(self) -> QSize:
        """Return the height of the marks and the labels."""
        return QSize(300, self._seat.look.px(HEIGHT_PX))

    def x_of(self, instant_ns: int) -> float:
        """Return where an instant is drawn."""
        share = 0.0 if self._view is None else self._view.share(instant_ns)
        return MARGIN_PX + share * (self.width() - 2 * MARGIN_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which instant was clicked."""
        self._tell(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where it was dragged to."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._tell(event)

    def event(self, event: QEvent) -> bool:
        """Tell what lies under the pointer when it rests."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos().x()), self)
            return True
        return super().event(event)

    def tip_at(self, x: float) -> str:
        """Return what lies at a place of the line, in words."""
        view = self._view
        if view is None:
            return ""
        lines = [self._time(self._instant_at(x))]
        lines += [
            f"bookmark: {mark.name}, {self._time(mark.instant_ns)}"
            for mark in view.bookmarks
            if abs(self.x_of(mark.instant_ns) - x) < NEAR_PX
        ]
        for tick in view.ticks:
            if abs(self.x_of(tick.instant_ns) - x) < NEAR_PX:
                word = self._seat.look.severity(tick.severity).word
                lines.append(f"{word}: {self._name(tick.alarm)}, {self._time(tick.instant_ns)}")
        return "\n".join(lines[:12])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint everything; a few dozen marks."""
        painter = QPainter(self)
        theme, view = self._seat.look.theme, self._view
        painter.fillRect(self.rect(), colour(theme.panel))
        if view is None:
            return
        violet = theme.sources[SourceKind.REPLAY].frame or theme.focus
        px = self._seat.look.px
        bar = QRectF(MARGIN_PX, px(18), self.width() - 2 * MARGIN_PX, px(14))
        painter.fillRect(bar, colour(theme.raised))
        here = self.x_of(view.status.position_ns)
        painter.fillRect(
            QRectF(bar.left(), bar.top(), here - bar.left(), bar.height()),
            colour(mixed(violet, theme.panel, 0.55)),
        )
        if view.status.loop is not None:
            self._paint_loop(painter, bar, view.status.loop)
        self._paint_times(painter, bar)
        for tick in view.ticks:
            style = self._seat.look.severity(tick.severity)
            x = self.x_of(tick.instant_ns)
            painter.fillRect(QRectF(x, bar.top(), 1, bar.height()), colour(style.ink))
            box = QRectF(x - MARK_PX / 2, bar.top() - MARK_PX - 2, MARK_PX, MARK_PX)
            paint_shape(painter, box, style.shape, style.ink)
        for mark in view.bookmarks:
            self._paint_bookmark(painter, bar, self.x_of(mark.instant_ns), mark.name)
        painter.setPen(QPen(colour(theme.text_strong), 2))
        painter.drawLine(QPointF(here, bar.top() - 6), QPointF(here, bar.bottom() + 5))

    def _paint_loop(self, painter: QPainter, bar: QRectF, loop: tuple[int, int]) -> None:
        theme = self._seat.look.theme
        left, right = (self.x_of(edge_ns) for edge_ns in loop)
        painter.setPen(QPen(colour(theme.focus), 2))
        painter.drawRect(QRectF(left, bar.top() - 2, max(2.0, right - left), bar.height() + 4))
        font = self._seat.look.font(11, is_bold=True)
        for x, letter in ((left, "A"), (right - 12, "B")):
            box = QRectF(x + 2, bar.top(), 12, bar.height())
            paint_text(painter, box, letter, colour(theme.text_strong), font=font)

    def _paint_bookmark(self, painter: QPainter, bar: QRectF, x: float, name: str) -> None:
        theme, look = self._seat.look.theme, self._seat.look
        painter.fillRect(QRectF(x, bar.top() - 3, 2, bar.height() + 8), colour(theme.focus))
        font = look.font(11)
        width = min(QFontMetricsF(font).horizontalAdvance(f"⚑ {name}") + 4, 160.0)
        box = QRectF(min(x + 4, self.width() - width), bar.top(), width, bar.height())
        paint_text(painter, box, f"⚑ {name}", colour(theme.text_strong), font=font)

    def _paint_times(self, painter: QPainter, bar: QRectF) -> None:
        view, look = self._view, self._seat.look
        if view is None:
            return
        length_s = (view.status.end_ns - view.status.start_ns) / NS_PER_S
        most = max(1.0, bar.width() / look.px(LABELS_APART_PX))
        step_s = next((s for s in _STEPS_S if length_s / s <= most), _STEPS_S[-1])
        step_ns = step_s * NS_PER_S
        first_ns = -(-view.status.start_ns // step_ns) * step_ns
        font, ink = look.font(11), colour(look.theme.text_dim)
        for instant_ns in range(first_ns, view.status.end_ns + 1, step_ns):
            x = self.x_of(instant_ns)
            painter.fillRect(QRectF(x, bar.bottom(), 1, 5), ink)
            box = QRectF(x + 4, bar.bottom() + 2, look.px(LABELS_APART_PX) - 8, look.px(18))
            if box.right() < self.width():
                paint_text(painter, box, self._time(instant_ns), ink, font=font)

    def _time(self, instant_ns: int) -> str:
        elapsed_s = (instant_ns - self._seat.desk.mission.launch_ns) / NS_PER_S
        return f"{utc_text(instant_ns)[11:19]} · MET {met_text(elapsed_s)}"

    def _name(self, alarm: str) -> str:
        parameter = self._seat.desk.mission.database.parameters.get(alarm)
        return alarm if parameter is None else parameter.name

    def _instant_at(self, x: float) -> int:
        share = (x - MARGIN_PX) / max(1, self.width() - 2 * MARGIN_PX)
        return 0 if self._view is None else self._view.instant_ns(share)

    def _tell(self, event: QMouseEvent) -> None:
        if self._view is not None:
            self.sought.emit(self._instant_at(event.position().x()))
