"""A check box whose box and tick are drawn in the theme's colours, plain in every theme."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QWidget

from console.ui.painting import paint_text
from console.ui.theme import Look, colour

_BOX_PX, _GAP_PX = 14, 8


class TickBox(QCheckBox):
    """A check box; ticked it is filled and carries a tick."""

    def __init__(self, look: Look, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._look = look
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the room of box and words."""
        metrics = QFontMetricsF(self._look.font())
        width = self._look.px(_BOX_PX + _GAP_PX + 6) + metrics.horizontalAdvance(self.text())
        return QSize(round(width), max(round(metrics.height()), self._look.px(_BOX_PX)) + 8)

    def hitButton(self, _at: object) -> bool:
        """Let the words be clicked, too."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint box, tick, words, and a frame while it has the keyboard."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, size = self._look.theme, self._look.px(_BOX_PX)
        box = QRectF(2.5, (self.height() - size) / 2 + 0.5, size, size)
        painter.setPen(QPen(colour(theme.text if self.isEnabled() else theme.text_dim), 1.2))
        painter.setBrush(colour(theme.text if self.isChecked() else theme.ground))
        painter.drawRect(box)
        if self.isChecked():
            painter.setPen(QPen(colour(theme.ground), 2.2))
            corners = ((0.2, 0.5), (0.42, 0.74), (0.82, 0.24))
            tick = [QPointF(box.left() + x * size, box.top() + y * size) for x, y in corners]
            painter.drawPolyline(QPolygonF(tick))
        left = box.right() + self._look.px(_GAP_PX)
        words = QRectF(left, 0, self.width() - left, self.height())
        ink = theme.text_strong if self.isChecked() else theme.text
        paint_text(painter, words, self.text(), colour(ink), font=self._look.font())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(theme.focus), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
