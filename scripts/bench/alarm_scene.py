"""A vehicle, a mission server with its file on disk, and a flight console whose turns are timed."""

import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import zmq

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QObject, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from console.client.session import Session
from console.config import ConsoleSettings
from console.domain.roles import Role
from console.protocol import endpoints
from console.server.cli import authority_over
from console.server.record import Record
from console.server.service import MissionServer
from console.ui.app import Console, log_qt_message
from console.ui.panels.alarm_list import AlarmTable
from console.ui.panels.sound_control import SoundControl
from console.ui.sounds import Sounder
from telemetry.configuration import Configuration
from telemetry.dictionary import Packet, Severity
from telemetry.lifeline import Lifeline
from telemetry.link import FramePublisher
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S, SystemClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

MISSION = "meridian-1"
FAN, STALL, ON = "ARS_FAN_A_STATE", 2.0, 1.0
TURN_S = 0.1
ROWS_MOST = 200
WAIT_S = 20.0


def an_application() -> QCoreApplication:
    """Return Qt's application, started as a console starts it."""
    qInstallMessageHandler(log_qt_message)
    return QApplication.instance() or QApplication(["cupola"])


@contextmanager
def a_server(configuration: Configuration) -> Iterator[tuple[str, FramePublisher]]:
    """Run a mission server in a process; yield where it listens, and its vehicle's link."""
    start = multiprocessing.get_context("spawn")
    with zmq.Context() as context:
        with context.socket(zmq.ROUTER) as probe:
            port = probe.bind_to_random_port("tcp://127.0.0.1", min_port=20000, max_port=30000)
        listen, stop = f"tcp://127.0.0.1:{port}", start.Event()
        link = FramePublisher("tcp://127.0.0.1:*", context)
        process = start.Process(
            target=serve, args=(listen, link.endpoint, stop, configuration.to_bytes())
        )
        process.start()
        yield listen, link
        stop.set()
        process.join()
        link.close()


def serve(listen: str, source: str, stop: Event, configuration: bytes) -> None:
    """Run a mission server until `stop`."""
    with tempfile.TemporaryDirectory() as folder:
        record = Record.open(Path(folder) / "bench.cupola", Configuration.from_bytes(configuration))
        server = MissionServer(
            authority_over(record, []),
            record,
            source=source,
            addresses=endpoints(listen),
            clock=SystemClock(),
        )
        server.run(stop.is_set)


class Player(Sounder):
    """Plays with a program that is silent, and notes when it was called."""

    def __init__(self) -> None:
        super().__init__(shutil.which("true"))
        self.played_s = 0.0

    def play(self, severity: Severity, volume: float) -> None:
        """Begin the sound, and note when that was done."""
        super().play(severity, volume)
        self.played_s = time.perf_counter()


