"""The lists of a scenario file, read: who is on board, and what happens when.

Each reader returns what is sound and adds what is not to `problems`, so that a person hears
everything at once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType
from typing import Any, Final

from simulator.agenda import (
    MOST_SEVERE,
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
from simulator.models import as_activity

ZONES: Final = ("Z1", "Z2", "Z3", "Z4")
MOST_PEOPLE: Final = 100
_PERSON_KEYS: Final = {"activity", "zone", "scale", "count"}
Entry = Mapping[str, Any]


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


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that happens at a number of seconds from the start.

    Parameters
    ----------
    where : str
        Who asks for it, for a problem with it: ``day.toml: event 3``.
    """

    at_s: float
    what: Happening
    where: str = "event"


def flattened(table: object, where: str, problems: list[str]) -> Iterator[tuple[str, Any]]:
    """Yield the values below a table by their dotted paths."""
    if not isinstance(table, Mapping):
        problems.append(f"{where} must be a table, got {table!r}")
        return
    for key, value in table.items():
        if isinstance(value, Mapping):
            for path, inner in flattened(value, where, problems):
                yield f"{key}.{path}", inner
        else:
            yield str(key), value


def read_people(entries: object, where: str, problems: list[str]) -> tuple[Occupant, ...]:
    """Return everybody in ``[[people]]``."""
    people: list[Occupant] = []
    for number, entry in _tables(entries, f"{where}: people", problems):
        found = list(_person_problems(entry))
        problems += [f"{where}: people {number}: {problem}" for problem in found]
        if not found:
            person = Occupant(
                activity=entry.get("activity", "nominal"),
                zone=ZONES.index(entry.get("zone", "Z2")),
                scale=float(entry.get("scale", 1.0)),
            )
            people += [person] * entry.get("count", 1)
    if len(people) > MOST_PEOPLE:
        problems.append(f"{where}: {len(people)} people are more than {MOST_PEOPLE}")
    return tuple(people)


def read_events(
    entries: object, where: str, elapsed_at_start_s: float, problems: list[str]
) -> tuple[Planned, ...]:
    """Return everything in ``[[events]]``, in the file's order."""
    events = []
    for number, entry in _tables(entries, f"{where}: events", problems):
        label = f"{where}: event {number}"
        found: list[str] = []
        moment_s, what = _moment_s(entry, elapsed_at_start_s, found), _happening(entry, found)
        problems += [f"{label}: {problem}" for problem in found]
        if what is not None and not found:
            events.append(Planned(moment_s, what, label))
    return tuple(events)


def _tables(entries: object, where: str, problems: list[str]) -> Iterator[tuple[int, Entry]]:
    """Yield the tables of a list with their numbers from 1."""
    if not isinstance(entries, list):
        problems.append(f"{where} must be a list of tables, got {entries!r}")
        return
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, Mapping):
            yield number, entry
        else:
            problems.append(f"{where} {number} must be a table, got {entry!r}")


def _person_problems(entry: Entry) -> Iterator[str]:
    if unknown := set(entry) - _PERSON_KEYS:
        yield f"unknown {', '.join(sorted(unknown))}"
    yield from _life_problems(entry)
    count, scale = entry.get("count", 1), entry.get("scale", 1.0)
    if type(count) is not int or not 0 <= count <= MOST_PEOPLE:
        yield f"count must be 0 to {MOST_PEOPLE}, got {count!r}"
    if type(scale) not in {int, float} or not 0.0 <= scale <= 5.0:
        yield f"scale must be 0 to 5, got {scale!r}"


def _life_problems(entry: Entry) -> Iterator[str]:
    activity, zone = entry.get("activity", "nominal"), entry.get("zone", "Z2")
    try:
        as_activity(str(activity))
    except ValueError:
        yield f"there is no activity {activity!r}"
    if zone not in ZONES:
        yield f"there is no zone {zone!r}; known are {', '.join(ZONES)}"


def _moment_s(entry: Entry, elapsed_at_start_s: float, problems: list[str]) -> float:
    """Return when: a text as for ``--fault``, or a number of seconds from the start."""
    at = entry.get("at", "")
    if type(at) in {int, float} and isfinite(at):
        at = f"{at:f}"
    try:
        return parse_moment_s(at if isinstance(at, str) else repr(at), elapsed_at_start_s)
    except ValueError as error:
        problems.append(str(error))
        return 0.0


def _happening(entry: Entry, problems: list[str]) -> Happening | None:
    """Return the one thing an event is, None if it is none or several."""
    kinds = [kind for kind in _KINDS if kind in entry]
    if not kinds:
        problems.append(f"nothing happens: name one of {', '.join(_KINDS)}")
    elif len(kinds) > 1:
        problems.append(f"{' and '.join(kinds)} cannot be one event")
    may_say = {key for kind in kinds or _KINDS for key in _KINDS[kind][0]}
    if unknown := set(entry) - {"at", *kinds, *may_say}:
        problems.append(f"unknown {', '.join(sorted(unknown))}")
    if len(kinds) != 1:
        return None
    found, what = _KINDS[kinds[0]][1](entry)
    problems += found
    return what


Read = tuple[list[str], Happening | None]


def _fault(entry: Entry) -> Read:
    severity = entry.get("severity", 1.0)
    problems = _name_problems(entry, "fault")
    if type(severity) not in {int, float} or not 0.0 < severity <= MOST_SEVERE:
        problems.append(f"severity {severity!r} is not between 0 and {MOST_SEVERE:g}")
    if problems:
        return problems, None
    return [], InjectFault(fault=entry["fault"], severity=float(severity))


def _clear(entry: Entry) -> Read:
    problems = _name_problems(entry, "clear")
    return problems, None if problems else ClearFault(fault=entry["clear"])


def _set(entry: Entry) -> Read:
    problems = _name_problems(entry, "set")
    if "value" not in entry:
        problems.append("'set' needs a value")
    return problems, None if problems else SetPlace(path=entry["set"], value=entry["value"])


def _command(entry: Entry) -> Read:
    problems = _name_problems(entry, "command")
    if problems:
        return problems, None
    return [], GiveCommand(name=entry["command"], argument=entry.get("argument"))


def _attitude(entry: Entry) -> Read:
    mode = entry["attitude"]
    if not isinstance(mode, str) or mode not in AttitudeMode.__members__:
        known = ", ".join(AttitudeMode.__members__)
        return [f"there is no attitude {mode!r}; known are {known}"], None
    return [], SetAttitude(mode=mode)


def _person(entry: Entry) -> Read:
    problems = list(_life_problems(entry))
    if type(entry["person"]) is not int:
        problems.append(f"person must be a number from 1, got {entry['person']!r}")
    if problems:
        return problems, None
    activity, zone = entry.get("activity", "nominal"), ZONES.index(entry.get("zone", "Z2"))
    return [], SetActivity(person=entry["person"] - 1, activity=activity, zone=zone)


def _name_problems(entry: Entry, key: str) -> list[str]:
    return [] if isinstance(entry[key], str) else [f"'{key}' must be a name, got {entry[key]!r}"]


# What an event may be, what else it may say then, and how it is read.
_KINDS: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Entry], Read]]]] = MappingProxyType(
    {
        "fault": (("severity",), _fault),
        "clear": ((), _clear),
        "set": (("value",), _set),
        "command": (("argument",), _command),
        "attitude": ((), _attitude),
        "person": (("activity", "zone"), _person),
    }
)
