"""``cupola simulate``: fly a mission with nobody on board."""

import argparse
import sys
from collections.abc import Sequence
from math import inf

import zmq

from resources import find
from simulator.agenda import parse_fault_option
from simulator.faults import read_catalogue
from simulator.pacing import Pacer
from simulator.quantity import list_quantities
from simulator.service import SimulatorService
from simulator.simulation import Simulation
from simulator.vehicle import VehicleParameters
from telemetry.lifeline import Lifeline
from telemetry.link import FramePublisher
from telemetry.mission import MissionError, load_mission, read_configuration
from telemetry.sockets import LinkError
from telemetry.timebase import SystemClock, parse_duration_s

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
    parser.add_argument("--speed", default="1", metavar="X", help="times real time, or max")
    parser.add_argument("--output", metavar="FILE", help="write a mission file")
    parser.add_argument("--publish", metavar="ENDPOINT", help="where to publish frames")
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
    except (UsageError, MissionError, LinkError) as error:
        print(f"cupola simulate: {error}", file=sys.stderr)
        return 2


def _print_parameters() -> None:
    for known in list_quantities(VehicleParameters()):
        print(f"{known.path}\t{known.value}\t{known.unit}\t{known.meaning}")


def _simulate(arguments: argparse.Namespace) -> int:
    if not arguments.mission:
        raise UsageError("--mission is missing, for example --mission meridian-1")
    mission = load_mission(read_configuration(arguments.mission))
    speed = _speed(arguments.speed)
    duration_s = _duration_s(arguments.duration)
    source = f"simulator/{SystemClock().now_ns() // 1_000_000:x}"
    catalogue = read_catalogue(find("scenarios/faults.toml"))
    simulation = Simulation(
        mission, VehicleParameters(), catalogue, source=source, seed=arguments.seed
    )
    _plan_faults(arguments.fault, simulation)
    context = zmq.Context()
    publisher = None
    try:
        if arguments.publish or not arguments.output:
            publisher = FramePublisher(arguments.publish or "tcp://127.0.0.1:7690", context)
            print(f"publishing {mission.name} on {publisher.endpoint}", file=sys.stderr, flush=True)
        service = SimulatorService(
            simulation, Pacer(speed), publisher=publisher, recorder=None, duration_s=duration_s
        )
        service.run(Lifeline(is_child=arguments.until_stdin_closes))
    finally:
        if publisher is not None:
            publisher.close()
        context.term()
    return 0


def _plan_faults(options: Sequence[str], simulation: Simulation) -> None:
    mission = simulation.mission
    elapsed_s = mission.elapsed_s(mission.simulation_start_ns)
    problems = []
    for option in options:
        try:
            moment_s, injection = parse_fault_option(option, elapsed_at_start_s=elapsed_s)
        except ValueError as error:
            problems.append(f"--fault: {error}")
            continue
        if injection.fault not in simulation.vehicle.faults.catalogue:
            problems.append(f"--fault: there is no fault '{injection.fault}'")
            continue
        simulation.vehicle.agenda.add(round(moment_s), injection)
    if problems:
        raise UsageError("; ".join(problems))


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
