"""One console's process: link, desk, window, and the order in which they end."""

import gc
import json
import logging
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from PySide6.QtCore import QObject, QSize, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from console.client.desk import Changes, Desk
from console.client.forecaster import Forecaster
from console.client.lookahead import LookAhead, LookedAhead
from console.client.session import Session
from console.client.simulation_desk import SimulationDesk
from console.client.simulator_link import SimulatorLink
from console.config import ConsolePreferences, ConsoleSettings
from console.domain.forecast.outlook import Forecast
from console.domain.roles import Role
from console.ui.arrangement import arrange, layout_of, place
from console.ui.bridge import Bridge
from console.ui.errors import LastDefence
from console.ui.flight import flight_screens
from console.ui.guest import guest_screens
from console.ui.layouts import Layouts
from console.ui.meter import Meter
from console.ui.saved_layout import (
    SavedLayout,
    layout_path,
    layouts_folder,
    load_layout,
    save_layout,
)
from console.ui.seat import Requests, Screens, Seat
from console.ui.shell import ConsoleWindow
from console.ui.theme import THEME_BY_NAME, Look
from console.ui.trainer import trainer_screens
from telemetry.curve import KeyFolder
from telemetry.lifeline import Lifeline
from telemetry.timebase import SystemClock

logger = logging.getLogger(__name__)

PICTURES_BEFORE_END_S: Final = 1.5
KEEP_LAYOUT_S: Final = 10.0  # what a killed console loses of its arrangement

_LOG_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

SCREENS: Final[Mapping[Role, Callable[[Seat], Screens]]] = {
    Role.FLIGHT: flight_screens,
    Role.GUEST: guest_screens,
    Role.TRAINER: trainer_screens,
    Role.OBSERVER: flight_screens,
}


