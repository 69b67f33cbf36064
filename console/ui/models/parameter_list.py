"""Which parameters a table lists and in what order. No Qt."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import inf

from console.client.feed import ParameterValue
from console.domain.alarms import Alarm
from console.domain.roles import Role
from telemetry.dictionary import MissionDatabase, Parameter
from telemetry.judgement import Validity

Read = Callable[[str], ParameterValue]


class Standing(Enum):
    """How the listed parameters stand; the value is what the choice says."""

    ANY = "any state"
    ALARM = "in alarm"
    UNUSABLE = "stale, invalid or missing"


class SortBy(Enum):
    """What the rows are ordered by."""

    DICTIONARY = "dictionary"
    ID = "id"
    NAME = "name"
    SUBSYSTEM = "subsystem"
    VALUE = "value"
    STATE = "state"
    AGE = "age"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChoice:
    """What somebody wants to see of a vehicle's parameters.

    Parameters
    ----------
    words : str
        Each must be found in id, name, subsystem, group or unit.
    subsystem : str
        Empty for all.
    """

    words: str = ""
    subsystem: str = ""
    standing: Standing = Standing.ANY
    sort: SortBy = SortBy.DICTIONARY
    is_descending: bool = False

    @property
    def depends_on_values(self) -> bool:
        """Whether the list changes when nothing but readings does."""
        return self.standing is not Standing.ANY


def parameters_for(database: MissionDatabase, role: Role) -> tuple[Parameter, ...]:
    """Return the parameters a role may see, in dictionary order."""
    return tuple(
        parameter
        for packet in database.packets
        if role.may_see_medical or not packet.is_medical
        for parameter in packet.parameters
    )


def listed(
    parameters: Iterable[Parameter],
    choice: ParameterChoice,
    read: Read,
    alarms: Mapping[str, Alarm],
) -> list[Parameter]:
    """Return the parameters `choice` asks for, in its order."""
    words = choice.words.casefold().split()
    found = [
        parameter
        for parameter in parameters
        if choice.subsystem in ("", parameter.subsystem)
        and _has_words(parameter, words)
        and _stands(parameter, choice.standing, read, alarms)
    ]
    return _in_order(found, choice, read, alarms)


def _has_words(parameter: Parameter, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = " ".join(
        (parameter.id, parameter.name, parameter.subsystem, parameter.group, parameter.unit)
    ).casefold()
    return all(word in text for word in words)


def _stands(
    parameter: Parameter, standing: Standing, read: Read, alarms: Mapping[str, Alarm]
) -> bool:
    match standing:
        case Standing.ANY:
            return True
        case Standing.ALARM:
            return parameter.id in alarms
        case Standing.UNUSABLE:
            return read(parameter.id).validity is not Validity.VALID


def _in_order(
    found: list[Parameter], choice: ParameterChoice, read: Read, alarms: Mapping[str, Alarm]
) -> list[Parameter]:
    match choice.sort:
        case SortBy.DICTIONARY:
            return found[::-1] if choice.is_descending else found
        case SortBy.ID:
            found.sort(key=lambda each: each.id, reverse=choice.is_descending)
        case SortBy.NAME:
            found.sort(key=lambda each: each.name, reverse=choice.is_descending)
        case SortBy.SUBSYSTEM:
            found.sort(key=lambda each: (each.subsystem, each.id), reverse=choice.is_descending)
        case SortBy.VALUE:
            values = {each.id: read(each.id).value for each in found}
            known = [each for each in found if values[each.id] == values[each.id]]
            unknown = [each for each in found if values[each.id] != values[each.id]]
            known.sort(key=lambda each: values[each.id], reverse=choice.is_descending)
            return known + unknown  # what is not known is neither small nor great
        case SortBy.STATE:
            found.sort(key=lambda each: _badness(read(each.id), alarms), reverse=True)
            return found[::-1] if choice.is_descending else found
        case SortBy.AGE:
            found.sort(key=lambda each: _age(read(each.id)), reverse=choice.is_descending)
    return found


def _badness(reading: ParameterValue, alarms: Mapping[str, Alarm]) -> tuple[int, int]:
    alarm = alarms.get(reading.parameter.id)
    order = (Validity.VALID, Validity.NOT_RECEIVED, Validity.STALE, Validity.INVALID)
    severity = int(alarm.severity) if alarm is not None and alarm.is_active else 0
    return severity, order.index(reading.validity)


def _age(reading: ParameterValue) -> float:
    return reading.age_s if reading.generated_ns else inf
