"""Measure the screens: what a page costs, how late a 10 ms timer gets, how fast it scrolls.

A console's window is drawn offscreen, in software, at 1600x900; telemetry is handed to its
desk by a thread of its own, as the link does. Usage: python scripts/bench/screens.py [table ...]

table    5 000 parameters at 10 Hz in the parameter table
history  12 plots of 4 curves of 72 h at 10 Hz: following, zooming and moving anywhere
curves   200 curves at 10 Hz in 10 plots: what it takes, and how old a sample is when painted
points   200 000 points in sight: 100 curves of 1 000 columns, moved all the time
peer     the redraw of 200 curves for one new sample each, beside pyqtgraph's
memory   24 h of 10 Hz after the first 24 h: how much more memory they take
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from threading import Thread
from typing import Final

import numpy as np
import psutil
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QGridLayout

sys.path.pop(0)  # this folder has a simulator.py, which would hide the package

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


def main() -> None:
    """Run the benches named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("benches", nargs="*", choices=[[], *BENCHES], default=[])
    parser.add_argument("--seconds", type=float, default=15.0)
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(["bench"])
    application.setApplicationName("Cupola bench")
    print(f"load average at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name in arguments.benches or BENCHES:
        for line in BENCHES[name](arguments.seconds):
            print(f"{name}: {line}")


@dataclass
class Load:
    """A console fed at 10 Hz by a thread and drained by its bridge."""

    desk: Desk
    window: ConsoleWindow
    packets: tuple[Packet, ...]
    late_ms: list[float] = field(default_factory=list)
    inbox: SimpleQueue[Event] = field(default_factory=SimpleQueue)

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

    def lateness(self) -> str:
        """Return how late the 10 ms timer was."""
        late = np.array(self.late_ms)
        return f"a 10 ms timer late by p99 {np.percentile(late, 99):.0f} ms, {late.max():.0f} most"


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
                    description=f"Measured quantity {column} of packet {number}",
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
    values = _NOISE.normal(size=(rows, packet.columns))
    frame = Frame(
        source="bench/1",
        packet=packet.name,
        sequence=(last_ns // PERIOD_NS) & 0x3FFF,
        generated_ns=last_ns - (rows - 1) * PERIOD_NS,
        values=values,
    )
    return Received(frame=frame, topic=b"", payload=b"", received_ns=last_ns)


_NOISE: Final = np.random.default_rng(1)


def bench_table(seconds: float) -> Iterator[str]:
    """Show 5 000 parameters at 10 Hz in the table, still and scrolling."""
    from console.ui.panels.parameters import Parameters

    load = a_load(some_packets(5_000, 50), Parameters)
    panel = load.window.pages[0].panel
    assert isinstance(panel, Parameters)  # noqa: S101  # what was just built
    core = load.run(seconds)
    yield f"5 000 parameters at 10 Hz: {core:.2f} core, {load.lateness()}"
    bar = panel.table.verticalScrollBar()
    frame_ms = []
    for _frame in range(240):
        bar.setValue(bar.value() + 60)
        began_s = time.process_time()
        QApplication.processEvents()
        frame_ms.append(1000 * (time.process_time() - began_s))
    p50, p99 = np.percentile(frame_ms, (50, 99))
    yield f"scrolling: p50 {p50:.1f}, p99 {p99:.1f} ms of CPU a frame"


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


def bench_history(seconds: float) -> Iterator[str]:
    """Draw 12 plots of 4 curves over 72 h of 10 Hz."""
    load = a_load(some_packets(48, 1), lambda seat: Charts(seat, curves=4, across=4))
    (packet,) = load.packets
    end_ns, hour_rows = load.desk.now_ns(), 36_000
    for hours_ago in range(72, 0, -1):
        last_ns = end_ns - (hours_ago - 1) * 3600 * NS_PER_S
        load.desk.take([a_frame(packet, last_ns, hour_rows)])
    time_control = load.window.seat.time
    time_control.follow(259_200.0)
    QApplication.processEvents()
    core = load.run(seconds)
    yield f"following 10 Hz over 72 h: {core:.2f} core, {load.lateness()}"
    p50, p95 = np.percentile(list(_drawings(load, 100, time_control.follow)), (50, 95))
    yield f"one redraw of all 48 curves: p50 {p50:.1f}, p95 {p95:.1f} ms of CPU"
    now_s = load.desk.elapsed_s()

    def anywhere() -> None:
        span_s = 10.0 ** _NOISE.uniform(1.0, 5.4)
        start_s = now_s - _NOISE.uniform(0.0, 259_200.0)
        time_control.fix(start_s, start_s + span_s)

    p50, p95 = np.percentile(list(_drawings(load, 100, anywhere)), (50, 95))
    yield f"zooming and moving anywhere: p50 {p50:.1f}, p95 {p95:.1f} ms of CPU"


def _drawings(load: Load, times: int, act: Callable[[], None]) -> Iterator[float]:
    """Yield the CPU time in ms that each act takes until its pixels are painted."""
    for _ in range(times):
        began_s = time.process_time()
        act()
        QApplication.processEvents()
        while load.window.seat.turns.waiting:
            QApplication.processEvents()
        QApplication.processEvents()
        yield 1000 * (time.process_time() - began_s)


def _prefilled(load: Load, seconds: int) -> None:
    """Remember so much, as of a console that has been open for a while."""
    end_ns = load.desk.now_ns()
    load.desk.take([a_frame(packet, end_ns, 10 * seconds) for packet in load.packets])


def bench_curves(seconds: float) -> Iterator[str]:
    """Draw 200 curves at 10 Hz in 10 plots, five minutes of them."""
    load = a_load(some_packets(200, 10), lambda seat: Charts(seat, curves=20, across=2))
    _prefilled(load, 300)
    load.window.seat.time.follow(300.0)
    core = load.run(seconds)
    meter = load.window.seat.meter
    yield f"200 curves at 10 Hz: {core:.2f} core, {load.lateness()}"
    p50, p95 = meter.latency_ms(50), meter.latency_ms(95)
    if p50 is not None and p95 is not None:
        yield f"age of a sample when painted: p50 {p50:.0f}, p95 {p95:.0f} ms"


def bench_points(seconds: float) -> Iterator[str]:
    """Show 100 curves of 1 000 columns, each from its least to its greatest, and move them."""
    load = a_load(some_packets(100, 10), lambda seat: Charts(seat, curves=10, across=1))
    _prefilled(load, 3600)
    charts = load.window.pages[0].panel
    assert isinstance(charts, Charts)  # noqa: S101  # what was just built
    time_control, now_s = load.window.seat.time, load.desk.elapsed_s()
    time_control.fix(now_s - 1000, now_s - 5)
    load.run(1.0)
    points = sum(way.x_s.size for chart in charts.charts for way in chart.lines)
    turner = QTimer()
    turner.timeout.connect(lambda: time_control.move(-1.0, now_s))
    turner.start(500)
    core = load.run(seconds)
    turner.stop()
    yield f"{points} points, moved twice a second: {core:.2f} core, {load.lateness()}"


def bench_peer(_seconds: float) -> Iterator[str]:
    """Give 200 curves of five minutes a new sample each, 50 times, and draw them in two ways."""
    import pyqtgraph

    load = a_load(some_packets(200, 10), lambda seat: Charts(seat, curves=20, across=2))
    _prefilled(load, 300)
    load.window.seat.time.follow(300.0)
    sent_ns = load.desk.now_ns()

    def ours() -> None:
        nonlocal sent_ns
        sent_ns += PERIOD_NS
        load.window.refresh(load.desk.take([a_frame(each, sent_ns, 1) for each in load.packets]))

    own_ms = np.median(list(_drawings(load, 50, ours)))
    charts = load.window.pages[0].panel
    assert isinstance(charts, Charts)  # noqa: S101  # what was just built
    layout = pyqtgraph.GraphicsLayoutWidget(size=SIZE_PX)
    view, drawn = charts.charts[0].plot.view, []
    for number, chart in enumerate(charts.charts):
        plot = layout.addPlot(number // 2, number % 2)
        plot.disableAutoRange()
        plot.setRange(xRange=(view.start_s, view.end_s), yRange=(-4.0, 4.0))
        curves = [pyqtgraph.PlotCurveItem(pen="#98A1AA") for _way in chart.lines]
        for curve in curves:
            plot.addItem(curve)
        drawn.append((chart, curves))
    layout.show()

    def theirs() -> None:
        for chart, curves in drawn:
            for curve, way in zip(curves, chart.lines, strict=True):
                curve.setData(way.x_s, way.y, connect=way.connect, skipFiniteCheck=True)

    peer_ms = np.median(list(_drawings(load, 50, theirs)))
    yield f"painted where it changed: {own_ms:.1f} ms of CPU; pyqtgraph: {peer_ms:.1f} ms"


def bench_memory(_seconds: float) -> Iterator[str]:
    """Let 24 h of 48 parameters at 10 Hz pass, and another 24 h."""
    load = a_load(some_packets(48, 1), lambda seat: Charts(seat, curves=4, across=4))
    end_ns, hour_ns = load.desk.now_ns(), 3600 * NS_PER_S
    used = []
    for hour in range(-49, 0):
        last_ns = end_ns + hour * hour_ns
        load.desk.take([a_frame(load.packets[0], last_ns, 36_000)])
        load.window.refresh(EVERYTHING)
        QApplication.processEvents()
        used.append(psutil.Process().memory_info().rss)
    grown = 100 * (used[48] / used[24] - 1)
    yield f"{used[48] / 1e6:.0f} MB, {grown:+.1f} % over the second 24 h"


BENCHES: "dict[str, Callable[[float], Iterator[str]]]" = {
    "table": bench_table,
    "history": bench_history,
    "curves": bench_curves,
    "points": bench_points,
    "peer": bench_peer,
    "memory": bench_memory,
}


if __name__ == "__main__":
    main()
