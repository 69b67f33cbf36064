"""Make the pictures of docs/screens from a real mission day, drawn offscreen.

Usage: python scripts/screens.py [docs/screens]

A simulator and a mission server run as on any day, at twenty times real time; a rehearsal plays
both people. Both consoles' pages are drawn at two sizes while all is well, and the first of
each again once a leaking hull (F12) holds viewing. It takes about two minutes.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

HOME: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME))

from console.cli.mission_day import DayPlan, MissionDay
from console.cli.ports import PortSet
from console.cli.rehearsal import Rehearsal
from console.client.session import Session
from console.config import ConsoleSettings
from console.domain.flight_rules import Decision
from console.domain.roles import Role
from telemetry.lifeline import Lifeline
from telemetry.timebase import NS_PER_S, SystemClock

if TYPE_CHECKING:
    from console.ui.app import Console

SIZES_PX: Final = ((1920, 1080), (1366, 768))
SPEED: Final = 20.0
PLOTTED: Final = ("EPS_SA1_I", "EPS_SA2_I", "EPS_BAT1_SOC", "TCS_A_RAD_T", "EPS_SUN", "COM_LINK")
FAULT: Final = "F12@+00:15:00"
PROGRAMME_S: Final = 30.0  # real time in which history grows and windows are planned
HOLD_WITHIN_S: Final = 90.0
LOOKED_AT_WITHIN_S: Final = 3 * 3600.0
SETTLED_S: Final = 0.6  # layouts settle, and a second's update is drawn
SMALLEST_FILE: Final = 0  # Qt's word for the strongest compression


def main() -> int:
    """Draw every picture; return a process exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=HOME / "docs" / "screens")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["cupola"])

    def wait(is_done: Callable[[], bool], within_s: float) -> bool:
        until_s = time.monotonic() + within_s
        while not is_done() and time.monotonic() < until_s:
            application.processEvents()
            time.sleep(0.01)
        return is_done()

    with a_day() as server:
        consoles = [a_console(role, server) for role in (Role.FLIGHT, Role.GUEST)]
        wait(lambda: False, PROGRAMME_S)
        look_at_the_best(consoles[1])
        plot_some(consoles[0])
        draw(consoles, folder, wait)
        if not wait(lambda: all(is_held(console) for console in consoles), HOLD_WITHIN_S):
            print("no viewing window was held: the pictures of a hold are missing", file=sys.stderr)
            return 1
        draw(consoles, folder, wait, occasion="-hold", pages=1)
        for console in consoles:
            console.close()
    return 0


@contextmanager
def a_day() -> Iterator[str]:
    """Run simulator and server; yield the server's address."""
    with tempfile.TemporaryDirectory() as kept:
        plan = DayPlan(
            mission="meridian-1",
            file=Path(kept) / "screens.mission",
            roles=(),
            speed=SPEED,
            is_headless=True,
            faults=(FAULT,),
        )
        day = MissionDay(plan, PortSet(), lambda line: print(line, file=sys.stderr))
        stop = Event()
        watch = Thread(target=day.run, args=(stop.is_set,))
        watch.start()
        try:
            with Rehearsal(day.server):
                yield day.server
        finally:
            stop.set()
            watch.join()


def a_console(role: Role, server: str) -> "Console":
    """Open one console on the server."""
    from console.ui.app import Console

    session = Session(server, role, "screens", SystemClock())
    settings = ConsoleSettings(server=server, role=role, name="screens")
    console = Console(settings, session, Lifeline(is_child=False))
    console.start()
    return console


def is_held(console: "Console") -> bool:
    """Return whether this console shows a hold."""
    return console.desk.is_open and console.desk.viewing_status().decision is not Decision.GO


def look_at_the_best(guest: "Console") -> None:
    """Choose, as the guest lead would, what is best worth proposing of the next hours."""
    from console.ui.guest import Plan
    from console.ui.models.opportunity_choice import why_not

    desk, plan = guest.desk, guest.window.pages[0].panel
    taken = {window.opportunity for window in desk.windows().values()}
    until_ns = desk.now_ns() + round(LOOKED_AT_WITHIN_S * NS_PER_S)
    coming = [
        each
        for each in desk.lookahead.opportunities
        if desk.now_ns() < each.start_ns < until_ns
        and each.id not in taken
        and any(
            not why_not(each, (person.id,), desk.state, desk.mission, desk.now_ns())
            for person in desk.mission.people
        )
    ]
    if isinstance(plan, Plan) and coming:
        plan.opportunities.choose(max(coming, key=lambda each: each.quality).id)


def plot_some(flight: "Console") -> None:
    """Plot, as a controller would, what the Sun does to power and heat."""
    for parameter in PLOTTED:
        flight.window.seat.wishes.plot.emit(parameter)
    flight.window.show_page(0)


def draw(
    consoles: list["Console"],
    folder: Path,
    wait: Callable[[Callable[[], bool], float], bool],
    occasion: str = "",
    pages: int | None = None,
) -> None:
    """Save the first `pages` pages, or all, of every console at every size."""
    for console in consoles:
        for width, height in SIZES_PX:
            console.window.resize(width, height)
            for number, page in enumerate(console.window.pages[:pages]):
                console.window.show_page(number)
                wait(lambda: False, SETTLED_S)
                name = f"{console.desk.role}-{page.name}{occasion}-{width}x{height}.png"
                console.window.grab().save(str(folder / name), "PNG", SMALLEST_FILE)
                print(folder / name)
        console.window.show_page(0)


if __name__ == "__main__":
    sys.exit(main())
