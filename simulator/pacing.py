"""How far a simulation should have come by now.

Read from the monotonic clock, so lateness never adds up: after a stall the next block is longer.
"""

import time
from collections.abc import Callable
from math import inf
from typing import Final

from simulator.sampling import TICKS_PER_SECOND

# As fast as possible: ten minutes at a time keep the models' overhead and the memory small.
UNPACED_BLOCK_TICKS: Final = 600 * TICKS_PER_SECOND


class Pacer:
    """Turns waiting into mission time.

    Parameters
    ----------
    speed
        Mission seconds per second; 0 is paused, ``math.inf`` as fast as possible.
    monotonic_s
        Replaced in tests.
    """

    def __init__(self, speed: float, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self.speed = speed
        self._monotonic_s = monotonic_s
        self._started_s = monotonic_s()
        self._started_tick = 0

    def change(self, speed: float, present_tick: int) -> None:
        """Go on at another speed from `present_tick`."""
        self.speed = speed
        self._started_s = self._monotonic_s()
        self._started_tick = present_tick

    def due_tick(self, present_tick: int) -> int:
        """Return the tick the simulation should reach now, never before `present_tick`."""
        if self.speed == inf:
            return present_tick + UNPACED_BLOCK_TICKS
        elapsed = (self._monotonic_s() - self._started_s) * self.speed
        due = self._started_tick + int(elapsed * TICKS_PER_SECOND)
        # A long stall is caught up in blocks, so that clock and commands are served between them.
        return max(present_tick, min(due, present_tick + UNPACED_BLOCK_TICKS))

    def wait_s(self, period_s: float) -> float:
        """Return how long to wait so that blocks come every `period_s`."""
        if self.speed == inf:
            return 0.0
        elapsed_s = self._monotonic_s() - self._started_s
        return period_s - elapsed_s % period_s
