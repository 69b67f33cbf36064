"""Pairs of words at a glance, over whatever is shown: all keys, or what a seat may do."""

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from console.ui.commands import Command

IN_PLACES: Final = (
    ("Tab, Shift+Tab", "from part to part"),
    ("Ctrl+F", "search, in Parameters, Procedures and Log"),
    ("/", "search what can be seen"),
    ("Enter, menu key", "what can be done with the chosen row or value"),
    ("Ctrl+C", "copy the chosen rows"),
    ("wheel, drag", "zoom and move the time of every plot"),
    ("click, right click", "put cursor A, cursor B on a plot"),
    ("A, B", "in Plots: put the cursor where the pointer is; Esc takes both away"),
    ("X", "in Plots: analyse what lies between A and B; Esc leads back"),
    ("arrows, +, −, Home", "move and zoom map and timeline"),
    ("G", "in Orbit: the Earth as a globe, or as a map"),
    ("arrows, Enter", "in the air loop and blocks of values: from value to value, plot it"),
    ("P", "the procedure that answers the chosen alarm"),
    ("Enter, Space", "in Alarms: acknowledge"),
    ("Shift+Return", "in Alarms: acknowledge with all that is unfolded"),
    ("Right, Left", "in Alarms: unfold and fold what followed"),
    ("S, O, R, L", "in Alarms: shelve, take out of service, reset, plot"),
    ("Return", "in Procedures: start, confirm the step"),
    ("1 … 9", "in Procedures: answer a question"),
    ("Ctrl+Z, Ctrl+Y", "in Plan: undo, redo"),
    ("Ctrl+Return", "propose what the form says"),
)
_ROWS: Final = 24


class KeysOverlay(QFrame):
    """A frame with pairs of words; any key or click closes it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("section")
        self._window = window
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(24, 18, 24, 18)
        self._grid.setHorizontalSpacing(18)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    @property
    def words(self) -> list[str]:
        """What is written on it."""
        labels = self.findChildren(QLabel)
        return [label.text() for label in labels]

    def open(self, commands: Iterable[Command]) -> None:
        """Show the keys of these commands and those that work in places."""
        pairs = [(each.keys, each.name) for each in commands if each.keys]
        self.show_pairs("Keys", [*pairs, *IN_PLACES])

    def show_pairs(self, name: str, pairs: Sequence[tuple[str, str]]) -> None:
        """Show pairs of words in as many columns as they need; `name` is for screen readers."""
        self.setAccessibleName(name)
        while (item := self._grid.takeAt(0)) is not None:
            if widget := item.widget():
                widget.setParent(None)
        for number, (dim, words) in enumerate(pairs):
            column = 2 * (number // _ROWS)
            shown = QLabel(dim)
            shown.setObjectName("caption")
            self._grid.addWidget(shown, number % _ROWS, column, Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(QLabel(words), number % _ROWS, column + 1)
        self.adjustSize()
        room = self._window.rect()
        self.move(room.center() - self.rect().center())
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, _event: QKeyEvent) -> None:
        """Close."""
        self.hide()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Close."""
        self.hide()
