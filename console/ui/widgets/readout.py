"""A caption with a value under it, painted by itself so that a tick costs no layout."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.painting import paint_shape, paint_text
from console.ui.theme import Look, Shape, colour

CAPTION_PX = 11
MARGIN_PX = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a readout shows.

    Parameters
    ----------
    note : str
        Small words after the caption.
    shape : Shape or None
        Drawn before the value.
    plate : str or None
        Fills the ground, for what must not be overlooked; `ink` must be readable on it.
    more : str
        Said only when the pointer rests on it, and to screen readers.
    ink : str or None
        Colour of value and shape; None for the theme's text.
    """

    value: str
    note: str = ""
    more: str = ""
    shape: Shape | None = None
    plate: str | None = None
    ink: str | None = None


class Readout(QWidget):
    """One cell of the banner.

    Parameters
    ----------
    widest : str
        The longest value expected; the cell never becomes narrower.
    widest_note : str
        The longest note; where there is too little room it is shortened.
    """

    def __init__(
        self,
        look: Look,
        caption: str,
        widest: str,
        *,
        widest_note: str = "",
        value_px: int = 15,
        stretch: int = 0,
    ) -> None:
        super().__init__()
        self._look = look
        self._caption = caption
        self._widest = widest
        self._widest_note = widest_note
        self._value_px = value_px
        self._reading = Reading(value="–")
        self.setAccessibleName(caption)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        policy = QSizePolicy.Policy.Expanding if stretch else QSizePolicy.Policy.Preferred
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @property
    def caption(self) -> str:
        """The words above the value."""
        return self._caption

    @property
    def reading(self) -> Reading:
        """What is shown now."""
        return self._reading

    def show_reading(self, reading: Reading) -> None:
        """Show `reading`; repaints only when it differs."""
        if reading != self._reading:
            self._reading = reading
            self.setAccessibleName(f"{self._caption} {reading.value} {reading.note}".strip())
            self.setAccessibleDescription(reading.more)
            words = (f"{self._caption} {reading.note}", reading.value, reading.more)
            self.setToolTip("\n".join(filter(None, words)))
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room the longest texts need."""
        words = QFontMetrics(self._look.font(CAPTION_PX))
        caption = words.horizontalAdvance(f"{self._caption} {self._widest_note}")
        least = self.minimumSizeHint()
        return QSize(max(least.width(), caption + self._margins()), least.height())

    def minimumSizeHint(self) -> QSize:
        """Return the room the longest value needs."""
        value = QFontMetrics(self._look.font(self._value_px))
        words = QFontMetrics(self._look.font(CAPTION_PX))
        width = value.horizontalAdvance(self._widest) + self._margins()
        return QSize(width, words.height() + value.height() + self._look.px(6))

    def _margins(self) -> int:
        return 2 * self._look.px(MARGIN_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        theme, reading = self._look.theme, self._reading
        painter.fillRect(self.rect(), colour(reading.plate or theme.panel))
        ink = reading.ink or theme.text
        dim = reading.ink if reading.plate and reading.ink else theme.text_dim
        margin = self._look.px(MARGIN_PX)
        box = QRectF(self.rect()).adjusted(margin, self._look.px(3), -margin / 2, -self._look.px(3))
        words = self._look.font(CAPTION_PX)
        caption = QRectF(box.left(), box.top(), box.width(), QFontMetrics(words).height())
        label = f"{self._caption} {reading.note}" if reading.note else self._caption
        paint_text(painter, caption, label, colour(dim), font=words)
        value = QRectF(box.left(), caption.bottom(), box.width(), box.bottom() - caption.bottom())
        if reading.shape is not None:
            size = self._look.px(self._value_px) * 0.72
            mark = QRectF(value.left(), value.center().y() - size / 2, size, size)
            paint_shape(painter, mark, reading.shape, ink)
            value.setLeft(mark.right() + self._look.px(5))
        font = self._look.font(self._value_px)
        paint_text(painter, value, reading.value, colour(ink), font=font)
