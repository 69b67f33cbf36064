"""Measure the screens against what is asked of them, and print a table.

A console's window is drawn offscreen, in software, at 1600x900; telemetry is handed to its
desk by a thread of its own, as the link does. Usage: python scripts/bench/screens.py [bench ...]

table    5 000 parameters at 10 Hz in the parameter table
history  12 plots of 4 curves of 72 h at 10 Hz: following, zooming and moving anywhere
curves   200 curves at 10 Hz in 10 plots: what it takes, and how old a sample is when painted
points   200 000 points in sight, moved all the time
peer     the redraw of 200 curves for one new sample each, beside pyqtgraph's
start    `cupola console` beside a mission day that runs: from its start to the first value
memory   two days of 10 Hz, ten seconds a frame: how much more memory the second takes

Redraws are counted: paint events of every plot, each with all its curves painted anew. Times
marked CPU are of this process; all others are of the wall and suffer from other programs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final

import numpy as np
import psutil
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

HOME: Final = Path(__file__).resolve().parents[2]
sys.path[0] = str(HOME)  # this folder has a simulator.py, which would hide the package

from console.cli.children import PROGRAM
from console.cli.mission_day import DayPlan, MissionDay
from console.cli.ports import PortSet
from console.ui.plots.strip_chart import StripChart
from scripts.bench.screen_load import NOISE, SIZE_PX, Charts, Load, a_frame, a_load, some_packets
from telemetry.timebase import NS_PER_S

STARTS: Final = 3
DAY_S: Final = 86_400
FRAME_S: Final = 10
SPAN_S: Final = 259_200.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `aim` is the most that is allowed, or the least if `is_least`."""

    what: str
    measured: float
    unit: str
    aim: float | None = None
    is_least: bool = False

    def text(self, bench: str) -> str:
        """Return the line."""
        if self.aim is None:
            wanted = verdict = ""
        else:
            wanted = f"{'≥' if self.is_least else '≤'} {self.aim:g} {self.unit}"
            is_met = self.measured >= self.aim if self.is_least else self.measured <= self.aim
            verdict = "met" if is_met else "MISSED"
        measured = f"{self.measured:.3g}" if abs(self.measured) < 100 else f"{self.measured:.0f}"
        return f"{bench:8} {self.what:58} {measured + ' ' + self.unit:>14} {wanted:>14}  {verdict}"


Rows = Iterator[Row]


