"""How alarms behave, read from the TOML file beside a vehicle's XTCE.

Each table is headed by a parameter id or a pattern of ids (``*`` and ``?``); a later table adds
to and overrides an earlier one, so that a subsystem's habits are said once::

    ["CAB_*"]
    holds_viewing = "all"

    ["CAB_PPCO2_Z?"]
    deadband = 0.3
    on_delay_s = 30
    latches_from = "emergency"
"""

import fnmatch
import math
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any, Final

from telemetry.dictionary import AlarmBehaviour, Severity

_KEYS: Final = tuple(field.name for field in fields(AlarmBehaviour))
_NUMBERS: Final = ("deadband", "on_delay_s", "off_delay_s")
_SEVERITY_WORDS: Final = tuple(severity.name.lower() for severity in Severity)


def read_behaviours(
    text: bytes, ids: Collection[str]
) -> tuple[Mapping[str, AlarmBehaviour], list[str]]:
    """Return the behaviour of each of `ids` that the file mentions, and what is wrong in it.

    Parameters
    ----------
    text : bytes
        The TOML file.
    ids : collection of str
        Every parameter id of the vehicle.
    """
    try:
        tables = tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [f"not TOML: {error}"]
    problems: list[str] = []
    gathered: dict[str, dict[str, Any]] = {}
    for pattern, table in tables.items():
        settings = _checked(pattern, table, problems)
        matching = _matching(pattern, ids)
        if not matching:
            problems.append(f"[{pattern}]: no parameter has this id")
        for parameter_id in matching:
            gathered.setdefault(parameter_id, {}).update(settings)
    return {name: AlarmBehaviour(**settings) for name, settings in gathered.items()}, problems


def _matching(pattern: str, ids: Iterable[str]) -> list[str]:
    return fnmatch.filter(ids, pattern)


def _checked(pattern: str, table: object, problems: list[str]) -> dict[str, Any]:
    """Return the usable settings of one table; add what is wrong with the others to `problems`."""
    if not isinstance(table, dict):
        problems.append(f"'{pattern}' stands outside any table")
        return {}
    settings: dict[str, Any] = {}
    for key, value in table.items():
        if complaint := _complaint(key, value):
            problems.append(f"[{pattern}]: {complaint}")
        else:
            settings[key] = Severity[value.upper()] if key == "latches_from" else value
    return settings


def _complaint(key: str, value: object) -> str | None:
    if key not in _KEYS:
        return f"unknown key '{key}'; known are {', '.join(_KEYS)}"
    if key in _NUMBERS:
        if type(value) in (int, float) and 0 <= float(str(value)) < math.inf:
            return None
        return f"{key} must be a number from 0, not {value!r}"
    if not isinstance(value, str):
        return f"{key} must be a text, not {value!r}"
    if key == "latches_from" and value not in _SEVERITY_WORDS:
        return f"'{value}' is no alarm class; the classes are {', '.join(_SEVERITY_WORDS)}"
    return None
