"""An alarm in words."""

from console.domain.alarms import Alarm
from telemetry.dictionary import Parameter


def alarm_text(alarm: Alarm, parameter: Parameter) -> str:
    """Return the alarm in words: what, where, value against limit, first action."""
    text = f"{parameter.description}: {parameter.text(alarm.value)}"
    if alarm.limit is not None:
        text += f" (limit {parameter.text(alarm.limit)})"
    return f"{text} · {parameter.alarm.action}" if parameter.alarm.action else text
