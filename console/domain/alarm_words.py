"""An alarm in words: for the controller, and for the people who look after guests."""

from console.domain.alarms import Alarm, Flood
from console.domain.procedure_model import Procedure
from telemetry.alarm_rules import GuestWords
from telemetry.dictionary import MissionDatabase, Parameter
from telemetry.timebase import utc_text

UNNAMED = GuestWords(
    happened="The vehicle reports something out of the ordinary.",
    tell="The crew is checking the vehicle; stay with your host, there is nothing you need to do.",
)


def alarm_text(parameter: Parameter, measured: str, ahead: str = "") -> str:
    """Return an alarm of `parameter` in words, in the order in which they are needed.

    What and where, value against limit, trend and time to limit, first action; `answer_text`
    names the procedure.

    Parameters
    ----------
    measured : str
        The value against its limit; see `measured_text`.
    ahead : str
        Trend and time to limit, as far as they are known.
    """
    now = ", ".join(filter(None, (measured, ahead)))
    return " · ".join(filter(None, (f"{parameter.name}: {now}", parameter.alarm.action)))


def answer_text(procedure: Procedure | None) -> str:
    """Return what answers an alarm: ``procedure EPS-01``, or that there is none."""
    return "no procedure" if procedure is None else f"procedure {procedure.id}"


def measured_text(alarm: Alarm, database: MissionDatabase, now: float | None = None) -> str:
    """Return the value against its limit: ``4.8 mmHg > 4.5``, ``STALL, normally ON``.

    Parameters
    ----------
    now : float or None
        The value now; that of the last transition if None. While it stays within the deadband
        it is written beside the limit: ``4.4 mmHg, limit 4.5``.
    """
    packet, column = database.place[alarm.id]
    parameter = packet.parameters[column]
    value = alarm.value if now is None else now
    told = parameter.text(value)
    if value != value:
        return "value kept private" if packet.is_medical else "value not known"
    if not alarm.is_active:
        return f"back at {told}"
    if alarm.limit is not None:
        is_high = alarm.value > alarm.limit
        sign = " >" if is_high else " <"
        against = sign if (value > alarm.limit) is is_high else ", limit"
        return f"{told}{against} {parameter.number_text(alarm.limit)}"
    return ", ".join(filter(None, (told, _state_text(value, parameter, database))))


def _state_text(value: float, parameter: Parameter, database: MissionDatabase) -> str:
    """Return what a state should be; where only a context makes it an alarm, that context."""
    if int(value) not in parameter.state_severities:
        contexts = (database.rules.contexts[name] for name in parameter.context_severities)
        return " or ".join(each.words[:1].lower() + each.words[1:] for each in contexts)
    return "" if parameter.nominal is None else f"normally {parameter.text(parameter.nominal)}"


def flood_text(flood: Flood, database: MissionDatabase) -> str:
    """Return how many alarms came since when, and what began it."""
    first = database.parameters[flood.first_out].name
    since = utc_text(flood.since_ns)[11:19]
    return (
        f"FLOOD · {flood.announced} alarms since {since} · first: {first} · see to that one, "
        "what followed clears with it"
    )


def guest_words(alarm: str, database: MissionDatabase) -> GuestWords:
    """Return what an alarm is called before guests; the vehicle's data has words for each."""
    return database.rules.guests.get(alarm, UNNAMED)
