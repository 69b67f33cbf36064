"""A strip chart of alike parameters: limit bands, history joined to live, the now-line."""

from dataclasses import dataclass
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from console.client.desk import Changes
from console.ui.models.alarm_marks import AlarmMarks
from console.ui.plots.cursor_lines import CursorLines
from console.ui.plots.curve_legend import CurveLegend
from console.ui.plots.strip_geometry import (
    FittedRange,
    Line,
    bands,
    line,
    resting_range,
    value_at,
    value_marks,
)
from console.ui.plots.strip_items import Backdrop, PaintedPlot, alarm_marks
from console.ui.plots.time_axis import Tick, met_hours_text, ticks
from console.ui.seat import Seat
from console.ui.widgets.value_tip import unit_text
from telemetry.timebase import NS_PER_S, met_text, utc_text

MOST_COLUMNS: Final = 500
Y_AXIS_PX: Final = 52
X_AXIS_PX: Final = 17  # per line of marks
LOW_X_AXIS_PX: Final = 23  # a single one; pyqtgraph leaves out what does not fit whole
LOW_PX: Final = 160
EDGE_SHARE: Final = 0.04
PX_PER_TIME_MARK: Final = 72
PX_PER_VALUE_MARK: Final = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """What one chart shows.

    Parameters
    ----------
    parameters : tuple of str
        Alike parameters with the same unit and limits; the first gives both.
    names : tuple of str
        Short names of the curves, as ``"Z1 flight deck"``; empty for a single curve.
    """

    title: str
    parameters: tuple[str, ...]
    names: tuple[str, ...] = ()


