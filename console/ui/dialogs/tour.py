"""A guided tour: ten stops, each with a frame around what it is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from console.ui.theme import Look, colour

_WIDTH_PX: Final = 430
_GAP_PX: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop.

    Parameters
    ----------
    find : callable
        Returns what the stop is about, or None where this console has no such thing.
    page : str
        Page to show for it, empty for any.
    """

    title: str
    words: str
    find: Callable[[], QWidget | None]
    page: str = ""


class Tour(QWidget):
    """Lies over the window; Enter or a click goes on, Left goes back, Escape ends it."""

    def __init__(self, window: QWidget, look: Look, show_page: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._show_page = show_page
        self._stops: Sequence[Stop] = ()
        self._at = 0
        self._about = QRect()
        self._box = QWidget(self)
        self._box.setObjectName("tour")
        self._box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title, self._words, self._hint = QLabel(), QLabel(), QLabel()
        self._title.setObjectName("heading")
        self._hint.setObjectName("caption")
        rows = QVBoxLayout(self._box)
        rows.setContentsMargins(16, 12, 16, 12)
        for label in (self._title, self._words, self._hint):
            label.setWordWrap(True)
            rows.addWidget(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Guided tour")
        self.hide()

    @property
    def title(self) -> str:
        """Where the tour is."""
        return self._title.text()

    def begin(self, stops: Sequence[Stop]) -> None:
        """Show the first stop."""
        self._stops, self._at = [stop for stop in stops if stop.page or stop.find() is not None], 0
        if self._stops:
            self.setGeometry(self._window.rect())
            self.show()
            self.raise_()
            self.setFocus()
            self._stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on, back, or end."""
        match event.key():
            case Qt.Key.Key_Escape:
                self.hide()
            case Qt.Key.Key_Left | Qt.Key.Key_Up | Qt.Key.Key_Backspace:
                self._go(-1)
            case _:
                self._go(1)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Go on."""
        self._go(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame what the stop is about."""
        painter = QPainter(self)
        painter.setPen(QPen(colour(self._look.theme.focus), 3))
        painter.drawRect(self._about.adjusted(1, 1, -2, -2))

    def _go(self, step: int) -> None:
        self._at = max(0, self._at + step)
        if self._at >= len(self._stops):
            self.hide()
        else:
            self._stop()

    def _stop(self) -> None:
        stop = self._stops[self._at]
        if stop.page:
            self._show_page(stop.page)
        about = stop.find()
        if about is None:  # its page has just been rebuilt without it
            return
        self._about = QRect(about.mapTo(self._window, QPoint(0, 0)), about.size())
        self._title.setText(stop.title)
        self._words.setText(stop.words)
        self._hint.setText(f"{self._at + 1} of {len(self._stops)} · Enter: on · ←: back · Esc: end")
        theme = self._look.theme
        self._box.setStyleSheet(
            f"QWidget#tour {{ background: {theme.raised}; border: 1px solid {theme.focus}; }}"
            "QLabel { background: transparent; }"
        )
        width = min(self._look.px(_WIDTH_PX), self.width() - 2 * _GAP_PX)
        self._box.setFixedWidth(width)
        self._box.adjustSize()
        self._box.move(self._beside(self._box.width(), self._box.height()))
        self.update()

    def _beside(self, width: int, height: int) -> QPoint:
        """Return where the words stand: below what they are about, else above, else on it."""
        about, room = self._about, self.rect()
        left = min(max(about.left(), _GAP_PX), room.width() - width - _GAP_PX)
        if about.bottom() + _GAP_PX + height <= room.height():
            return QPoint(left, about.bottom() + _GAP_PX)
        if about.top() - _GAP_PX - height >= 0:
            return QPoint(left, about.top() - _GAP_PX - height)
        return QPoint(about.center().x() - width // 2, about.center().y() - height // 2)
