"""What an instrument says of a group of sensors: the one that matters, its trend, time left."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.client.desk import Desk
from console.client.feed import ParameterValue
from console.domain.alarms import Alarm
from console.domain.forecast.words import next_crossing, short_crossing_text
from telemetry.dictionary import Limit, Parameter
from telemetry.limits import Validity, violated_limit
from telemetry.timebase import NS_PER_S

TREND_SPAN_S: Final = 300.0
TREND_LOOKAHEAD_S: Final = 600.0
LEAST_TREND_SAMPLES: Final = 5
LEAST_TREND_SPAN_S: Final = 60.0  # less says more about the start than about the air
SWITCH_CLOSENESS: Final = 0.05  # how much nearer its limit another sensor must be to be shown
LEAST_TREND_SHARE: Final = 0.02  # of the caution span in ten minutes; less is level
LONGEST_TIME_TO_LIMIT_S: Final = 6 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentSpec:
    """Which parameters one instrument watches.

    Parameters
    ----------
    title : str
        What it measures, short.
    parameters : tuple of str
        Alike sensors, as of several zones; the instrument shows the one nearest to its limit.
    places : tuple of str
        Where each of them is, short; empty for a single one.
    reserve : str or None
        A parameter in minutes shown beneath, with 99999 meaning that nothing is running out.
    """

    title: str
    parameters: tuple[str, ...]
    places: tuple[str, ...] = ()
    reserve: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentReading:
    """One instrument at one moment.

    Parameters
    ----------
    place : str
        Where the shown sensor is, empty if it is the only one.
    unusable : tuple of str
        Where sensors are that say nothing usable now.
    slope_per_s : float or None
        Trend in the parameter's unit per second; 0 when level, None when not known.
    limit : Limit or None
        The limit the trend runs towards, where there is no forecast.
    time_to_limit_s : float or None
        When the trend reaches it; None if it does not soon.
    foreseen : str
        Which limit the forecast passes and when, in words; empty if none.
    """

    shown: ParameterValue
    others: tuple[ParameterValue, ...]
    place: str
    unusable: tuple[str, ...]
    alarm: Alarm | None
    slope_per_s: float | None
    limit: Limit | None
    time_to_limit_s: float | None
    foreseen: str = ""
    reserve: ParameterValue | None


def read_instrument(
    spec: InstrumentSpec, desk: Desk, shown_before: str | None = None
) -> InstrumentReading:
    """Return what `spec`'s instrument says now.

    Parameters
    ----------
    shown_before : str or None
        The parameter it showed last; noise alone does not change which one is shown.
    """
    values = tuple(desk.value(parameter) for parameter in spec.parameters)
    shown = max(values, key=lambda value: _urgency(value, desk, shown_before))
    slope = _slope(shown, desk)
    crossing = next_crossing(desk.outlook(), shown.parameter.id, desk.now_ns())
    is_forecast = shown.parameter.id in desk.outlook().outlooks
    limit, in_s = (None, None) if is_forecast else _ahead(shown, slope)
    return InstrumentReading(
        shown=shown,
        others=tuple(value for value in values if value is not shown),
        place=spec.places[values.index(shown)] if spec.places else "",
        unusable=tuple(
            place
            for place, value in zip(spec.places, values, strict=False)
            if value is not shown and value.validity is not Validity.VALID
        ),
        alarm=desk.state.alarms.get(shown.parameter.id),
        slope_per_s=slope,
        limit=limit,
        time_to_limit_s=in_s,
        foreseen=(
            short_crossing_text(crossing, desk.outlook(), desk.now_ns())
            if crossing is not None and shown.validity is Validity.VALID
            else ""
        ),
        reserve=desk.value(spec.reserve) if spec.reserve else None,
    )


def caution_span(parameter: Parameter) -> float:
    """Return the width of the normal range, in the parameter's unit."""
    low = max((each.threshold for each in parameter.limits if not each.is_high), default=None)
    high = min((each.threshold for each in parameter.limits if each.is_high), default=None)
    if low is not None and high is not None:
        return high - low
    edge = high if low is None else low
    if edge is not None and parameter.nominal is not None:
        return abs(edge - parameter.nominal)
    return parameter.range_high - parameter.range_low


