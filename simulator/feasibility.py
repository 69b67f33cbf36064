"""Whether what is asked for can happen on a vehicle: faults, commands, places and people."""

from collections.abc import Iterable, Mapping
from typing import Any

from simulator.agenda import (
    ClearFault,
    GiveCommand,
    Happening,
    InjectFault,
    SetActivity,
    SetAttitude,
    SetPlace,
)
from simulator.faults import FaultBoard, FaultError
from simulator.library import Library
from simulator.places import Place, PlaceError
from simulator.scenario import Scenario
from simulator.scenario_tables import Planned


def problem_with(
    happening: Happening, library: Library, faults: FaultBoard, roots: Mapping[str, Any]
) -> str | None:
    """Return why something cannot happen to the models whose states are `roots`, None if it can."""
    try:
        match happening:
            case InjectFault(fault=fault, severity=severity):
                faults.check(fault, severity)
            case ClearFault(fault=fault):
                return None if fault in library.faults else f"there is no fault '{fault}'"
            case SetPlace(path=path, value=value):
                Place(roots, path).fitted(value)
            case GiveCommand(name=name, argument=argument):
                command = library.commands.get(name)
                if command is None:
                    return f"there is no command '{name}'"
                return command.refusal(argument)
            case SetActivity(person=person):
                Place(roots, f"people.zones[{person}]")
            case SetAttitude():
                return None
    except (FaultError, PlaceError) as error:
        return str(error)
    return None


def scenario_problems(
    scenario: Scenario, library: Library, faults: FaultBoard, roots: Mapping[str, Any]
) -> list[str]:
    """Return everything in a scenario that cannot be on a vehicle, one line each."""
    problems = []
    for path, value in scenario.state.items():
        try:
            Place(roots, path).fitted(value)
        except PlaceError as error:
            problems.append(f"state: {error} (see --list-parameters)")
    for event in scenario.events:
        problem = problem_with(event.what, library, faults, roots)
        if problem is not None:
            problems.append(f"{event.where}: {problem}")
    return problems + list(_cleared_too_early(scenario.events))


def _cleared_too_early(events: Iterable[Planned]) -> Iterable[str]:
    """Yield which events clear a fault that nothing injected before."""
    acting: set[str] = set()
    for event in sorted(events, key=lambda planned: planned.at_s):
        match event.what:
            case InjectFault(fault=fault):
                acting.add(fault)
            case ClearFault(fault=fault) if fault not in acting:
                yield f"{event.where}: clears {fault}, which nothing injects before"
            case _:
                pass
