"""The formulas the ground knows, a small closed set; each takes a stretch of whole seconds.

A formula remembers nothing: it is given the seconds its window looks back as well. What it says
of a second so depends on the samples alone, not on the order they came in, and a second that is
worked out again from all its samples is as if none of them had ever been late.

NaN is INVALID. A formula one of whose inputs is INVALID now says NaN; only a vote goes on with
the sensors that are left, and only a window does without some of its past.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from telemetry.derivation import Derivation

Array = NDArray[np.float64]
# Takes readings of shape (window_s - 1 + n, inputs), one row a second; returns shape (n,).
Formula = Callable[[Array], Array]

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


class Windows:
    """The window that ends at each second, over values of which some are not known.

    Parameters
    ----------
    values : ndarray, shape (window_s - 1 + n,)
        One a second, NaN where not known.
    """

    def __init__(self, values: Array, derivation: Derivation) -> None:
        is_known = values == values
        self._values = sliding_window_view(np.where(is_known, values, 0.0), derivation.window_s)
        self._known = sliding_window_view(is_known.astype(float), derivation.window_s)
        self._counts = self._known.sum(axis=1)
        now_known = is_known[derivation.window_s - 1 :]
        self.is_enough = now_known & (self._counts >= derivation.least_s)
        """Of each second, whether enough is known, the second itself included; shape (n,)."""

    def means(self) -> Array:
        """Return the mean of what is known; NaN where that is not enough."""
        sums = self._values.sum(axis=1)
        return _where(self.is_enough, sums / np.maximum(self._counts, 1.0))

    def slopes_per_s(self) -> Array:
        """Return the slope of the straight line through what is known, by least squares."""
        seconds = np.arange(float(self._values.shape[1]))
        by_time = np.einsum("ij,j->i", self._known, seconds)
        spread = self._counts * np.einsum("ij,j->i", self._known, seconds**2) - by_time**2
        rise = self._counts * np.einsum("ij,j->i", self._values, seconds)
        rise -= by_time * self._values.sum(axis=1)
        return _where(self.is_enough, rise / np.where(self.is_enough, spread, 1.0))


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
    """Return a parameter's formula."""
    return KINDS[derivation.kind].make(derivation)


def _where(is_known: NDArray[np.bool_] | np.bool_, values: Array) -> Array:
    """Return the values where they are known, NaN elsewhere."""
    return np.where(is_known, values, np.nan)


def _newest(readings: Array, derivation: Derivation) -> Array:
    """Return the seconds that are asked for, without those before them."""
    return readings[derivation.window_s - 1 :]


def _averaged(readings: Array, derivation: Derivation) -> Array:
    if not derivation.weights:
        return np.asarray(readings.sum(axis=1) / readings.shape[1])
    return np.asarray((readings * np.array(derivation.weights)).sum(axis=1))


