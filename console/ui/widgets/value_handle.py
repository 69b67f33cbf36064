"""Lets values of a painted widget be asked about, dragged onto a plot and given a menu."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDrag, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget

from console.ui.models.parameter_table import dragged
from console.ui.seat import Seat
from console.ui.widgets.value_menu import tip_of, value_menu

# From value to value, by key.
STEPS: Final = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}


class ValueHandle(QObject):
    """Watches one widget.

    Parameters
    ----------
    at : callable
        Returns the id of the parameter at a place of the widget, None if there is none.
    chosen : callable
        Returns the parameter that the menu key is about.
    note : str
        Said below everything about a value.
    """

    def __init__(
        self,
        widget: QWidget,
        seat: Seat,
        at: Callable[[QPointF], str | None],
        chosen: Callable[[], str | None],
        note: str = "",
    ) -> None:
        super().__init__(widget)
        self._widget = widget
        self._seat = seat
        self._at = at
        self._chosen = chosen
        self._note = note
        self._pressed: QPointF | None = None
        widget.installEventFilter(self)

    def menu(self, parameter: str) -> QMenu:
        """Return what can be done with a value; it goes when it is closed."""
        menu = value_menu(self._widget, self._seat, parameter)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take what is about values; leave the rest to the widget."""
        if isinstance(event, QHelpEvent) and not self._widget.toolTip():
            return self._tell(event)
        if isinstance(event, QContextMenuEvent):
            return self._open_menu(event)
        if isinstance(event, QMouseEvent):
            return self._follow_mouse(event)
        return False

    def _tell(self, event: QHelpEvent) -> bool:
        found = self._at(QPointF(event.pos()))
        if found is not None:
            words = "\n".join(filter(None, (tip_of(self._seat, found), self._note)))
            QToolTip.showText(event.globalPos(), words, self._widget)
        return True

    def _open_menu(self, event: QContextMenuEvent) -> bool:
        is_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        found = self._chosen() if is_key else self._at(QPointF(event.pos()))
        if found is not None:
            corner = self._widget.mapToGlobal(QPoint(8, 8))
            self.menu(found).popup(corner if is_key else event.globalPos())
        return found is not None

    def _follow_mouse(self, event: QMouseEvent) -> bool:
        """Begin a drag once a press has moved far enough; never swallow a press itself."""
        if event.type() == QEvent.Type.MouseButtonPress:
            is_left = event.button() == Qt.MouseButton.LeftButton
            self._pressed = event.position() if is_left else None
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed = None
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            way = event.position() - self._pressed
            found = self._at(self._pressed)
            if found is not None and way.manhattanLength() >= QApplication.startDragDistance():
                self._pressed = None
                drag = QDrag(self._widget)
                drag.setMimeData(dragged([found]))
                drag.exec(Qt.DropAction.CopyAction)
                return True
        return False
