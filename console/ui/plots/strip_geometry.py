"""Where a strip chart's line goes and what it spans. No Qt: columns in, numbers out."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.dictionary import Parameter, Severity
from telemetry.levels import MinMax
from telemetry.timebase import NS_PER_S

PAGES_PER_SPAN: Final = 8
LEAD_PAGES: Final = 0.25
SHRINK_BELOW: Final = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A polyline of one curve.

    Parameters
    ----------
    x_s, y : ndarray of float64, shape (n,)
        Seconds after the origin, and values in the parameter's unit; never NaN.
    connect : ndarray of int32, shape (n,)
        1 where a point is joined to the next, 0 before a gap.
    """

    x_s: NDArray[np.float64]
    y: NDArray[np.float64]
    connect: NDArray[np.int32]


def line(columns: MinMax, origin_ns: int) -> Line:
    """Return the line through `columns`, broken where they are empty.

    Every other column of the absolute grid runs from its greatest to its least value, so the
    line goes through both without a sawtooth, and a column keeps its direction as time goes on.
    """
    known = np.isfinite(columns.low)
    is_joined = np.empty(known.size, dtype=bool)
    is_joined[:-1] = known[1:]
    is_joined[-1:] = False
    x_s = (columns.times_ns[known] - origin_ns + columns.width_ns // 2) / NS_PER_S
    joined = is_joined[known].astype(np.int32)
    low, high = columns.low[known], columns.high[known]
    if columns.width_ns == 0 and np.array_equal(low, high):
        return Line(x_s, low, joined)
    falls = (columns.times_ns[known] // max(1, columns.width_ns)) % 2 == 1
    y = np.empty(2 * low.size)
    y[0::2] = np.where(falls, high, low)
    y[1::2] = np.where(falls, low, high)
    connect = np.ones(2 * low.size, dtype=np.int32)
    connect[1::2] = joined
    return Line(np.repeat(x_s, 2), y, connect)


def value_at(way: Line, at_s: float, *, within_s: float) -> float | None:
    """Return the value of a line nearest to a time, None if none is `within_s` of it."""
    if not way.x_s.size:
        return None
    after = min(int(np.searchsorted(way.x_s, at_s)), way.x_s.size - 1)
    before = max(0, after - 1)
    nearest = after if abs(way.x_s[after] - at_s) < abs(way.x_s[before] - at_s) else before
    return float(way.y[nearest]) if abs(way.x_s[nearest] - at_s) <= within_s else None


def page(now_s: float, span_s: float) -> tuple[float, float]:
    """Return the stretch of time to show; it moves by whole pages, not with every frame.

    The pages lie on an absolute grid, so every chart of one span turns at the same moment, and
    there is always a little room after now.
    """
    page_s = span_s / PAGES_PER_SPAN
    end_s = (math.floor(now_s / page_s + LEAD_PAGES) + 1) * page_s
    return end_s - span_s, end_s


def resting_range(parameter: Parameter) -> tuple[float, float]:
    """Return the range a chart of `parameter` shows while its values are ordinary.

    It reaches a little past the caution limits, so that the distance to them is seen.
    """
    highs = sorted(limit.threshold for limit in parameter.limits if limit.is_high)
    lows = sorted(
        (limit.threshold for limit in parameter.limits if not limit.is_high), reverse=True
    )
    middle = parameter.nominal
    if not highs and not lows:
        return parameter.range_low, parameter.range_high
    if middle is None:
        middle = (highs + lows)[0] if not (highs and lows) else (highs[0] + lows[0]) / 2
    reach = 1.25 * max(abs(mildest[0] - middle) for mildest in (highs, lows) if mildest)
    low = middle - reach if lows else max(parameter.range_low, middle - reach)
    high = middle + reach if highs else min(parameter.range_high, middle + reach)
    return low, high


class FittedRange:
    """A value range that grows at once, in round steps, and shrinks only when it is far too wide.

    Parameters
    ----------
    resting : tuple of float
        The range while values are ordinary; it is always part of what is shown.
    """

    def __init__(self, resting: tuple[float, float]) -> None:
        self._resting = resting
        self.low, self.high = resting

    def fit(self, least: float, greatest: float) -> bool:
        """Make room for values from `least` to `greatest`; return whether the range changed."""
        low, high = self._wanted(least, greatest)
        is_outside = low < self.low or high > self.high
        is_loose = (high - low) < SHRINK_BELOW * (self.high - self.low)
        if not (is_outside or is_loose):
            return False
        self.low = low if is_loose else min(low, self.low)
        self.high = high if is_loose else max(high, self.high)
        return True

    def _wanted(self, least: float, greatest: float) -> tuple[float, float]:
        low, high = self._resting
        margin = 0.08 * (max(greatest, high) - min(least, low))
        if least < low:
            low = _round_out(least - margin, high - least, up=False)
        if greatest > high:
            high = _round_out(greatest + margin, greatest - low, up=True)
        return low, high


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of values beyond `limit`, up to the next worse limit or for ever."""

    severity: Severity
    limit: float
    low: float
    high: float


def bands(parameter: Parameter) -> list[Band]:
    """Return the abnormal stretches of a numeric parameter, mildest first on each side."""
    found = []
    for is_high in (False, True):
        limits = [limit for limit in parameter.limits if limit.is_high is is_high]
        limits.sort(key=lambda limit: limit.threshold, reverse=not is_high)
        edges = [*(limit.threshold for limit in limits[1:]), math.inf if is_high else -math.inf]
        for limit, edge in zip(limits, edges, strict=False):
            low, high = sorted((limit.threshold, edge))
            found.append(Band(limit.severity, limit.threshold, low, high))
    return found


def value_marks(low: float, high: float, most: int) -> list[float]:
    """Return round values between `low` and `high`, at most `most` of them."""
    rough = (high - low) / max(1, most)
    power = 10.0 ** math.floor(math.log10(max(rough, 1e-12)))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    first = math.ceil(low / step - 1e-9)
    return [round(n * step, 12) for n in range(first, math.floor(high / step + 1e-9) + 1)]


def _round_out(value: float, size: float, *, up: bool) -> float:
    """Return `value` moved outwards to a multiple of a round step of about a tenth of `size`."""
    step = 10.0 ** math.floor(math.log10(max(size, 1e-12))) / 2
    steps = math.ceil(value / step) if up else math.floor(value / step)
    return float(steps * step)
