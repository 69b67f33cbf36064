"""Work that takes longer than a screen frame, beside the window loop: one thing at a time."""

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

T = TypeVar("T")


class Beside(Generic[T]):
    """Runs one computation in a thread and keeps its result until it is taken.

    Parameters
    ----------
    owner : QObject
        When it goes, the computation is waited for.
    """

    def __init__(self, owner: QObject) -> None:
        self._thread: Thread | None = None
        self._found: list[T] = []
        owner.destroyed.connect(self.wait)

    @property
    def is_busy(self) -> bool:
        """Whether something is being worked out."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, work: Callable[[], T]) -> bool:
        """Begin unless busy; return whether it was begun."""
        if self.is_busy:
            return False
        self._thread = Thread(target=lambda: self._found.append(work()), name="beside")
        self._thread.start()
        return True

    def take(self) -> T | None:
        """Return what was found, once."""
        return self._found.pop() if self._found else None

    def wait(self) -> None:
        """Wait for the end of what is being worked out."""
        if self._thread is not None:
            self._thread.join()