class WatchedConsole(QObject):
    """A flight console whose event loop is turned here."""

    def __init__(self, listen: str, parent: QObject) -> None:
        super().__init__(parent)
        settings = ConsoleSettings(server=listen, role=Role.FLIGHT, name="bench")
        session = Session(listen, Role.FLIGHT, "bench", SystemClock())
        self.console = Console(settings, session, Lifeline(is_child=False))
        self.console.start()
        self.player = Player()
        self._last = 0  # occurrence of the fan's alarm
        self._painted_s = 0.0
        self._is_painting = False
        self.forget_turns()
        self.run_until(lambda: bool(self.console.window.pages), "the console open")
        self.console.window.findChild(AlarmTable).viewport().installEventFilter(self)
        self.console.window.findChild(SoundControl).sounder = self.player
        self._last = self._occurrence()

    def crossing_ms(self, vehicle: "Vehicle") -> tuple[float, float]:
        """Return how long one crossing takes to be a pixel and a sound."""
        self._painted_s = self.player.played_s = 0.0
        self._last = self._occurrence()
        began_s = vehicle.reports(STALL)
        self.run_until(lambda: bool(self._painted_s and self.player.played_s), "the alarm shown")
        taken_ms = tuple(
            1000 * (each - began_s) for each in (self._painted_s, self.player.played_s)
        )
        while self._is_active():
            vehicle.reports(ON)
            self.turn_for(TURN_S)
        return taken_ms  # type: ignore[return-value] - two of them

    def run_until(self, is_done: Callable[[], bool], what: str) -> None:
        """Turn the event loop until something is done."""
        until_s = time.monotonic() + WAIT_S
        while not is_done():
            if time.monotonic() > until_s:
                raise SystemExit(f"{what} never came")
            began_s, began_cpu_s = time.perf_counter(), time.thread_time()
            QApplication.processEvents()
            ended_s = time.perf_counter()
            if self._is_painting:
                self._painted_s, self._is_painting = self._painted_s or ended_s, False
            self.longest_s = max(self.longest_s, ended_s - began_s)
            self.longest_cpu_s = max(self.longest_cpu_s, time.thread_time() - began_cpu_s)
            time.sleep(0.0005)

    def turn_for(self, seconds: float) -> None:
        """Turn the event loop for some time."""
        until_s = time.monotonic() + seconds
        self.run_until(lambda: time.monotonic() >= until_s, "time")

    def close(self) -> None:
        """End sounds and the console."""
        self.player.stop()
        self.console.close()

    def forget_turns(self) -> None:
        """Begin to measure turns anew."""
        self.longest_s = self.longest_cpu_s = 0.0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's
        """See when the list is painted that has the alarm."""
        if event.type() is QEvent.Type.Paint and self._is_active():
            self._is_painting = True
        return False

    def _occurrence(self) -> int:
        return self.console.desk.state.alarm_book.occurrences.get(FAN, 0)

    def _is_active(self) -> bool:
        alarm = self.console.desk.state.alarms.get(FAN)
        return alarm is not None and alarm.is_active and alarm.occurrence > self._last


class Vehicle:
    """Sends frames whose mission time passes `rate` times as fast as time."""

    def __init__(self, mission: Mission, link: FramePublisher, rate: float) -> None:
        self._rate = rate
        self.now_ns = mission.simulation_start_ns
        self._began_s = time.perf_counter()
        self._start_ns = self.now_ns
        self._link = link
        self._fan, self._column = mission.database.place[FAN]
        self.packets = [p for p in mission.database.packets if not (p.is_ground or p.is_medical)]
        self._sequences = {packet.name: 0 for packet in self.packets}
        self._sent_ns = {packet.name: self.now_ns for packet in self.packets}

    def reports(self, state: float) -> float:
        """Send the fan's packet with the fan in `state`; return when, seconds."""
        row = nominal(self._fan)
        row[self._column] = state
        self.tells_time()
        return self.sends(self._fan, row)

    def tells_time(self) -> None:
        """Announce what time it is on board by now."""
        passed_s = (time.perf_counter() - self._began_s) * self._rate
        self.now_ns = self._start_ns + round(passed_s * NS_PER_S)
        clock = ClockAnnouncement(
            source="bench/1", kind=SourceKind.SIMULATION, mission_ns=self.now_ns, rate=self._rate
        )
        self._link.send_clock(clock)

    def sends(self, packet: Packet, row: list[float]) -> float:
        """Send rows of every period since the last, all of them alike."""
        since_ns = self._sent_ns[packet.name]
        rows = min(ROWS_MOST, max(1, (self.now_ns - since_ns) // packet.period_ns))
        first_ns = self.now_ns - (rows - 1) * packet.period_ns
        self._sent_ns[packet.name] = self.now_ns
        self._sequences[packet.name] += 1
        began_s = time.perf_counter()
        self._link.send(
            Frame(
                source="bench/1",
                packet=packet.name,
                sequence=self._sequences[packet.name],
                generated_ns=first_ns,
                values=np.tile(row, (rows, 1)),
            ),
            medical=False,
        )
        return began_s


def nominal(packet: Packet) -> list[float]:
    """Return what a packet says on an ordinary day."""
    return [parameter.nominal or 0.0 for parameter in packet.parameters]
