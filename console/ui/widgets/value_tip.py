"""What a value tells when the pointer rests on it."""

from console.client.desk import Desk
from console.client.feed import ParameterValue
from console.ui.models.limit_ahead import limit_ahead
from telemetry.dictionary import Limit, Parameter
from telemetry.judgement import Validity
from telemetry.timebase import utc_text


def value_tip(desk: Desk, parameter_id: str) -> str:
    """Return all there is to tell of a reading, in lines.

    Name, id, unit, validity, time and age, trend and time to limit, range, limits, source.
    """
    reading = desk.value(parameter_id)
    parameter = reading.parameter
    lines = [
        parameter.name,
        f"{parameter.id} · {parameter.text(reading.value)} · {_validity_text(reading)}",
    ]
    if why_not := desk.why_disbelieved(parameter_id):
        lines.append(why_not)
    if reading.generated_ns:
        lines.append(f"Generated {utc_text(reading.generated_ns)}, {reading.age_s:.1f} s ago")
    if ahead := limit_ahead(desk, reading).text:
        lines.append(ahead[:1].upper() + ahead[1:])
    lines.append(
        f"Sensor range {parameter.range_low:g} to {parameter.range_high:g} {parameter.unit_text}"
    )
    lines += [_limit_text(parameter, limit) for limit in parameter.limits]
    lines.append(f"Source: {desk.source_kind.value if desk.source_kind else 'none'}")
    return "\n".join(line.rstrip() for line in lines)


def _limit_text(parameter: Parameter, limit: Limit) -> str:
    side = "above" if limit.is_high else "below"
    name = limit.severity.name.capitalize()
    return f"{name} {side} {limit.threshold:g} {parameter.unit_text}"


def _validity_text(reading: ParameterValue) -> str:
    if reading.validity is Validity.STALE:
        return f"stale since {reading.age_s:.0f} s"
    return str(reading.validity.value)
