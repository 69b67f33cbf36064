"""What the pictures of docs/screens are drawn with: a mission day, consoles on it, a folder.

The day is flown fast up to the instants that are drawn, and there as slowly as it is, so that the
pictures show the same state however busy the machine is.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

import numpy as np

from console.cli.mission_day import DayPlan, MissionDay
from console.cli.ports import PortSet
from console.cli.rehearsal import Rehearsal
from console.client.session import Session
from console.client.simulator_link import SimulatorLink
from console.config import ConsoleSettings
from console.domain.roles import Role
from scripts.picture_files import CONES, as_seen, png_of_few_colours
from telemetry.lifeline import Lifeline
from telemetry.timebase import SystemClock

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from console.ui.app import Console

SMALL_PX: Final = (1366, 768)
LARGE_PX: Final = (1920, 1080)
ROLES: Final = (Role.FLIGHT, Role.GUEST, Role.TRAINER)
SPEED: Final = 60.0
WELL_S: Final = 32 * 60.0  # of a day, in which history grows and windows are planned
ALARM_PAGES: Final = ((Role.FLIGHT, "life-support"), (Role.GUEST, "plan"))
TRAINERS_PAGES: Final = 3  # their own; the others are the flight controller's
Wait = Callable[[Callable[[], bool], float], bool]
Must = Callable[[Callable[[], bool], str], None]
WITHIN_S: Final = 120.0
CAUGHT_UP_S: Final = 1.0  # of age, in the latest telemetry
SETTLED_S: Final = 0.3  # what is asked of the server has come, and every chart had its turn


def close(consoles: list["Console"]) -> None:
    """End these consoles."""
    for console in consoles:
        console.close()


class Pace:
    """Flies a day fast to where it is looked at, and breaks what is to be seen broken."""

    def __init__(self, consoles: list["Console"], simulator: str, must: Must) -> None:
        self._consoles = consoles
        self._must = must
        must(lambda: all(each.desk.clock.is_set for each in consoles), "no source is heard")
        self._began_s = consoles[0].desk.elapsed_s()
        self._simulator = SimulatorLink(simulator)
        self._simulator.start()

    def passed_s(self) -> float:
        """Return how much of the day has passed on every console."""
        return min(each.desk.elapsed_s() for each in self._consoles) - self._began_s

    def fly_to(self, seconds: float, speed: float) -> None:
        """Return once so much of the day has passed, and nothing is late on any console."""
        self._ask("speed", speed=speed)
        self._must(lambda: self.passed_s() >= seconds, "the day does not pass")
        self._ask("speed", speed=1.0)
        self._must(self._has_caught_up, "a console is late")

    def _has_caught_up(self) -> bool:
        desks = [each.desk for each in self._consoles]
        ages_s = [desk.telemetry_age_s() for desk in desks]
        is_slow = all(desk.clock.rate == 1.0 and desk.is_in_step for desk in desks)
        return is_slow and all(age_s is not None and age_s < CAUGHT_UP_S for age_s in ages_s)

    def inject(self, fault: str) -> None:
        """Let a fault act from now on."""
        self._ask("inject", fault=fault, severity=1.0)

    def close(self) -> None:
        """Let go of the simulator."""
        self._simulator.close()

    def _ask(self, do: str, **more: object) -> None:
        """Ask for something; who asks must name the simulator that is meant."""
        simulation = self._consoles[-1].seat.simulation
        self._must(lambda: bool(simulation and simulation.source), "no simulator answers")
        if simulation is not None:
            self._simulator.ask(do, source=simulation.source, **more)


@contextmanager
def a_day(recording: Path) -> Iterator[MissionDay]:
    """Run simulator and server, and a rehearsal that plays the flight controller and guest lead."""
    plan = DayPlan(
        mission="meridian-1",
        file=recording,
        roles=(),
        speed=1.0,
        is_headless=True,
    )
    day = MissionDay(plan, PortSet(), lambda line: print(line, file=sys.stderr))
    stop = Event()
    watch = Thread(target=day.run, args=(stop.is_set,))
    watch.start()
    try:
        with Rehearsal(day.server):
            yield day
    finally:
        stop.set()
        watch.join()


@contextmanager
def a_replay(recording: Path, from_s: float) -> Iterator[str]:
    """Play the recording from so long after its beginning; yield where consoles join."""
    from_text = time.strftime("T+%H:%M:%S", time.gmtime(from_s))
    ports = PortSet()
    words = ["replay", str(recording), "--from", from_text]
    words += ["--listen", ports.server, "--until-stdin-closes"]
    command = [sys.executable, "-m", "console.cli", *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as replay:
        try:
            yield ports.server
        finally:
            replay.communicate()


def a_console(role: Role, server: str, simulator: str = "") -> "Console":
    """Open one console on the server; a trainer's is told where the simulator is, if any."""
    from console.ui.app import Console

    session = Session(server, role, "screens", SystemClock())
    settings = ConsoleSettings(server=server, role=role, name="screens")
    link = SimulatorLink(simulator) if simulator and role is Role.TRAINER else None
    console = Console(settings, session, Lifeline(is_child=False), simulator=link)
    console.start()
    return console


