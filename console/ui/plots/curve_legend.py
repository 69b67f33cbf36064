"""Which curve is which: a stroke in the curve's ink, its number and its name, above the plot."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.painting import paint_text
from console.ui.theme import Look, colour

TEXT_PX = 11
STROKE_PX = 14
GAP_PX = 5
BETWEEN_PX = 12


class CurveLegend(QWidget):
    """Numbers and names of curves in the order of the theme's curve inks."""

    def __init__(self, look: Look, names: tuple[str, ...]) -> None:
        super().__init__()
        self._look = look
        self._names = tuple(f"{number} {name}" for number, name in enumerate(names, start=1))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the room all names need."""
        metrics = QFontMetrics(self._look.font(TEXT_PX))
        words = sum(metrics.horizontalAdvance(name) for name in self._names)
        around = self._look.px(STROKE_PX + GAP_PX + BETWEEN_PX) * len(self._names)
        return QSize(words + around + 2 * len(self._names), metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint strokes and names."""
        painter = QPainter(self)
        font, px = self._look.font(TEXT_PX), self._look.px
        left = float(px(BETWEEN_PX))
        for name, ink in zip(self._names, self._look.theme.curves, strict=False):
            stroke = QRectF(left, self.height() / 2 - 1, px(STROKE_PX), 2)
            painter.fillRect(stroke, colour(ink))
            left = stroke.right() + px(GAP_PX)
            box = QRectF(left, 0, self.width() - left, self.height())
            left += paint_text(painter, box, name, colour(self._look.theme.text_dim), font=font)
            left += px(BETWEEN_PX)
