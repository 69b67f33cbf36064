"""The painted part of a strip chart: layers, painted where they changed, and what the mouse asks.

A canvas paints its ground once into a pixmap, and after that only the few columns a new sample
has changed: that is what lets hundreds of curves follow ten samples a second in software.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from console.ui.plots.strip_layers import Layer
from console.ui.plots.strip_view import StripView
from console.ui.theme import Look, colour

ZOOM_PER_NOTCH: Final = 1.3
DRAG_FROM_PX: Final = 4
LEAST_PX: Final = 60
_REACH_PX: Final = 3  # a stroke's own width, and the pixel it began in
_MARK_REACH_PX: Final = 16  # a cursor's letter, half a mark


class StripCanvas(QWidget):
    """Paints layers in one view.

    Parameters
    ----------
    painted : callable
        Called at the end of every paint.
    tell : callable
        Returns what to say of a place on the time axis when the pointer rests on it.
    """

    zoom_asked = Signal(float, float)  # factor, and seconds on the time axis under the pointer
    move_asked = Signal(float)  # seconds on the time axis
    pointed_at = Signal(object)  # seconds on the time axis, None when the pointer has left
    clicked_at = Signal(float, object)  # seconds on the time axis, and the mouse button
    resized = Signal()

    def __init__(
        self, look: Look, painted: Callable[[], None], tell: Callable[[float], str]
    ) -> None:
        super().__init__()
        self.still: list[Layer] = []
        self.live: list[Layer] = []
        self._look = look
        self._painted = painted
        self._tell = tell
        self._view = StripView()
        self._ground: QPixmap | None = None
        self._pressed_at_px: float | None = None
        self._dragged_from_px: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def minimumSizeHint(self) -> QSize:
        """Return the room in which a curve can be told from a line."""
        return QSize(self._look.px(120), self._look.px(LEAST_PX))

    @property
    def view(self) -> StripView:
        """What is shown, and where."""
        return self._view

    def show_view(self, view: StripView) -> None:
        """Show another stretch of time or values."""
        if view != self._view:
            self._view = view
            self.repaint_all()

    def repaint_all(self) -> None:
        """Paint everything again, the still layers too."""
        self._ground = None
        self.update()

    def repaint_from(self, at_s: float) -> None:
        """Paint everything from an instant on again."""
        left = max(0, round(self._view.x_px(max(at_s, self._view.start_s))) - _REACH_PX)
        self.update(QRect(left, 0, self.width() - left, self.height()))

    def repaint_around(self, *instants_s: float | None) -> None:
        """Paint what stands upright at these instants again."""
        for at_s in instants_s:
            if at_s is not None and self._view.start_s <= at_s <= self._view.end_s:
                left = round(self._view.x_px(at_s)) - _REACH_PX
                self.update(QRect(left, 0, 2 * _REACH_PX + _MARK_REACH_PX, self.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is exposed, then say so."""
        exposed = QRectF(event.rect())
        painter = QPainter(self)
        if self._ground is None:
            self._ground = self._painted_ground()
        ground = self._ground
        ratio = ground.devicePixelRatio()
        source = QRectF(exposed.topLeft() * ratio, exposed.size() * ratio)
        painter.drawPixmap(exposed, ground, source)
        view = self._view
        plot = QRectF(view.left_px + 1, view.top_px, view.width_px - 1, view.height_px)
        painter.setClipRect(plot.intersected(exposed))
        for layer in self.live:
            layer.paint(painter, view, exposed)
        painter.end()
        self._painted()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say that there is other room."""
        super().resizeEvent(event)
        self._ground = None
        self.resized.emit()

    def event(self, event: QEvent) -> bool:
        """Tell the values under a resting pointer; leave the rest to Qt."""
        if isinstance(event, QHelpEvent):
            at_s = self._view.seconds_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self._tell(at_s), self)
            return True
        return bool(super().event(event))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ask for more or less time."""
        notches = event.angleDelta().y() / 120.0
        at_s = self._view.seconds_at(event.position().x())
        self.zoom_asked.emit(ZOOM_PER_NOTCH**-notches, at_s)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag, or to click."""
        self._pressed_at_px = self._dragged_from_px = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ask to move while dragged; else tell where the pointer is."""
        x_px = event.position().x()
        pressed_px, from_px = self._pressed_at_px, self._dragged_from_px
        if pressed_px is None or from_px is None:
            self.pointed_at.emit(self._view.seconds_at(x_px))
        elif abs(x_px - pressed_px) >= DRAG_FROM_PX:
            self.move_asked.emit((from_px - x_px) * self._view.seconds_per_px)
            self._dragged_from_px = x_px

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End dragging; a press without a move is a click."""
        x_px, pressed_px = event.position().x(), self._pressed_at_px
        self._pressed_at_px = self._dragged_from_px = None
        if pressed_px is not None and abs(x_px - pressed_px) < DRAG_FROM_PX:
            self.clicked_at.emit(self._view.seconds_at(x_px), event.button())

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer is gone."""
        super().leaveEvent(event)
        self.pointed_at.emit(None)

    def _painted_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        ground.fill(colour(self._look.theme.panel))
        painter = QPainter(ground)
        for layer in self.still:
            layer.paint(painter, self._view, QRectF(self.rect()))
        painter.end()
        return ground
