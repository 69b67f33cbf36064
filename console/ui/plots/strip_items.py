"""What a strip chart is built of besides its curves: backdrop, alarm marks, the plot itself."""

from collections.abc import Callable, Sequence
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QToolTip, QWidget

from console.ui.models.alarm_marks import Worsened
from console.ui.painting import shape_path
from console.ui.plots.strip_geometry import Band
from console.ui.theme import Look, colour, mixed

BAND_SHARE: Final = 0.13
LIMIT_SHARE: Final = 0.65
MARK_PX: Final = 12
ZOOM_PER_NOTCH: Final = 1.3
DRAG_FROM_PX: Final = 4


class Backdrop(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """The abnormal stretches of the value axis, tinted, the grid, and a line at each limit.

    Everything is opaque: translucent grids cost ten times as much in software rendering.
    """

    def __init__(self, look: Look, bands: Sequence[Band]) -> None:
        super().__init__()
        self._look = look
        self._bands = tuple(bands)
        self._box = QRectF()
        self._marks: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
        self.setZValue(-20)

    def cover(self, box: QRectF, times: Sequence[float], values: Sequence[float]) -> None:
        """Fill `box`, in the plot's coordinates, with grid lines at `times` and `values`."""
        marks = (tuple(times), tuple(values))
        if box != self._box or marks != self._marks:
            self.prepareGeometryChange()
            self._box, self._marks = box, marks
            self.update()

    def boundingRect(self) -> QRectF:
        """Return the plot's extent."""
        return self._box

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Fill each band that is in sight, then draw grid and limits."""
        box = self._box
        low, high = box.top(), box.bottom()
        for band in self._bands:
            bottom, top = max(low, band.low), min(high, band.high)
            if top > bottom:
                style = self._look.severity(band.severity)
                tint = colour(mixed(style.plate, self._look.theme.panel, BAND_SHARE))
                painter.fillRect(QRectF(box.left(), bottom, box.width(), top - bottom), tint)
        painter.setPen(pg.mkPen(self._look.theme.grid, width=1))
        times, values = self._marks
        painter.drawLines([QLineF(at, low, at, high) for at in times])
        painter.drawLines([QLineF(box.left(), at, box.right(), at) for at in values])
        for band in self._bands:
            if low < band.limit < high:
                ink = self._look.severity(band.severity).ink
                shade = mixed(ink, self._look.theme.panel, LIMIT_SHARE)
                painter.setPen(pg.mkPen(shade, width=1))
                painter.drawLine(QLineF(box.left(), band.limit, box.right(), band.limit))


class PaintedPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A plot without menus or buttons that says when it was painted and what the mouse asks.

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

    def __init__(self, painted: Callable[[], None], tell: Callable[[float], str]) -> None:
        super().__init__(enableMenu=False)
        self._pressed_at_px: float | None = None
        self._dragged_from_px: float | None = None
        self._painted = painted
        self._tell = tell
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setMouseTracking(True)
        self.setFrameStyle(0)
        self.disableAutoRange()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the values under a resting pointer; leave the rest to Qt."""
        if isinstance(event, QHelpEvent):
            at = self.plotItem.vb.mapSceneToView(self.mapToScene(event.pos()))
            QToolTip.showText(event.globalPos(), self._tell(at.x()), self)
            return True
        return bool(super().viewportEvent(event))

    def seconds_at(self, x_px: float) -> float:
        """Return the place on the time axis that is `x_px` from the widget's left edge."""
        at = self.plotItem.vb.mapSceneToView(self.mapToScene(round(x_px), 0))
        return float(at.x())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ask for more or less time."""
        notches = event.angleDelta().y() / 120.0
        self.zoom_asked.emit(ZOOM_PER_NOTCH**-notches, self.seconds_at(event.position().x()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag, or to click."""
        self._pressed_at_px = self._dragged_from_px = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ask to move while dragged; else tell where the pointer is."""
        x_px = event.position().x()
        pressed_px, from_px = self._pressed_at_px, self._dragged_from_px
        if pressed_px is not None and from_px is not None:
            if abs(x_px - pressed_px) >= DRAG_FROM_PX:
                self.move_asked.emit(self.seconds_at(from_px) - self.seconds_at(x_px))
                self._dragged_from_px = x_px
        else:
            self.pointed_at.emit(self.seconds_at(x_px))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End dragging; a press without a move is a click."""
        x_px, pressed_px = event.position().x(), self._pressed_at_px
        self._pressed_at_px = self._dragged_from_px = None
        if pressed_px is not None and abs(x_px - pressed_px) < DRAG_FROM_PX:
            self.clicked_at.emit(self.seconds_at(x_px), event.button())

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer is gone."""
        super().leaveEvent(event)
        self.pointed_at.emit(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, then say so."""
        super().paintEvent(event)
        self._painted()


def alarm_marks(
    worsened: Sequence[Worsened], launch_ns: int, look: Look, low: float, high: float
) -> list[dict[str, object]]:
    """Return scatter points, one for each time an alarm worsened, in the looks of its class."""
    points = []
    for fact in worsened:
        style = look.severity(fact.severity)
        points.append(
            {
                "pos": ((fact.sample_ns - launch_ns) / 1e9, min(max(fact.value, low), high)),
                "symbol": shape_path(style.shape).translated(-0.5, -0.5),
                "brush": colour(style.ink),
                "pen": colour(look.theme.panel),
                "size": look.px(MARK_PX),
            }
        )
    return points