class Console(QObject):
    """Everything one console is made of while it runs.

    Parameters
    ----------
    session : Session
        The link, not yet started.
    layout : Path or None
        Where the arrangement of this role is kept; None to keep none.
    simulator : SimulatorLink or None
        A trainer's way to the simulator, not yet started.
    """

    def __init__(
        self,
        settings: ConsoleSettings,
        session: Session,
        lifeline: Lifeline,
        layout: Path | None = None,
        simulator: SimulatorLink | None = None,
    ) -> None:
        super().__init__()
        self._simulator = simulator
        self._settings = settings
        self._session = session
        self._lifeline = lifeline
        self._layout_path = layout
        self._layout = SavedLayout() if layout is None else load_layout(layout)
        self._kept = self._layout
        self._keeping = QTimer(self)
        self._keeping.setInterval(round(KEEP_LAYOUT_S * 1000))
        self._keeping.timeout.connect(self._keep_layout)
        self._ahead: SimpleQueue[LookedAhead | Forecast] = SimpleQueue()
        self._look_ahead = LookAhead(self._ahead.put)
        self._forecaster = Forecaster(self._ahead.put)
        self._defence = LastDefence()
        self._has_visited = False
        self._configuration: Mapping[str, bytes] | None = None
        self.desk = Desk(settings.role, SystemClock())
        self.meter = Meter(self.desk)
        self.seat = Seat(
            desk=self.desk,
            look=self._look(),
            requests=Requests(session.submit),
            ask_history=session.ask_history,
            ask_recording=session.ask_recording,
            meter=self.meter,
            simulation=None if simulator is None else SimulationDesk(simulator.ask),
            name=settings.name,
        )
        self.window = ConsoleWindow(self.seat, settings.server)
        self.bridge = Bridge((session.inbox, self._ahead), self.desk)
        self.bridge.refreshed.connect(self.refresh)

    def start(self) -> None:
        """Open the window and begin to listen."""
        self._defence.install()
        self.window.resize(self._opening_size())
        self.window.show()
        place(self.window, self._layout)
        self._session.start()
        if self._simulator is not None:
            self._simulator.start()
        self.bridge.start()
        self._keeping.start()

    def refresh(self, changes: Changes) -> None:
        """Show what one batch changed, and end when told to."""
        if changes.opened and self._configuration != self.desk.configuration:
            self._configuration = self.desk.configuration
            self.window.set_screens(SCREENS[self.desk.role](self.seat))
            self.window.layouts = self._layouts()
            arrange(self.window, self._layout)
            _put_what_stays_out_of_collections()
        self._forecaster.consider(self.desk)
        if self.desk.is_open:
            self._look_ahead.consider(self.desk.mission, self.desk.state.limits.rules)
        self.seat.requests.take(changes.answers)
        if self._simulator is not None and self.seat.simulation is not None:
            self.seat.simulation.take(self._simulator.heard())
            self.seat.simulation.pass_time(self.desk.now_ns(), self.desk.source_kind)
        self.window.refresh(changes)
        if line := self._defence.new_line():
            self.window.banner.show_fault(line)
        if self._lifeline.is_cut:
            QApplication.quit()

    def visit_pages(self) -> None:
        """Paint every page once, and save its picture where pictures are wanted."""
        if self._has_visited:
            return
        self._has_visited = True
        for number, page in enumerate(self.window.pages):
            self.window.show_page(number)
            QApplication.processEvents()
            if self._settings.screenshots is not None:
                self._save(self._settings.screenshots / f"{self.desk.role}-{page.name}.png")
        self.window.show_page(0)

    def close(self) -> None:
        """End in order: no more drains, the link and the worker, then the window."""
        if self._settings.screenshots is not None or self._settings.report:
            self.visit_pages()
        self._keeping.stop()
        self._keep_layout()
        self.bridge.stop()
        self._session.close()
        if self._simulator is not None:
            self._simulator.close()
        self._look_ahead.close()
        self._forecaster.close()
        self.window.close()
        self._defence.restore()

    def report(self) -> str:
        """Return what was measured, as one line of JSON."""
        received = self.desk.feed.gaps.total if self.desk.is_open else None
        return json.dumps(
            {
                "role": str(self.desk.role),
                "redraws": self.meter.redraws,
                "redraws_per_s": round(self.meter.redraws_per_s(), 2),
                "latency_p50_ms": _rounded(self.meter.latency_ms(50)),
                "latency_p95_ms": _rounded(self.meter.latency_ms(95)),
                "frames_received": received.received if received else 0,
                "frames_lost": received.lost if received else 0,
                "painted_pages": sorted(self.window.painted_pages),
                "first_value_s": _rounded(self.meter.first_value_s),
                "first_value_cpu_s": self.meter.first_value_cpu_s,
                "first_value_at_s": self.meter.first_value_at_s,
            }
        )

    def _keep_layout(self) -> None:
        """Keep how everything is arranged, if that changed; a kill is no reason to forget it."""
        if self._layout_path is None or not self.window.pages:
            return
        layout = layout_of(self.window)
        if layout != self._kept:
            self._kept = layout
            save_layout(layout, self._layout_path)

    def _layouts(self) -> Layouts:
        window, role = self.window, self.desk.role
        folder = None if self._layout_path is None else layouts_folder(role)

        def apply(layout: SavedLayout) -> None:
            place(window, layout)
            arrange(window, layout)

        return Layouts(window, folder, role, partial(layout_of, window), apply, window.say)

    def _look(self) -> Look:
        """Return the look asked for at the start, where nothing was asked the one of last time."""
        asked, usual = self._settings, ConsolePreferences()
        is_usual = asked.theme == usual.theme and asked.text_scale == usual.text_scale
        theme = (is_usual and self._layout.theme) or asked.theme
        scale = (is_usual and self._layout.text_scale) or asked.text_scale
        return Look(THEME_BY_NAME[theme], scale)

    def _opening_size(self) -> QSize:
        wanted = QSize(*self._settings.window_px)
        if QGuiApplication.platformName() == "offscreen":
            return wanted  # its screen is of no particular size
        return wanted.boundedTo(self.window.screen().availableGeometry().size())

    def _save(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            logger.error("no picture at %s: %s", path, error.strerror)
            return
        if not self.window.grab().save(str(path)):
            logger.error("no picture at %s: it cannot be written", path)
        self.meter.forget_unpainted()


def run(settings: ConsoleSettings) -> int:
    """Run one console until it is closed; return a process exit code.

    Raises
    ------
    ProtocolError, LinkError
        If the server's address makes no sense.
    KeysError
        If the keys cannot be used.
    """
    keys = KeyFolder(settings.keys) if settings.keys else None
    session = Session(settings.server, settings.role, settings.name, SystemClock(), keys=keys)
    simulator = SimulatorLink(settings.simulator) if settings.simulator else None
    lifeline = Lifeline(is_child=settings.until_stdin_closes)
    qInstallMessageHandler(log_qt_message)
    application = QApplication(["cupola"])
    application.setApplicationName("Cupola")
    is_visit = settings.for_s is not None or settings.screenshots is not None
    layout = None if is_visit else layout_path(settings.role)
    console = Console(settings, session, lifeline, layout, simulator)
    console.start()
    if settings.for_s is not None:
        before_end_s = max(0.0, settings.for_s - PICTURES_BEFORE_END_S)
        QTimer.singleShot(round(before_end_s * 1000), console, console.visit_pages)
        QTimer.singleShot(round(settings.for_s * 1000), application, application.quit)
    status = application.exec()
    console.close()
    if settings.report:
        sys.stdout.write(console.report() + "\n")
        sys.stdout.flush()
    return int(status)


def _put_what_stays_out_of_collections() -> None:
    """Tell Python's collector to pass over all there is, so that it stops input for less time.

    A full collection walks every object: 70 ms of a console's event loop, several times in a
    flood of alarms. Most of them, the mission and the pages, stay until the end.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def log_qt_message(kind: QtMsgType, _context: object, message: str) -> None:
    """Put what Qt says into the log instead of on the terminal."""
    if "propagateSizeHints" in message:
        return  # said by Qt's offscreen platform whenever a window is shown
    logger.log(_LOG_LEVELS.get(kind, logging.WARNING), "Qt: %s", message)


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 1)
