"""From limit events to alarm facts: raised, changed, returned. Pure."""

from collections.abc import Mapping

from console.domain.alarms import Alarm
from console.domain.facts import AlarmChanged, AlarmRaised, AlarmReturned
from telemetry.dictionary import MissionDatabase
from telemetry.limits import LimitEvent

NOT_TOLD = float("nan")  # medical values travel on the private stream only


def alarm_fact(
    event: LimitEvent,
    alarms: Mapping[str, Alarm],
    occurrences: Mapping[str, int],
    database: MissionDatabase,
) -> AlarmRaised | AlarmChanged | AlarmReturned | None:
    """Return the fact that `event` makes of the standing alarms, None if it changes nothing."""
    alarm = alarms.get(event.parameter)
    is_active = alarm is not None and alarm.is_active
    packet, _column = database.place[event.parameter]
    value = NOT_TOLD if packet.is_medical else event.value
    if event.severity is None:
        if alarm is None or not is_active:
            return None
        return AlarmReturned(
            alarm=alarm.id, occurrence=alarm.occurrence, value=value, sample_ns=event.sample_ns
        )
    threshold = None if event.limit is None or packet.is_medical else event.limit.threshold
    if alarm is None or not is_active:
        return AlarmRaised(
            alarm=event.parameter,
            occurrence=occurrences.get(event.parameter, 0) + 1,
            severity=event.severity,
            value=value,
            limit=threshold,
            sample_ns=event.sample_ns,
        )
    if alarm.severity is event.severity and alarm.limit == threshold:
        return None
    return AlarmChanged(
        alarm=alarm.id,
        occurrence=alarm.occurrence,
        severity=event.severity,
        value=value,
        limit=threshold,
        sample_ns=event.sample_ns,
    )
