"""Where what other threads received becomes what the window shows: one hand-over per frame."""

from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from console.client.desk import Desk
from console.client.lookahead import LookedAhead
from console.client.session import Event
from console.domain.forecast.outlook import Forecast

T = TypeVar("T")

PERIOD_MS: Final = 33
QUIET_PERIODS: Final = 8  # ages and countdowns move on even when nothing arrives


class Bridge(QObject):
    """Drains the inbox into the desk and says once what changed."""

    refreshed = Signal(object)  # Changes

    def __init__(
        self, inboxes: tuple[SimpleQueue[Event], SimpleQueue[LookedAhead | Forecast]], desk: Desk
    ) -> None:
        super().__init__()
        self._heard, self._looked_ahead = inboxes
        self._desk = desk
        self._quiet = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.drain)

    def start(self) -> None:
        """Begin to drain."""
        self._timer.start()

    def stop(self) -> None:
        """Stop draining; what still arrives stays in the inbox."""
        self._timer.stop()

    def drain(self) -> None:
        """Take everything waiting now; emit one `refreshed`, or none if nothing is due."""
        batch = [*_waiting(self._heard), *_waiting(self._looked_ahead)]
        self._quiet = 0 if batch else self._quiet + 1
        if batch or self._quiet >= QUIET_PERIODS:
            self._quiet = 0
            self.refreshed.emit(self._desk.take(batch))


def _waiting(inbox: SimpleQueue[T]) -> Iterator[T]:
    for _ in range(inbox.qsize()):  # what is waiting now, not what keeps coming
        try:
            yield inbox.get_nowait()
        except Empty:
            return
