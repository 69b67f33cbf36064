"""The timeline's canvas: lanes of bars over time, moved and zoomed by pointer and keys."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from console.ui.models.lane_bars import Bar, Lane
from console.ui.models.time_span import TimeSpan
from console.ui.own_keys import ARROWS
from console.ui.painting import paint_focus, paint_text
from console.ui.plots.lane_axis import TimeScale, paint_axis, paint_marked, paint_now
from console.ui.plots.lane_paint import Ghost, paint_ghost, paint_lane
from console.ui.theme import Look, colour
from telemetry.timebase import NS_PER_S

_ZOOM_PER_NOTCH: Final = 0.8
_MOVE_PER_KEY: Final = 0.2
_BAND_PX: Final = 17
_LANE_PX: Final = (19, 36)  # least, and as much as there is room for
_GROUP_GAP_PX: Final = 7
_SNAP_PX: Final = 24


class LaneCanvas(QWidget):
    """Paints lanes; tells what was clicked and when the stretch shown was changed.

    The wheel zooms about the pointer, with Shift it moves, dragging moves; plus and minus zoom,
    left and right move, Home follows now again, up and down choose a viewing window. Where
    windows may be moved, dragging a bar does so: Escape lets it be, Shift with left or right
    takes the chosen one to its next place, Return lets it go there, Delete takes it out.
    """

    own_keys = ARROWS
    window_chosen = Signal(str)
    span_changed = Signal()
    carried = Signal(str, object, str)  # sight, where its start would be in ns, lane under it
    carried_on = Signal(int)  # to the next place, or the one before
    let_go = Signal(bool)  # whether it is wanted there
    taken_out = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lanes: tuple[Lane, ...] = ()
        self._launch_ns = 0
        self._now_ns = 0
        self._span = TimeSpan()
        self._chosen = ""
        self._marked: tuple[int, int] | None = None
        self._pressed_at: QPointF | None = None
        self._dragged_from: TimeSpan | None = None
        self._carried: Bar | None = None
        self._ghost: Ghost | None = None
        self._painted: QPixmap | None = None  # all that stands still while something is moved
        self._gutter = 0.0
        self.may_move = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Timeline")
        look.changed.connect(self._lay_out)
        self._lay_out()

    @property
    def span(self) -> TimeSpan:
        """The stretch of time shown."""
        return self._span

    @property
    def marked(self) -> tuple[int, int] | None:
        """The stretch marked across all lanes."""
        return self._marked

    @property
    def windows(self) -> frozenset[str]:
        """Ids of the viewing windows that have bars."""
        return frozenset(bar.window for lane in self._lanes for bar in lane.bars if bar.window)

    def set_lanes(self, lanes: Sequence[Lane], launch_ns: int) -> None:
        """Show these lanes; repaints only when they differ."""
        if tuple(lanes) != self._lanes or launch_ns != self._launch_ns:
            self._lanes, self._launch_ns = tuple(lanes), launch_ns
            self._lay_out()

    def set_now(self, now_ns: int) -> None:
        """Move now on; nothing is repainted within the same second."""
        if now_ns // NS_PER_S != self._now_ns // NS_PER_S:
            self._now_ns = now_ns
            self._paint_anew()

    def set_span(self, span: TimeSpan) -> None:
        """Show another stretch."""
        if span != self._span:
            self._span = span
            self.span_changed.emit()
            self._paint_anew()

    def set_chosen(self, window_id: str) -> None:
        """Frame the bars of one viewing window, none if empty."""
        if window_id != self._chosen:
            self._chosen = window_id
            self._paint_anew()

    def set_marked(self, stretch_ns: tuple[int, int] | None) -> None:
        """Mark a stretch across all lanes, for the opportunity looked at."""
        if stretch_ns != self._marked:
            self._marked = stretch_ns
            self.update()

    def snap_ns(self) -> int:
        """Return how near, in time, a carried window must be to a place to be caught by it."""
        scale = self._scale()
        return scale.instant_ns(scale.left + self._look.px(_SNAP_PX)) - scale.from_ns

    def set_ghost(self, ghost: Ghost | None) -> None:
        """Show where a window would go, None for nowhere."""
        if ghost != self._ghost:
            self._ghost = ghost
            self.update()

    def bar_at(self, point: QPointF) -> Bar | None:
        """Return the bar under a pixel, the topmost where bars lie over each other."""
        scale = self._scale()
        for lane, top, height in self._rows():
            if top <= point.y() < top + height:
                for bar in reversed(lane.bars):
                    is_shown = scale.shows(bar.start_ns, bar.end_ns)
                    if is_shown and scale.box(bar, top, height).contains(point):
                        return bar
        return None

    def sizeHint(self) -> QSize:
        """Return the room all lanes need."""
        return QSize(self._look.px(700), round(self._bottom(1e4)))

    def minimumSizeHint(self) -> QSize:
        """Return the room all lanes need; the panel around scrolls when it has less."""
        return QSize(self._look.px(360), round(self._bottom(0.0)))

    def _lay_out(self) -> None:
        metrics = QFontMetricsF(self._look.font(12))
        widest = max((metrics.horizontalAdvance(lane.name) for lane in self._lanes), default=60.0)
        self._gutter = widest + self._look.px(14)
        self.updateGeometry()
        self._paint_anew()

    def _paint_anew(self) -> None:
        self._painted = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint for the new size."""
        super().resizeEvent(event)
        self._paint_anew()

    def _axis_px(self) -> float:
        return 2 * QFontMetricsF(self._look.font(12)).height() + 8

    def _lane_px(self, height: float) -> float:
        """Return the height of a guest's or cabin window's lane on a canvas of some height."""
        count = sum(lane.group != "band" for lane in self._lanes)
        least, most = (self._look.px(length) for length in _LANE_PX)
        if not count:
            return float(least)
        groups = len({lane.group for lane in self._lanes})
        bands = (len(self._lanes) - count) * self._look.px(_BAND_PX)
        room = height - self._axis_px() - bands - groups * self._look.px(_GROUP_GAP_PX)
        return min(float(most), max(float(least), room / count))

    def _rows(self, height: float | None = None) -> list[tuple[Lane, float, float]]:
        """Return every lane with its top and height in pixels."""
        lane_px = self._lane_px(self.height() if height is None else height)
        rows: list[tuple[Lane, float, float]] = []
        top, group = self._axis_px(), "band"
        for lane in self._lanes:
            if lane.group != group:
                top, group = top + self._look.px(_GROUP_GAP_PX), lane.group
            lane_height = float(self._look.px(_BAND_PX)) if group == "band" else lane_px
            rows.append((lane, top, lane_height))
            top += lane_height
        return rows

    def _bottom(self, height: float | None = None) -> float:
        rows = self._rows(height)
        return rows[-1][1] + rows[-1][2] + 4 if rows else self._axis_px() + 60

    def _scale(self) -> TimeScale:
        return TimeScale(self._gutter, self.width() - 6.0, *self._span.bounds_ns(self._now_ns))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lanes as they stand, and what moves over them."""
        scale, rows = self._scale(), self._rows()
        top = self._axis_px()
        area = QRectF(scale.left, top, scale.right - scale.left, self._bottom() - 4 - top)
        if self._painted is None or self._painted.devicePixelRatio() != self.devicePixelRatioF():
            self._painted = self._paint_lanes(scale, rows, area)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._painted)
        if self._ghost is not None:
            for lane, lane_top, height in rows:
                if lane.id in self._ghost.lanes:
                    paint_ghost(painter, self._look, scale, self._ghost, lane_top, height)
        if self._marked is not None:
            paint_marked(painter, self._look, scale, area, self._marked)
        paint_now(painter, self._look, scale, area, self._now_ns)
        painter.end()
        paint_focus(self, self._look)

    def _paint_lanes(
        self, scale: TimeScale, rows: Sequence[tuple[Lane, float, float]], area: QRectF
    ) -> QPixmap:
        """Return the grid and every lane; painting them takes most of a screen frame."""
        pixels_per_px = self.devicePixelRatioF()
        painted = QPixmap(self.size() * pixels_per_px)
        painted.setDevicePixelRatio(pixels_per_px)
        painted.fill(colour(self._look.theme.panel))
        painter = QPainter(painted)
        paint_axis(painter, self._look, scale, area, self._launch_ns, self._now_ns)
        for lane, top, height in rows:
            self._paint_name(painter, lane, top, height)
            paint_lane(painter, self._look, scale, lane, top, height)
            self._paint_chosen(painter, scale, lane, top, height)
        painter.end()
        return painted

    def _paint_name(self, painter: QPainter, lane: Lane, top: float, height: float) -> None:
        theme = self._look.theme
        painter.setPen(QPen(colour(theme.grid), 1))
        painter.drawLine(QPointF(0, top + height), QPointF(self.width(), top + height))
        ink = theme.text_dim if lane.group == "band" else theme.text
        box = QRectF(4, top, self._gutter - 8, height)
        paint_text(painter, box, lane.name, colour(ink), font=self._look.font(12))

    def _paint_chosen(
        self, painter: QPainter, scale: TimeScale, lane: Lane, top: float, height: float
    ) -> None:
        for bar in lane.bars:
            if bar.window and bar.window == self._chosen and scale.shows(bar.start_ns, bar.end_ns):
                painter.setPen(QPen(colour(self._look.theme.focus), 2))
                painter.drawRect(scale.box(bar, top, height).adjusted(-2, 0, 2, 0))

    def event(self, event: QEvent) -> bool:
        """Tell what lies under a resting pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            bar = self.bar_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), bar.tip if bar is not None else "", self)
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; with Shift or a sideways wheel, move."""
        delta = event.angleDelta()
        if delta.x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            notches = (delta.x() or delta.y()) / 120.0
            self.set_span(self._span.moved(-notches * 0.1, self._now_ns))
        else:
            about = self._scale().fraction(event.position().x())
            factor = _ZOOM_PER_NOTCH ** (delta.y() / 120.0)
            self.set_span(self._span.zoomed(factor, about, self._now_ns))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or a drag began."""
        self._pressed_at, self._dragged_from = event.position(), None
        bar = self.bar_at(event.position()) if self.may_move else None
        self._carried = bar if bar is not None and bar.sight else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the stretch shown, once the pointer has moved far enough not to be a click."""
        if self._pressed_at is None:
            return
        moved_px = self._pressed_at.x() - event.position().x()
        if self._dragged_from is None and abs(moved_px) >= QApplication.startDragDistance():
            self._dragged_from = self._span
        if self._dragged_from is not None and self._carried is not None:
            self._carry(self._carried, event.position(), -moved_px)
        elif self._dragged_from is not None:
            scale = self._scale()
            fraction = moved_px / (scale.right - scale.left)
            self.set_span(self._dragged_from.moved(fraction, self._now_ns))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the viewing window that was clicked, or let go of the one carried."""
        if self._dragged_from is not None and self._carried is not None:
            self.let_go.emit(True)
        elif self._pressed_at is not None and self._dragged_from is None:
            bar = self.bar_at(event.position())
            self._choose(bar.window if bar is not None else "")
        self._pressed_at = self._dragged_from = self._carried = None

    def _carry(self, bar: Bar, at: QPointF, moved_px: float) -> None:
        scale = self._scale()
        start_ns = scale.instant_ns(scale.x(bar.start_ns) + moved_px)
        under = (lane.id for lane, top, height in self._rows() if top <= at.y() < top + height)
        self.carried.emit(bar.sight, start_ns, next(under, ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, move and choose by keyboard; move the chosen window where that is allowed."""
        if self.may_move and self._moved_by_key(event):
            return
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.set_span(self._span.zoomed(_ZOOM_PER_NOTCH, 0.5, self._now_ns))
            case Qt.Key.Key_Minus:
                self.set_span(self._span.zoomed(1 / _ZOOM_PER_NOTCH, 0.5, self._now_ns))
            case Qt.Key.Key_Left:
                self.set_span(self._span.moved(-_MOVE_PER_KEY, self._now_ns))
            case Qt.Key.Key_Right:
                self.set_span(self._span.moved(_MOVE_PER_KEY, self._now_ns))
            case Qt.Key.Key_Home:
                self.set_span(self._span.following())
            case Qt.Key.Key_Down:
                self._choose_next(1)
            case Qt.Key.Key_Up:
                self._choose_next(-1)
            case _:
                super().keyPressEvent(event)

    def _moved_by_key(self, event: QKeyEvent) -> bool:
        has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right if has_shift and self._chosen:
                self.carried_on.emit(1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._ghost is not None:
                self.let_go.emit(True)
            case Qt.Key.Key_Escape if self._ghost is not None:
                self._pressed_at = self._dragged_from = self._carried = None
                self.let_go.emit(False)
            case Qt.Key.Key_Delete if self._chosen:
                self.taken_out.emit()
            case _:
                return False
        return True

    def _choose(self, window_id: str) -> None:
        self.set_chosen(window_id)
        self.window_chosen.emit(window_id)

    def _choose_next(self, step: int) -> None:
        """Choose the viewing window after or before the chosen one, in order of time."""
        starts = {bar.window: bar.start_ns for lane in self._lanes for bar in lane.bars}
        starts.pop("", None)
        order = sorted(starts, key=lambda window: (starts[window], window))
        if not order:
            return
        if self._chosen in starts:
            at = order.index(self._chosen) + step
            self._choose(order[min(max(at, 0), len(order) - 1)])
            return
        coming = [window for window in order if starts[window] >= self._now_ns]
        self._choose(coming[0] if coming else order[-1])
