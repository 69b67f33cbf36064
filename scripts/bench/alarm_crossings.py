"""Measure how long a crossed limit takes to be a fact, a pixel and a sound; and a flood's stalls.

A vehicle here, a mission server in a process of its own with its file on disk, and here a flight
console as it is started on any day, drawn offscreen on its page of alarms. Each time counts from
the sending of the sample that crosses a limit: until the console's session has the fact, until
the event loop has painted the list with it, and until the console has called the player of
sounds (``true`` plays here; folding of bursts is off, so that every crossing is heard).

Flood: every parameter with limits leaves them and returns, over and over, for ten seconds. What
counts is the longest turn of the console's event loop, by the clock and by processor time.

Usage: python scripts/bench/alarm_crossings.py [--crossings 200]
"""

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Empty

import numpy as np
import zmq

sys.path.insert(0, str(Path(__file__).parents[2]))  # this folder has a simulator.py, too
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from console.client.mirror import Advanced, Step, Stepped
from console.client.session import Session
from console.config import ConsoleSettings
from console.domain import annunciation
from console.domain.alarm_facts import AlarmRaised, AlarmReturned
from console.domain.forecast.vehicle import INPUTS
from console.domain.roles import Role
from console.protocol import endpoints
from console.server.cli import authority_over
from console.server.record import Record
from console.server.service import MissionServer
from console.ui.app import Console, log_qt_message
from console.ui.panels.alarm_list import AlarmTable
from console.ui.panels.sound_control import SoundControl
from console.ui.sounds import Sounder
from telemetry.dictionary import Packet, Parameter, Severity
from telemetry.lifeline import Lifeline
from telemetry.link import FramePublisher
from telemetry.mission import Mission, load_mission, read_configuration
from telemetry.timebase import NS_PER_S, SystemClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

MISSION = "meridian-1"
FAN, STALL, ON = "ARS_FAN_A_STATE", 2.0, 1.0
RATE = 300.0  # mission seconds per second, so that delays of minutes pass
FLOOD_S, TURN_S, PARTS = 10.0, 0.1, 4
ROWS_MOST = 200
WAIT_S = 20.0


def main() -> None:
    """Run both measurements and print what they took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--crossings", type=int, default=200)
    asked = parser.parse_args()
    measure_crossings(load_mission(read_configuration(MISSION)), asked.crossings)


def measure_crossings(mission: Mission, crossings: int) -> None:
    """Print how long crossings take to be known, seen and heard, and how long a flood stalls."""
    annunciation.FOLD_S = 0.0  # type: ignore[misc] - every crossing is to be heard
    application = QApplication(["cupola"])
    qInstallMessageHandler(log_qt_message)
    with a_server() as (listen, link):
        vehicle = Vehicle(mission, link)
        say("fact at a console", published_ms(listen, vehicle, crossings))
        watched = WatchedConsole(listen, application)
        watched.run_until(lambda: bool(watched.console.window.pages), "the console open")
        watched.begin()
        taken_ms = [watched.crossing_ms(vehicle) for _ in range(crossings + 1)]
        painted_ms, played_ms = zip(*taken_ms[1:], strict=True)
        say("pixel", painted_ms)
        say("call of the player", played_ms)
        measure_flood_of_a_console(watched, vehicle)
        watched.player.stop()
        watched.console.close()


def say(what: str, taken_ms: Sequence[float]) -> None:
    """Print how long it took."""
    p50, p99 = np.percentile(taken_ms, [50, 99])
    print(f"limit crossed to {what:18} p50 {p50:5.1f}   p99 {p99:5.1f} ms (n = {len(taken_ms)})")


def published_ms(listen: str, vehicle: "Vehicle", crossings: int) -> list[float]:
    """Return how long it takes until the inbox of a console's session has the fact."""
    session = Session(listen, Role.FLIGHT, "bench", SystemClock())
    session.start()
    wait_for(session, lambda event: isinstance(event, Stepped) and event.step is Step.LIVE)
    time.sleep(1.0)  # the server's subscription to its source stands by then
    vehicle.reports(ON)
    taken_ms = []
    for _ in range(crossings):
        began_s = vehicle.reports(STALL)
        wait_for(session, lambda event: has(event, AlarmRaised))
        taken_ms.append(1000 * (time.perf_counter() - began_s))
        for _ in range(2):
            time.sleep(TURN_S)
            vehicle.reports(ON)
        wait_for(session, lambda event: has(event, AlarmReturned))
    session.close()
    return taken_ms


def has(event: object, kind: type) -> bool:
    """Return whether the log grew by a fact of a kind about the fan."""
    return isinstance(event, Advanced) and any(
        isinstance(entry.fact, kind) and entry.fact.alarm == FAN for entry in event.entries
    )


def wait_for(session: Session, is_it: Callable[[object], bool]) -> None:
    """Take events from the console's inbox until one is what is waited for."""
    until_s = time.monotonic() + WAIT_S
    while (left_s := until_s - time.monotonic()) > 0:
        try:
            if is_it(session.inbox.get(timeout=left_s)):
                return
        except Empty:
            break
    raise SystemExit("the server never said what was waited for")


