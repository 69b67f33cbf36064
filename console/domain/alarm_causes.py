"""Which alarm came first, and which only followed from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.domain.alarms import BY_SAMPLE_TIME, Alarm
from telemetry.dictionary import MissionDatabase
from telemetry.timebase import NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmGroup:
    """A first-out alarm and what followed from it, in the order of their sample times."""

    first_out: Alarm
    consequences: tuple[Alarm, ...] = ()


def first_out_groups(
    alarms: Mapping[str, Alarm], database: MissionDatabase
) -> tuple[AlarmGroup, ...]:
    """Return standing alarms gathered under their first causes, the earliest first.

    An alarm follows from another if the vehicle's cause graph says that it can and the other
    was there before it was raised, by its samples' times. A cause may have been there for its
    on-delay, and one of its periods if it is reported seldom, before it was raised itself.
    """
    alarms = dict(alarms.items())  # looked up many times
    followers: dict[str, list[Alarm]] = {}
    first_outs: list[Alarm] = []
    for alarm in sorted(alarms.values(), key=BY_SAMPLE_TIME):
        first_out = first_cause(alarm, alarms, database)
        if first_out is alarm:
            first_outs.append(alarm)
        else:
            followers.setdefault(first_out.id, []).append(alarm)
    return tuple(
        AlarmGroup(first_out=each, consequences=tuple(followers.get(each.id, ())))
        for each in first_outs
    )


def in_order_of_attention(alarms: Mapping[str, Alarm], database: MissionDatabase) -> list[Alarm]:
    """Return alarms as a controller should read them.

    Unacknowledged first, then active, then the higher class, then first causes, then the
    earliest: the first-out of its class stands above what followed from it.
    """
    alarms = dict(alarms.items())  # looked up many times

    def place(alarm: Alarm) -> tuple[bool, bool, int, bool, int, str]:
        return (
            alarm.is_acknowledged,
            not alarm.is_active,
            -alarm.gravest,
            is_consequence(alarm, alarms, database),
            alarm.raised_ns,
            alarm.id,
        )

    return sorted(alarms.values(), key=place)


def is_consequence(alarm: Alarm, alarms: Mapping[str, Alarm], database: MissionDatabase) -> bool:
    """Return whether an alarm follows from another one that stands."""
    return first_cause(alarm, alarms, database) is not alarm


def first_cause(alarm: Alarm, alarms: Mapping[str, Alarm], database: MissionDatabase) -> Alarm:
    """Return the earliest cause that nothing standing caused; the alarm itself if it has none."""
    if alarm.id not in database.rules.causes:  # most of the thousands in a flood
        return alarm
    causes = _causes(alarm, alarms, database)
    roots = [cause for cause in causes if not _causes(cause, alarms, database)]
    return min(roots, key=BY_SAMPLE_TIME, default=alarm)


def _causes(alarm: Alarm, alarms: Mapping[str, Alarm], database: MissionDatabase) -> list[Alarm]:
    standing = (alarms.get(name) for name in database.rules.causes.get(alarm.id, ()))
    return [
        cause
        for cause in standing
        if cause is not None and _there_since_ns(cause, database) <= alarm.raised_ns
    ]


def _there_since_ns(cause: Alarm, database: MissionDatabase) -> int:
    """Return the earliest a cause may have begun, UTC nanoseconds."""
    packet, column = database.place[cause.id]
    on_delay_s = packet.parameters[column].alarm.on_delay_s
    return cause.raised_ns - packet.period_ns - round(on_delay_s * NS_PER_S)
