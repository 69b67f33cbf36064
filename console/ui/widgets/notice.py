"""A line across the window for what must not be overlooked; absent when all is well."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.painting import paint_hatch, paint_shape, paint_text
from console.ui.theme import Look, Shape, colour


class Notice(QWidget):
    """One coloured line with a shape and words.

    Parameters
    ----------
    plate, ink : str
        Colours of the ground and of words and shape.
    shape : Shape or None
        Drawn at the left; None hatches the line's left end, as stale things are.
    """

    def __init__(self, look: Look, *, plate: str, ink: str, shape: Shape | None) -> None:
        super().__init__()
        self._look, self._plate, self._ink, self._shape = look, plate, ink, shape
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setVisible(False)
        look.changed.connect(self.updateGeometry)

    @property
    def text(self) -> str:
        """What is shown, empty when hidden."""
        return self._text

    def say(self, text: str) -> None:
        """Show `text`, or go away when it is empty."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.setToolTip(text)
            self.update()
        self.setVisible(bool(text))

    def sizeHint(self) -> QSize:
        """Return the room the longest text needs."""
        height = QFontMetrics(self._look.font(14, is_bold=True)).height() + self._look.px(8)
        return QSize(self._look.px(200), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(self._plate))
        size = self._look.px(14)
        mark = QRectF(self._look.px(10), (self.height() - size) / 2, size, size)
        if self._shape is None:
            paint_hatch(painter, QRectF(0, 0, self._look.px(34), self.height()), self._ink)
        else:
            paint_shape(painter, mark, self._shape, self._ink)
        left = self._look.px(42)
        words = QRectF(left, 0, self.width() - left - self._look.px(8), self.height())
        font = self._look.font(14, is_bold=True)
        paint_text(painter, words, self._text, colour(self._ink), font=font)