def measure_flood_of_a_console(watched: "WatchedConsole", vehicle: "Vehicle") -> None:
    """Print the longest turns of the console's event loop while alarms pour in."""
    watched.forget_turns()
    known, until_s, turn = len(watched.console.desk.log), time.monotonic() + FLOOD_S, 0
    while time.monotonic() < until_s:
        vehicle.floods(turn)
        turn += 1
        watched.turn_for(TURN_S)
    watched.run_until(lambda: watched.has_caught_up(vehicle), "the console caught up")
    facts = [entry.fact for entry in watched.console.desk.log[known:]]
    raised = sum(isinstance(fact, AlarmRaised) for fact in facts)
    print(f"flood at a console: {raised} raised, {len(facts)} facts in {FLOOD_S:.0f} s")
    print(f"longest turn of its event loop      {1000 * watched.longest_s:6.1f} ms, "
          f"of the processor {1000 * watched.longest_cpu_s:.1f} ms")  # fmt: skip


@contextmanager
def a_server() -> Iterator[tuple[str, FramePublisher]]:
    """Run a mission server in a process; yield where it listens, and its vehicle's link."""
    start = multiprocessing.get_context("spawn")
    with zmq.Context() as context:
        with context.socket(zmq.ROUTER) as probe:
            port = probe.bind_to_random_port("tcp://127.0.0.1", min_port=20000, max_port=30000)
        listen, stop = f"tcp://127.0.0.1:{port}", start.Event()
        link = FramePublisher("tcp://127.0.0.1:*", context)
        process = start.Process(target=serve, args=(listen, link.endpoint, stop))
        process.start()
        yield listen, link
        stop.set()
        process.join()
        link.close()


def serve(listen: str, source: str, stop: Event) -> None:
    """Run a mission server until `stop`."""
    with tempfile.TemporaryDirectory() as folder:
        record = Record.open(Path(folder) / "bench.cupola", read_configuration(MISSION))
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

    def __init__(self, listen: str, parent: QApplication) -> None:
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

    def begin(self) -> None:
        """See when the list of alarms is painted, and hear what is played."""
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

    def has_caught_up(self, vehicle: "Vehicle") -> bool:
        """Return whether the newest sample sent is here and everything is painted."""
        return self.console.desk.feed.newest_ns >= vehicle.now_ns

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
    """Sends frames whose mission time passes `RATE` times as fast as time."""

    def __init__(self, mission: Mission, link: FramePublisher) -> None:
        self.now_ns = mission.simulation_start_ns
        self._began_s = time.perf_counter()
        self._start_ns = self.now_ns
        self._link = link
        self._fan, self._column = mission.database.place[FAN]
        self._packets = [p for p in mission.database.packets if not (p.is_ground or p.is_medical)]
        self._sequences = {packet.name: 0 for packet in self._packets}
        self._sent_ns = {packet.name: self.now_ns for packet in self._packets}

    def reports(self, state: float) -> float:
        """Send the fan's packet with the fan in `state`; return when, seconds."""
        row = _nominal(self._fan)
        row[self._column] = state
        self._tells_time()
        return self._sends(self._fan, row)

    def floods(self, turn: int) -> None:
        """Send every packet once, a part of them beyond their limits, in turn."""
        self._tells_time()
        for number, packet in enumerate(self._packets):
            is_beyond = (turn + number * 2) // PARTS % 2 == 0
            self._sends(packet, _beyond(packet) if is_beyond else _nominal(packet))

    def _tells_time(self) -> None:
        passed_s = (time.perf_counter() - self._began_s) * RATE
        self.now_ns = self._start_ns + round(passed_s * NS_PER_S)
        clock = ClockAnnouncement(
            source="bench/1", kind=SourceKind.SIMULATION, mission_ns=self.now_ns, rate=RATE
        )
        self._link.send_clock(clock)

    def _sends(self, packet: Packet, row: list[float]) -> float:
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


def _nominal(packet: Packet) -> list[float]:
    return [parameter.nominal or 0.0 for parameter in packet.parameters]


def _beyond(packet: Packet) -> list[float]:
    return [
        # The air stays as it is: a forecast of absurd air is no forecast.
        (parameter.nominal or 0.0) if parameter.id in INPUTS else _outside(parameter)
        for parameter in packet.parameters
    ]


def _outside(parameter: Parameter) -> float:
    """Return a value between the outermost limit and the end of the scale, else the usual one."""
    highs = [limit.threshold for limit in parameter.limits if limit.is_high]
    lows = [limit.threshold for limit in parameter.limits if not limit.is_high]
    if highs and max(highs) < parameter.range_high:
        return (max(highs) + parameter.range_high) / 2.0
    if lows and min(lows) > parameter.range_low:
        return (min(lows) + parameter.range_low) / 2.0
    return parameter.nominal or 0.0


if __name__ == "__main__":
    main()
