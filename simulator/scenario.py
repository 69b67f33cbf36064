"""Scenario files: a situation to start from and what happens in it.

TOML with any of: ``about``; ``[parameters]`` (model parameters, nested or dotted); ``[[people]]``
(instead of the mission's, with activity and place); ``[state]`` (places in the models' state);
``[[events]]`` at T+.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from resources import find
from simulator.agenda import (
    ClearFault,
    GiveCommand,
    Happening,
    InjectFault,
    SetActivity,
    SetAttitude,
    SetPlace,
    parse_moment_s,
)
from simulator.attitude import AttitudeMode
from simulator.parameters import VehicleParameters
from simulator.quantity import set_quantity
from simulator.vehicle import as_activity

ZONES: Final = ("Z1", "Z2", "Z3", "Z4")
# A third of the air in one step of two seconds.
MOST_AIR_CHANGES_PER_H: Final = 600.0
_KEYS: Final = {"about", "parameters", "people", "state", "events"}
_PERSON_KEYS: Final = {"activity", "zone", "scale", "count"}
_EVENT_KEYS: Final = {
    "at",
    "fault",
    "severity",
    "clear",
    "set",
    "value",
    "command",
    "argument",
    "person",
    "activity",
    "zone",
    "attitude",
}


class ScenarioError(ValueError):
    """A scenario or settings that cannot be; lists every problem, one per line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupant:
    """One person on board.

    Parameters
    ----------
    scale : float
        Size against the metabolic table's 82 kg man.
    """

    activity: str
    zone: int
    scale: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What a scenario file asks for.

    Parameters
    ----------
    people : tuple of Occupant or None
        None leaves the mission's people and their timeline.
    state : mapping of str to value
        Places and what stands there at the start.
    events : tuple of (float, Happening)
        Seconds from the start, in the file's order.
    """

    about: str = ""
    parameters: VehicleParameters = field(default_factory=VehicleParameters)
    people: tuple[Occupant, ...] | None = None
    state: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[tuple[float, Happening], ...] = ()


def read_scenario(name_or_path: str, *, elapsed_at_start_s: float) -> Scenario:
    """Return a shipped scenario by its name, or one in a file.

    Raises
    ------
    ScenarioError
        Listing every problem.
    """
    path = Path(name_or_path)
    if not path.suffix:
        try:
            path = find(f"scenarios/{name_or_path}.toml")
        except FileNotFoundError:
            raise ScenarioError(
                [f"there is no scenario '{name_or_path}'; known are {', '.join(known_scenarios())}"]
            ) from None
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ScenarioError([f"{path}: {error.strerror}"]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError([f"{path.name}: {error}"]) from error
    return parse_scenario(tables, path.name, elapsed_at_start_s=elapsed_at_start_s)


def known_scenarios() -> list[str]:
    """Return the names of the scenarios that ship with Cupola."""
    catalogues = {"faults", "commands"}
    return sorted(
        path.stem for path in find("scenarios").glob("*.toml") if path.stem not in catalogues
    )


def parse_scenario(tables: Mapping[str, Any], name: str, *, elapsed_at_start_s: float) -> Scenario:
    """Return the scenario in the tables of a TOML file called `name`.

    Raises
    ------
    ScenarioError
        Listing every problem.
    """
    problems = [f"{name}: unknown '{key}'" for key in sorted(set(tables) - _KEYS)]
    parameters = VehicleParameters()
    for path, value in _flattened(tables.get("parameters", {}), ""):
        try:
            parameters = set_quantity(parameters, path, value)
        except ValueError as error:
            problems.append(f"{name}: {error}")
    problems += [f"{name}: {problem}" for problem in contradictions(parameters)]
    people = _people(tables, name, problems)
    events = _events(tables.get("events", []), name, elapsed_at_start_s, problems)
    if problems:
        raise ScenarioError(problems)
    return Scenario(
        about=str(tables.get("about", "")),
        parameters=parameters,
        people=people,
        state=dict(_flattened(tables.get("state", {}), "")),
        events=tuple(events),
    )


def parse_setting(text: str) -> tuple[str, object]:
    """Return path and value of ``cabin.volume_m3=16``; the value is read as TOML, or as a word.

    Raises
    ------
    ValueError
        If there is no ``=``.
    """
    path, equals, written = text.partition("=")
    if not equals or not path:
        raise ValueError(f"'{text}' is not of the form cabin.volume_m3=16")
    try:
        value: object = tomllib.loads(f"value = {written}")["value"]
    except tomllib.TOMLDecodeError:
        value = written
    return path.strip(), value


def contradictions(parameters: VehicleParameters) -> list[str]:
    """Return what in `parameters` cannot be at the same time."""
    cabin, control = parameters.cabin, parameters.pressure_control
    problems = []
    if abs(sum(cabin.zone_shares) - 1.0) > 0.01:
        problems.append(f"cabin.zone_shares sum to {sum(cabin.zone_shares):g}, not to 1")
    if abs(sum(parameters.ventilation.duct_shares) - 1.0) > 0.01:
        problems.append("ventilation.duct_shares do not sum to 1")
    if cabin.oxygen_mmhg + cabin.co2_mmhg > cabin.pressure_mmhg:
        problems.append("cabin.oxygen_mmhg and cabin.co2_mmhg are more than cabin.pressure_mmhg")
    if control.oxygen_on_mmhg >= control.oxygen_off_mmhg:
        problems.append("pressure_control.oxygen_on_mmhg is not below oxygen_off_mmhg")
    if control.pressure_on_mmhg >= control.pressure_off_mmhg:
        problems.append("pressure_control.pressure_on_mmhg is not below pressure_off_mmhg")
    if control.relief_cracks_mmhg <= control.pressure_off_mmhg:
        problems.append("pressure_control.relief_cracks_mmhg is not above pressure_off_mmhg")
    flow_m3_per_h = parameters.co2_removal.linear_flow_m3_per_h
    flow_m3_per_h += parameters.ventilation.fan_flow_m3_per_h
    if flow_m3_per_h > MOST_AIR_CHANGES_PER_H * cabin.volume_m3:
        problems.append(
            f"{flow_m3_per_h:g} m³/h change the air of cabin.volume_m3 = {cabin.volume_m3:g} m³ "
            f"more than {MOST_AIR_CHANGES_PER_H:g} times an hour, too fast for this model"
        )
    if parameters.air.metabolic_table not in {"2014", "2022"}:
        problems.append("air.metabolic_table must be 2014 or 2022")
    return problems


def _flattened(table: object, prefix: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(table, Mapping):
        return
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flattened(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _people(
    tables: Mapping[str, Any], name: str, problems: list[str]
) -> tuple[Occupant, ...] | None:
    if "people" not in tables:
        return None
    people: list[Occupant] = []
    for number, entry in enumerate(tables["people"], start=1):
        where = f"{name}: people {number}"
        if unknown := set(entry) - _PERSON_KEYS:
            problems.append(f"{where}: unknown {', '.join(sorted(unknown))}")
            continue
        count, scale = entry.get("count", 1), entry.get("scale", 1.0)
        zone, activity = entry.get("zone", "Z2"), entry.get("activity", "nominal")
        problems += [f"{where}: {problem}" for problem in _life_problems(activity, zone)]
        if type(count) is not int or not 0 <= count <= 100:
            problems.append(f"{where}: count must be 0 to 100, got {count!r}")
        elif type(scale) not in {int, float} or not 0.0 <= scale <= 5.0:
            problems.append(f"{where}: scale must be 0 to 5, got {scale!r}")
        elif zone in ZONES:
            people += [Occupant(activity=activity, zone=ZONES.index(zone), scale=scale)] * count
    return tuple(people)


def _life_problems(activity: object, zone: object) -> list[str]:
    problems = []
    try:
        as_activity(str(activity))
    except ValueError:
        problems.append(f"there is no activity {activity!r}")
    if zone not in ZONES:
        problems.append(f"there is no zone {zone!r}; known are {', '.join(ZONES)}")
    return problems


def _events(
    entries: list[Mapping[str, Any]], name: str, elapsed_at_start_s: float, problems: list[str]
) -> list[tuple[float, Happening]]:
    events = []
    for number, entry in enumerate(entries, start=1):
        try:
            moment_s = parse_moment_s(
                str(entry.get("at", "")), elapsed_at_start_s=elapsed_at_start_s
            )
            events.append((moment_s, _happening(entry)))
        except (ValueError, KeyError, TypeError) as error:
            problems.append(f"{name}: event {number}: {error}")
    return events


def _happening(entry: Mapping[str, Any]) -> Happening:
    if unknown := set(entry) - _EVENT_KEYS:
        raise ValueError(f"unknown {', '.join(sorted(unknown))}")
    for key, build in _BUILDERS.items():
        if key in entry:
            return build(entry)
    raise ValueError(f"nothing happens: name one of {', '.join(_BUILDERS)}")


def _set_place(entry: Mapping[str, Any]) -> Happening:
    if "value" not in entry:
        raise ValueError("'set' needs a value")
    return SetPlace(path=entry["set"], value=entry["value"])


def _set_attitude(entry: Mapping[str, Any]) -> Happening:
    if entry["attitude"] not in AttitudeMode.__members__:
        raise ValueError(f"there is no attitude {entry['attitude']!r}")
    return SetAttitude(mode=entry["attitude"])


def _set_activity(entry: Mapping[str, Any]) -> Happening:
    zone, activity = entry.get("zone", "Z2"), entry.get("activity", "nominal")
    if found := _life_problems(activity, zone):
        raise ValueError("; ".join(found))
    return SetActivity(person=int(entry["person"]) - 1, activity=activity, zone=ZONES.index(zone))


_BUILDERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Happening]]] = MappingProxyType(
    {
        "fault": lambda entry: InjectFault(
            fault=entry["fault"], severity=float(entry.get("severity", 1.0))
        ),
        "clear": lambda entry: ClearFault(fault=entry["clear"]),
        "set": _set_place,
        "command": lambda entry: GiveCommand(name=entry["command"], argument=entry.get("argument")),
        "attitude": _set_attitude,
        "person": _set_activity,
    }
)
