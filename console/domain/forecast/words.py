"""What a forecast says, in words: for instruments, alarms and countdowns. Pure."""

from console.domain.forecast.outlook import Crossing, Forecast
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S


def next_crossing(
    forecast: Forecast, parameter: str, now_ns: int, *, above: Severity | None = None
) -> Crossing | None:
    """Return the limit that is passed next, more likely than not; None if none is.

    Parameters
    ----------
    now_ns : int
        What was to happen before now counts as not coming.
    above : Severity or None
        Only limits of a graver class than this.
    """
    outlook = forecast.outlooks.get(parameter)
    if outlook is None:
        return None
    ahead = [
        each
        for each in outlook.crossings
        if each.in_s is not None
        and forecast.at_ns + each.in_s * NS_PER_S > now_ns
        and (above is None or each.limit.severity > above)
    ]
    return min(ahead, key=lambda each: each.in_s or 0.0, default=None)


def crossing_text(crossing: Crossing, forecast: Forecast, now_ns: int) -> str:
    """Return ``warning in 11 min (9–14)``, the spread being that of nine cases in ten."""
    early, middle, late = _minutes_left(crossing, forecast, now_ns)
    return f"{_word(crossing.limit.severity)} in {middle} min ({early}–{late})"


def short_crossing_text(crossing: Crossing, forecast: Forecast, now_ns: int) -> str:
    """Return ``warning in 9–14 min``: only the spread, for where there is little room."""
    early, _, late = _minutes_left(crossing, forecast, now_ns)
    word = _word(crossing.limit.severity)
    if crossing.late_s is None:
        return f"{word} in {early} min or later"
    return f"{word} in {early}–{late} min" if early != late else f"{word} in {late} min"


def _minutes_left(crossing: Crossing, forecast: Forecast, now_ns: int) -> tuple[str, str, str]:
    """Return early, middle and late time from now on; ``later`` is beyond the forecast."""
    spent_s = (now_ns - forecast.at_ns) / NS_PER_S
    early, middle, late = (
        "later" if each is None else _minutes(max(0.0, each - spent_s))
        for each in (crossing.early_s, crossing.in_s, crossing.late_s)
    )
    return early, middle, late


def trend_crossing_text(severity: Severity, in_s: float) -> str:
    """Return ``warning in 11 min`` for what is not forecast, only drawn on from its trend."""
    return f"{_word(severity)} in {_minutes(in_s)} min"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60.0:.0f}"


def _word(severity: Severity) -> str:
    return severity.name.lower()