def is_whole(console: "Console") -> bool:
    """Return whether nothing is still being worked out for the page in sight."""
    from console.ui.panels.orbit_map import OrbitMap

    if console.seat.turns.waiting:
        return False
    maps = (each for each in console.window.findChildren(OrbitMap) if each.isVisible())
    return all(each.is_whole for each in maps)


@dataclass
class Pictures:
    """A folder of pictures."""

    folder: Path
    wait: Wait
    drawn: set[str] = field(default_factory=set)

    def draw(
        self,
        consoles: list["Console"],
        state: str,
        size: tuple[int, int] = SMALL_PX,
        pages: int | None = None,
        shows: Callable[["Console"], bool] = lambda _console: True,
    ) -> None:
        """Save the first `pages` pages, or all, of every console, while it `shows` the state."""
        for console in consoles:
            last = TRAINERS_PAGES if console.desk.role is Role.TRAINER else None
            for page in console.window.pages[: pages or last]:
                self.draw_page(console, page.name, state, size, shows)
            console.window.show_page(0)

    def draw_page(
        self,
        console: "Console",
        page: str,
        state: str,
        size: tuple[int, int],
        shows: Callable[["Console"], bool] = lambda _console: True,
    ) -> None:
        """Save one page of a console while it `shows` the state."""
        self.resize(console, size)
        name = f"{console.desk.role}-{page}{state}-{size[0]}x{size[1]}.png"
        self.must(partial(shows, console), f"{name} does not show it")
        self.save(self.seen(console, page), name)

    def draw_as_seen_without(self, consoles: list["Console"]) -> None:
        """Save the pages of alarms as people see them who lack one kind of cone."""
        for console in consoles:
            self.resize(console, SMALL_PX)
            for page in console.window.pages:
                if (console.desk.role, page.name) in ALARM_PAGES:
                    seen = self.seen(console, page.name)
                    for lack, matrix in CONES.items():
                        name = f"{console.desk.role}-{page.name}-{lack}.png"
                        self.save(as_seen(seen, np.array(matrix)), name)
            console.window.show_page(0)

    def must(self, is_done: Callable[[], bool], otherwise: str) -> None:
        """Wait until something is so; end the script, saying what is not, if it never is."""
        if not self.wait(is_done, WITHIN_S):
            sys.exit(f"the pictures are not complete: {otherwise}")

    def resize(self, console: "Console", size: tuple[int, int]) -> None:
        """Give a window its size, again once what stands at its side has yielded."""
        for _ in range(0 if console.window.size().toTuple() == size else 2):
            console.window.resize(*size)
            self.wait(lambda: False, SETTLED_S)

    def seen(self, console: "Console", page: str) -> "QImage":
        """Return a page once all of it has been drawn, with its alarms' symbols lit."""
        from console.ui.widgets.severity_mark import SeverityMark

        window = console.window
        window.show_page_named(page)
        self.wait(lambda: False, SETTLED_S)
        self.must(lambda: is_whole(console), f"{page} is still being worked out")
        marks = window.findChildren(SeverityMark)
        self.must(lambda: all(mark.is_on for mark in marks), f"a mark on {page} stays dark")
        return console.window.grab().toImage()

    def save(self, image: "QImage", name: str) -> None:
        """Write one picture."""
        (self.folder / name).write_bytes(png_of_few_colours(image))
        self.drawn.add(name)
        print(self.folder / name)
