"""Which alarm came first, and which only followed from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.domain.alarms import Alarm
from telemetry.dictionary import MissionDatabase


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmGroup:
    """A first-out alarm and what followed from it, in the order of their sample times."""

    first_out: Alarm
    consequences: tuple[Alarm, ...] = ()


def first_out_groups(
    alarms: Mapping[str, Alarm], database: MissionDatabase
) -> tuple[AlarmGroup, ...]:
    """Return standing alarms gathered under their first causes, the earliest first.

    An alarm follows from another if the vehicle's cause graph says that it can and it was
    raised later by its samples' times. A cause that is reported seldom may be up to one of its
    periods behind what it caused.
    """
    alarms = dict(alarms)  # looked up many times
    followers: dict[str, list[Alarm]] = {}
    for alarm in sorted(alarms.values(), key=lambda each: (each.raised_ns, each.id)):
        first_out = _first_cause(alarm, alarms, database)
        followers.setdefault(first_out.id, [])
        if first_out is not alarm:
            followers[first_out.id].append(alarm)
    groups = (
        AlarmGroup(first_out=alarms[name], consequences=tuple(caused))
        for name, caused in followers.items()
    )
    return tuple(sorted(groups, key=lambda group: (group.first_out.raised_ns, group.first_out.id)))


def _first_cause(alarm: Alarm, alarms: Mapping[str, Alarm], database: MissionDatabase) -> Alarm:
    """Return the earliest cause that nothing standing caused; the alarm itself if it has none."""
    causes = _causes(alarm, alarms, database)
    if not causes:
        return alarm
    roots = [cause for cause in causes if not _causes(cause, alarms, database)]
    return min(roots, key=lambda each: (each.raised_ns, each.id), default=alarm)


def _causes(alarm: Alarm, alarms: Mapping[str, Alarm], database: MissionDatabase) -> list[Alarm]:
    standing = (alarms.get(name) for name in database.rules.causes.get(alarm.id, ()))
    return [
        cause
        for cause in standing
        if cause is not None
        and cause.raised_ns <= alarm.raised_ns + database.place[cause.id][0].period_ns
    ]
