"""A line of words that ends in an ellipsis where there is too little room, never in half a word."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStylePainter, QToolTip, QWidget

from console.ui.painting import paint_text
from console.ui.theme import BASE_TEXT_PX, Look, colour


class ElidedText(QWidget):
    """One line; the whole text is its tooltip.

    Parameters
    ----------
    is_aside : bool
        Whether it is a dim remark at the right.
    """

    def __init__(self, look: Look, *, size_px: int = BASE_TEXT_PX, is_aside: bool = False) -> None:
        super().__init__()
        self._look = look
        self._size_px = size_px
        self._is_aside = is_aside
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        look.changed.connect(self.updateGeometry)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def say(self, text: str) -> None:
        """Show `text`; repaints only when it differs."""
        if text != self._text:
            self._text = text
            self.setToolTip(text)
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a line; any width will do."""
        return QSize(40, QFontMetrics(self._look.font(self._size_px)).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        font = self._look.font(self._size_px)
        theme = self._look.theme
        ink = colour(theme.text_dim if self._is_aside else theme.text)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        align = right if self._is_aside else left
        paint_text(painter, QRectF(self.rect()), self._text, ink, font=font, align=align)


class ElidedLabel(QLabel):
    """A label that ends in an ellipsis where there is too little room; its tooltip is the whole."""

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters."""
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), self.fontMetrics().averageCharWidth() * 8), whole.height())

    @property
    def is_elided(self) -> bool:
        """Whether there is too little room for the whole text."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def event(self, event: QEvent) -> bool:
        """Tell the whole text to who points at what is shown of it, unless something else is."""
        if event.type() == QEvent.Type.ToolTip and not self.toolTip() and self.is_elided:
            QToolTip.showText(event.globalPos(), self.text(), self)  # type: ignore[attr-defined]
            return True
        return bool(super().event(event))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        painter, room = QStylePainter(self), self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawItemText(
            room, self.alignment(), self.palette(), self.isEnabled(), text, self.foregroundRole()
        )
