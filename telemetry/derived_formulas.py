"""The formulas the ground knows, a small closed set; one call for every second of sample time.

NaN is INVALID. A formula one of whose inputs is INVALID now says NaN; only a vote goes on with
the sensors that are left, and only a window does without some of its past.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Final

import numpy as np

from telemetry.derivation import Derivation

Formula = Callable[[Sequence[float]], float]

NEVER_MIN: Final = 99999.0
KELVIN_AT_0_DEGC: Final = 273.15
# Of water at 37 °C, which moistens every breath.
LUNG_VAPOUR_MMHG: Final = 47.0
# A sharp hole of area A leaks |dP/dt| = this·P·A/V: discharge 0.62, choked flow of air at 22 °C.
HOLE_M_PER_S: Final = 0.62 * 199.3
# Slower falls are noise and breathing: seven and four standard deviations of the two rates.
FAST_CLEAR_PER_MIN: Final = 0.35
SLOW_CLEAR_PER_H: Final = 3.0
LEAST_RISE_PER_MIN: Final = 0.01


class Window:
    """One number for each of the last seconds, NaN where it is not known."""

    def __init__(self, derivation: Derivation) -> None:
        self._least = derivation.least_s
        self._values = np.full(derivation.window_s, np.nan)
        self._seconds = np.arange(derivation.window_s, dtype=float)

    def push(self, value: float) -> bool:
        """Add the newest second; return whether enough is known, the newest second included."""
        self._values[:-1] = self._values[1:]
        self._values[-1] = value
        is_enough = np.count_nonzero(self._values == self._values) >= self._least
        return bool(value == value and is_enough)

    def mean(self) -> float:
        """Return the mean of what is known."""
        return float(np.nanmean(self._values))

    def slope_per_s(self) -> float:
        """Return the slope of the straight line through what is known, by least squares."""
        known = self._values == self._values
        offsets = self._seconds[known] - self._seconds[known].mean()
        return float(offsets @ self._values[known] / (offsets @ offsets))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One formula: how to make it, and what it must be given.

    Parameters
    ----------
    least_inputs, most_inputs : int
        Inclusive.
    constants : tuple of str
        Each a number above zero.
    least_window_s : int
        1 where it needs none; a slope needs three seconds.
    averages_from : int or None
        From this input on they are averaged with weights; None if none are.
    """

    make: Callable[[Derivation], Formula]
    least_inputs: int
    most_inputs: int = 16
    constants: tuple[str, ...] = ()
    least_window_s: int = 1
    averages_from: int | None = None


def make_formula(derivation: Derivation) -> Formula:
    """Return a parameter's formula, with a memory of its own."""
    return KINDS[derivation.kind].make(derivation)


def _averaged(readings: Sequence[float], weights: Sequence[float]) -> float:
    if not weights:
        return sum(readings) / len(readings)
    return sum(reading * weight for reading, weight in zip(readings, weights, strict=True))


