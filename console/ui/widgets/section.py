"""A titled part of a screen, and the words that say why it is empty."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.ui.widgets.elided import ElidedLabel


class Section(QFrame):
    """A frame with a caption line; put the content into `body`, small controls into `header`."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("section")
        self.setAccessibleName(title)
        self._title = ElidedLabel(title)
        self._title.setObjectName("caption")
        self.header = QHBoxLayout()
        self.header.setContentsMargins(8, 4, 8, 0)
        self.header.setSpacing(8)
        self.header.addWidget(self._title)
        self.header.addStretch(1)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(8, 2, 8, 8)
        self.body.setSpacing(4)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self.header)
        rows.addLayout(self.body, 1)

    @property
    def title(self) -> str:
        """The caption."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Change the caption."""
        if title != self._title.text():
            self._title.setText(title)
            self.setAccessibleName(title)


class Remark(QLabel):
    """Words beside a thing: why it is empty, or why the server refused. Hidden when silent."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dim")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.say(text)

    def say(self, text: str) -> None:
        """Show `text`, or nothing."""
        if text != self.text():
            self.setText(text)
        if self.parentWidget() is not None:
            self.setVisible(bool(text))
        else:  # to show it now would give it a window of its own; it appears with its parent
            self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, not text)
