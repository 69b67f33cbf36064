"""A replay as a source of telemetry: its pace, its frames, its clock."""

import logging
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Final

from telemetry.gateway import Publisher
from telemetry.playback import DueFrame
from telemetry.replay import Played, Replayer, ReplayError

logger = logging.getLogger(__name__)

STEP_S: Final = 0.05
CLOCK_PERIOD_S: Final = 0.1

Wish = Callable[[Replayer], Played | None]


class ReplayService:
    """Runs a replayer against the wall clock.

    Parameters
    ----------
    replayer
        What is played.
    publisher
        Where frames and the clock go.
    on_played
        Told everything that was played, facts with it, before the frames are published.
    """

    def __init__(
        self,
        replayer: Replayer,
        publisher: Publisher,
        *,
        on_played: Callable[[Played], None] = lambda _: None,
    ) -> None:
        self._replayer = replayer
        self._publisher = publisher
        self._on_played = on_played
        self._wishes: SimpleQueue[Wish] = SimpleQueue()
        self._clock_due_s = 0.0
        self.frames = 0

    def wish(self, wish: Wish) -> None:
        """Have something done to the replayer in its own thread, from any thread.

        For example ``service.wish(lambda replayer: replayer.seek(instant_ns))``.
        """
        self._wishes.put(wish)

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Play in real time until told to stop."""
        self._send(self._replayer.seek(self._replayer.position_ns))
        before_s = time.monotonic()
        while not should_stop():
            self._grant_wishes()
            now_s = time.monotonic()
            self._send(self._replayer.advance(now_s - before_s))
            before_s = now_s
            if now_s >= self._clock_due_s:
                self._announce(now_s)
            time.sleep(max(0.0, STEP_S - (time.monotonic() - now_s)))

    def run_through(self, should_stop: Callable[[], bool]) -> None:
        """Play everything from the position on as fast as it goes."""
        self._send(self._replayer.seek(self._replayer.position_ns))
        for each in self._replayer.rest():
            if should_stop():
                return
            if isinstance(each, DueFrame):
                self._publish(each)
            else:
                self._on_played(Played(sought=False, frames=(), facts=(each,)))
            if (now_s := time.monotonic()) >= self._clock_due_s:
                self._announce(now_s)
        self._announce(time.monotonic())

    def _grant_wishes(self) -> None:
        try:
            while True:
                wish = self._wishes.get_nowait()
                try:
                    played = wish(self._replayer)
                except ReplayError as error:
                    logger.warning("not done: %s", error)
                else:
                    self._send(played)
                self._clock_due_s = 0.0  # a change is announced at once
        except Empty:
            return

    def _send(self, played: Played | None) -> None:
        if played is None or not (played.sought or played.frames or played.facts):
            return
        self._on_played(played)
        if played.sought:
            self._announce(time.monotonic())
        for due in played.frames:
            self._publish(due)

    def _publish(self, due: DueFrame) -> None:
        self._publisher.send(due.frame, medical=due.is_medical)
        self.frames += 1

    def _announce(self, now_s: float) -> None:
        self._clock_due_s = now_s + CLOCK_PERIOD_S
        self._publisher.send_clock(self._replayer.clock())
