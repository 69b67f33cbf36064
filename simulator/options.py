"""What the command line asks for: read and checked as a whole, every problem told at once."""

import argparse
from dataclasses import dataclass, replace
from math import inf
from typing import Final

from simulator.agenda import parse_fault_option
from simulator.contradictions import contradictions
from simulator.faults import FaultBoard
from simulator.feasibility import scenario_problems
from simulator.library import Library
from simulator.models import Models
from simulator.parameters import VehicleParameters
from simulator.scenario import Scenario, ScenarioDraft, ScenarioError
from simulator.scenario_tables import Planned
from simulator.sensors import SensorFault
from telemetry.mission import (
    Configuration,
    Mission,
    MissionError,
    load_mission,
    read_configuration,
)
from telemetry.timebase import NS_PER_S, parse_duration_s

MOST_YEARS_NS: Final = 100 * 365 * 86_400 * NS_PER_S  # instants are 64-bit nanoseconds since 1970


@dataclass(frozen=True, kw_only=True)
class Options:
    """What to simulate, from when, for how long (``math.inf``: endless) and how fast."""

    mission: Mission
    configuration: Configuration
    scenario: Scenario
    library: Library
    start_ns: int
    duration_s: float
    speed: float
    seed: int


def read_options(arguments: argparse.Namespace) -> Options:
    """Return what the options of ``cupola simulate`` ask for.

    Raises
    ------
    ScenarioError
        Listing every problem of every option and of the scenario.
    FaultError, CommandError
        If what ships with Cupola cannot be read.
    """
    problems: list[str] = []
    library = Library.shipped()
    found = _mission(arguments.mission, problems)
    mission = None if found is None else found[1]
    start_ns = _start_ns(arguments.start, mission, problems)
    speed = _speed(arguments.speed, problems)
    duration_s = _duration_s(arguments.duration, problems)
    seed = _seed(arguments.seed, problems)
    draft = ScenarioDraft(0.0 if mission is None else mission.elapsed_s(start_ns))
    if arguments.scenario:
        draft.add_file(arguments.scenario)
    for setting in arguments.settings:
        draft.add_setting(setting)
    _add_faults(draft, arguments.fault, 0.0 if mission is None else mission.elapsed_s(start_ns))
    scenario = draft.scenario()
    contradicting = contradictions(scenario.parameters)
    problems += draft.problems + contradicting
    if contradicting:
        scenario = replace(scenario, parameters=VehicleParameters())
    problems += _infeasible(scenario, library, mission) + _too_late(scenario, duration_s)
    if problems or found is None:
        raise ScenarioError(problems)
    return Options(
        mission=found[1],
        configuration=found[0],
        scenario=scenario,
        library=library,
        start_ns=start_ns,
        duration_s=duration_s,
        speed=speed,
        seed=seed,
    )


def _infeasible(scenario: Scenario, library: Library, mission: Mission | None) -> list[str]:
    """Return what the scenario asks of a vehicle that cannot be.

    Without a mission nobody knows its people and its instruments: those of six people, and any
    instrument, stand in.
    """
    people = scenario.people
    count = 6 if mission is None else len(mission.people)
    zones = [1] * count if people is None else [person.zone for person in people]
    models = Models(scenario.parameters, 0.0, ["nominal"] * len(zones), zones)
    if mission is None:
        scenario = replace(
            scenario,
            state={k: v for k, v in scenario.state.items() if not k.startswith("sensors.")},
        )
        named = {
            effect.path.split(".")[1]
            for fault in library.faults.values()
            for effect in fault.effects
            if effect.path.startswith("sensors.")
        }
    else:
        named = set(mission.database.parameters)
    models.roots["sensors"] = {name: SensorFault() for name in named}
    board = FaultBoard(library.faults, models.roots)
    return scenario_problems(scenario, library, board, models.roots)


def _too_late(scenario: Scenario, duration_s: float) -> list[str]:
    """Return what the command line itself asks for after its own end; a file may go on longer."""
    return [
        f"{event.where}: T+{event.at_s:g} s is not before the end of --for, {duration_s:g} s"
        for event in scenario.events
        if event.where.startswith("--") and 0.0 < duration_s <= event.at_s
    ]


def _mission(name: str | None, problems: list[str]) -> tuple[Configuration, Mission] | None:
    if not name:
        problems.append("--mission is missing, for example --mission meridian-1")
        return None
    try:
        configuration = read_configuration(name)
        mission = load_mission(configuration)
    except MissionError as error:
        problems += str(error).splitlines()
        return None
    if not mission.panes:  # whatever vehicle it is, it is not one people are aboard of
        problems.append(f"--mission: {mission.database.vehicle} cannot be simulated")
        return None
    return configuration, mission


def _add_faults(draft: ScenarioDraft, options: list[str], elapsed_s: float) -> None:
    for option in options:
        try:
            at_s, fault = parse_fault_option(option, elapsed_at_start_s=elapsed_s)
        except ValueError as error:
            draft.problems.append(f"--fault: {error}")
        else:
            draft.add_event(Planned(at_s, fault, "--fault"))


def _start_ns(text: str, mission: Mission | None, problems: list[str]) -> int:
    present = 0 if mission is None else mission.simulation_start_ns
    if not text:
        return present
    try:
        offset_ns = round(parse_duration_s(text) * NS_PER_S)
    except (ValueError, OverflowError) as error:
        problems.append(f"--start: {error}")
        return present
    if abs(offset_ns) > MOST_YEARS_NS:
        problems.append(f"--start: '{text}' is more than a hundred years from launch")
        return present
    return present if mission is None else mission.launch_ns + offset_ns


def _speed(text: str, problems: list[str]) -> float:
    if text == "max":
        return inf
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0.0 < speed < inf:
        problems.append(f"--speed must be a positive number or max, got '{text}'")
    return speed


def _duration_s(text: str, problems: list[str]) -> float:
    if not text:
        return inf
    try:
        duration_s = parse_duration_s(text)
    except ValueError as error:
        problems.append(f"--for: {error}")
        return inf
    if not 0.0 < duration_s < inf:
        problems.append(f"--for must be positive, got '{text}'")
    return duration_s


def _seed(text: str, problems: list[str]) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        problems.append(f"--seed must be a whole number from 0, got '{text}'")
        return 0
    return int(text)
