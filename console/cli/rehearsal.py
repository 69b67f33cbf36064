"""A rehearsal beside a mission day: both people's parts, played in a thread."""

from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

from console.client.understudy import Plays, Understudy
from console.domain.viewing.opportunities import find_opportunities
from telemetry.timebase import SystemClock

TURN_S: Final = 0.25


class Rehearsal:
    """An understudy with its thread; entered when the day begins, left when it ends.

    Parameters
    ----------
    server : str
        The mission server's first address.

    Attributes
    ----------
    ended_early : bool
        Once left: whether something went wrong in its thread, which has said what.
    """

    def __init__(self, server: str) -> None:
        self.ended_early = False
        self._understudy = Understudy(server, SystemClock(), find_opportunities)
        self._stop = Event()
        self._thread = Thread(target=self._run, name="rehearsal", daemon=True)

    @property
    def plays(self) -> Plays:
        """What was done so far."""
        return self._understudy.plays

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.ended_early = not self._thread.is_alive()
        self._stop.set()
        self._thread.join()
        self._understudy.close()

    def _run(self) -> None:
        while not self._stop.wait(TURN_S):
            self._understudy.turn()
