"""What can be done with a value, wherever it is shown."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from console.ui.seat import Seat
from console.ui.time_control import SPANS_S
from console.ui.widgets.value_tip import value_tip


def tip_of(seat: Seat, parameter: str) -> str:
    """Return what a value tells when the pointer rests on it."""
    return value_tip(seat.desk, parameter)


def value_line(seat: Seat, parameter: str) -> str:
    """Return id, value, unit and validity, as a spreadsheet takes them."""
    reading = seat.desk.value(parameter)
    unit = reading.parameter.unit_text
    return f"{parameter}\t{reading.value:g}\t{unit}\t{reading.validity.value}"


def value_menu(
    owner: QWidget, seat: Seat, parameter: str, copied: Callable[[], str] | None = None
) -> QMenu:
    """Return a menu: plot it, its history, limits, procedure, copy.

    Parameters
    ----------
    copied : callable or None
        Returns what "Copy value" copies; None for the value's line.
    """
    menu = QMenu(parameter, owner)
    menu.setAccessibleName(f"What can be done with {parameter}")
    menu.addAction("Plot it", partial(seat.wishes.plot.emit, parameter))
    menu.addAction("History: plot the last 72 h", partial(_plot_history, seat, parameter))
    menu.addAction("Limits and meaning", partial(_show_tip, owner, seat, parameter))
    menu.addAction("All about it, in Parameters", partial(seat.wishes.parameter.emit, parameter))
    procedure = seat.desk.operations.procedures.for_alarm(parameter)
    if procedure is None:
        menu.addAction("No procedure answers it").setEnabled(False)
    else:
        words = f"Procedure {procedure.id}: {procedure.title}"
        menu.addAction(words, partial(seat.wishes.procedure.emit, parameter))
    menu.addSeparator()
    menu.addAction("Copy value", lambda: _copy(copied() if copied else value_line(seat, parameter)))
    menu.addAction("Copy id", partial(_copy, parameter))
    return menu


def _plot_history(seat: Seat, parameter: str) -> None:
    seat.time.follow(SPANS_S["72 h"])
    seat.wishes.plot.emit(parameter)


def _show_tip(owner: QWidget, seat: Seat, parameter: str) -> None:
    at = QCursor.pos()
    if not owner.rect().contains(owner.mapFromGlobal(at)):
        at = owner.mapToGlobal(QPoint(owner.width() // 4, owner.height() // 4))  # asked by key
    QToolTip.showText(at, tip_of(seat, parameter), owner)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
