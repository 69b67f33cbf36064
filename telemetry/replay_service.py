"""A replay as a source of telemetry: its pace, its frames, its clock."""

import time
from collections.abc import Callable
from math import inf
from typing import Final

from telemetry.gateway import Publisher
from telemetry.playback import DueFrame
from telemetry.replay import Played, Replayer

STEP_S: Final = 0.05
CLOCK_PERIOD_S: Final = 0.1


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
        self._clock_due_s = 0.0
        self._turned_s = 0.0
        self.frames = 0

    @property
    def rests_s(self) -> float:
        """How long to wait before the next turn; nothing when playing as fast as it goes."""
        is_rushing = self._replayer.speed == inf and not self._replayer.is_paused
        return 0.0 if is_rushing else STEP_S

    def start(self) -> None:
        """Show the state at the position; call before the first turn."""
        self.send(self._replayer.seek(self._replayer.position_ns))
        self._turned_s = time.monotonic()

    def turn(self) -> None:
        """Play what became due since the last turn."""
        now_s = time.monotonic()
        self.send(self._replayer.advance(now_s - self._turned_s))
        self._turned_s = now_s
        if now_s >= self._clock_due_s:
            self._announce(now_s)

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Play in real time until told to stop."""
        self.start()
        while not should_stop():
            self.turn()
            time.sleep(max(0.0, self.rests_s - (time.monotonic() - self._turned_s)))

    def run_through(self, should_stop: Callable[[], bool]) -> None:
        """Play everything from the position on as fast as it goes, and leave nothing out."""
        self.start()
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

    def send(self, played: Played) -> None:
        """Tell what was played."""
        if not (played.sought or played.frames or played.facts):
            return
        self._on_played(played)
        if played.sought:
            self._announce(time.monotonic())
        for due in played.frames:
            self._publish(due)

    def announce_soon(self) -> None:
        """Announce the clock with the next turn: its pace was changed."""
        self._clock_due_s = 0.0

    def _publish(self, due: DueFrame) -> None:
        self._publisher.send(due.frame, medical=due.is_medical)
        self.frames += 1

    def _announce(self, now_s: float) -> None:
        self._clock_due_s = now_s + CLOCK_PERIOD_S
        self._publisher.send_clock(self._replayer.clock())
