"""How one subsystem stands: its worst alarm, its units, what is not well. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.client.feed import ParameterValue
from console.domain.alarms import Alarm
from console.ui.models.instrument_words import duration_text, reading_text
from console.ui.models.redundancy import Read, health, health_text
from telemetry.dictionary import Severity
from telemetry.judgement import Validity
from telemetry.vehicle_words import VehicleWords


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsystemReading:
    """One subsystem at one moment.

    Parameters
    ----------
    worst : Severity or None
        Of its active alarms.
    summary : str
        How many of its readings can be used.
    units : tuple of pairs of str
        Name and health of each group of alike units.
    keys : tuple of pairs of str
        Name and value of each reading that says most about it.
    troubles : tuple of str
        What is in alarm or cannot be used, worst first.
    """

    worst: Severity | None
    summary: str
    units: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, str], ...]
    troubles: tuple[str, ...]


def read_subsystem(
    name: str,
    parameters: Sequence[str],
    read: Read,
    alarms: Mapping[str, Alarm],
    words: VehicleWords,
) -> SubsystemReading:
    """Return how the subsystem `name` with these parameters stands; `words` are its vehicle's."""
    readings = [read(each) for each in parameters]
    usable = sum(each.validity is Validity.VALID for each in readings)
    standing = sorted(
        (alarms[each] for each in parameters if each in alarms),
        key=lambda alarm: (not alarm.is_active, -alarm.severity),
    )
    active = [alarm.severity for alarm in standing if alarm.is_active]
    by_id = {each.parameter.id: each for each in readings}
    troubles = []
    for alarm in standing:
        parameter = by_id[alarm.id].parameter
        state = alarm.severity.name if alarm.is_active else "returned, not seen"
        value = parameter.text(by_id[alarm.id].value)
        troubles.append(f"{state}: {parameter.name} {value}")
    silent = sum(each.validity is Validity.NOT_RECEIVED for each in readings)
    for each in readings:
        if each.validity is Validity.INVALID:
            troubles.append(f"invalid: {each.parameter.name}")
        elif each.validity is Validity.STALE:
            age = duration_text(each.age_s)
            troubles.append(f"stale {age}: {each.parameter.name}")
    if silent:
        troubles.append(f"{silent} not received yet")
    return SubsystemReading(
        worst=max(active, default=None),
        summary=f"{usable} of {len(readings)} valid",
        units=tuple(
            (group.name, health_text(health(group, read)))
            for group in words.groups
            if group.subsystem == name
        ),
        keys=tuple(_key_text(read(each)) for each in words.key_readings.get(name, ())),
        troubles=tuple(troubles),
    )


def _key_text(reading: ParameterValue) -> tuple[str, str]:
    parameter = reading.parameter
    name = parameter.name
    match reading.validity:
        case Validity.VALID:
            return name, reading_text(parameter, reading.value)
        case Validity.STALE:
            return name, f"stale {duration_text(reading.age_s)}"
        case Validity.INVALID:
            return name, "? invalid"
        case Validity.NOT_RECEIVED:
            return name, "–"
