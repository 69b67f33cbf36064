"""Painting curves: only what an exposed part of the chart needs of them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF
from shiboken6 import VoidPtr

from console.ui.plots.strip_geometry import Line
from console.ui.plots.strip_view import StripView
from console.ui.theme import Look, colour

_BYTES_PER_POINT = 16


class Curves:
    """The lines of one chart, in the theme's curve inks."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.lines: list[Line] = []

    def paint(self, painter: QPainter, view: StripView, exposed: QRectF) -> None:
        """Paint what lies within `exposed`."""
        inks = self._look.theme.curves
        for number, way in enumerate(self.lines):
            painter.setPen(QPen(colour(inks[number % len(inks)]), 1))
            for points in _unbroken(way, view, exposed):
                if len(points) == 1:
                    painter.drawPoint(round(points[0, 0]), round(points[0, 1]))
                else:
                    painter.drawPolyline(polygon(points))


def polygon(points: NDArray[np.float64]) -> QPolygonF:
    """Return points, shape (n, 2), as Qt's polygon, copied at once instead of one by one."""
    made = QPolygonF()
    made.resize(len(points))
    # Shiboken's stubs do not know that it takes objects and is a buffer.
    room: Any = VoidPtr(made.data(), _BYTES_PER_POINT * len(points), True)  # type: ignore[call-arg,arg-type]
    np.frombuffer(room, np.float64).reshape(-1, 2)[:] = points
    return made


def _unbroken(way: Line, view: StripView, exposed: QRectF) -> Iterator[NDArray[np.float64]]:
    """Yield the points of each stretch without a gap that touches `exposed`."""
    edges_s = view.seconds_at(exposed.left()), view.seconds_at(exposed.right())
    first, last = np.searchsorted(way.x_s, edges_s).tolist()
    shown = slice(max(0, first - 2), last + 2)  # with the strokes that enter and leave
    points = view.points_px(way.x_s[shown], way.y[shown])
    if not len(points):
        return
    breaks = np.flatnonzero(way.connect[shown][:-1] == 0) + 1
    if breaks.size:
        yield from np.split(points, breaks)
    else:
        yield points
