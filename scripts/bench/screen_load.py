"""A console's window drawn offscreen and fed by a thread of its own, as by the link."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from threading import Thread
from typing import Final

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QGridLayout

from console.client.desk import Changes, Desk
from console.client.mirror import Step, Stepped
from console.client.session import Event
from console.domain.requests import Request
from console.domain.roles import Role
from console.ui.bridge import Bridge
from console.ui.meter import Meter
from console.ui.plots.strip_chart import ChartSpec, StripChart
from console.ui.seat import EVERYTHING, Page, Panel, Requests, Screens, Seat
from console.ui.shell import ConsoleWindow
from console.ui.theme import Look
from telemetry.dictionary import MissionDatabase, Packet, Parameter, ParameterKind
from telemetry.link import ClockReceived, Received
from telemetry.mission import load_mission, read_configuration
from telemetry.timebase import NS_PER_S, SystemClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

PERIOD_NS: Final = NS_PER_S // 10
SIZE_PX: Final = (1600, 900)
TICK_MS: Final = 10


@dataclass
class Load:
    """A console fed at 10 Hz by a thread and drained by its bridge."""

    desk: Desk
    window: ConsoleWindow
    packets: tuple[Packet, ...]
    late_ms: list[float] = field(default_factory=list)
    inbox: SimpleQueue[Event] = field(default_factory=SimpleQueue)
    sent_ns: int = 0

    def run(self, seconds: float) -> float:
        """Feed and draw for so long; return the share of one core it took."""
        ticker = QTimer()
        ticker.setTimerType(Qt.TimerType.PreciseTimer)
        last_s = [time.monotonic()]

        def tick() -> None:
            now_s = time.monotonic()
            self.late_ms.append(1000 * (now_s - last_s[0]) - TICK_MS)
            last_s[0] = now_s

        ticker.timeout.connect(tick)
        bridge = Bridge((self.inbox, SimpleQueue()), self.desk)
        bridge.refreshed.connect(self.window.refresh)
        feeder = Thread(target=self.feed, args=(seconds,))
        ticker.start(TICK_MS)
        bridge.start()
        self.late_ms.clear()
        began_s, began_cpu_s = time.monotonic(), time.process_time()
        feeder.start()
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()
        ticker.stop()
        bridge.stop()
        core = (time.process_time() - began_cpu_s) / (time.monotonic() - began_s)
        feeder.join()
        return core

    def feed(self, seconds: float) -> None:
        """Put a frame of every packet into the inbox ten times a second, at its time."""
        sent_ns, until_s = self.desk.now_ns(), time.monotonic() + seconds
        while time.monotonic() < until_s:
            sent_ns += PERIOD_NS
            time.sleep(max(0, sent_ns - self.desk.now_ns()) / NS_PER_S)
            for packet in self.packets:
                self.inbox.put(a_frame(packet, sent_ns, 1))

    def draw(self, act: Callable[[], None]) -> float:
        """Return the CPU time in ms that `act` takes until its pixels are painted."""
        began_s = time.process_time()
        act()
        QApplication.processEvents()
        while self.window.seat.turns.waiting:
            QApplication.processEvents()
        QApplication.processEvents()
        return 1000 * (time.process_time() - began_s)

    def prefill(self, seconds: int) -> None:
        """Remember so much, as of a console that has been open for a while."""
        end_ns = self.desk.now_ns()
        self.desk.take([a_frame(packet, end_ns, 10 * seconds) for packet in self.packets])

    def next_sample(self) -> None:
        """Take a sample of every packet, a tenth of a second after the one before."""
        self.sent_ns = max(self.sent_ns + PERIOD_NS, self.desk.now_ns())
        self.window.refresh(self.desk.take([a_frame(p, self.sent_ns, 1) for p in self.packets]))


def a_load(packets: tuple[Packet, ...], panel: Callable[[Seat], Panel]) -> Load:
    """Return a window with one page, whose vehicle reports `packets`."""
    clock = SystemClock()
    mission = replace(
        load_mission(read_configuration("meridian-1")),
        database=MissionDatabase("bench", packets),
        vehicle="bench",
    )
    desk = Desk(Role.FLIGHT, clock)
    desk.open(mission)
    start_ns = mission.launch_ns + 74 * 3600 * NS_PER_S
    announced = ClockAnnouncement(
        source="bench/1", kind=SourceKind.SIMULATION, mission_ns=start_ns, rate=1.0
    )
    clock_heard = ClockReceived(clock=announced, topic=b"", payload=b"", received_ns=clock.now_ns())
    desk.take([clock_heard, Stepped(Step.LIVE)])
    seat = Seat(
        desk=desk,
        look=Look(),
        requests=Requests(_unsent),
        ask_history=lambda *_question: None,
        ask_recording=lambda *_question: None,
        meter=Meter(desk),
    )
    window = ConsoleWindow(seat, "tcp://127.0.0.1:7700")
    window.resize(*SIZE_PX)
    window.set_screens(Screens(pages=(Page(name="bench", title="Bench", panel=panel(seat)),)))
    window.show()
    window.refresh(EVERYTHING)
    return Load(desk=desk, window=window, packets=packets)


def _unsent(request: Request) -> str:
    raise RuntimeError(f"a bench sends no {request}")


def some_packets(parameters: int, packets: int) -> tuple[Packet, ...]:
    """Return packets at 10 Hz that carry so many parameters between them."""
    each = parameters // packets
    return tuple(
        Packet(
            name=f"P{number}",
            apid=number + 1,
            period_ns=PERIOD_NS,
            parameters=tuple(
                Parameter(
                    id=f"P{number}_{column}",
                    subsystem=f"S{number % 16}",
                    group="bench",
                    name=f"Measured quantity {column} of packet {number}",
                    unit="V",
                    kind=ParameterKind.FLOAT,
                    range_low=-100.0,
                    range_high=100.0,
                )
                for column in range(each)
            ),
        )
        for number in range(packets)
    )


def a_frame(packet: Packet, last_ns: int, rows: int) -> Received:
    """Return rows of noise that end at an instant, as the link hands them over."""
    values = NOISE.normal(size=(rows, packet.columns))
    frame = Frame(
        source="bench/1",
        packet=packet.name,
        sequence=(last_ns // PERIOD_NS) & 0x3FFF,
        generated_ns=last_ns - (rows - 1) * PERIOD_NS,
        values=values,
    )
    return Received(frame=frame, topic=b"", payload=b"", received_ns=last_ns)


NOISE: Final = np.random.default_rng(1)


class Charts(Panel):
    """Charts of all parameters there are, four or twenty curves each."""

    def __init__(self, seat: Seat, curves: int, across: int) -> None:
        super().__init__()
        ids = list(seat.desk.mission.database.parameters)
        grid = QGridLayout(self)
        grid.setSpacing(2)
        self.charts = []
        for number, first in enumerate(range(0, len(ids), curves)):
            parameters = tuple(ids[first : first + curves])
            chart = StripChart(seat, ChartSpec(title=f"Plot {number}", parameters=parameters))
            self.charts.append(chart)
            grid.addWidget(chart, number // across, number % across)

    def refresh(self, changes: Changes) -> None:
        """Redraw what has news."""
        for chart in self.charts:
            chart.refresh(changes)
