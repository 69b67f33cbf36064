"""What an instrument says of a group of sensors: the one that matters, its trend, time left."""

from dataclasses import dataclass
from typing import Final

from console.client.desk import Desk
from console.client.feed import ParameterValue
from console.domain.alarms import Alarm
from console.ui.models.limit_ahead import LimitAhead, limit_ahead
from telemetry.dictionary import Parameter
from telemetry.judgement import Validity

SWITCH_CLOSENESS: Final = 0.05  # how much nearer its limit another sensor must be to be shown


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
    ahead : LimitAhead
        Where the shown sensor is going.
    why_disbelieved : str
        Why the shown sensor's readings count for nothing, empty if they count.
    """

    shown: ParameterValue
    others: tuple[ParameterValue, ...]
    place: str
    unusable: tuple[str, ...]
    alarm: Alarm | None
    ahead: LimitAhead
    reserve: ParameterValue | None
    why_disbelieved: str = ""


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
        ahead=limit_ahead(desk, shown),
        reserve=desk.value(spec.reserve) if spec.reserve else None,
        why_disbelieved=desk.why_disbelieved(shown.parameter.id),
    )


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


def _urgency(value: ParameterValue, desk: Desk, shown_before: str | None) -> tuple[int, float]:
    if value.validity in (Validity.INVALID, Validity.NOT_RECEIVED):
        return -1, 0.0
    alarm = desk.state.alarms.get(value.parameter.id)
    severity = int(alarm.severity) if alarm is not None and alarm.is_active else 0
    kept = SWITCH_CLOSENESS if value.parameter.id == shown_before else 0.0
    return severity, closeness(value.parameter, value.value) + kept


def _nominal(parameter: Parameter) -> float:
    if parameter.nominal is not None:
        return parameter.nominal
    return (parameter.range_low + parameter.range_high) / 2