def _vote(derivation: Derivation) -> Formula:
    """Return the mid-value of valid readings while more than half of them agree, at least two."""
    tolerance = derivation.constants["tolerance"]

    def vote(readings: Array) -> Array:
        ordered = np.sort(_newest(readings, derivation), axis=1)  # NaN goes last
        counts = (ordered == ordered).sum(axis=1)
        voted = np.full(len(ordered), np.nan)
        for count in range(2, ordered.shape[1] + 1):
            valid = ordered[counts == count, :count]
            majority = max(2, count // 2 + 1)
            bands = valid[:, majority - 1 :] - valid[:, : count - majority + 1]
            # The middle of sorted readings lies in every group of more than half of them.
            middle = (valid[:, (count - 1) // 2] + valid[:, count // 2]) / 2.0
            voted[counts == count] = _where((bands <= tolerance).any(axis=1), middle)
        return voted

    return vote


def _spread(derivation: Derivation) -> Formula:
    return lambda readings: np.asarray(np.ptp(_newest(readings, derivation), axis=1))


def _mean(derivation: Derivation) -> Formula:
    return lambda readings: Windows(_averaged(readings, derivation), derivation).means()


def _sum(derivation: Derivation) -> Formula:
    scale = derivation.constants["scale"]
    return lambda readings: np.asarray(scale * _newest(readings, derivation).sum(axis=1))


def _ratio(derivation: Derivation) -> Formula:
    """Return the sum of all inputs but the last over the last one's mean."""
    scale = derivation.constants["scale"]

    def ratio(readings: Array) -> Array:
        whole = Windows(readings[:, -1], derivation).means()
        parts = _newest(readings, derivation)[:, :-1].sum(axis=1)
        is_known = whole > 0.0  # False for NaN
        return _where(is_known, scale * parts / np.where(is_known, whole, 1.0))

    return ratio


def _inspired_oxygen(derivation: Derivation) -> Formula:
    """Return (P - 47)·FO2 of total pressure and oxygen's partial pressure, mmHg."""

    def inspired(every: Array) -> Array:
        readings = _newest(every, derivation)
        pressure, oxygen = readings[:, 0], readings[:, 1]
        return np.maximum(0.0, pressure - LUNG_VAPOUR_MMHG) * oxygen / np.maximum(1.0, pressure)

    return inspired


def _gas_rate(derivation: Derivation) -> Formula:
    """Return d(P/T)/dt·T per min: what pressure would do at constant temperature.

    By the gas law P/T is the amount of gas, so warming or cooling is no leak. Inputs: pressure,
    then temperatures, °C.
    """

    def rate(readings: Array) -> Array:
        kelvin = _averaged(readings[:, 1:], derivation) + KELVIN_AT_0_DEGC
        amounts = Windows(readings[:, 0] / kelvin, derivation)
        return 60.0 * _newest(kelvin, derivation) * amounts.slopes_per_s()

    return rate


def _pressure_and_leak(readings: Array) -> tuple[Array, Array]:
    """Return pressure and leak per min, positive, by the fast rate where that is clear of noise.

    Inputs: pressure, its rate per min and, if there is one, its slow rate per h.
    """
    pressure, fast = readings[:, 0], readings[:, 1]
    slow = readings[:, 2] if readings.shape[1] > 2 else np.zeros(len(fast))
    leak = np.where(slow < -SLOW_CLEAR_PER_H, -slow / 60.0, 0.0)
    leak = np.where(fast < -FAST_CLEAR_PER_MIN, -fast, leak)
    every = pressure + fast + slow
    return pressure, _where(every == every, leak)


def _reserve_time(derivation: Derivation) -> Formula:
    """Return T = P/|dP/dt|·ln(P/P_least), min, for a hole to vacuum."""
    least = derivation.constants["least_mmhg"]

    def reserve(readings: Array) -> Array:
        pressure, leak = _pressure_and_leak(_newest(readings, derivation))
        times = pressure / np.where(leak > 0.0, leak, 1.0)
        times = np.minimum(NEVER_MIN, times * np.log(np.maximum(pressure, least) / least))
        times = np.where(leak > 0.0, times, NEVER_MIN)
        return _where(leak == leak, np.where(pressure <= least, 0.0, times))

    return reserve


def _hole_diameter(derivation: Derivation) -> Formula:
    """Return √(4·V·|dP/dt|/(π·0.62·199.3·P)), mm; inputs as for the reserve time."""
    volume_m3 = derivation.constants["volume_m3"]

    def hole(readings: Array) -> Array:
        pressure, leak_per_min = _pressure_and_leak(_newest(readings, derivation))
        area_m2 = volume_m3 * leak_per_min / 60.0 / (HOLE_M_PER_S * np.maximum(1.0, pressure))
        return np.asarray(1e3 * np.sqrt(4.0 * area_m2 / np.pi))

    return hole


def _time_to_reach(derivation: Derivation) -> Formula:
    """Return the minutes until the mean of the inputs, rising as it does, is at the threshold."""
    threshold = derivation.constants["threshold"]

    def time_to(readings: Array) -> Array:
        values = _averaged(readings, derivation)
        per_min = 60.0 * Windows(values, derivation).slopes_per_s()
        is_rising = per_min >= LEAST_RISE_PER_MIN
        value = _newest(values, derivation)
        times = (threshold - value) / np.where(is_rising, per_min, 1.0)
        times = np.where(is_rising, np.minimum(NEVER_MIN, times), NEVER_MIN)
        return np.where(value >= threshold, 0.0, _where(per_min == per_min, times))

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
