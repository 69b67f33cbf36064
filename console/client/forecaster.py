"""The forecast of the cabin air, worked out beside the window loop every few seconds."""

import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import numpy as np

from console.client.desk import Desk
from console.domain.forecast.agenda import Visit
from console.domain.forecast.bins import Window
from console.domain.forecast.outlook import Forecast, forecast
from console.domain.forecast.told import doubted, visits
from console.domain.forecast.vehicle import TOLD
from telemetry.mission import Mission

PERIOD_S: Final = 10.0  # of waiting
FAST_PERIOD_S: Final = 2.0  # while the mission runs faster than that


class Forecaster:
    """One worker thread; results are handed to `deliver`.

    Parameters
    ----------
    deliver : callable
        Called in the worker thread.
    """

    def __init__(self, deliver: Callable[[Forecast], None]) -> None:
        self._deliver = deliver
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="forecast")
        self._running: Future[Forecast] | None = None
        self._due_s = 0.0

    def consider(self, desk: Desk) -> bool:
        """Begin a forecast if one is due and none is running; return whether one was begun."""
        now_s = time.monotonic()
        is_running = self._running is not None and not self._running.done()
        if is_running or now_s < self._due_s or not (desk.is_open and desk.clock.is_set):
            return False
        self._due_s = now_s + (FAST_PERIOD_S if desk.clock.rate > 1.0 else PERIOD_S)
        window = desk.feed.bins.window()
        self._running = self._worker.submit(
            _work,
            window,
            desk.mission,
            desk.heard_ns(),
            doubted(desk.state.alarm_book, desk.mission.database),
            visits(desk.mission, desk.windows().values()),
        )
        self._running.add_done_callback(self._done)
        return True

    def close(self) -> None:
        """Wait for the worker to end."""
        self._worker.shutdown(cancel_futures=True)

    def _done(self, future: Future[Forecast]) -> None:
        if not future.cancelled():
            self._deliver(future.result())


def _work(
    window: Window,
    mission: Mission,
    now_ns: int,
    suspects: Collection[str],
    planned: Collection[Visit],
) -> Forecast:
    try:
        return forecast(window, mission, now_ns, suspects=suspects, visits=planned)
    except np.linalg.LinAlgError as error:
        return Forecast(unknown=dict.fromkeys(TOLD, f"the fit has no solution: {error}"))
