"""Lets many charts draw anew without holding up keyboard and mouse: some, then input, then more."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

TURN_S: Final = 0.006  # painting takes longer than that again


class Turns(QObject):
    """Draws what there is time for now, and the rest when input has been heard."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[Callable[[], None], None] = {}
        self._spent_s = 0.0
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._take_next)

    @property
    def waiting(self) -> int:
        """How many have not drawn yet."""
        return len(self._waiting)

    def take(self, draw: Callable[[], None]) -> None:
        """Draw now if this turn has time left, else in one of the next."""
        if self._waiting or self._spent_s >= TURN_S:
            self._waiting[draw] = None
        else:
            self._run(draw)
        if not self._next.isActive():
            self._next.start()

    def forget(self, draw: Callable[[], None]) -> None:
        """Do not draw what is out of sight."""
        self._waiting.pop(draw, None)

    def _take_next(self) -> None:
        self._spent_s = 0.0
        while self._waiting and self._spent_s < TURN_S:
            draw = next(iter(self._waiting))
            del self._waiting[draw]
            self._run(draw)
        if self._waiting:
            self._next.start()

    def _run(self, draw: Callable[[], None]) -> None:
        owner = getattr(draw, "__self__", None)
        if isinstance(owner, QObject) and not isValid(owner):
            return  # its page has gone while it waited
        began_s = time.monotonic()
        draw()
        self._spent_s += time.monotonic() - began_s
