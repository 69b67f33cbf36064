"""What the vehicle's computers work out from several instruments."""

from collections import deque
from typing import Final

import numpy as np

READ_S: Final = 2
FAST_WINDOW_S: Final = 30
SLOW_WINDOW_S: Final = 600
AVERAGE_S: Final = 3600


class _Slope:
    """Least-squares slope over a sliding window of samples, per second."""

    def __init__(self, window_s: int) -> None:
        count = window_s // READ_S
        self._values: deque[float] = deque(maxlen=count)
        taps = (np.arange(count) - (count - 1) / 2) * READ_S
        self._taps = taps / (taps @ taps)

    def take(self, value: float) -> None:
        self._values.append(value)

    def slope(self) -> float:
        """Return the slope; 0 until the window is full."""
        if len(self._values) < len(self._taps):
            return 0.0
        return float(self._taps @ np.array(self._values))


class PressureRates:
    """Leak rates and CO2 average, as the cabin computer shows them."""

    REPORTS: Final = ("CAB_DPDT", "CAB_DPDT_SLOW", "CAB_PPCO2_1H")

    def __init__(self) -> None:
        self._fast = _Slope(FAST_WINDOW_S)
        self._slow = _Slope(SLOW_WINDOW_S)
        self._fed_mmhg = 0.0
        self._co2: deque[float] = deque(maxlen=AVERAGE_S // 10)
        self._report = (0.0, 0.0, 0.0)

    def step(
        self,
        second: int,
        *,
        pressure_mmhg: float,
        temperature_c: float,
        oxygen_mmhg: float,
        other_mmhg: float,
        nitrogen_feed_mmhg_per_h: float,
        co2_mmhg: float,
    ) -> None:
        """Take the readings of one step.

        The fast rate is d(P/T)/dt·T over 30 s. The slow one is the leak by the nitrogen balance
        over 10 min, because only leak and feed change nitrogen: oxygen use cannot pass for a leak.
        """
        kelvin = temperature_c + 273.15
        self._fast.take(pressure_mmhg / kelvin)
        nitrogen = pressure_mmhg - oxygen_mmhg - other_mmhg
        self._fed_mmhg += nitrogen_feed_mmhg_per_h * READ_S / 3600.0
        self._slow.take(nitrogen * 295.15 / kelvin - self._fed_mmhg)
        fast = self._fast.slope() * kelvin * 60.0
        slow = self._report[1]
        if second % 10 == 0:
            self._co2.append(co2_mmhg)
            slow = self._slow.slope() * 3600.0 * pressure_mmhg / max(nitrogen, 1.0)
        average = sum(self._co2) / len(self._co2) if self._co2 else co2_mmhg
        self._report = (fast, slow, average)

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        return self._report
