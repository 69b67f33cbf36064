"""Make the pictures of docs/screens from two real mission days, drawn offscreen.

Usage: python scripts/screens.py [--day leak|flood] [docs/screens]

A simulator and a mission server run as on any day; a rehearsal plays the flight controller and
the guest lead. Each day is flown sixty times faster up to the instants that are drawn. Of the
first, every page of all three consoles is drawn while all is well, in the daylight theme, once a
leaking hull (F12) holds viewing, once the server has gone silent, and while the recording is
replayed. What alarms look like is also drawn as people see it who lack one kind of cone. The
second is that of `scripts/flood_pictures.py`. Pictures of earlier days that were not drawn again
are removed, unless only one day is drawn. It takes four minutes.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

HOME: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME))

from console.domain.schedule import WindowStatus
from scripts.flood_pictures import draw_flood
from scripts.screen_stage import (
    LARGE_PX,
    ROLES,
    SPEED,
    WELL_S,
    Pace,
    Pictures,
    a_console,
    a_day,
    a_replay,
    close,
)
from telemetry.timebase import NS_PER_S

if TYPE_CHECKING:
    from console.ui.app import Console

PLOTTED: Final = ("EPS_SA1_I", "EPS_SA2_I", "EPS_BAT1_SOC", "TCS_A_RAD_T", "EPS_SUN", "COM_LINK")
FAULT: Final = "F12"
LEAK_S: Final = 4 * 60.0  # in which it is found and windows are held
LEAK_SPEED: Final = 20.0
LOOKED_AT_WITHIN_S: Final = 3 * 3600.0
SILENT_S: Final = 4.0


def main() -> int:
    """Draw every picture; return a process exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=HOME / "docs" / "screens")
    parser.add_argument("--day", choices=DAYS, help="draw one day only")
    asked = parser.parse_args()
    folder: Path = asked.folder
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["cupola"])

    def wait(is_done: Callable[[], bool], within_s: float) -> bool:
        until_s = time.monotonic() + within_s
        while not is_done() and time.monotonic() < until_s:
            application.processEvents()
            application.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as an event loop does
            time.sleep(0.01)
        return is_done()

    with tempfile.TemporaryDirectory() as kept:
        pictures = Pictures(folder, wait)
        for name, draw in DAYS.items():
            if asked.day in (None, name):
                draw(Path(kept) / f"{name}.mission", pictures)
    if asked.day is None:
        for old in {path.name for path in folder.glob("*.png")} - pictures.drawn:
            (folder / old).unlink()
    return 0


def draw_leak(recording: Path, pictures: Pictures) -> None:
    """Live through a day and its replay; end with a word of what is missing if anything is."""
    from console.ui.theme import DARK, DAYLIGHT

    with a_day(recording) as day:
        consoles = [a_console(role, day.server, day.commands) for role in ROLES]
        pictures.must(lambda: all(each.window.pages for each in consoles), "no mission is heard")
        pace = Pace(consoles, day.commands, pictures.must)
        pace.fly_to(WELL_S, SPEED)
        look_at_the_best(consoles[1])
        plot_some(consoles[0])
        pictures.draw(consoles, "")
        pictures.draw(consoles[:1], "", size=LARGE_PX, pages=1)
        for theme, state in ((DAYLIGHT, "-daylight"), (DARK, None)):
            for console in consoles:
                console.seat.look.set_theme(theme)
            if state is not None:
                pictures.draw(consoles, state)
        pace.inject(FAULT)
        leak_s = pace.passed_s()
        pace.fly_to(leak_s + LEAK_S, LEAK_SPEED)
        pictures.draw(consoles, "-hold", shows=is_held)
        pictures.draw(consoles[1:2], "-hold", size=LARGE_PX, pages=1, shows=is_held)
        pictures.draw_as_seen_without(consoles[:2])
        pace.close()
    pictures.wait(lambda: False, SILENT_S)
    pictures.draw(consoles, "-stale")
    close(consoles)
    with a_replay(recording, leak_s + LEAK_S) as server:
        consoles = [a_console(role, server) for role in ROLES]
        pictures.must(lambda: all(map(is_held, consoles)), "the replay shows no hold")
        pictures.draw(consoles, "-replay", shows=is_held)
        close(consoles)


def is_held(console: "Console") -> bool:
    """Return whether this console, which hears everything, shows an alarm and a held window."""
    desk = console.desk
    if not (desk.is_open and desk.is_in_step and desk.hears_telemetry):
        return False
    windows = desk.windows().values()
    is_held = any(each.status is WindowStatus.HELD for each in windows)
    return is_held and desk.safety_state() is not None


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


DAYS: Final = {"leak": draw_leak, "flood": draw_flood}

if __name__ == "__main__":
    sys.exit(main())
