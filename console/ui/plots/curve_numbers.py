"""The number of each curve beside its last point: curves are not told apart by ink alone."""

from typing import Final

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from console.ui.plots.curve_paint import Curves
from console.ui.plots.strip_view import StripView
from console.ui.theme import Look, colour

NUMBER_PX: Final = 11
_GAP_PX: Final = 4


class CurveNumbers:
    """Figures in the curves' inks, one above the other where values are alike."""

    def __init__(self, look: Look, curves: Curves) -> None:
        self._look = look
        self._curves = curves

    def places(self, view: StripView) -> list[tuple[int, QRectF]]:
        """Return where each curve in sight has its number, counted from 1."""
        metrics = QFontMetricsF(self._look.font(NUMBER_PX, is_bold=True))
        width, height = metrics.horizontalAdvance("0") + 2, metrics.ascent()
        ends = []
        for number, way in enumerate(self._curves.lines, start=1):
            last = int(np.searchsorted(way.x_s, view.end_s, side="right")) - 1
            if last >= 0 and way.x_s[last] >= view.start_s:
                left = min(view.x_px(float(way.x_s[last])) + _GAP_PX, view.right_px - width)
                ends.append((view.y_px(float(way.y[last])), number, left))
        found = []
        lowest = view.bottom_px - height * len(ends)
        top = view.top_px
        for y, number, left in sorted(ends):
            top = max(top, min(y - height / 2, lowest))
            found.append((number, QRectF(left, top, width, height)))
            top, lowest = top + height, lowest + height
        return found

    def paint(self, painter: QPainter, view: StripView, exposed: QRectF) -> None:
        """Paint the numbers that touch `exposed`."""
        theme = self._look.theme
        painter.setFont(self._look.font(NUMBER_PX, is_bold=True))
        for number, box in self.places(view):
            if box.intersects(exposed):
                painter.fillRect(box, colour(theme.panel))
                painter.setPen(colour(theme.curves[(number - 1) % len(theme.curves)]))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
