"""``cupola simulate``: fly a mission with nobody on board."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Final

import zmq

from simulator.agenda import InjectFault, parse_fault_option
from simulator.cabin import PhysicalRangeError
from simulator.commands import CommandError
from simulator.control import Control
from simulator.control_socket import ControlSocket
from simulator.faults import FaultError
from simulator.output import MissionOutput
from simulator.pacing import Pacer
from simulator.parameters import VehicleParameters
from simulator.progress import ProgressBar
from simulator.quantity import list_quantities, set_quantity
from simulator.scenario import (
    Scenario,
    ScenarioError,
    contradictions,
    parse_setting,
    read_scenario,
)
from simulator.service import SimulatorService
from simulator.simulation import Library, Simulation
from simulator.snapshot import SnapshotError
from telemetry.curve import KeyFolder, KeysError, default_key_folder
from telemetry.lifeline import Lifeline
from telemetry.link import FramePublisher
from telemetry.mission import Mission, MissionError, load_mission, read_configuration
from telemetry.problems import told
from telemetry.sockets import Context, LinkError
from telemetry.store import StoreError
from telemetry.timebase import NS_PER_S, SystemClock, met_text, parse_duration_s

DEFAULT_ENDPOINT: Final = "tcp://127.0.0.1:7690"
_EXAMPLES = """\
examples:
  cupola simulate --mission meridian-1
  cupola simulate --mission meridian-1 --fault F01@+00:00:10 --speed 60
  cupola simulate --mission meridian-1 --for 72h --speed max --output m.mission
  cupola simulate --list-parameters
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the ``simulate`` command."""
    parser = subparsers.add_parser(
        "simulate",
        help="publish a simulated vehicle",
        description="Simulate a mission's vehicle and publish its telemetry.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(parser)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the simulator to any parser."""
    parser.add_argument("--mission", metavar="M", help="name or folder of the mission")
    parser.add_argument("--scenario", metavar="S", help="name or file of a scenario")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="ID@T",
        help="inject a fault, for example F01@+00:00:10 after the start; may be repeated",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="K=V",
        dest="settings",
        help="set a model parameter, for example cabin.volume_m3=16; may be repeated",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the random numbers")
    parser.add_argument(
        "--for",
        default="",
        metavar="T",
        dest="duration",
        help="mission time to simulate, for example 72h; endless unless given",
    )
    parser.add_argument(
        "--start",
        default="",
        metavar="MET",
        help="mission elapsed time to begin at, for example 1/06:00:00",
    )
    parser.add_argument("--speed", default="1", metavar="X", help="times real time, or max")
    parser.add_argument("--output", metavar="FILE", help="write a mission file")
    parser.add_argument("--resume", metavar="FILE", help="go on from a snapshot")
    parser.add_argument("--publish", metavar="ENDPOINT", help="where to publish frames")
    parser.add_argument(
        "--keys",
        nargs="?",
        type=Path,
        const=default_key_folder(),
        metavar="DIR",
        help=f"let only enrolled mission servers listen (DIR: {default_key_folder()} unless given)",
    )
    parser.add_argument("--commands", metavar="ENDPOINT", help="where to take commands")
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end when standard input closes"
    )
    parser.add_argument(
        "--list-parameters", action="store_true", help="print every model parameter and end"
    )


class UsageError(ValueError):
    """The command line asks for something that cannot be; the message is for the user."""


def run(arguments: argparse.Namespace) -> int:
    """Run the simulator; return the process's exit code."""
    if arguments.list_parameters:
        _print_parameters()
        return 0
    try:
        return _simulate(arguments)
    except (
        UsageError,
        ScenarioError,
        FaultError,
        CommandError,
        MissionError,
        KeysError,
        LinkError,
        StoreError,
    ) as error:
        print(f"cupola simulate: {told(error)}", file=sys.stderr)
        return 2


def _print_parameters() -> None:
    print("parameter\tdefault\tunit\tallowed\tmeaning")
    for known in list_quantities(VehicleParameters()):
        shown = known.value
        if isinstance(shown, tuple):
            shown = f"[{', '.join(f'{number:g}' for number in shown)}]"
        elif isinstance(shown, bool):
            shown = str(shown).lower()
        allowed = "" if known.high == inf and known.low == -inf else f"{known.low:g}…{known.high:g}"
        print(f"{known.path}\t{shown}\t{known.unit}\t{allowed}\t{known.meaning}")


