"""Room for a part of a window: shown whole where it fits, scrolled where larger text needs more."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget


class Room(QScrollArea):
    """Never asks its window for more than there is.

    Qt's own resizable scroll area reckons with the height words would like to have, this one
    with the least in which they can be read, and of stacked pages only with the one in sight.

    Parameters
    ----------
    content : QWidget
        What is shown; a stack's minimum is that of its present page.
    scrolls_down : bool
        Whether its height may be less than that of the content.
    least_height_px : callable
        Returns the height of the content below which it is scrolled, whatever it says itself.
    """

    def __init__(
        self,
        content: QWidget,
        *,
        scrolls_down: bool = True,
        least_height_px: Callable[[], int] = int,
    ) -> None:
        super().__init__()
        self._least_height_px = least_height_px
        self._scrolls_down = scrolls_down
        self.setObjectName("room")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(content.sizePolicy())
        self._content = content
        self.setWidget(content)
        if isinstance(content, QStackedWidget):
            content.currentChanged.connect(self.fit)

    def sizeHint(self) -> QSize:
        """Return what the content would like to have."""
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return a size in which something is seen; what is of fixed width gets all of it."""
        least = self._shown().minimumSizeHint()
        has_width = self.sizePolicy().horizontalPolicy() is self.sizePolicy().Policy.Fixed
        bar_px = self.horizontalScrollBar().sizeHint().height()
        return QSize(
            least.width() if has_width else 0,
            0 if self._scrolls_down else least.height() + bar_px * (least.width() > self.width()),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the content its share of the new size."""
        super().resizeEvent(event)
        if not self._scrolls_down:
            self.updateGeometry()
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Give the content other room when it asks for it, as with larger text."""
        handled = bool(super().event(event))
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return handled

    def fit(self) -> None:
        """Make the content as large as the room, or as it must be to be read."""
        room, least = self.maximumViewportSize(), self._least(self.maximumViewportSize().width())
        if least.height() > room.height():
            room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
            least = self._least(room.width())
        if least.width() > room.width():
            room.setHeight(room.height() - self.horizontalScrollBar().sizeHint().height())
        if self.widget() is not None:  # else it was taken to another window
            self._content.resize(room.expandedTo(least))

    def _shown(self) -> QWidget:
        content = self._content
        page = content.currentWidget() if isinstance(content, QStackedWidget) else None
        return page or content

    def _least(self, width_px: int) -> QSize:
        """Return the least size in which what is shown can be read, in a room that wide."""
        shown = self._shown()
        least = shown.minimumSizeHint().expandedTo(QSize(0, self._least_height_px()))
        layout = shown.layout()
        if layout is not None and layout.hasHeightForWidth():
            height = layout.totalMinimumHeightForWidth(max(width_px, least.width()))
            least.setHeight(max(height, least.height()))
        return least
