"""Scenarios: a situation to start from and what happens in it, from a file and from ``--set``.

TOML with any of: ``about``; ``[parameters]`` (model parameters, nested or dotted); ``[[people]]``
(instead of the mission's, with activity and place); ``[state]`` (places in the models' state);
``[[events]]`` at T+. ``--set`` gives any of them too, one at a time.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from resources import find
from simulator.contradictions import contradictions
from simulator.parameters import VehicleParameters
from simulator.quantity import list_quantities, set_quantity
from simulator.scenario_tables import Occupant, Planned, flattened, read_events, read_people

_KEYS: Final = ("about", "parameters", "people", "state", "events")


class ScenarioError(ValueError):
    """A scenario or settings that cannot be; lists every problem, one per line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What is asked for.

    Parameters
    ----------
    people : tuple of Occupant or None
        None leaves the mission's people and their timeline.
    state : mapping of str to value
        Places and what stands there at the start.
    events : tuple of Planned
        In the order asked for.
    """

    about: str = ""
    parameters: VehicleParameters = field(default_factory=VehicleParameters)
    people: tuple[Occupant, ...] | None = None
    state: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Planned, ...] = ()


def read_scenario(name_or_path: str, *, elapsed_at_start_s: float) -> Scenario:
    """Return a shipped scenario by its name, or one in a file.

    Raises
    ------
    ScenarioError
        Listing every problem of the file.
    """
    draft = ScenarioDraft(elapsed_at_start_s)
    draft.add_file(name_or_path)
    return draft.finished()


def parse_scenario(tables: Mapping[str, Any], name: str, *, elapsed_at_start_s: float) -> Scenario:
    """Return the scenario in the tables of a TOML file called `name`.

    Raises
    ------
    ScenarioError
        Listing every problem.
    """
    draft = ScenarioDraft(elapsed_at_start_s)
    draft.add(tables, name)
    return draft.finished()


def known_scenarios() -> list[str]:
    """Return the names of the scenarios that ship with Cupola."""
    catalogues = {"faults", "commands"}
    return sorted(
        path.stem for path in find("scenarios").glob("*.toml") if path.stem not in catalogues
    )


def parse_setting(text: str) -> tuple[str, object]:
    """Return path and value of ``cabin.volume_m3=16``; the value is read as TOML, or as a word.

    Raises
    ------
    ValueError
        If there is no ``=``.
    """
    path, equals, written = text.partition("=")
    if not equals or not path.strip():
        raise ValueError(f"'{text}' is not of the form cabin.volume_m3=16")
    try:
        value: object = tomllib.loads(f"value = {written}")["value"]
    except tomllib.TOMLDecodeError:
        value = written
    return path.strip(), value


class ScenarioDraft:
    """A scenario put together from a file and settings, with everything that is wrong so far.

    Parameters
    ----------
    elapsed_at_start_s
        Mission elapsed time at which the simulation begins.

    Attributes
    ----------
    problems : list of str
        One line each.
    has_sound_people : bool
        Whether the people asked for can be; else those of the mission stand in for them.
    """

    def __init__(self, elapsed_at_start_s: float) -> None:
        self.problems: list[str] = []
        self.has_sound_people = True
        self._elapsed_s = elapsed_at_start_s
        self._about = ""
        self._parameters = VehicleParameters()
        self._people: tuple[Occupant, ...] | None = None
        self._state: dict[str, Any] = {}
        self._events: tuple[Planned, ...] = ()
        self._known = {known.path for known in list_quantities(self._parameters)}

    def add_file(self, name_or_path: str) -> None:
        """Add a shipped scenario by its name, or one in a file."""
        path = Path(name_or_path)
        try:
            if not path.suffix:
                path = find(f"scenarios/{name_or_path}.toml")
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            known = f"there is no scenario '{name_or_path}'; known are "
            self.problems.append(
                f"{path}: {error.strerror}" if path.suffix else known + ", ".join(known_scenarios())
            )
        except OSError as error:
            self.problems.append(f"{path}: {error.strerror}")
        except ValueError as error:  # no text, or no TOML
            self.problems.append(f"{path.name}: {error}")
        else:
            self.add(tables, path.name)

    def add(self, tables: Mapping[str, Any], name: str) -> None:
        """Add the tables of a TOML file called `name`."""
        self.problems += [f"{name}: unknown '{key}'" for key in sorted(set(tables) - set(_KEYS))]
        about = tables.get("about", "")
        if not isinstance(about, str):
            self.problems.append(f"{name}: about must be a text, got {about!r}")
        self._about = str(about)
        given = flattened(tables.get("parameters", {}), f"{name}: parameters", self.problems)
        for path, value in list(given):
            self._set_parameter(path, value, name)
        if "people" in tables:
            self._set_people(tables["people"], name)
        state = flattened(tables.get("state", {}), f"{name}: state", self.problems)
        self._state |= dict(list(state))
        self._events += read_events(tables.get("events", []), name, self._elapsed_s, self.problems)

    def add_setting(self, text: str) -> None:
        """Add one ``--set``: a parameter, a place, or all of ``people`` or ``events``."""
        try:
            path, value = parse_setting(text)
        except ValueError as error:
            self.problems.append(f"--set: {error}")
            return
        if path == "people":
            self._set_people(value, "--set")
        elif path == "events":
            self._events += read_events(value, "--set", self._elapsed_s, self.problems)
        elif path in self._known or "." not in path:
            self._set_parameter(path, value, "--set")
        else:
            self._state[path] = value

    def _set_parameter(self, path: str, value: object, name: str) -> None:
        try:
            self._parameters = set_quantity(self._parameters, path, value)
        except ValueError as error:
            self.problems.append(f"{name}: {error}")

    def _set_people(self, entries: object, name: str) -> None:
        before = len(self.problems)
        self._people = read_people(entries, name, self.problems)
        self.has_sound_people = len(self.problems) == before

    def add_event(self, event: Planned) -> None:
        """Add something that happens."""
        self._events += (event,)

    def scenario(self) -> Scenario:
        """Return what is sound of it."""
        return Scenario(
            about=self._about,
            parameters=self._parameters,
            people=self._people if self.has_sound_people else None,
            state=self._state,
            events=self._events,
        )

    def finished(self) -> Scenario:
        """Return the scenario.

        Raises
        ------
        ScenarioError
            Listing every problem, contradictions too.
        """
        problems = self.problems + contradictions(self._parameters)
        if problems:
            raise ScenarioError(problems)
        return self.scenario()
