"""The server's own eye on the cabin air, for checking plans and rules that look ahead.

The forecast is worked out beside the server's loop, so that no request waits for it: whoever asks
is told of the last one.
"""

import logging
import time
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import numpy as np

from console.domain.forecast.agenda import Visit
from console.domain.forecast.air import FittedAir, fitted_air
from console.domain.forecast.bins import BIN_NS, TelemetryBins, Window
from console.domain.forecast.outlook import NOTHING, Forecast, forecast
from console.domain.forecast.told import doubted, visits
from console.domain.mission import MissionState
from console.domain.planning.question import zones_for_the_view
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

logger = logging.getLogger(__name__)

PERIOD_S: Final = 2.0  # of waiting, at least, between two fits
LASTS_NS: Final = 300 * NS_PER_S  # an older fit says nothing about now


class AirWatch:
    """Remembers the last half hour, and the last fit. Used by one thread; it has another."""

    def __init__(self, mission: Mission) -> None:
        self._mission = mission
        self._bins = TelemetryBins(mission.database)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="air")
        self._running: Future[tuple[Forecast, FittedAir | None]] | None = None
        self.foreseen = NOTHING  # the last forecast, however old
        self._due_s = 0.0
        self._bin = -1
        self._fitted: FittedAir | None = None
        self._asked_ns = self._fitted_ns = 0

    def take(self, frame: Frame) -> None:
        """Add a frame."""
        self._bins.take(frame)

    def forget(self) -> None:
        """Begin anew: the source's clock was set back."""
        self._bins.forget()

    def look(self, now_ns: int, state: MissionState) -> None:
        """Take over a fit that is ready, and begin another when there is a new bin."""
        if self._running is not None:
            if not self._running.done():
                return
            self._finish(self._running)
        now_s = time.monotonic()
        if now_ns // BIN_NS == self._bin or now_s < self._due_s:
            return
        self._bin, self._due_s = now_ns // BIN_NS, now_s + PERIOD_S
        self._asked_ns = now_ns
        self._running = self._worker.submit(
            _fit,
            self._bins.window(),
            self._mission,
            now_ns,
            doubted(state.alarm_book, self._mission.database),
            visits(self._mission, state.windows.values()),
        )

    def fitted(self, now_ns: int) -> FittedAir | None:
        """Return the air as it was last fitted, None while it cannot be or that is long ago."""
        return self._fitted if abs(now_ns - self._fitted_ns) <= LASTS_NS else None

    def close(self) -> None:
        """Wait for the worker to end."""
        self._worker.shutdown(cancel_futures=True)

    def _finish(self, running: Future[tuple[Forecast, FittedAir | None]]) -> None:
        self._running = None
        self._fitted_ns = self._asked_ns
        try:
            self.foreseen, self._fitted = running.result()
        except np.linalg.LinAlgError as error:
            self.foreseen, self._fitted = NOTHING, None
            logger.warning("the cabin's air cannot be fitted: %s", error)


def _fit(
    window: Window,
    mission: Mission,
    now_ns: int,
    suspects: Collection[str],
    planned: Collection[Visit],
) -> tuple[Forecast, FittedAir | None]:
    found = forecast(window, mission, now_ns, suspects=suspects, visits=planned)
    return found, fitted_air(found, mission, zones_for_the_view(mission))
