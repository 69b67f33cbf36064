"""A page's button in the row of pages; a parameter dragged over it turns to the page."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPushButton

from console.ui.models.parameter_table import MIME_TYPE, dropped


class PageTab(QPushButton):
    """Turns to its page by click, by key, or under a dragged parameter."""

    parameter_dropped = Signal(str)

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setObjectName("tab")
        self.setCheckable(True)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Turn to the page, so that the parameter can be dropped there."""
        if event.mimeData().hasFormat(MIME_TYPE):
            event.acceptProposedAction()
            self.click()

    def dropEvent(self, event: QDropEvent) -> None:
        """Say what was dropped on the button itself."""
        for each in dropped(event.mimeData()):
            self.parameter_dropped.emit(each)
        event.acceptProposedAction()
