"""``cupola run``."""

import argparse
import os
import sys
import time
from pathlib import Path

from console.cli import exit_status
from console.cli.display import NO_DISPLAY, has_display
from console.cli.durations import duration_s
from console.cli.keys_option import add_keys_option
from console.cli.mission_day import DayPlan, MissionDay
from console.cli.mission_file import new_mission_file
from console.cli.ports import PortSet
from console.cli.preflight import check_day
from console.domain.roles import Role
from telemetry.lifeline import Lifeline

DEFAULT_MISSION = "meridian-1"

_EXAMPLES = """\
examples:
  cupola run                                            windows; Ctrl+C ends everything
  cupola run --mission station-1 --roles flight         another mission, one console
  cupola run --speed 60 --fault F01@+00:00:10           an hour a minute, and a fan that stops
  cupola run --keys                                     only enrolled keys get in
  cupola run --headless --for 60 --screenshots out/     without a display; prints a summary

Everything runs on this machine and ends with this command. The mission is recorded; the file's
name is said at the start. Without a display a rehearsal plays both people: as guest lead it
proposes viewing windows, as flight controller it approves them.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola run`` its options."""
    parser.description = "Start simulator, mission server and consoles on this machine."
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--mission",
        default=DEFAULT_MISSION,
        help=f"a shipped mission, or the path of a mission folder (default: {DEFAULT_MISSION})",
    )
    parser.add_argument(
        "--roles",
        type=_roles,
        default=(Role.FLIGHT, Role.GUEST),
        help="consoles to open, separated by commas (default: flight,guest)",
    )
    parser.add_argument(
        "--speed", type=_speed, default=1.0, metavar="X", help="times real time (default: 1)"
    )
    parser.add_argument(
        "--headless", action="store_true", help="draw offscreen, rehearse, print a summary"
    )
    parser.add_argument(
        "--for", dest="for_s", type=duration_s, metavar="TIME", help="end after 60, 10min, 2h"
    )
    parser.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="save pictures of the pages at the end"
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="ID@T",
        help="inject a fault, for example F01@+00:00:10 after the start; may be repeated",
    )
    add_keys_option(parser, "protect every link with keys; consoles show the key of their role")
    parser.add_argument(
        "--file", type=Path, help="the mission file (default: a new one among your data)"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if not arguments.headless and not has_display(os.environ):
        print(f"cupola: {NO_DISPLAY}", file=sys.stderr)
        return exit_status.BAD_INPUT
    plan = DayPlan(
        mission=arguments.mission,
        file=arguments.file or new_mission_file(arguments.mission),
        roles=arguments.roles,
        speed=arguments.speed,
        is_headless=arguments.headless,
        for_s=arguments.for_s,
        screenshots=arguments.screenshots,
        faults=tuple(arguments.fault),
        keys=arguments.keys,
    )
    check_day(plan)
    lifeline = Lifeline(is_child=False)
    ports = PortSet()
    _say(f"recording {plan.file}; more consoles may join {ports.server}; Ctrl+C ends everything")
    day = MissionDay(plan, ports, _say)
    if not plan.is_headless:
        day.run(lambda: lifeline.is_cut)
        return day.exit_status
    from console.cli.rehearsal import Rehearsal
    from console.cli.summary import Summary

    with Rehearsal(day.server) as rehearsal:
        day.run(lambda: lifeline.is_cut)
    if day.exit_status == exit_status.BAD_INPUT:  # who was given it has said what
        return exit_status.BAD_INPUT
    summary = Summary(
        plan=plan,
        records=day.records,
        ran_s=time.monotonic() - day.started_s,
        started_s=day.started_s,
        plays=rehearsal.plays,
    )
    print(summary.text())
    missing = summary.missing()
    if rehearsal.ended_early:
        missing.append("the rehearsal broke off")
    for line in missing:
        _say(f"this was no working day: {line}")
    return day.exit_status or (exit_status.FAILED if missing else exit_status.OK)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _roles(text: str) -> tuple[Role, ...]:
    words = [word.strip() for word in text.split(",")]
    if not set(words) <= set(Role) or len(set(words)) < len(words):
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a list of {', '.join(Role)}, each once, separated by commas"
        )
    return tuple(map(Role, words))


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 1000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number above 0, up to 1000")
    return speed
