"""Where a value is going and how long until the next limit, said alike wherever it is asked. No Qt.

By the forecast for what is forecast; for everything else by the trend of the last minutes, as far
ahead as a forecast looks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.client.desk import Desk
from console.client.feed import ParameterValue
from console.domain.forecast.draws import HORIZON_S
from console.domain.forecast.words import (
    crossing_text,
    next_crossing,
    short_crossing_text,
    trend_crossing_text,
)
from telemetry.dictionary import Limit, Parameter, ParameterKind, Severity
from telemetry.judgement import Validity, violated_limit
from telemetry.timebase import NS_PER_S

TREND_SPAN_S: Final = 300.0
TREND_LOOKAHEAD_S: Final = 600.0
LEAST_TREND_SAMPLES: Final = 5
LEAST_TREND_SPAN_S: Final = 60.0  # less says more about the start than about the air
LEAST_TREND_SHARE: Final = 0.02  # of the caution span in ten minutes; less is level


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitAhead:
    """What is to come of one value.

    Parameters
    ----------
    slope_per_s : float or None
        Trend in the parameter's unit per second; 0 when level, None when not known.
    trend : str
        The same in words: ``rising 0.11 mmHg a minute``.
    time_left : str
        Which limit is next and when: ``warning in 11 min (9–14)``; empty if none is in sight. Of a
        standing alarm only a graver one counts.
    brief : str
        The same for where there is little room: ``warning in 9–14 min``.
    """

    slope_per_s: float | None = None
    trend: str = ""
    time_left: str = ""
    brief: str = ""

    @property
    def text(self) -> str:
        """Trend and time left."""
        return ", ".join(filter(None, (self.trend, self.time_left)))


def limit_ahead(desk: Desk, reading: ParameterValue) -> LimitAhead:
    """Return what is to come of a reading; of one that is not valid nothing is."""
    parameter, now_ns = reading.parameter, desk.now_ns()
    if reading.validity is not Validity.VALID or parameter.kind is not ParameterKind.FLOAT:
        return LimitAhead()
    alarm = desk.state.alarms.get(parameter.id)
    above = alarm.severity if alarm is not None and alarm.is_active else None
    slope = _slope(reading, desk)
    full = brief = ""
    outlook = desk.outlook()
    if parameter.id in outlook.outlooks:
        crossing = next_crossing(outlook, parameter.id, now_ns, above=above)
        if crossing is not None:
            full = crossing_text(crossing, outlook, now_ns)
            brief = short_crossing_text(crossing, outlook, now_ns)
    elif slope:
        in_force = desk.state.alarm_book.contexts
        context = next((each for each in parameter.contexts if each in in_force), None)
        judged = parameter if context is None else parameter.in_context(context)
        full = brief = _by_trend(judged, reading.value, slope, above)
    return LimitAhead(
        slope_per_s=slope, trend=_trend_text(parameter, slope), time_left=full, brief=brief
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


def _by_trend(parameter: Parameter, value: float, slope: float, above: Severity | None) -> str:
    violated = violated_limit(parameter, value)
    if violated is not None and violated.is_high != (slope > 0):
        return ""  # on its way back the limit on the other side is no news
    graver = [each for each in parameter.limits if above is None or each.severity > above]
    limit, in_s = time_to_limit(value, slope, graver)
    if limit is None or in_s is None or in_s > HORIZON_S:
        return ""
    return trend_crossing_text(limit.severity, in_s)


def _slope(reading: ParameterValue, desk: Desk) -> float | None:
    end_ns = reading.generated_ns + 1
    start_ns = end_ns - round(TREND_SPAN_S * NS_PER_S)
    slope = slope_per_s(*desk.feed.history.raw(reading.parameter.id, start_ns, end_ns))
    if slope is None:
        return None
    least = LEAST_TREND_SHARE * caution_span(reading.parameter) / TREND_LOOKAHEAD_S
    return slope if abs(slope) >= least else 0.0


def _trend_text(parameter: Parameter, slope: float | None) -> str:
    if not slope:
        return "" if slope is None else "steady"
    rate = f"{abs(slope) * 60:.2g} {parameter.unit_text}".rstrip()
    return f"{'rising' if slope > 0 else 'falling'} {rate} a minute"