def main() -> None:
    """Run the benches named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("benches", nargs="*", choices=[[], *BENCHES], default=[])
    parser.add_argument("--seconds", type=float, default=10.0)
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(["bench"])
    application.setApplicationName("Cupola bench")
    for name in arguments.benches or BENCHES:
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
        for row in BENCHES[name](arguments.seconds):
            print(row.text(name), flush=True)


def lateness(load: Load) -> Row:
    """Return how late the 10 ms timer was at most."""
    return Row("a 10 ms timer, late at most", max(load.late_ms), "ms", 50)


def bench_table(seconds: float) -> Rows:
    """Show 5 000 parameters at 10 Hz in the table, still and scrolling."""
    from console.ui.panels.parameters import Parameters

    load = a_load(some_packets(5_000, 50), Parameters)
    panel = load.window.pages[0].panel
    assert isinstance(panel, Parameters)  # noqa: S101  # what was just built
    yield Row("5 000 parameters at 10 Hz", load.run(seconds), "core", 1)
    yield lateness(load)
    bar = panel.table.verticalScrollBar()
    frame_ms = [load.draw(lambda: bar.setValue(bar.value() + 60)) for _frame in range(240)]
    yield Row("scrolling, CPU a frame, p99", float(np.percentile(frame_ms, 99)), "ms", 16.7)


class Paints(QObject):
    """Counts how often each of some charts is really painted."""

    def __init__(self, charts: list[StripChart]) -> None:
        super().__init__()
        self.times = dict.fromkeys(range(len(charts)), 0)
        self._place = {chart.plot: place for place, chart in enumerate(charts)}
        for canvas in self._place:
            canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's own name
        """Count a paint."""
        if event.type() == QEvent.Type.Paint:
            self.times[self._place[watched]] += 1
        return False


def charts_of(load: Load) -> list[StripChart]:
    """Return the charts of the page."""
    panel = load.window.pages[0].panel
    assert isinstance(panel, Charts)  # noqa: S101  # what was just built
    return panel.charts


def bench_history(seconds: float) -> Rows:
    """Draw 12 plots of 4 curves over 72 h of 10 Hz."""
    load = a_load(some_packets(48, 1), lambda seat: Charts(seat, curves=4, across=4))
    (packet,) = load.packets
    end_ns, hour_rows = load.desk.now_ns(), 36_000
    for hours_ago in range(72, 0, -1):
        last_ns = end_ns - (hours_ago - 1) * 3600 * NS_PER_S
        load.desk.take([a_frame(packet, last_ns, hour_rows)])
    time_control = load.window.seat.time
    time_control.follow(SPAN_S)
    QApplication.processEvents()
    yield Row("12 plots x 4 curves x 72 h at 10 Hz, following", load.run(seconds), "core")
    yield lateness(load)

    def follow() -> None:
        load.next_sample()
        time_control.follow(SPAN_S)

    paints, began_s, cpu_ms = Paints(charts_of(load)), time.monotonic(), 0.0
    while time.monotonic() < began_s + seconds:
        cpu_ms += load.draw(follow)
    painted = min(paints.times.values())
    yield Row(
        "redraws of all 12 with a new sample, a CPU second", 1000 * painted / cpu_ms, "/s", 30, True
    )
    yield Row(
        "the same, a second of the wall", painted / (time.monotonic() - began_s), "/s", 30, True
    )
    now_s = load.desk.elapsed_s()

    def anywhere() -> None:
        span_s = 10.0 ** NOISE.uniform(1.0, 5.4)
        start_s = now_s - NOISE.uniform(0.0, SPAN_S)
        time_control.fix(start_s, start_s + span_s)

    p95 = float(np.percentile([load.draw(anywhere) for _ in range(100)], 95))
    yield Row("zooming and moving anywhere, CPU, p95", p95, "ms", 50)


def bench_curves(seconds: float) -> Rows:
    """Draw 200 curves at 10 Hz in 10 plots, five minutes of them."""
    load = a_load(some_packets(200, 10), lambda seat: Charts(seat, curves=20, across=2))
    load.prefill(300)
    load.window.seat.time.follow(300.0)
    yield Row("200 curves at 10 Hz in 10 plots", load.run(seconds), "core", 0.5)
    p50, p95 = (load.window.seat.meter.latency_ms(share) for share in (50, 95))
    if p50 is not None and p95 is not None:
        yield Row("age of a sample when painted, half", p50, "ms")
        yield Row("age of a sample when painted, p95", p95, "ms", 60)
    yield lateness(load)


def bench_points(seconds: float) -> Rows:
    """Show 100 curves of 1 000 columns, each from its least to its greatest, and move them."""
    load = a_load(some_packets(100, 10), lambda seat: Charts(seat, curves=10, across=1))
    load.prefill(3600)
    time_control, now_s = load.window.seat.time, load.desk.elapsed_s()
    time_control.fix(now_s - 1000, now_s - 5)
    load.run(1.0)
    points = sum(way.x_s.size for chart in charts_of(load) for way in chart.lines)
    turner = QTimer()
    turner.timeout.connect(lambda: time_control.move(-1.0, now_s))
    turner.start(500)
    core = load.run(seconds)
    turner.stop()
    yield Row("points in sight", points, "", 199_000, True)
    yield Row("moved twice a second", core, "core")
    yield lateness(load)


def bench_peer(_seconds: float) -> Rows:
    """Give 200 curves of five minutes a new sample each, 50 times, and draw them in two ways."""
    import pyqtgraph

    load = a_load(some_packets(200, 10), lambda seat: Charts(seat, curves=20, across=2))
    load.prefill(300)
    load.window.seat.time.follow(300.0)
    own_ms = np.median([load.draw(load.next_sample) for _ in range(50)])
    layout = pyqtgraph.GraphicsLayoutWidget(size=SIZE_PX)
    view, drawn = charts_of(load)[0].plot.view, []
    for number, chart in enumerate(charts_of(load)):
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

    peer_ms = np.median([load.draw(theirs) for _ in range(50)])
    yield Row("a sample of 200 curves painted, CPU", float(own_ms), "ms")
    yield Row("the same by pyqtgraph, set anew, CPU", float(peer_ms), "ms")
    yield Row("ratio", float(peer_ms / own_ms), "x")


def bench_start(_seconds: float) -> Rows:
    """Open a console three times beside a mission day that runs."""
    with tempfile.TemporaryDirectory() as folder:
        plan = DayPlan(mission="meridian-1", file=Path(folder) / "start.mission", roles=())
        is_serving, stop = Event(), Event()
        day = MissionDay(plan, PortSet(), lambda line: "serving" in line and is_serving.set())
        watch = Thread(target=day.run, args=(stop.is_set,))
        watch.start()
        try:
            is_serving.wait(60.0)
            time.sleep(5.0)  # the day has begun before the console does
            found = [a_start(day.server) for _ in range(STARTS)]
        finally:
            stop.set()
            watch.join()
    yield Row("console started to first value painted, best", min(w for w, _ in found), "s", 2)
    yield Row("the same, CPU", min(cpu for _, cpu in found), "s")


def a_start(server: str) -> tuple[float, float]:
    """Return seconds, of the wall and of CPU, from starting a console to its first value."""
    words = ["console", "--role", "flight", "--server", server, "--for", "6", "--report"]
    began_s = time.monotonic()
    done = subprocess.run([*PROGRAM, *words], capture_output=True, text=True, check=True)
    report = json.loads(done.stdout.splitlines()[-1])
    return report["first_value_at_s"] - began_s, report["first_value_cpu_s"]


def bench_memory(_seconds: float) -> Rows:
    """Let a day of 48 parameters at 10 Hz pass, and another."""
    load = a_load(some_packets(48, 1), lambda seat: Charts(seat, curves=4, across=4))
    first_ns = load.desk.now_ns() - 2 * DAY_S * NS_PER_S
    process, used = psutil.Process(), []
    for second in range(FRAME_S, 2 * DAY_S + 1, FRAME_S):
        last_ns = first_ns + second * NS_PER_S
        changes = load.desk.take([a_frame(load.packets[0], last_ns, 10 * FRAME_S)])
        if second % 600 == 0:
            load.window.refresh(changes)
            QApplication.processEvents()
        if second % DAY_S == 0:
            used.append(process.memory_info().rss)
    yield Row("memory after two days at 10 Hz", used[1] / 1e6, "MB")
    yield Row("grown in the second day", 100 * (used[1] / used[0] - 1), "%", 2)


BENCHES: "dict[str, Callable[[float], Rows]]" = {
    "table": bench_table,
    "history": bench_history,
    "curves": bench_curves,
    "points": bench_points,
    "peer": bench_peer,
    "start": bench_start,
    "memory": bench_memory,
}


if __name__ == "__main__":
    main()
