"""``cupola report``: the debrief of a recorded mission as one HTML file."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from console.cli import exit_status
from console.cli.report_drawings import TimeScale, draw_alarms, draw_parameter
from console.domain.alarm_measures import measure
from console.domain.alarm_report import measure_lines
from console.domain.debrief import AlarmStory, Debrief, Decision, debrief
from console.domain.mission import fold
from console.server.record import Record
from console.ui.models.log_words import LogWords
from console.ui.models.names import Names
from telemetry.mission import Configuration, Mission, load_mission
from telemetry.places import PLACE_HELP, place_argument
from telemetry.replay import ReplayError
from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S, countdown_text, met_text, utc_text

COLUMNS: Final = 400
MOST_PLOTS: Final = 12
USUAL: Final = ("CAB_PPCO2_Z2", "CAB_PPO2", "CAB_P_TOT", "CAB_T_Z2", "CAB_RH_Z2")
NOT_YET: Final = "–"
_EXAMPLES = """\
examples:
  cupola report day.mission --output report.html
  cupola report day.mission --output report.html --operators 2   two shared the alarms

Timeline, alarms with how long each waited, decisions, the plan, telemetry and the log; from the
recording alone. Medical values are left out.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola report`` its options."""
    parser.description = "Write the debrief of a recorded mission."
    parser.epilog = _EXAMPLES
    parser.add_argument("file", type=place_argument, metavar="FILE", help=PLACE_HELP)
    parser.add_argument("--output", type=Path, required=True, metavar="PATH", help="HTML to write")
    parser.add_argument(
        "--operators",
        type=int,
        choices=range(1, 10),
        default=1,
        metavar="N",
        help="how many people shared the alarms, 1 to 9 (default: 1)",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    with MissionFile.read(arguments.file) as file:
        page = report(file, operators=arguments.operators)
    arguments.output.write_text(page, encoding="utf-8")
    print(f"{arguments.output}: {len(page) // 1024} KB", file=sys.stderr)
    return exit_status.OK


def report(file: MissionFile, *, operators: int = 1) -> str:
    """Return the debrief of a recording as HTML.

    Parameters
    ----------
    operators : int
        How many people shared the alarms.

    Raises
    ------
    ReplayError
        If no telemetry was recorded.
    StoreError, MissionError
        If the recording or its configuration cannot be read.
    """
    import jinja2  # here: no other command needs it

    import resources

    if file.span_ns is None:
        raise ReplayError(f"{file.place} holds no telemetry")
    mission = load_mission(Configuration(file.configuration))
    entries = Record(file, mission).entries()
    start_ns, end_ns = file.span_ns
    scale = TimeScale(start_ns, max([end_ns, *(entry.mission_ns for entry in entries[-1:])]))
    told = debrief(entries)
    names = Names(mission)
    words = LogWords(mission)
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
        resources.find("reports/debrief.html").read_text(encoding="utf-8")
    )
    alarm_names = [_name(mission, story.alarm) for story in told.alarms]
    return template.render(
        mission=mission.name,
        file=Path(str(file.place)).name,
        facts=len(entries),
        broken=file.verify_chain(),
        start=utc_text(scale.start_ns)[:19].replace("T", " "),
        end=utc_text(scale.end_ns)[:19].replace("T", " "),
        met_start=met_text((scale.start_ns - mission.launch_ns) / NS_PER_S),
        met_end=met_text((scale.end_ns - mission.launch_ns) / NS_PER_S),
        scores=[
            {"what": s.what, "in_time": s.in_time, "of": s.of, "middle": _took(s.middle_s)}
            for s in told.scores()
        ],
        timeline=_markup(draw_alarms(told.alarms, alarm_names, scale)),
        alarms=[_alarm_row(*each) for each in zip(told.alarms, alarm_names, strict=True)],
        measures=measure_lines(
            measure(entries, scale.end_ns, operators=operators),
            lambda alarm: _name(mission, alarm),
        ),
        decisions=[_decision_row(each) for each in told.decisions],
        windows=[
            (
                window.id,
                window.title,
                f"{utc_text(window.start_ns)[11:16]} to {utc_text(window.end_ns)[11:16]}",
                names.pane(window.pane),
                names.people(window.guests),
                str(window.status),
            )
            for window in fold(entries).windows.values()
        ],
        plots=list(_plots(file, mission, told, scale)),
        log=[words.line(entry) for entry in entries],
    )


def _plots(
    file: MissionFile, mission: Mission, told: Debrief, scale: TimeScale
) -> Iterable[dict[str, Any]]:
    """Yield a plot of what is always looked at, and of what was in alarm."""
    database = mission.database
    wanted = dict.fromkeys((*USUAL, *(story.alarm for story in told.alarms)))
    recorded = {parameter.id for packet in file.packets for parameter in packet.parameters}
    numeric = [
        database.parameters[name]
        for name in wanted
        if name in recorded
        and name in database.parameters
        and not database.parameters[name].states
        and not database.place[name][0].is_medical
    ]
    for parameter in numeric[:MOST_PLOTS]:
        columns = file.columns(parameter.id, scale.start_ns, scale.end_ns + 1, COLUMNS)
        raised_ns = [story.raised_ns for story in told.alarms if story.alarm == parameter.id]
        unit = f", {parameter.unit_text}" if parameter.unit_text else ""
        yield {
            "title": f"{parameter.name}{unit}",
            "svg": _markup(draw_parameter(parameter, columns, raised_ns, scale)),
        }


def _markup(drawing: str) -> Any:  # noqa: ANN401  # of a library without this type in its stubs
    from markupsafe import Markup

    return Markup(drawing)  # noqa: S704  # ours; names in it are escaped


def _name(mission: Mission, alarm: str) -> str:
    parameter = mission.database.parameters.get(alarm)
    return alarm if parameter is None else parameter.name


def _alarm_row(story: AlarmStory, name: str) -> tuple[str, ...]:
    return (
        story.severity.name.lower(),
        name,
        _clock(story.raised_ns),
        _took(story.seen_after_s),
        story.seen_by or "nobody",
        _clock(story.returned_ns),
        {True: "yes", False: "no", None: ""}[story.is_in_time],
    )


def _decision_row(decision: Decision) -> tuple[str, ...]:
    return (
        decision.title,
        _clock(decision.asked_ns),
        f"{decision.asked} by {decision.asked_by}",
        decision.outcome or "still waits",
        _took(decision.took_s),
        decision.decided_by or NOT_YET,
        "yes" if decision.is_in_time else "no",
    )


def _clock(instant_ns: int | None) -> str:
    return NOT_YET if instant_ns is None else utc_text(instant_ns)[11:19]


def _took(seconds: float | None) -> str:
    return NOT_YET if seconds is None else countdown_text(seconds)
