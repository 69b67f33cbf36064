"""The second day of `scripts/screens.py`: bus 28A dies (F55) and takes fan, pump and more with it.

Drawn are the flood, its forecast of CO2, an alarm that is shelved, and a procedure half-way.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from console.domain.alarm_requests import ShelveAlarm
from console.domain.procedure_requests import ChooseBranch, StartProcedure
from console.domain.requests import Request
from console.protocol import Answer
from scripts.screen_stage import (
    LARGE_PX,
    ROLES,
    SMALL_PX,
    SPEED,
    WELL_S,
    Pace,
    Pictures,
    a_console,
    a_day,
    close,
)

if TYPE_CHECKING:
    from console.ui.app import Console

FAULT: Final = "F55"
FLOOD_S: Final = 5 * 60.0  # in which more alarms come than one person can take in
FLOOD_SPEED: Final = 20.0
ALARM: Final = "EPS_BUS_28A_V"  # the first cause
PROCEDURE: Final = "EPS-01"
BUS_IS_DEAD: Final = 0  # the branch of its first step
SHELVED: Final = "ARS_SEP_RPM"
WHY: Final = "Stands with bus 28A; back once EPS-01 is through"
HOUR_S: Final = 3600
SIZES: Final = (SMALL_PX, LARGE_PX)


def draw_flood(recording: Path, pictures: Pictures) -> None:
    """Live through a flood; end with a word of what is missing if anything is."""
    with a_day(recording) as day:
        consoles = [a_console(role, day.server, day.commands) for role in ROLES]
        flight, guest, _trainer = consoles
        pictures.must(lambda: all(each.window.pages for each in consoles), "no mission is heard")
        pace = Pace(consoles, day.commands, pictures.must)
        pace.fly_to(WELL_S, SPEED)
        pace.inject(FAULT)
        pace.fly_to(pace.passed_s() + FLOOD_S, FLOOD_SPEED)
        desk = flight.desk
        pictures.must(lambda: desk.state.alarm_book.flood is not None, "there is no flood")
        pictures.must(lambda: SHELVED in desk.state.alarms, f"{SHELVED} is not in alarm")
        for size in SIZES:
            pictures.draw_page(flight, "life-support", "-flood", size)
        pictures.draw_page(guest, "plan", "-flood", SMALL_PX)
        show_charts(flight)
        flight.seat.time.follow(HOUR_S)
        for size in SIZES:
            pictures.draw_page(flight, "life-support", "-forecast", size)
        standing = desk.state.alarms[SHELVED]
        seen = {"occurrence": standing.occurrence, "seen_severity": standing.gravest}
        ask(flight, ShelveAlarm(alarm=SHELVED, **seen, reason=WHY, for_s=HOUR_S))
        pictures.must(lambda: SHELVED in desk.state.alarm_book.hidden, "nothing was shelved")
        for size in SIZES:
            pictures.draw_page(flight, "alarms", "-shelved", size)
        begin(flight, pictures)
        for size in SIZES:
            pictures.draw_page(flight, "procedures", "-half-way", size)
        pictures.draw_page(guest, "plan", "-procedure", SMALL_PX)
        pace.close()
    close(consoles)


def ask(console: "Console", request: Request) -> None:
    """Ask the server, as a click does; what is refused ends the script in words."""
    console.seat.requests.ask(request, _heed)


def _heed(answer: Answer) -> None:
    if not answer.accepted:
        sys.exit(f"the pictures are not complete: {answer.reason}")


def show_charts(flight: "Console") -> None:
    """Let the charts stand where a low screen has no room for both them and the air loop."""
    from console.ui.panels.life_support import LifeSupport

    for air in flight.window.findChildren(LifeSupport):
        air.other.click()


def begin(flight: "Console", pictures: Pictures) -> None:
    """Open the procedure from its alarm, start it and decide its first step."""
    flight.seat.wishes.procedure.emit(ALARM)
    ask(flight, StartProcedure(procedure=PROCEDURE, alarm=ALARM))
    pictures.must(lambda: bool(flight.desk.state.runs), "no procedure runs")
    run = next(iter(flight.desk.state.runs.values()))
    ask(
        flight,
        ChooseBranch(run=run.id, step=run.step, seen_revision=run.revision, branch=BUS_IS_DEAD),
    )
    pictures.must(lambda: flight.desk.state.runs[run.id].step != run.step, "no step is done")
