"""``cupola simulate``: fly a mission with nobody on board."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from math import inf
from pathlib import Path
from typing import Final

import zmq

from simulator.commands import CommandError
from simulator.control import Control
from simulator.control_socket import ControlSocket
from simulator.faults import FaultError
from simulator.flight import SimulationStoppedError
from simulator.models import SEATING_BAY, Models
from simulator.options import Options, read_options
from simulator.output import MissionOutput
from simulator.pacing import Pacer
from simulator.parameters import VehicleParameters
from simulator.places import list_places
from simulator.progress import ProgressBar
from simulator.quantity import list_quantities
from simulator.scenario import ScenarioError
from simulator.sensors import SensorFault
from simulator.service import SimulatorService
from simulator.simulation import Simulation
from simulator.snapshot import SnapshotError
from telemetry.curve import KeyFolder, KeysError, default_key_folder
from telemetry.lifeline import Lifeline
from telemetry.link import FramePublisher
from telemetry.mission import Mission
from telemetry.sockets import Context, LinkError
from telemetry.store import StoreError
from telemetry.timebase import SystemClock, met_text

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
        help=(
            "set a model parameter, a place in the state, people or events, for example "
            "cabin.volume_m3=16 or people=[{count=3}]; may be repeated"
        ),
    )
    parser.add_argument("--seed", default="1", metavar="N", help="of the random numbers")
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
        help=(
            "let only enrolled mission servers listen, and they and trainers command "
            f"(DIR: {default_key_folder()} unless given)"
        ),
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
        KeysError,
        LinkError,
        StoreError,
    ) as error:
        print(f"cupola simulate: {error}", file=sys.stderr)
        return 2


def _print_parameters() -> None:
    """Print what ``--set`` and scenarios can set: parameters, then places in the state."""
    parameters = VehicleParameters()
    print("parameter\tdefault\tunit\tallowed\tmeaning")
    for known in list_quantities(parameters):
        row = (known.path, _shown(known.value), known.unit, known.permitted, known.meaning)
        print("\t".join(row))
    models = Models(parameters, 0.0, ["nominal"] * 6, [SEATING_BAY] * 6)
    for place in list_places({**models.roots, "sensors": {"*": SensorFault()}}):
        row = (place.path, _shown(place.value), place.unit, place.permitted, "place in the state")
        print("\t".join(row))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(f'{number:g}' for number in value)}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _simulate(arguments: argparse.Namespace) -> int:
    options = read_options(arguments)
    mission, duration_s = options.mission, options.duration_s
    simulation = _simulation(arguments, options)
    context: Context = zmq.Context()
    with ExitStack() as stack:
        stack.callback(context.term)
        pacer = Pacer(options.speed)
        keys = KeyFolder(arguments.keys) if arguments.keys else None
        publisher = commands = output = progress = None
        if arguments.publish or not arguments.output:
            publisher = FramePublisher(arguments.publish or DEFAULT_ENDPOINT, context, keys=keys)
            stack.callback(publisher.close)
        if arguments.commands:
            control = Control(simulation, pacer)
            doors: Context = zmq.Context()
            stack.callback(doors.term)
            commands = ControlSocket(arguments.commands, doors, control, keys=keys)
            stack.callback(commands.close)
        if arguments.output:
            output = MissionOutput(Path(arguments.output), mission, options.configuration)
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
    except SimulationStoppedError as error:
        when = met_text(simulation.mission.elapsed_s(simulation.now_ns))
        saved = _save(Path(f"{simulation.mission.id}-stopped.snapshot"), simulation.last_good())
        print(f"cupola simulate: stopped at MET {when}: {error}; {saved}", file=sys.stderr)
        return 1
    return 0


def _save(path: Path, data: bytes) -> str:
    """Write the last good state; return where it is, or why it is not."""
    try:
        path.write_bytes(data)
    except OSError as error:
        return f"the state could not be saved in {path}: {error.strerror}"
    return f"the last good state is in {path}, for --resume"


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


def _simulation(arguments: argparse.Namespace, options: Options) -> Simulation:
    """Build the simulation, from a snapshot if one is given.

    Raises
    ------
    UsageError
        If the snapshot cannot be used.
    """
    simulation = Simulation(
        options.mission,
        options.scenario,
        options.library,
        source=f"simulator/{SystemClock().now_ns() // 1_000_000:x}",
        seed=options.seed,
        start_ns=options.start_ns,
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


def main(argv: Sequence[str] | None = None) -> int:
    """Run the simulator by itself; return the process's exit code."""
    parser = argparse.ArgumentParser(prog="cupola simulate")
    add_arguments(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
