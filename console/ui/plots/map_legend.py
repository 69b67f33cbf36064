"""What the lines and marks of the map mean."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.painting import paint_text
from console.ui.plots.map_regions import anomaly_pen, oval_pen
from console.ui.plots.map_sky import track_pen
from console.ui.theme import Look, colour

_SAMPLE_PX: Final = 34
_GAP_PX: Final = 20


class MapLegend(QWidget):
    """One line of samples with their words."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName("Legend: " + ", ".join(words for _pen, words in self._entries()))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the room of one line."""
        return QSize(self._look.px(400), self._look.px(18))

    def _entries(self) -> list[tuple[QPen | None, str]]:
        look, theme = self._look, self._look.theme
        return [
            (track_pen(look, is_sunlit=True, is_flown=False), "to come, sunlit"),
            (track_pen(look, is_sunlit=False, is_flown=False), "to come, in shadow"),
            (track_pen(look, is_sunlit=True, is_flown=True), "flown"),
            (None, "horizon of the vehicle"),
            (
                QPen(colour(theme.text_dim), 1, Qt.PenStyle.DashLine),
                "heard by a station",
            ),
            (anomaly_pen(look), "South Atlantic Anomaly"),
            (oval_pen(look), "auroral oval"),
            (QPen(colour(theme.text_dim), 1), "sunrise and sunset"),
        ]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint as many samples as there is room for."""
        painter = QPainter(self)
        look, font = self._look, self._look.font(11)
        metrics = QFontMetricsF(font)
        left, middle = 2.0, self.height() / 2
        for pen, words in self._entries():
            width = metrics.horizontalAdvance(words)
            if left + look.px(_SAMPLE_PX) + width > self.width():
                break
            if pen is None:  # a circle on the map, so a circle here
                painter.setPen(QPen(colour(look.theme.text_strong), 1.2))
                radius = self.height() / 2 - 2
                centre = QPointF(left + look.px(_SAMPLE_PX) - 8 - radius, middle)
                painter.drawEllipse(centre, radius, radius)
            else:
                painter.setPen(pen)
                end = QPointF(left + look.px(_SAMPLE_PX) - 8, middle)
                painter.drawLine(QPointF(left, middle), end)
            left += look.px(_SAMPLE_PX)
            box = QRectF(left, 0, width + 2, self.height())
            paint_text(painter, box, words, colour(look.theme.text_dim), font=font)
            left += width + look.px(_GAP_PX)
        painter.end()
