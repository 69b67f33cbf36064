"""The row of pages: a button for each, in as many lines as they need, and a line of words."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.theme import Look
from console.ui.widgets.elided import ElidedText
from console.ui.widgets.page_tab import PageTab

MARGIN_PX: Final = 8
GAP_PX: Final = 2
_HINT_PX: Final = 12


class PageTabs(QWidget):
    """Never wider than its window: tabs that do not fit begin another line.

    Parameters
    ----------
    hints : sequence of str
        Said while there is nothing else to say: the first there is room for. Anything else gets
        a line of its own where there is too little room.
    """

    def __init__(self, look: Look, hints: Sequence[str]) -> None:
        super().__init__()
        self._look = look
        self._hints = hints
        self._said = ""
        self.tabs: list[PageTab] = []
        self._hint = ElidedText(look, size_px=_HINT_PX, is_aside=True)
        self._hint.setParent(self)
        self.lines = 1
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.say("")

    @property
    def words(self) -> str:
        """What is said beside the tabs."""
        return self._hint.text

    def set_tabs(self, tabs: Sequence[PageTab]) -> None:
        """Show these tabs instead of those before."""
        for tab in self.tabs:
            tab.hide()
            tab.deleteLater()
        self.tabs = list(tabs)
        for tab in tabs:
            tab.setParent(self)
            tab.show()
        self._place()

    def check(self, number: int) -> None:
        """Mark the tab of the page in sight."""
        for at, tab in enumerate(self.tabs):
            tab.setChecked(at == number)

    def say(self, words: str) -> None:
        """Show words beside the tabs, or the hint."""
        self._said = words
        self._place()

    def sizeHint(self) -> QSize:
        """Return the height of the lines there are now; any width will do."""
        return QSize(40, self.lines * self._line_px())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tabs into as many lines as they need."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Place the tabs again when one of them asks for other room, as with larger text."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return bool(super().event(event))

    def _line_px(self) -> int:
        hint = self._hint.sizeHint().height()
        return max([hint, *(tab.sizeHint().height() for tab in self.tabs)])

    def _place(self) -> None:
        margin, height = self._look.px(MARGIN_PX), self._line_px()
        right = max(self.width() - margin, margin + 1)
        x, line = margin, 0
        for tab in self.tabs:
            width = tab.sizeHint().width()
            if x > margin and x + width > right:
                x, line = margin, line + 1
            tab.setGeometry(x, line * height, width, height)
            x += width + GAP_PX
        width_px = QFontMetrics(self._look.font(_HINT_PX)).horizontalAdvance
        fitting = [hint for hint in self._hints if width_px(hint) <= right - x]
        self._hint.say(self._said or next(iter(fitting), ""))
        if self._said and width_px(self._said) > right - x:
            x, line = margin, line + 1
        self._hint.setGeometry(x, line * height, max(0, right - x), height)
        if line + 1 != self.lines:
            self.lines = line + 1
            self.updateGeometry()
