"""What one page wishes of another: plot this, show that page. Pages do not know each other."""

from PySide6.QtCore import QObject, Signal


class Wishes(QObject):
    """Said by whoever has the thing at hand, heard by whoever can do it."""

    plot = Signal(str)  # a parameter's id
    parameter = Signal(str)  # show all about a parameter
    procedure = Signal(str)  # show what answers an alarm, by the alarm's id
    page = Signal(str)  # a page's name
    subsystem = Signal(str)  # list the parameters of a subsystem
