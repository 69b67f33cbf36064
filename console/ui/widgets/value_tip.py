"""What a value tells when the pointer rests on it."""

from console.client.feed import ParameterValue
from telemetry.dictionary import Limit, Parameter
from telemetry.limits import Validity
from telemetry.timebase import utc_text

_UNITS = {"degC": "°C", "uGy/h": "µGy/h", "uGy": "µGy", "m3/h": "m³/h", "mg/m3": "mg/m³", "-": ""}


def unit_text(unit: str) -> str:
    """Return a unit of the dictionary as people write it; empty for a pure number."""
    return _UNITS.get(unit, unit)


def value_tip(reading: ParameterValue, source: str) -> str:
    """Return name, id, unit, time, age, limits, source and validity of a reading, in lines."""
    parameter = reading.parameter
    lines = [
        parameter.name,
        f"{parameter.id} · {parameter.text(reading.value)} · {_validity_text(reading)}",
    ]
    if reading.generated_ns:
        lines.append(f"Generated {utc_text(reading.generated_ns)}, {reading.age_s:.1f} s ago")
    lines.append(
        f"Sensor range {parameter.range_low:g} to {parameter.range_high:g} {_of(parameter)}"
    )
    lines += [_limit_text(parameter, limit) for limit in parameter.limits]
    lines.append(f"Source: {source}")
    return "\n".join(line.rstrip() for line in lines)


def _limit_text(parameter: Parameter, limit: Limit) -> str:
    side = "above" if limit.is_high else "below"
    name = limit.severity.name.capitalize()
    return f"{name} {side} {limit.threshold:g} {_of(parameter)}"


def _of(parameter: Parameter) -> str:
    return unit_text(parameter.unit)


def _validity_text(reading: ParameterValue) -> str:
    if reading.validity is Validity.STALE:
        return f"stale since {reading.age_s:.0f} s"
    return str(reading.validity.value)