def _vote(derivation: Derivation) -> Formula:
    """Return the mid-value of valid readings while more than half of them agree, at least two."""
    tolerance = derivation.constants["tolerance"]

    def vote(readings: Sequence[float]) -> float:
        valid = sorted(reading for reading in readings if reading == reading)
        majority = max(2, len(valid) // 2 + 1)
        bands = zip(valid, valid[majority - 1 :], strict=False)
        # The middle of sorted readings lies in every group of more than half of them.
        return median(valid) if any(b - a <= tolerance for a, b in bands) else math.nan

    return vote


def _spread(_derivation: Derivation) -> Formula:
    def spread(readings: Sequence[float]) -> float:
        is_known = all(reading == reading for reading in readings)
        return max(readings) - min(readings) if is_known else math.nan

    return spread


def _mean(derivation: Derivation) -> Formula:
    window = Window(derivation)

    def mean(readings: Sequence[float]) -> float:
        return window.mean() if window.push(_averaged(readings, derivation.weights)) else math.nan

    return mean


def _sum(derivation: Derivation) -> Formula:
    scale = derivation.constants["scale"]
    return lambda readings: scale * sum(readings)


def _ratio(derivation: Derivation) -> Formula:
    """Return the sum of all inputs but the last over the last one's mean."""
    scale, window = derivation.constants["scale"], Window(derivation)

    def ratio(readings: Sequence[float]) -> float:
        *parts, whole = readings
        is_known = window.push(whole) and window.mean() > 0.0
        return scale * sum(parts) / window.mean() if is_known else math.nan

    return ratio


def _inspired_oxygen(_derivation: Derivation) -> Formula:
    """Return (P - 47)·FO2 of total pressure and oxygen's partial pressure, mmHg."""

    def inspired(readings: Sequence[float]) -> float:
        pressure, oxygen = readings
        if math.isnan(pressure + oxygen):
            return math.nan
        return max(0.0, pressure - LUNG_VAPOUR_MMHG) * oxygen / max(1.0, pressure)

    return inspired


def _gas_rate(derivation: Derivation) -> Formula:
    """Return d(P/T)/dt·T per min: what pressure would do at constant temperature.

    By the gas law P/T is the amount of gas, so warming or cooling is no leak. Inputs: pressure,
    then temperatures, °C.
    """
    window = Window(derivation)

    def rate(readings: Sequence[float]) -> float:
        pressure, *temperatures_degc = readings
        kelvin = _averaged(temperatures_degc, derivation.weights) + KELVIN_AT_0_DEGC
        is_known = window.push(pressure / kelvin)
        return 60.0 * kelvin * window.slope_per_s() if is_known else math.nan

    return rate


def _leak_per_min(fast_per_min: float, slow_per_h: float) -> float:
    """Return the leak, positive, by the fast rate where that is clear of noise."""
    if math.isnan(fast_per_min + slow_per_h):
        return math.nan
    if fast_per_min < -FAST_CLEAR_PER_MIN:
        return -fast_per_min
    return -slow_per_h / 60.0 if slow_per_h < -SLOW_CLEAR_PER_H else 0.0


def _reserve_time(derivation: Derivation) -> Formula:
    """Return T = P/|dP/dt|·ln(P/P_least), min, for a hole to vacuum.

    Inputs: pressure, its rate per min and, if there is one, its slow rate per h.
    """
    least = derivation.constants["least_mmhg"]

    def reserve(readings: Sequence[float]) -> float:
        pressure, fast, slow = (*readings, 0.0)[:3]
        leak = _leak_per_min(fast, slow)
        if math.isnan(pressure + leak):
            return math.nan
        if pressure <= least:
            return 0.0
        return min(NEVER_MIN, pressure / leak * math.log(pressure / least)) if leak else NEVER_MIN

    return reserve


def _hole_diameter(derivation: Derivation) -> Formula:
    """Return √(4·V·|dP/dt|/(π·0.62·199.3·P)), mm; inputs as for the reserve time."""
    volume_m3 = derivation.constants["volume_m3"]

    def hole(readings: Sequence[float]) -> float:
        pressure, fast, slow = (*readings, 0.0)[:3]
        per_s = _leak_per_min(fast, slow) / 60.0
        if math.isnan(pressure + per_s):
            return math.nan
        area_m2 = volume_m3 * per_s / (HOLE_M_PER_S * max(1.0, pressure))
        return 1e3 * math.sqrt(4.0 * area_m2 / math.pi)

    return hole


def _time_to_reach(derivation: Derivation) -> Formula:
    """Return the minutes until the mean of the inputs, rising as it does, is at the threshold."""
    threshold, window = derivation.constants["threshold"], Window(derivation)

    def time_to(readings: Sequence[float]) -> float:
        value = _averaged(readings, derivation.weights)
        is_known = window.push(value)
        if value >= threshold:
            return 0.0
        if not is_known:
            return math.nan
        per_min = 60.0 * window.slope_per_s()
        is_rising = per_min >= LEAST_RISE_PER_MIN
        return min(NEVER_MIN, (threshold - value) / per_min) if is_rising else NEVER_MIN

    return time_to


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "vote": Kind(make=_vote, least_inputs=2, constants=("tolerance",)),
        "spread": Kind(make=_spread, least_inputs=2),
        "mean": Kind(make=_mean, least_inputs=1, averages_from=0),
        "sum": Kind(make=_sum, least_inputs=1, constants=("scale",)),
        "ratio": Kind(make=_ratio, least_inputs=2, constants=("scale",)),
        "inspired_oxygen": Kind(make=_inspired_oxygen, least_inputs=2, most_inputs=2),
        "gas_rate": Kind(make=_gas_rate, least_inputs=2, least_window_s=3, averages_from=1),
        "reserve_time": Kind(
            make=_reserve_time, least_inputs=2, most_inputs=3, constants=("least_mmhg",)
        ),
        "hole_diameter": Kind(
            make=_hole_diameter, least_inputs=2, most_inputs=3, constants=("volume_m3",)
        ),
        "time_to_reach": Kind(
            make=_time_to_reach,
            least_inputs=1,
            constants=("threshold",),
            least_window_s=3,
            averages_from=0,
        ),
    }
)
