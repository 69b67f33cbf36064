"""What the lines and marks of the map mean."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.painting import paint_text
from console.ui.plots.map_ground import paint_station
from console.ui.plots.map_regions import anomaly_pen, oval_pen, paint_target
from console.ui.plots.map_sky import paint_sun_mark, track_pen
from console.ui.theme import Look, colour

_SAMPLE_PX: Final = 34
_GAP_PX: Final = 20
_LINE_PX: Final = 18
_HORIZON_PX: Final = 6.0
_SUN_PX: Final = 3.0

Sample = Callable[[QPainter, QPointF], None]  # paints about a point


class MapLegend(QWidget):
    """Samples with their words, in as many lines as they need."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName("Legend: " + ", ".join(words for _sample, words in self._entries()))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the room of the lines it takes in the width it has."""
        return QSize(self._look.px(400), self.heightForWidth(self.width()))

    def heightForWidth(self, width: int) -> int:
        """Return the room of the lines it takes in a width."""
        lines = 1 + max(line for _left, line, *_rest in self._placed(width))
        return lines * self._look.px(_LINE_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every sample with its words."""
        painter = QPainter(self)
        look, font = self._look, self._look.font(11)
        height = look.px(_LINE_PX)
        for left, line, width, sample, words in self._placed(self.width()):
            middle = (line + 0.5) * height
            sample(painter, QPointF(left + (look.px(_SAMPLE_PX) - 8) / 2, middle))
            box = QRectF(left + look.px(_SAMPLE_PX), line * height, width + 2, height)
            paint_text(painter, box, words, colour(look.theme.text_dim), font=font)
        painter.end()

    def _placed(self, width_px: int) -> Iterator[tuple[float, int, float, Sample, str]]:
        """Yield each entry with its left edge, its line and the width of its words."""
        metrics, sample_px = QFontMetricsF(self._look.font(11)), self._look.px(_SAMPLE_PX)
        left, line = 2.0, 0
        for sample, words in self._entries():
            width = metrics.horizontalAdvance(words)
            if left > 2.0 and left + sample_px + width > width_px:
                left, line = 2.0, line + 1
            yield left, line, width, sample, words
            left += sample_px + width + self._look.px(_GAP_PX)

    def _entries(self) -> list[tuple[Sample, str]]:
        look, theme = self._look, self._look.theme
        dim = colour(theme.text_dim)
        pens = (
            (track_pen(look, is_sunlit=True, is_flown=False), "to come, sunlit"),
            (track_pen(look, is_sunlit=False, is_flown=False), "to come, in shadow"),
            (track_pen(look, is_sunlit=True, is_flown=True), "flown"),
            (QPen(dim, 1), "sunrise and sunset"),
            (QPen(dim, 1, Qt.PenStyle.DashLine), "heard by a station"),
            (anomaly_pen(look), "South Atlantic Anomaly"),
            (oval_pen(look), "auroral oval"),
        )
        return [
            *((partial(self._line, pen), words) for pen, words in pens),
            (self._horizon, "horizon of the vehicle"),
            (lambda painter, at: paint_station(painter, look, at), "station"),
            (lambda painter, at: paint_target(painter, look, at), "worth looking at"),
            (lambda painter, at: paint_sun_mark(painter, look, at, _SUN_PX), "Sun overhead"),
        ]

    def _line(self, pen: QPen, painter: QPainter, at: QPointF) -> None:
        half = QPointF((self._look.px(_SAMPLE_PX) - 8) / 2, 0)
        painter.setPen(pen)
        painter.drawLine(at - half, at + half)

    def _horizon(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(QPen(colour(self._look.theme.text_strong), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, _HORIZON_PX, _HORIZON_PX)
