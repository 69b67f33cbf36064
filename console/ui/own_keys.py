"""Keys that the part of a window with the focus keeps from the window's shortcuts.

A replay is driven by arrows, space and letters wherever the focus is, but a map that has the focus
is moved by its arrows and a list of alarms folded by them. A class says so with `own_keys`.
"""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QWidget

ARROWS: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})
_OF_QT: Final = {
    QAbstractButton: frozenset({Qt.Key.Key_Space}),
    QAbstractSlider: ARROWS,
    QComboBox: ARROWS | {Qt.Key.Key_Space},
}


def keeps(widget: QWidget | None, event: QKeyEvent) -> bool:
    """Return whether `widget` uses a key itself; with Ctrl, Alt or Shift it is the window's."""
    bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if widget is None or bare != Qt.KeyboardModifier.NoModifier:
        return False
    own: frozenset[Qt.Key] = getattr(widget, "own_keys", frozenset())
    kinds = (keys for kind, keys in _OF_QT.items() if isinstance(widget, kind))
    return event.key() in own.union(*kinds)
