"""The life of an alarm: raised, acknowledged, returned; gone only when both happened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from console.domain.facts import AlarmAcknowledged, AlarmChanged, AlarmRaised, AlarmReturned
from console.domain.requests import AcknowledgeAlarm, Refused
from telemetry.dictionary import Parameter, Severity

AlarmFact = AlarmRaised | AlarmChanged | AlarmReturned | AlarmAcknowledged


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One occurrence of one parameter's alarm.

    Parameters
    ----------
    id : str
        Id of the parameter.
    occurrence : int
        Which time in this mission.
    severity : Severity
        Present class while active, the last one once returned.
    value, limit : float
        At the last transition, in the parameter's unit.
    raised_ns : int
        Generation time of the sample that raised it.
    returned_ns : int or None
        Generation time of the sample that brought it back, None while active.
    acknowledged_by : str or None
        Who saw it at its present class.
    """

    id: str
    occurrence: int
    severity: Severity
    value: float
    limit: float | None
    raised_ns: int
    returned_ns: int | None = None
    acknowledged_by: str | None = None

    @property
    def is_active(self) -> bool:
        """Whether the condition still holds."""
        return self.returned_ns is None

    @property
    def is_acknowledged(self) -> bool:
        """Whether a person has seen it."""
        return self.acknowledged_by is not None


def apply_alarm(alarms: Mapping[str, Alarm], fact: AlarmFact, by: str) -> Mapping[str, Alarm]:
    """Return the standing alarms after `fact`."""
    rest = {key: alarm for key, alarm in alarms.items() if key != fact.alarm}
    after = _after(alarms.get(fact.alarm), fact, by)
    return rest if after is None else {**rest, fact.alarm: after}


def _after(alarm: Alarm | None, fact: AlarmFact, by: str) -> Alarm | None:
    if isinstance(fact, AlarmRaised):
        return Alarm(
            id=fact.alarm,
            occurrence=fact.occurrence,
            severity=fact.severity,
            value=fact.value,
            limit=fact.limit,
            raised_ns=fact.sample_ns,
        )
    if alarm is None or alarm.occurrence != fact.occurrence:
        raise ValueError(f"{fact} is about an alarm that does not stand")
    match fact:
        case AlarmChanged():
            worse = fact.severity > alarm.severity
            return replace(
                alarm,
                severity=fact.severity,
                value=fact.value,
                limit=fact.limit,
                acknowledged_by=None if worse else alarm.acknowledged_by,
            )
        case AlarmReturned():
            returned = replace(alarm, value=fact.value, returned_ns=fact.sample_ns)
            return None if alarm.is_acknowledged else returned
        case AlarmAcknowledged():
            return replace(alarm, acknowledged_by=by) if alarm.is_active else None


def decide_acknowledge(
    request: AcknowledgeAlarm, alarms: Mapping[str, Alarm]
) -> list[AlarmAcknowledged] | Refused:
    """Return what the server says to an acknowledgement."""
    alarm = alarms.get(request.alarm)
    if alarm is None:
        return Refused("That alarm no longer stands.")
    if alarm.occurrence != request.occurrence:
        return Refused("That occurrence is over and the alarm came again. Look at the new one.")
    if alarm.severity > request.seen_severity:
        return Refused(
            f"The alarm rose to {alarm.severity.name} since you saw it. Look again and decide."
        )
    if alarm.is_acknowledged:
        return Refused(f"Already acknowledged by {alarm.acknowledged_by}.")
    return [AlarmAcknowledged(alarm=alarm.id, occurrence=alarm.occurrence)]


def in_order_of_attention(alarms: Mapping[str, Alarm]) -> list[Alarm]:
    """Return alarms as a controller should read them.

    Unacknowledged first, then active, then the higher class, then the earliest: the first-out
    of its class stands above what followed from it.
    """
    return sorted(
        alarms.values(),
        key=lambda a: (a.is_acknowledged, not a.is_active, -a.severity, a.raised_ns, a.id),
    )


def alarm_text(alarm: Alarm, parameter: Parameter) -> str:
    """Return the alarm in words: what, where, value against limit, first action."""
    text = f"{parameter.description}: {parameter.text(alarm.value)}"
    if alarm.limit is not None:
        text += f" (limit {parameter.text(alarm.limit)})"
    return f"{text} · {parameter.alarm.action}" if parameter.alarm.action else text
