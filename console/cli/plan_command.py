"""``cupola plan``."""

import argparse
import csv
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.cli import exit_status
from console.cli.mission_file import check_folder
from console.cli.preflight import UsageError

if TYPE_CHECKING:
    from console.domain.planning.outcome import Outcome
    from console.domain.planning.plan import Plan
    from console.domain.planning.question import Circumstances
    from console.planner.messages import Solve
    from telemetry.mission import Mission

_EXAMPLES = """\
examples:
  cupola plan --mission meridian-1
  cupola plan --mission meridian-1 --format json > plan.json
  cupola plan --mission ./my-mission --seconds 120 --gap 0.002
  cupola plan --mission meridian-1 --format ics --guest guest-a > guest-a.ics
  cupola plan --mission meridian-1 --pdf sheets/

The plan keeps as many must-sees as any plan can, then gives the guest who is worst off as much
as possible, then everybody. Ctrl+C stops the search and prints the best plan so far. Where the
solver fails, what it had found is printed, at least a plan made at once; the exit status is 1.
"""
DEFAULT_SECONDS = 30.0
DEFAULT_GAP = 0.01


def configure(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola plan`` its options."""
    parser.description = "Plan who sees what, through which window and when."
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--mission", required=True, help="a shipped mission, or the path of a mission folder"
    )
    parser.add_argument(
        "--format",
        choices=("csv", "json", "ics"),
        default="csv",
        help="how to print: rows, everything that is known, or a calendar (default: csv)",
    )
    parser.add_argument("--guest", default="", metavar="ID", help="only this guest's calendar")
    parser.add_argument(
        "--pdf", type=Path, metavar="FOLDER", help="also write a sheet per guest and day there"
    )
    parser.add_argument(
        "--seconds",
        type=_positive,
        default=DEFAULT_SECONDS,
        metavar="S",
        help=f"how long to search at most (default: {DEFAULT_SECONDS:g})",
    )
    parser.add_argument(
        "--gap",
        type=_positive,
        default=DEFAULT_GAP,
        help=f"how close to the best possible is good enough, relative (default: {DEFAULT_GAP:g})",
    )
    parser.set_defaults(run=_run)


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is not a positive number")
    return value


def _run(arguments: argparse.Namespace) -> int:
    from console.domain.planning.listing import PLAN_COLUMNS, plan_document, plan_rows
    from console.domain.planning.question import Circumstances, first_problem
    from console.domain.viewing.opportunities import find_opportunities
    from console.domain.viewing.orbit_events import OrbitEvents
    from console.planner.messages import Solve
    from telemetry.mission import load_mission, read_configuration

    mission = load_mission(read_configuration(arguments.mission))
    guests = [person.id for person in mission.people if person.role == "guest"]
    if arguments.pdf is not None:
        check_folder(arguments.pdf)
    if arguments.guest not in ("", *guests):
        raise UsageError(f"--guest {arguments.guest} is none of {', '.join(guests)}")
    about = Circumstances(
        opportunities=find_opportunities(mission, mission.launch_ns, mission.end_ns),
        contacts=[(c.start_ns, c.end_ns) for c in OrbitEvents.of(mission).contacts],
    )
    problem = first_problem(mission, about)
    outcome, status = _solved(Solve(problem=problem, seconds=arguments.seconds, gap=arguments.gap))
    if arguments.pdf is not None:
        _write_sheets(arguments.pdf, outcome.best.plan, mission, about)
    document = plan_document(outcome, problem, mission, about)
    if arguments.format == "json":
        json.dump(document, sys.stdout, indent=2, ensure_ascii=False)
        print()
        return status
    _say_what_was_proved(document)
    if arguments.format == "ics":
        sys.stdout.write(_calendar(outcome.best.plan, mission, about, arguments.guest))
        return status
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(PLAN_COLUMNS)
    writer.writerows(plan_rows(outcome.best.plan, mission, about.opportunities))
    return status


def _say_what_was_proved(document: dict[str, Any]) -> None:
    """Say how good the plan is, and what it cannot give: the rows have no room for it."""
    gap, must_sees = document["gap"], document["must_sees"]
    how_good = (
        "how far it is from the best is open"
        if gap is None
        else (f"it is at most {gap:.1%} from the best")
    )
    print(f"cupola: {must_sees['proof']} Of all that keep as many, {how_good}.", file=sys.stderr)
    for reason in must_sees["not_kept"]:
        print(f"cupola: {reason}", file=sys.stderr)


def _calendar(plan: "Plan", mission: "Mission", about: "Circumstances", guest: str) -> str:
    from console.domain.planning.calendar import plan_calendar
    from console.domain.planning.checker import windows_of
    from telemetry.timebase import SystemClock

    sights = {each.id: each for each in about.opportunities}
    windows = windows_of(plan, about.opportunities)
    return plan_calendar(windows, mission, sights, made_ns=SystemClock().now_ns(), guest=guest)


def _write_sheets(folder: Path, plan: "Plan", mission: "Mission", about: "Circumstances") -> None:
    """Write the guests' sheets; Qt draws them without a display.

    Raises
    ------
    UsageError
        If they cannot be written there.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from console.domain.planning.checker import windows_of
    from console.domain.viewing.rules import ViewingRules
    from console.ui.day_sheet import write_day_sheets

    application = QGuiApplication.instance() or QGuiApplication(["cupola"])
    sights = {each.id: each for each in about.opportunities}
    windows = windows_of(plan, about.opportunities)
    try:
        write_day_sheets(folder, windows, mission, sights, kp=ViewingRules().kp, tasks=plan.tasks)
    except OSError as error:
        raise UsageError(f"--pdf {folder}: {error.strerror}") from None
    finally:
        application.processEvents()


def _solved(solve: "Solve") -> "tuple[Outcome, int]":
    """Return the planner's answer and the exit status, showing how far it is to who watches.

    A planner that fails leaves the best it had found; if that is nothing, one is made at once.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from console.domain.planning.greedy import promises_then_worst_off
    from console.domain.planning.outcome import Outcome, found_before_it_failed
    from console.planner.messages import Better, Failed, Finished
    from console.planner.messages import Progress as Report
    from console.planner.process import PlannerProcess

    last: list[Finished | Failed] = []
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task("planning", total=solve.seconds)

        def deliver(message: object) -> None:
            if isinstance(message, Finished | Failed):
                last.append(message)
            elif isinstance(message, Report):
                gap = "" if message.gap is None else f", at most {message.gap:.1%} from the best"
                bar.update(task, description=f"{message.stage}{gap}", completed=message.elapsed_s)

        process = PlannerProcess(solve, deliver)
        try:
            process.wait()
        except KeyboardInterrupt:
            process.cancel()
            process.wait()
        finally:
            process.close()
    answer = last[-1]
    if isinstance(answer, Finished):
        return answer.outcome, exit_status.OK
    found = process.incumbent or Better(
        plan=promises_then_worst_off(solve.problem), method="at once", elapsed_s=0.0
    )
    print(f"cupola: {answer.reason}", file=sys.stderr)
    print(f"cupola: the plan is the one it had until then ({found.method}).", file=sys.stderr)
    choice = found_before_it_failed(
        solve.problem, found.plan, method=found.method, seconds=found.elapsed_s
    )
    return Outcome(best=choice), exit_status.FAILED