class StripChart(QFrame):
    """One chart; it redraws when its own parameters have news and is still otherwise."""

    def __init__(self, seat: Seat, spec: ChartSpec) -> None:
        super().__init__()
        self.setObjectName("section")
        self.spec = spec
        self._seat = seat
        self._launch_ns = seat.desk.mission.launch_ns
        parameter = seat.desk.mission.database.parameters[spec.parameters[0]]
        self._range = FittedRange(resting_range(parameter))
        self._drawn_ns: dict[str, int] = {}
        self._page = (0.0, 0.0)
        self._is_low = False
        self._marked: object = None
        self._lines: list[Line] = []
        self._worsened = AlarmMarks(spec.parameters)
        named = (spec.title, unit_text(parameter.unit))
        self._title = QLabel(", ".join(word for word in named if word))
        self._title.setObjectName("caption")
        self.plot = PaintedPlot(self._painted, self.tell)
        self.cursors = CursorLines(self.plot, seat.look, are_named=not parameter.states)
        self._backdrop = Backdrop(seat.look, bands(parameter))
        self.curves = [pg.PlotCurveItem(antialias=False) for _ in spec.parameters]
        self._now = pg.InfiniteLine(angle=90, movable=False)
        self._marks = pg.ScatterPlotItem(pxMode=True)
        self._build()
        seat.look.changed.connect(self._restyle)
        seat.time.changed.connect(self._retime)
        self.plot.zoom_asked.connect(lambda by, at: seat.time.zoom(by, at, self._now_s()))
        self.plot.move_asked.connect(lambda by: seat.time.move(by, self._now_s()))
        self._restyle()

    @property
    def title(self) -> str:
        """What is shown, with its unit."""
        return self._title.text()

    @property
    def now_s(self) -> float:
        """Where the now-line is, in seconds since launch."""
        return float(self._now.value())

    @property
    def marks(self) -> int:
        """How many alarms are marked."""
        return len(self._marks.data)

    def refresh(self, changes: Changes) -> None:
        """Redraw if a curve's newest sample, its history, the alarms or the page changed."""
        history = self._seat.desk.feed.history
        newest = {
            each: latest[0] for each in self.spec.parameters if (latest := history.latest(each))
        }
        has_news = newest != self._drawn_ns or not set(self.spec.parameters).isdisjoint(
            changes.histories
        )
        if has_news or changes.opened or changes.state or self._has_turned():
            self.redraw()
        else:
            self._move_now()

    def redraw(self) -> None:
        """Draw everything from the history as it is now."""
        desk = self._seat.desk
        self._turn_page()
        start_ns, end_ns = (self._launch_ns + round(edge * NS_PER_S) for edge in self._page)
        self._draw_curves(start_ns, end_ns)
        self._drawn_ns = {
            each: latest[0]
            for each in self.spec.parameters
            if (latest := desk.feed.history.latest(each))
        }
        self._fit()
        self._mark_axes(start_ns, end_ns)
        self._show_marks()
        self._move_now()

    def _draw_curves(self, start_ns: int, end_ns: int) -> None:
        desk = self._seat.desk
        self._lines = [
            line(desk.feed.history.columns(each, start_ns, end_ns, MOST_COLUMNS), self._launch_ns)
            for each in self.spec.parameters
        ]
        for curve, way in zip(self.curves, self._lines, strict=True):
            curve.setData(x=way.x_s, y=way.y, connect=way.connect, skipFiniteCheck=True)

    def tell(self, at_s: float) -> str:
        """Return instant and values at a place on the time axis, in lines."""
        at_ns = self._launch_ns + round(at_s * NS_PER_S)
        lines = [f"{utc_text(at_ns)} · MET {met_text(at_s)}"]
        names = self.spec.names or (self.spec.title,)
        column_s = (self._page[1] - self._page[0]) / MOST_COLUMNS
        for name, parameter_id, way in zip(names, self.spec.parameters, self._lines, strict=False):
            parameter = self._seat.desk.mission.database.parameters[parameter_id]
            period_s = self._seat.desk.mission.database.place[parameter_id][0].period_ns / NS_PER_S
            value = value_at(way, at_s, within_s=max(2 * period_s, 2 * column_s))
            lines.append(f"{name}: {'no data' if value is None else parameter.text(value)}")
        return "\n".join(lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give up the line of mission elapsed time where there is little height."""
        super().resizeEvent(event)
        self._is_low = self.height() < self._seat.look.px(LOW_PX)
        self._fit_time_axis()
        self._marked = None
        self.redraw()

    def _fit_time_axis(self) -> None:
        height = LOW_X_AXIS_PX if self._is_low else 2 * X_AXIS_PX
        self.plot.getAxis("bottom").setHeight(self._seat.look.px(height))

    def _build(self) -> None:
        for item in (self._backdrop, self._now, *self.curves, self._marks):
            self.plot.addItem(item, ignoreBounds=True)
        self._now.setZValue(-5)
        self._marks.setZValue(10)
        self.header = header = QHBoxLayout()
        header.setContentsMargins(8, 3, 8, 0)
        header.addWidget(self._title)
        header.addStretch(1)
        if self.spec.names:
            header.addWidget(CurveLegend(self._seat.look, self.spec.names))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 0, 6, 1)
        rows.setSpacing(2)
        rows.addLayout(header)
        rows.addWidget(self.plot, 1)

    def _restyle(self) -> None:
        look, theme = self._seat.look, self._seat.look.theme
        self.plot.setBackground(theme.panel)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(theme.line)
            axis.setTextPen(theme.text_dim)
            axis.setStyle(tickFont=look.font(11), tickLength=4)
        self.plot.getAxis("left").setWidth(look.px(Y_AXIS_PX))
        self._fit_time_axis()
        inks = theme.curves
        for number, curve in enumerate(self.curves):
            curve.setPen(pg.mkPen(inks[number % len(inks)], width=1))
        self._now.setPen(pg.mkPen(theme.text_dim, width=1))
        self._marked = None
        self._backdrop.update()

    def _now_s(self) -> float:
        if not self._seat.desk.clock.is_set:
            return 0.0  # an empty chart waits at launch
        return (self._seat.desk.now_ns() - self._launch_ns) / NS_PER_S

    def _retime(self) -> None:
        if self.isVisible():  # else it is redrawn when it comes into sight
            self.redraw()

    def _has_turned(self) -> bool:
        return self._page != self._seat.time.shown(self._now_s())

    def _turn_page(self) -> None:
        if self._has_turned():
            self._page = self._seat.time.shown(self._now_s())
            self.plot.setXRange(*self._page, padding=0)

    def _fit(self) -> None:
        drawn = [way.y for way in self._lines if way.y.size]
        if drawn:
            least, greatest = min(y.min() for y in drawn), max(y.max() for y in drawn)
            self._range.fit(float(least), float(greatest))
        self.plot.setYRange(self._range.low, self._range.high, padding=0)

    def _mark_axes(self, start_ns: int, end_ns: int) -> None:
        look, scale = self._seat.look, self._range
        room_px = max(1, self.plot.width() - look.px(Y_AXIS_PX))
        extent = (self._page, scale.low, scale.high, room_px, self.plot.height())
        if extent == self._marked:
            return
        self._marked = extent
        instants = ticks(start_ns, end_ns, max(2, room_px // look.px(PX_PER_TIME_MARK)))
        times = [((tick.at_ns - self._launch_ns) / NS_PER_S, tick) for tick in instants]
        high_px = self.plot.height() - self.plot.getAxis("bottom").height()
        most = max(2, int(high_px // look.px(PX_PER_VALUE_MARK)))
        values = self._value_marks(most)
        self.plot.getAxis("bottom").setTicks([[(at, self._mark_text(tick)) for at, tick in times]])
        inside = scale.high - EDGE_SHARE * (scale.high - scale.low)  # a whole figure fits below
        named = [(value, f"{value:g}") for value in values if value <= inside]
        self.plot.getAxis("left").setTicks([named])
        start_s, end_s = self._page
        box = QRectF(start_s, scale.low, end_s - start_s, scale.high - scale.low)
        self._backdrop.cover(box, [at for at, _tick in times], values)

    def _value_marks(self, most: int) -> list[float]:
        return value_marks(self._range.low, self._range.high, most)

    def _mark_text(self, tick: Tick) -> str:
        if self._is_low:
            return tick.text
        return f"{tick.text}\n{met_hours_text(tick.at_ns, self._launch_ns)}"

    def _move_now(self) -> None:
        """Move the now-line, but only by whole pixels."""
        self._now.setVisible(self._seat.desk.clock.is_set)
        pixel_s = (self._page[1] - self._page[0]) / max(1, self.plot.width() - Y_AXIS_PX)
        if abs(self._now_s() - self._now.value()) >= pixel_s:
            self._now.setValue(self._now_s())

    def _show_marks(self) -> None:
        facts = self._worsened.read(self._seat.desk.log)
        points = alarm_marks(
            facts, self._launch_ns, self._seat.look, self._range.low, self._range.high
        )
        if points or len(self._marks.data):
            self._marks.setData(points)

    def _painted(self) -> None:
        for parameter, newest_ns in self._drawn_ns.items():
            self._seat.meter.drew(f"{parameter} chart", newest_ns)
