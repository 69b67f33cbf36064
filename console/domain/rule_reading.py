"""Conditions as they are written in TOML, for flight rules and procedures alike.

A condition is one table::

    { param = "CAB_PPCO2_Z3", op = ">", value = 4.5, unit = "mmHg", max_age_s = 5 }
    { param = "ARS_FAN_B_STATE", op = "==", value = "ON" }
    { param = "RAD_RATE_A", op = ">", value = 400, unit = "uGy/h", stands_in = "RAD_RATE_B" }
    { param = "$glass", op = "<=", than = "CAB_T_DEW", value = 1.0, unit = "degC" }
    { forecast = "CAB_PPCO2_Z3", op = ">", value = 4.5, unit = "mmHg", within_s = 1800 }
    { alarm = "FDS_SMK_*", at_least = "warning" }
    { alarm = "holding", at_least = "emergency" }
    { context = "saa" }
    { all = [ … ] }   { any = [ … ] }   { not = { … } }

Without ``max_age_s`` a sample may be three periods old, but at least three seconds.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from console.domain.forecast.draws import HORIZON_S
from console.domain.forecast.vehicle import TOLD
from console.domain.rule_conditions import (
    OPERATORS,
    AlarmStands,
    Compare,
    Condition,
    Either,
    Every,
    Not,
)
from console.domain.rule_forecast import SIGNS, Foreseen
from telemetry.dictionary import MissionDatabase, Parameter, Severity
from telemetry.mission_tables import Fields
from telemetry.timebase import NS_PER_S

HOLDING: Final = "holding"  # any alarm that holds viewing at the pane
AGE_PERIODS: Final = 3
AGE_LEAST_S: Final = 3.0
_SHAPES: Final = ("param", "forecast", "alarm", "context", "all", "any", "not")
_LARGEST: Final = 1e12
_SEVERITIES: Final = tuple(severity.name.lower() for severity in Severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words conditions may use.

    Parameters
    ----------
    names : mapping of str to str
        Parameter ids by what stands for them, without the ``$``.
    contexts : mapping of str to Condition
        Conditions by name.
    pane : str
        Id of the cabin window the conditions are about; empty for none.
    """

    database: MissionDatabase
    names: Mapping[str, str] = field(default_factory=dict)
    contexts: Mapping[str, Condition] = field(default_factory=dict)
    pane: str = ""


def read_condition(fields: Fields, words: Vocabulary) -> Condition:
    """Return the condition a table describes; what is wrong is noted in it."""
    written = [shape for shape in _SHAPES if shape in fields.written()]
    if len(written) != 1:
        fields.refuse(f"a condition has one of {', '.join(_SHAPES)}, not {len(written)} of them")
        return Every(())
    match written[0]:
        case "param":
            condition: Condition = _compare(fields, words)
        case "forecast":
            condition = _forecast(fields, words)
        case "alarm":
            condition = _alarm(fields, words)
        case "context":
            known = words.contexts
            name = fields.choice("context", tuple(known)) if known else fields.text("context")
            condition = known.get(name, Every(()))
            if not known:
                fields.refuse("the file describes no contexts")
        case "not":
            parts = [read_condition(part, words) for part in fields.tables("not", single=True)]
            condition = Not(parts[0]) if parts else Every(())
        case shape:
            tables = fields.tables(shape)
            if not tables:
                fields.refuse(f"{shape} needs at least one condition")
            read = tuple(read_condition(part, words) for part in tables)
            condition = Every(read) if shape == "all" else Either(read)
    if fields.is_sound:  # else not every key was looked at
        fields.finish()
    return condition


def named_parameter(fields: Fields, key: str, words: Vocabulary) -> Parameter | None:
    """Return the parameter written under `key`, None if that was refused."""
    written = fields.text(key)
    if not written:
        return None
    if written.startswith("$") and written[1:] not in words.names:
        fields.refuse(f"{key} is '{written}'; known are {', '.join(f'${n}' for n in words.names)}")
        return None
    identity = words.names[written[1:]] if written.startswith("$") else written
    parameter = words.database.parameters.get(identity)
    if parameter is None:
        fields.refuse(f"the vehicle has no parameter {identity}")
    elif words.database.place[identity][0].is_medical:
        fields.refuse(f"{identity} is medical: it is not shown to everybody who sees this")
        return None
    return parameter


def _compare(fields: Fields, words: Vocabulary) -> Condition:
    parameter = named_parameter(fields, "param", words)
    sign = fields.choice("op", OPERATORS)
    than, stands_in = (
        named_parameter(fields, key, words) if key in fields.written() else None
        for key in ("than", "stands_in")
    )
    if parameter is None:
        return Every(())
    if parameter.states:
        value, tolerance = _state(fields, parameter), 0.0
    else:
        value = fields.number("value", -_LARGEST, _LARGEST, 0.0 if than else None)
        needs_tolerance = sign in ("==", "!=")
        tolerance = fields.number("tolerance", 0.0, _LARGEST, None if needs_tolerance else 0.0)
        fields.choice("unit", (parameter.unit,))
        if not needs_tolerance and tolerance:
            fields.refuse("a tolerance goes with == and != only")
    if stands_in is not None and (stands_in.unit, stands_in.states) != (
        parameter.unit,
        parameter.states,
    ):
        fields.refuse(f"stands_in: {stands_in.id} is not read as {parameter.id} is")
    if parameter.states and sign not in ("==", "!=", ""):
        fields.refuse(f"{parameter.id} has states: op must be == or !=")
    return Compare(
        parameter=parameter.id,
        operator=sign,
        value=value,
        than=than.id if than else "",
        stands_in=stands_in.id if stands_in else "",
        tolerance=tolerance,
        max_age_s=fields.number("max_age_s", 0.0, 86_400.0, usual_age_s(parameter, words.database)),
    )


def _forecast(fields: Fields, words: Vocabulary) -> Condition:
    parameter = named_parameter(fields, "forecast", words)
    foreseen = Foreseen(
        parameter="" if parameter is None else parameter.id,
        operator=fields.choice("op", SIGNS),
        value=fields.number("value", -_LARGEST, _LARGEST),
        within_s=fields.number("within_s", 60.0, HORIZON_S),
    )
    if parameter is None:
        return Every(())
    fields.choice("unit", (parameter.unit,))
    known = TOLD
    if parameter.id not in known:
        fields.refuse(f"{parameter.id} is not forecast; what is: {', '.join(known)}")
    return foreseen


def _state(fields: Fields, parameter: Parameter) -> float:
    name = fields.choice("value", tuple(parameter.states.values()))
    return next((float(n) for n, word in parameter.states.items() if word == name), math.nan)


def _alarm(fields: Fields, words: Vocabulary) -> AlarmStands:
    pattern = fields.text("alarm")
    at_least = fields.choice("at_least", _SEVERITIES)
    severity = Severity[at_least.upper()] if at_least in _SEVERITIES else Severity.EMERGENCY
    if pattern != HOLDING:
        if not any(fnmatchcase(each, pattern) for each in words.database.parameters):
            fields.refuse(f"no parameter is called '{pattern}'")
        return AlarmStands(at_least=severity, pattern=pattern)
    if not words.pane:
        fields.refuse(f"alarm = '{HOLDING}' is about a cabin window, and there is none here")
    return AlarmStands(at_least=severity, pane=words.pane)


def usual_age_s(parameter: Parameter, database: MissionDatabase) -> float:
    """Return how old a sample may be where nothing is said."""
    packet, _column = database.place[parameter.id]
    return max(AGE_LEAST_S, AGE_PERIODS * packet.period_ns / NS_PER_S)
