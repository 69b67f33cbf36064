"""Numbers and durations as an instrument writes them."""

from typing import Final

from console.ui.models.limit_ahead import caution_span
from telemetry.dictionary import Parameter, ParameterKind

NOTHING_RUNS_OUT_MIN: Final = 99_999.0  # what the vehicle reports instead of endless minutes


def value_text(parameter: Parameter, value: float) -> str:
    """Return the bare number with as many digits as the parameter's normal range deserves."""
    if value != value:
        return "?"
    span = caution_span(parameter)
    digits = 0 if span >= 100 else 1 if span >= 5 else 2
    return f"{round(value, digits) + 0.0:.{digits}f}"  # never "-0.0"


def reading_text(parameter: Parameter, value: float) -> str:
    """Return a value with its unit and no more digits than its normal range deserves."""
    if parameter.states or parameter.kind is ParameterKind.INT or value != value:
        return parameter.text(value)
    if parameter.unit == "min" and value >= NOTHING_RUNS_OUT_MIN:
        return "no end"
    if caution_span(parameter) < 0.1:
        return parameter.text(value)  # two digits would say nothing
    return f"{value_text(parameter, value)} {parameter.unit_text}".rstrip()


def duration_text(seconds: float) -> str:
    """Return a rough duration: ``42 s``, ``22 min``, ``2.1 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    if seconds < 72 * 3600:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86400:.0f} d"
