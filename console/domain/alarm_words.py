"""An alarm in words: for the controller, and for the people who look after guests."""

from dataclasses import dataclass

from console.domain.alarms import Alarm
from telemetry.alarm_rules import GuestWords
from telemetry.dictionary import MissionDatabase, Parameter

UNNAMED = GuestWords(
    happened="The vehicle reports something out of the ordinary.",
    tell="The crew is checking the vehicle; stay with your host, there is nothing you need to do.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is known of an alarm beside its last transition.

    Parameters
    ----------
    trend_per_min : float or None
        How fast the value changes, in its unit per minute.
    to_limit_s : float or None
        How long until the next graver limit, as it is forecast.
    next_limit : str
        What that limit is, as ``"warning"``.
    procedure : str
        Id of the procedure that answers the alarm.
    """

    trend_per_min: float | None = None
    to_limit_s: float | None = None
    next_limit: str = ""
    procedure: str = ""


def alarm_text(alarm: Alarm, parameter: Parameter, outlook: Outlook | None = None) -> str:
    """Return the alarm in words: what, where, value against limit, trend, action, procedure."""
    text = f"{parameter.name}: {parameter.text(alarm.value)}"
    if alarm.limit is not None:
        text += f" (limit {parameter.text(alarm.limit)})"
    outlook = outlook or Outlook()
    if trend := _trend_text(outlook, parameter):
        text += f", {trend}"
    procedure = f"Procedure {outlook.procedure}" if outlook.procedure else ""
    return " · ".join(filter(None, (text, parameter.alarm.action, procedure)))


def guest_words(alarm: str, database: MissionDatabase) -> GuestWords:
    """Return what an alarm is called before guests; the vehicle's data has words for each."""
    return database.rules.guests.get(alarm, UNNAMED)


def _trend_text(outlook: Outlook, parameter: Parameter) -> str:
    words = []
    if outlook.trend_per_min:
        direction = "rising" if outlook.trend_per_min > 0 else "falling"
        rate = f"{abs(outlook.trend_per_min):.2g} {parameter.unit_text}".rstrip()
        words.append(f"{direction} {rate} a minute")
    if outlook.to_limit_s is not None:
        minutes = max(0, round(outlook.to_limit_s / 60.0))
        words.append(f"{outlook.next_limit or 'next limit'} in {minutes} min")
    return ", ".join(words)
