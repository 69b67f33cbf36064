"""The command palette: type a few letters of what you want, press Enter."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QVBoxLayout, QWidget

from console.ui.commands import Command, matching
from console.ui.theme import Look

_WIDTH_PX: Final = 620
_HEIGHT_PX: Final = 380
_TOP_SHARE: Final = 0.14
_MOST_SHOWN: Final = 60


class Palette(QFrame):
    """Lies over the window while it is open.

    Parameters
    ----------
    commands : callable
        Returns what can be asked for at the moment.
    """

    def __init__(
        self, window: QWidget, look: Look, commands: Callable[[], Sequence[Command]]
    ) -> None:
        super().__init__(window)
        self.setObjectName("section")
        self._window = window
        self._look = look
        self._commands = commands
        self._found: list[Command] = []
        self.entry = QLineEdit()
        self.entry.setPlaceholderText("What do you want to do? Pages, plots, time, text size …")
        self.entry.setAccessibleName("Command")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows = QVBoxLayout(self)
        rows.addWidget(self.entry)
        rows.addWidget(self.list, 1)
        self.entry.textChanged.connect(lambda _text: self._search())
        self.entry.returnPressed.connect(self._run)
        self.list.itemClicked.connect(lambda _item: self._run())
        self.entry.installEventFilter(self)
        self.hide()

    @property
    def found(self) -> list[str]:
        """The names that are listed."""
        return [command.name for command in self._found]

    def open(self) -> None:
        """Show the palette, empty, with the keyboard in it."""
        width = min(self._look.px(_WIDTH_PX), self._window.width() - 40)
        height = min(self._look.px(_HEIGHT_PX), self._window.height() - 40)
        left, top = (self._window.width() - width) // 2, round(self._window.height() * _TOP_SHARE)
        self.setGeometry(left, min(top, self._window.height() - height), width, height)
        self.entry.clear()
        self._search()
        self.show()
        self.raise_()
        self.entry.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list with the arrows; close on Escape and when the keyboard leaves."""
        if event.type() == QEvent.Type.FocusOut and watched is self.entry:
            self.hide()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
            if (step := steps.get(Qt.Key(event.key()))) and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def _search(self) -> None:
        self._found = matching(self._commands(), self.entry.text())[:_MOST_SHOWN]
        self.list.clear()
        for command in self._found:
            self.list.addItem(f"{command.name}   {command.keys}".rstrip())
        self.list.setCurrentRow(0 if self._found else -1)

    def _run(self) -> None:
        row = self.list.currentRow()
        self.hide()
        if 0 <= row < len(self._found):
            self._found[row].act()
