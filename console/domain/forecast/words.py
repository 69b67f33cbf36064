"""What a forecast says, in words: for instruments, alarms and countdowns. Pure."""

from console.domain.forecast.outlook import Crossing, Forecast
from telemetry.dictionary import Severity

_WORDS = {
    Severity.ADVISORY: "advisory",
    Severity.CAUTION: "caution",
    Severity.WARNING: "warning",
    Severity.EMERGENCY: "emergency",
}


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
        and forecast.at_ns + each.in_s * 1e9 > now_ns
        and (above is None or each.limit.severity > above)
    ]
    return min(ahead, key=lambda each: each.in_s or 0.0, default=None)


def crossing_text(crossing: Crossing, forecast: Forecast, now_ns: int) -> str:
    """Return ``warning in 11 min (9–14)``, the spread being that of nine cases in ten."""
    spent_s = (now_ns - forecast.at_ns) / 1e9
    in_s = max(0.0, (crossing.in_s or 0.0) - spent_s)
    early_s = max(0.0, (crossing.early_s or 0.0) - spent_s)
    late = "later" if crossing.late_s is None else _minutes(max(0.0, crossing.late_s - spent_s))
    return f"{_WORDS[crossing.limit.severity]} in {_minutes(in_s)} min ({_minutes(early_s)}–{late})"


def short_crossing_text(crossing: Crossing, forecast: Forecast, now_ns: int) -> str:
    """Return ``warning in 9–14 min``: only the spread, for where there is little room."""
    spent_s = (now_ns - forecast.at_ns) / 1e9
    word = _WORDS[crossing.limit.severity]
    early = _minutes(max(0.0, (crossing.early_s or 0.0) - spent_s))
    if crossing.late_s is None:
        return f"{word} in {early} min or later"
    late = _minutes(max(0.0, crossing.late_s - spent_s))
    return f"{word} in {early}–{late} min" if early != late else f"{word} in {late} min"


def trend_crossing_text(severity: Severity, in_s: float) -> str:
    """Return ``warning in 11 min`` for what is not forecast, only drawn on from its trend."""
    return f"{_WORDS[severity]} in {_minutes(in_s)} min"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60.0:.0f}"
