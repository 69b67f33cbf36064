"""Make the pictures of docs/screens from a real mission day, drawn offscreen.

Usage: python scripts/screens.py [docs/screens]

A simulator and a mission server run as on any day, at twenty times real time; a rehearsal plays
both people. Every page of both consoles is drawn while all is well, in the daylight theme, once
a leaking hull (F12) holds viewing, once the server has gone silent, and while the recording is
replayed, to a trainer too. Main pages of the hold are also drawn as people see them who lack one
kind of cone. It takes some minutes.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

import numpy as np

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
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

    from console.ui.app import Console

SIZES_PX: Final = ((1920, 1080), (1366, 768))
SPEED: Final = 20.0
PLOTTED: Final = ("EPS_SA1_I", "EPS_SA2_I", "EPS_BAT1_SOC", "TCS_A_RAD_T", "EPS_SUN", "COM_LINK")
MAIN_PAGES: Final = ("life-support", "orbit", "power", "vehicle", "plots", "plan", "windows")
FAULT: Final = "F12@+00:45:00"
PROGRAMME_S: Final = 30.0  # real time in which history grows and windows are planned
HOLD_WITHIN_S: Final = 240.0
LOOKED_AT_WITHIN_S: Final = 3 * 3600.0
SILENT_S: Final = 8.0
SETTLED_S: Final = 0.6  # layouts settle, and a second's update is drawn
SMALLEST_FILE: Final = 0  # Qt's word for the strongest compression
# Source: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color
# Vision Deficiency", IEEE TVCG 15 (2009), table 1 at severity 1.0; for linear RGB.
CONES: Final = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


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

    with tempfile.TemporaryDirectory() as kept:
        recording = Path(kept) / "screens.mission"
        return 0 if draw_everything(recording, Pictures(folder, wait)) else 1


def draw_everything(recording: Path, pictures: "Pictures") -> bool:
    """Live through a day and its replay; return whether all pictures could be drawn."""
    from console.ui.theme import DARK, DAYLIGHT

    with a_day(recording) as server:
        consoles = [a_console(role, server) for role in (Role.FLIGHT, Role.GUEST)]
        pictures.wait(lambda: False, PROGRAMME_S)
        look_at_the_best(consoles[1])
        plot_some(consoles[0])
        pictures.draw(consoles, "")
        for theme in (DAYLIGHT, DARK):
            for console in consoles:
                console.seat.look.set_theme(theme)
            if theme is DAYLIGHT:
                pictures.draw(consoles, "-daylight", sizes=SIZES_PX[1:])
        if not pictures.wait(lambda: all(is_held(console) for console in consoles), HOLD_WITHIN_S):
            print("no viewing window was held: pictures are missing", file=sys.stderr)
            return False
        pictures.draw(consoles, "-hold", pages=1)
        pictures.draw(consoles, "-hold", sizes=SIZES_PX[1:])
        pictures.draw_as_seen_without(consoles)
    pictures.wait(lambda: False, SILENT_S)
    pictures.draw(consoles, "-stale", sizes=SIZES_PX[1:])
    close(consoles)
    with a_replay(recording) as server:
        consoles = [a_console(role, server) for role in (Role.FLIGHT, Role.GUEST, Role.TRAINER)]
        is_open = pictures.wait(lambda: all(each.window.pages for each in consoles), HOLD_WITHIN_S)
        pictures.wait(lambda: False, PROGRAMME_S / 4)
        pictures.draw(consoles, "-replay", sizes=SIZES_PX[1:])
        close(consoles)
    return is_open


def close(consoles: list["Console"]) -> None:
    """End these consoles."""
    for console in consoles:
        console.close()


@contextmanager
def a_day(recording: Path) -> Iterator[str]:
    """Run simulator and server; yield the server's address."""
    plan = DayPlan(
        mission="meridian-1",
        file=recording,
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


@contextmanager
def a_replay(recording: Path) -> Iterator[str]:
    """Play the recording from its tenth minute; yield where consoles join."""
    ports = PortSet()
    words = ["replay", str(recording), "--from", "T+00:10:00", "--speed", f"{SPEED:g}"]
    words += ["--listen", ports.server, "--until-stdin-closes"]
    command = [sys.executable, "-m", "console.cli", *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as replay:
        try:
            yield ports.server
        finally:
            replay.communicate()


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


@dataclass
class Pictures:
    """A folder of pictures."""

    folder: Path
    wait: Callable[[Callable[[], bool], float], bool]

    def draw(
        self,
        consoles: list["Console"],
        state: str,
        sizes: tuple[tuple[int, int], ...] = SIZES_PX,
        pages: int | None = None,
    ) -> None:
        """Save the first `pages` pages, or all, of every console at every size."""
        for console in consoles:
            for width, height in sizes:
                console.window.resize(width, height)
                for number, page in enumerate(console.window.pages[:pages]):
                    console.window.show_page(number)
                    self.wait(lambda: False, SETTLED_S)
                    name = f"{console.desk.role}-{page.name}{state}-{width}x{height}.png"
                    self.save(console.window.grab().toImage(), name)
            console.window.show_page(0)

    def draw_as_seen_without(self, consoles: list["Console"]) -> None:
        """Save the main pages as people see them who lack one kind of cone."""
        for console in consoles:
            for page in console.window.pages:
                if page.name not in MAIN_PAGES:
                    continue
                console.window.show_page_named(page.name)
                self.wait(lambda: False, SETTLED_S)
                seen = console.window.grab().toImage()
                for lack, matrix in CONES.items():
                    name = f"{console.desk.role}-{page.name}-{lack}.png"
                    self.save(as_seen(seen, np.array(matrix)), name)
            console.window.show_page(0)

    def save(self, image: "QImage", name: str) -> None:
        """Write one picture."""
        of_few_colours(image).save(str(self.folder / name), "PNG", SMALLEST_FILE)
        print(self.folder / name)


def of_few_colours(image: "QImage") -> "QImage":
    """Return a picture with its 256 most frequent colours, a third the size of the file."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    rgb = image.convertToFormat(QImage.Format.Format_RGB32)
    found, counts = np.unique(np.frombuffer(rgb.constBits(), np.uint32), return_counts=True)
    table = found[np.argsort(counts)[-256:]].tolist()
    nearest = Qt.ImageConversionFlag.ThresholdDither
    return rgb.convertToFormat(QImage.Format.Format_Indexed8, table, nearest)


def as_seen(image: "QImage", matrix: "NDArray[np.float64]") -> "QImage":
    """Return a picture with `matrix` applied to its linear red, green and blue."""
    from PySide6.QtGui import QImage

    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height, stride = rgb.width(), rgb.height(), rgb.bytesPerLine()
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(height, stride)[:, : 3 * width]
    coded = rows.reshape(height, width, 3) / 255.0
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ matrix.T, 0.0, 1.0)
    coded = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
    data = np.round(255 * coded).astype(np.uint8).tobytes()
    return QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


if __name__ == "__main__":
    sys.exit(main())