def _simulate(arguments: argparse.Namespace) -> int:
    if not arguments.mission:
        raise UsageError("--mission is missing, for example --mission meridian-1")
    configuration = read_configuration(arguments.mission)
    mission = load_mission(configuration)
    speed = _speed(arguments.speed)
    duration_s = _duration_s(arguments.duration)
    simulation = _simulation(arguments, mission)
    context: Context = zmq.Context()
    with ExitStack() as stack:
        stack.callback(context.term)
        pacer = Pacer(speed)
        publisher = commands = output = progress = None
        if arguments.publish or not arguments.output:
            keys = KeyFolder(arguments.keys) if arguments.keys else None
            publisher = FramePublisher(arguments.publish or DEFAULT_ENDPOINT, context, keys=keys)
            stack.callback(publisher.close)
        if arguments.commands:
            control = Control(simulation, pacer)
            commands = ControlSocket(arguments.commands, context, control)
            stack.callback(commands.close)
        if arguments.output:
            output = MissionOutput(Path(arguments.output), mission, configuration)
            stack.callback(output.close)
        if output is not None and duration_s < inf and sys.stderr.isatty():
            progress = stack.enter_context(ProgressBar(duration_s))
        lifeline = Lifeline(is_child=arguments.until_stdin_closes)
        _say_ready(mission, publisher, commands)
        service = SimulatorService(
            simulation,
            pacer,
            publisher=publisher,
            output=output,
            commands=commands,
            progress=progress,
            duration_s=duration_s,
        )
        return _run(service, simulation, lifeline)


def _run(service: SimulatorService, simulation: Simulation, lifeline: Lifeline) -> int:
    try:
        service.run(lifeline)
    except PhysicalRangeError as error:
        path = Path(f"{simulation.mission.id}-stopped.snapshot")
        path.write_bytes(simulation.snapshot())
        when = met_text(simulation.mission.elapsed_s(simulation.now_ns))
        print(
            f"cupola simulate: stopped at MET {when}: {error}; the state is in {path}",
            file=sys.stderr,
        )
        return 1
    return 0


def _say_ready(
    mission: Mission, publisher: FramePublisher | None, commands: ControlSocket | None
) -> None:
    words = []
    if publisher is not None:
        words.append(f"publishing {mission.name} on {publisher.endpoint}")
    if commands is not None:
        words.append(f"commands on {commands.endpoint}")
    if words:
        print(", ".join(words), file=sys.stderr, flush=True)


def _simulation(arguments: argparse.Namespace, mission: Mission) -> Simulation:
    """Build the simulation the options ask for; every problem is told at once."""
    start_ns = _start_ns(arguments.start, mission)
    elapsed_s = mission.elapsed_s(start_ns)
    scenario = Scenario()
    if arguments.scenario:
        scenario = read_scenario(arguments.scenario, elapsed_at_start_s=elapsed_s)
    problems: list[str] = []
    parameters = _with_settings(scenario.parameters, arguments.settings, problems)
    faults = _faults(arguments.fault, elapsed_s, problems)
    if problems:
        raise ScenarioError(problems)
    simulation = Simulation(
        mission,
        replace(scenario, parameters=parameters, events=(*scenario.events, *faults)),
        Library.shipped(),
        source=f"simulator/{SystemClock().now_ns() // 1_000_000:x}",
        seed=arguments.seed,
        start_ns=start_ns,
        keeps_way_back=bool(arguments.commands),
    )
    if arguments.resume:
        try:
            simulation.restore(Path(arguments.resume).read_bytes())
        except OSError as error:
            raise UsageError(f"--resume: {arguments.resume}: {error.strerror}") from error
        except SnapshotError as error:
            raise UsageError(f"--resume: {arguments.resume}: {error}") from error
    return simulation


def _with_settings(
    parameters: VehicleParameters, settings: Sequence[str], problems: list[str]
) -> VehicleParameters:
    for setting in settings:
        try:
            path, value = parse_setting(setting)
            parameters = set_quantity(parameters, path, value)
        except ValueError as error:
            problems.append(f"--set: {error}")
    problems += [f"--set: {problem}" for problem in contradictions(parameters)]
    return parameters


def _faults(
    options: Sequence[str], elapsed_s: float, problems: list[str]
) -> list[tuple[float, InjectFault]]:
    faults = []
    for option in options:
        try:
            faults.append(parse_fault_option(option, elapsed_at_start_s=elapsed_s))
        except ValueError as error:
            problems.append(f"--fault: {error}")
    return faults


def _start_ns(text: str, mission: Mission) -> int:
    if not text:
        return mission.simulation_start_ns
    try:
        return mission.launch_ns + round(parse_duration_s(text) * NS_PER_S)
    except ValueError as error:
        raise UsageError(f"--start: {error}") from error


def _speed(text: str) -> float:
    if text == "max":
        return inf
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0.0 < speed < inf:
        raise UsageError(f"--speed must be a positive number or max, got '{text}'")
    return speed


def _duration_s(text: str) -> float:
    if not text:
        return inf
    try:
        duration_s = parse_duration_s(text)
    except ValueError as error:
        raise UsageError(f"--for: {error}") from error
    if duration_s <= 0.0:
        raise UsageError(f"--for must be positive, got '{text}'")
    return duration_s


def main(argv: Sequence[str] | None = None) -> int:
    """Run the simulator by itself; return the process's exit code."""
    parser = argparse.ArgumentParser(prog="cupola simulate")
    add_arguments(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