def bar_range(parameter: Parameter) -> tuple[float, float]:
    """Return what an instrument's bar spans: up to the second limit on each side, and a bit."""
    nominal = parameter.nominal
    highs = sorted(limit.threshold for limit in parameter.limits if limit.is_high)[:2]
    lows = sorted((each.threshold for each in parameter.limits if not each.is_high), reverse=True)[
        :2
    ]
    if not highs and not lows:
        return parameter.range_low, parameter.range_high
    middle = nominal if nominal is not None else (highs + lows)[0]
    high = highs[-1] + 0.3 * abs(highs[-1] - middle) if highs else None
    low = lows[-1] - 0.3 * abs(middle - lows[-1]) if lows else None
    if low is None:
        low = max(parameter.range_low, 2 * middle - (high or middle))
    if high is None:
        high = min(parameter.range_high, 2 * middle - low)
    return low, high


def closeness(parameter: Parameter, value: float) -> float:
    """Return how near `value` is to its nearest limit: 0 at the nominal, 1 at the limit."""
    nominal = _nominal(parameter)
    shares = (
        (value - nominal) / (limit.threshold - nominal)
        for limit in parameter.limits
        if limit.threshold != nominal
    )
    return max(shares, default=0.0)


def slope_per_s(times_ns: NDArray[np.int64], values: NDArray[np.float64]) -> float | None:
    """Return the least-squares slope of samples, None if they are too few; NaN are left out.

    Samples that reach back less than `LEAST_TREND_SPAN_S` are too few as well.

    Parameters
    ----------
    times_ns, values : ndarray, shape (n,)
    """
    known = np.isfinite(values)
    if np.count_nonzero(known) < LEAST_TREND_SAMPLES:
        return None
    x_s = (times_ns[known] - times_ns[known][0]) / NS_PER_S
    if x_s[-1] < LEAST_TREND_SPAN_S:
        return None
    x_s -= x_s.mean()
    y = values[known]
    return float((x_s * (y - y.mean())).sum() / (x_s * x_s).sum())


def time_to_limit(
    value: float, slope: float, limits: Iterable[Limit]
) -> tuple[Limit | None, float | None]:
    """Return the limit that `value` reaches first at `slope` per second, and when."""
    ahead = [
        (limit, (limit.threshold - value) / slope)
        for limit in limits
        if slope and limit.is_high == (slope > 0) and (limit.threshold - value) / slope > 0
    ]
    if not ahead:
        return None, None
    limit, in_s = min(ahead, key=lambda pair: pair[1])
    return limit, in_s


def _urgency(value: ParameterValue, desk: Desk, shown_before: str | None) -> tuple[int, float]:
    if value.validity in (Validity.INVALID, Validity.NOT_RECEIVED):
        return -1, 0.0
    alarm = desk.state.alarms.get(value.parameter.id)
    severity = int(alarm.severity) if alarm is not None and alarm.is_active else 0
    kept = SWITCH_CLOSENESS if value.parameter.id == shown_before else 0.0
    return severity, closeness(value.parameter, value.value) + kept


def _slope(shown: ParameterValue, desk: Desk) -> float | None:
    end_ns = shown.generated_ns + 1
    start_ns = end_ns - round(TREND_SPAN_S * NS_PER_S)
    slope = slope_per_s(*desk.feed.history.raw(shown.parameter.id, start_ns, end_ns))
    if slope is None:
        return None
    least = LEAST_TREND_SHARE * caution_span(shown.parameter) / TREND_LOOKAHEAD_S
    return slope if abs(slope) >= least else 0.0


def _ahead(shown: ParameterValue, slope: float | None) -> tuple[Limit | None, float | None]:
    if not slope or shown.validity is not Validity.VALID:
        return None, None
    violated = violated_limit(shown.parameter, shown.value)
    if violated is not None and violated.is_high != (slope > 0):
        return None, None  # on its way back; the limit on the other side is no news
    limit, in_s = time_to_limit(shown.value, slope, shown.parameter.limits)
    if in_s is None or in_s > LONGEST_TIME_TO_LIMIT_S:
        return None, None
    return limit, in_s


def _nominal(parameter: Parameter) -> float:
    if parameter.nominal is not None:
        return parameter.nominal
    return (parameter.range_low + parameter.range_high) / 2
