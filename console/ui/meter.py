"""How well this console keeps up: redraws, and the age of a sample when its pixels are painted."""

import time
from collections import deque
from typing import Final

import numpy as np

from console.client.desk import Desk
from telemetry.timebase import NS_PER_S

REMEMBERED: Final = 100_000


class Meter:
    """Measures real paints; charts and instruments report what they drew.

    Parameters
    ----------
    desk : Desk
        Tells mission time and how fast it runs.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._started_s = time.monotonic()
        self._newest_ns: dict[str, int] = {}
        self._waiting: list[int] = []
        self._latencies_s: deque[float] = deque(maxlen=REMEMBERED)
        self.redraws = 0
        self.first_value_s: float | None = None
        self.first_value_cpu_s: float | None = None  # of this process, from its start

    @property
    def first_value_at_s(self) -> float | None:
        """When the first value was painted, on the monotonic clock all processes here share."""
        return None if self.first_value_s is None else self._started_s + self.first_value_s

    def drew(self, what: str, generated_ns: int) -> None:
        """Note inside a paint event that the newest sample of `what` shown is this old."""
        if generated_ns > self._newest_ns.get(what, 0):
            self._newest_ns[what] = generated_ns
            self._waiting.append(generated_ns)

    def painted(self) -> None:
        """Note that the window's pixels are painted; called once per screen frame."""
        self.redraws += 1
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        if self.first_value_s is None:
            self.first_value_s = time.monotonic() - self._started_s
            self.first_value_cpu_s = time.process_time()
        now_ns, rate = self._desk.now_ns(), self._desk.clock.rate
        if rate > 0:
            self._latencies_s.extend((now_ns - sample) / NS_PER_S / rate for sample in waiting)

    def forget_unpainted(self) -> None:
        """Drop what was drawn outside the screen, as for a picture file."""
        self._waiting.clear()

    def latency_ms(self, percentile: float) -> float | None:
        """Return a percentile of sample-to-pixel latency, None before any sample was painted."""
        if not self._latencies_s:
            return None
        return float(np.percentile(np.array(self._latencies_s), percentile)) * 1000

    def redraws_per_s(self) -> float:
        """Return redraws over the time since the console began."""
        return self.redraws / max(1e-9, time.monotonic() - self._started_s)
