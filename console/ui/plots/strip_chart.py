"""A strip chart of alike parameters: limit bands, history joined to live, the now-line."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from console.client.desk import Changes
from console.domain.forecast.draws import HORIZON_S
from console.ui.models.alarm_marks import AlarmMarks as AlarmLog
from console.ui.models.chart_events import ChartEvents, sessions
from console.ui.plots.cursor_lines import CursorLines
from console.ui.plots.curve_legend import CurveLegend
from console.ui.plots.curve_lines import FROM_THE_START, CurveLines
from console.ui.plots.curve_numbers import CurveNumbers
from console.ui.plots.curve_paint import Curves
from console.ui.plots.forecast_layer import Ahead, curves_ahead, forecast_note
from console.ui.plots.strip_canvas import StripCanvas
from console.ui.plots.strip_geometry import (
    FittedRange,
    Line,
    bands,
    resting_range,
    value_at,
    value_marks,
)
from console.ui.plots.strip_layers import AlarmMarks, Ground, Happenings, Mark, UprightLine
from console.ui.plots.strip_view import StripView
from console.ui.plots.time_axis import Tick, met_hours_text, ticks
from console.ui.seat import Seat
from console.ui.widgets.elided import ElidedText
from telemetry.timebase import NS_PER_S, met_text, utc_text

MOST_COLUMNS: Final = 1_000
LEAST_COLUMNS: Final = 200
Y_AXIS_PX: Final = 52
X_AXIS_PX: Final = 17  # per line of marks
LOW_PX: Final = 130
TOP_PX: Final = 3
PX_PER_TIME_MARK: Final = 72
PX_PER_VALUE_MARK: Final = 36
_POINTED_PX: Final = 6
AHEAD_SHARE: Final = 0.5  # of the span behind


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """What one chart shows.

    Parameters
    ----------
    parameters : tuple of str
        Alike parameters with the same unit and limits; the first gives both.
    names : tuple of str
        Short names of the curves, as ``"Z1 flight deck"``; empty for a single curve.
    looks_ahead : bool
        Whether the forecast is drawn past the now-line, with room for it.
    """

    title: str
    parameters: tuple[str, ...]
    names: tuple[str, ...] = ()
    looks_ahead: bool = False


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
        self._page = (0.0, 1.0)
        self._drawn_ahead: int | None = None
        self._curves = CurveLines(seat.desk.mission.database, spec.parameters, self._launch_ns)
        self._alarm_log = AlarmLog(spec.parameters)
        self._events = ChartEvents(seat.desk.mission)
        named = (spec.title, parameter.unit_text)
        self._title = QLabel(", ".join(word for word in named if word))
        self._title.setObjectName("caption")
        self.plot = StripCanvas(seat.look, self._painted, self.tell)
        self.plot.setAccessibleName(f"Chart of {self.title}: {', '.join(spec.names)}".rstrip(": "))
        self._ground = Ground(seat.look, bands(parameter))
        self._strokes = Curves(seat.look)
        self.ahead = Ahead(seat.look)
        self.note = ElidedText(seat.look, size_px=11, is_aside=True)
        self._now = UprightLine(seat.look, "text_dim")
        self._marks = AlarmMarks(seat.look, self._launch_ns)
        self.happenings = Happenings(seat.look)
        self.plot.still.append(self._ground)
        self.plot.live.extend((self.happenings, self.ahead, self._now, self._strokes, self._marks))
        if spec.names:
            self.plot.live.append(CurveNumbers(seat.look, self._strokes))
        self.cursors = CursorLines(self.plot, seat.look, are_named=not parameter.states)
        self._lay_out()
        seat.look.changed.connect(self.redraw)
        seat.time.changed.connect(self._retime)
        self.plot.resized.connect(self._resized)
        self.plot.zoom_asked.connect(lambda by, at: seat.time.zoom(by, at, self._shown()))
        self.plot.move_asked.connect(lambda by: seat.time.move(by, self._now_s()))

    @property
    def title(self) -> str:
        """What is shown, with its unit."""
        return self._title.text()

    @property
    def now_s(self) -> float | None:
        """Where the now-line is, in seconds since launch; None while no clock is known."""
        return self._now.at_s

    @property
    def marks(self) -> int:
        """How many alarms are marked."""
        return len(self._marks.facts)

    @property
    def time_marks(self) -> list[str]:
        """What stands along the time axis."""
        return [mark.text for mark in self._ground.times]

    @property
    def lines(self) -> list[Line]:
        """What is drawn of each parameter, in seconds after launch."""
        return self._strokes.lines

    def refresh(self, changes: Changes) -> None:
        """Redraw what a curve's newest samples, its history, the alarms or the page changed."""
        has_past = not set(self.spec.parameters).isdisjoint(changes.histories)
        if has_past or changes.opened or self._has_turned():
            self._seat.turns.take(self.redraw)
            return
        if changes.state:
            self._show_marks()
        if self.spec.looks_ahead and self._look_ahead():
            self._fit()
            self._show_view()
            self.plot.update()
        self._extend()
        self._move_now()

    def redraw(self) -> None:
        """Draw everything from the history as it is now."""
        self._page = self._shown()
        start_ns, end_ns = (self._launch_ns + round(edge * NS_PER_S) for edge in self._page)
        self._load(start_ns, end_ns)
        self._show_marks()
        if self.spec.looks_ahead:
            self._drawn_ahead = None
            self._look_ahead()
        self._fit()
        self._show_view()
        self._now.at_s = self._now_s() if self._seat.desk.clock.is_set else None
        self.plot.repaint_all()

    def hideEvent(self, event: QHideEvent) -> None:
        """Give up the turn to draw."""
        super().hideEvent(event)
        self._seat.turns.forget(self.redraw)

    def tell(self, at_s: float) -> str:
        """Return instant and values at a place on the time axis, in lines."""
        at_ns = self._launch_ns + round(at_s * NS_PER_S)
        told = [f"{utc_text(at_ns)} · MET {met_text(at_s)}"]
        names = self.spec.names or (self.spec.title,)
        column_s = (self._page[1] - self._page[0]) / self._columns()
        for name, parameter_id, way in zip(names, self.spec.parameters, self.lines, strict=False):
            parameter = self._seat.desk.mission.database.parameters[parameter_id]
            period_s = self._seat.desk.mission.database.place[parameter_id][0].period_ns / NS_PER_S
            value = value_at(way, at_s, within_s=max(2 * period_s, 2 * column_s))
            told.append(f"{name}: {'no data' if value is None else parameter.text(value)}")
        told += self.happenings.tell(at_s, within_s=_POINTED_PX * self.plot.view.seconds_per_px)
        return "\n".join(told)

    def _load(self, start_ns: int, end_ns: int) -> None:
        """Take what is known of the page."""
        self._curves.load(self._seat.desk.feed.history, start_ns, end_ns, self._columns())
        self._strokes.lines = self._curves.lines

    def _extend(self) -> None:
        """Take what came since, and paint no more than it changed."""
        from_s = self._curves.extend(self._seat.desk.feed.history)
        if from_s == FROM_THE_START:
            self.redraw()
        elif from_s is not None:
            self._strokes.lines = self._curves.lines
            self._fit()
            self._show_view()
            self.plot.repaint_from(from_s)

    def _columns(self) -> int:
        """Return how many columns there are pixels for."""
        return min(MOST_COLUMNS, max(LEAST_COLUMNS, self.plot.width()))

    def _lay_out(self) -> None:
        self.header = header = QHBoxLayout()
        header.setContentsMargins(8, 3, 8, 0)
        header.addWidget(self._title)
        header.addWidget(self.note, 1)
        if self.spec.names:
            header.addWidget(CurveLegend(self._seat.look, self.spec.names))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 0, 1, 1)
        rows.setSpacing(2)
        rows.addLayout(header)
        rows.addWidget(self.plot, 1)

    def _now_s(self) -> float:
        if not self._seat.desk.clock.is_set:
            return 0.0  # an empty chart waits at launch
        return (self._seat.desk.now_ns() - self._launch_ns) / NS_PER_S

    def _resized(self) -> None:
        """Fit what is drawn into the new room now, and take what there is room for in turn."""
        self._show_view()
        self._seat.turns.take(self.redraw)

    def _retime(self) -> None:
        if self.isVisible():  # else it is redrawn when it comes into sight
            self._seat.turns.take(self.redraw)

    def _has_turned(self) -> bool:
        return self._page != self._shown()

    def _shown(self) -> tuple[float, float]:
        """Return the page; while it follows the time there is room for what is to come."""
        start_s, end_s = self._seat.time.shown(self._now_s())
        if self.spec.looks_ahead and self._seat.time.follows:
            end_s += min(HORIZON_S, AHEAD_SHARE * self._seat.time.span_s)
        return start_s, end_s

    def _look_ahead(self) -> bool:
        """Take the forecast over if it is another one; return whether it was."""
        desk = self._seat.desk
        outlook = desk.outlook()
        self.note.say(forecast_note(outlook, self.spec.parameters))
        if outlook.at_ns == self._drawn_ahead:
            return False
        self._drawn_ahead = outlook.at_ns
        self.ahead.curves = curves_ahead(
            outlook,
            self.spec.parameters,
            desk.mission.database,
            launch_ns=self._launch_ns,
            now_ns=desk.now_ns(),
            end_s=self._page[1],
        )
        return True

    def _fit(self) -> None:
        """Make room for what is drawn; autoscale grows at once and shrinks reluctantly."""
        drawn = [way.y for way in self.lines if way.y.size]
        drawn += [edge for each in self.ahead.curves for edge in (each.low, each.high)]
        if drawn:
            least, greatest = min(y.min() for y in drawn), max(y.max() for y in drawn)
            self._range.fit(float(least), float(greatest))

    def _show_view(self) -> None:
        view = self._view()
        if view != self.plot.view:
            self.plot.show_view(view)
            self._mark_axes(view)

    def _view(self) -> StripView:
        px = self._seat.look.px
        low_px = px(X_AXIS_PX) * (1 if self._is_low else 2)
        return StripView(
            start_s=self._page[0],
            end_s=self._page[1],
            low=self._range.low,
            high=self._range.high,
            left_px=px(Y_AXIS_PX),
            top_px=TOP_PX,
            width_px=max(1, self.plot.width() - px(Y_AXIS_PX) - 6),
            height_px=max(1, self.plot.height() - TOP_PX - low_px),
        )

    @property
    def _is_low(self) -> bool:
        """Whether there is too little height for mission elapsed time."""
        return self.plot.height() < self._seat.look.px(LOW_PX)

    def _mark_axes(self, view: StripView) -> None:
        px = self._seat.look.px
        start_ns, end_ns = (self._launch_ns + round(edge * NS_PER_S) for edge in self._page)
        most_times = max(2, int(view.width_px) // px(PX_PER_TIME_MARK))
        most_values = max(2, int(view.height_px) // px(PX_PER_VALUE_MARK))
        self._ground.times = [
            Mark((tick.at_ns - self._launch_ns) / NS_PER_S, self._mark_text(tick))
            for tick in ticks(start_ns, end_ns, most_times)
        ]
        self._ground.values = [Mark(at, f"{at:g}") for at in self._value_marks(most_values)]

    def _value_marks(self, most: int) -> list[float]:
        return value_marks(self._range.low, self._range.high, most)

    def _mark_text(self, tick: Tick) -> str:
        if self._is_low:
            return tick.text
        return f"{tick.text}\n{met_hours_text(tick.at_ns, self._launch_ns)}"

    def _move_now(self) -> None:
        """Move the now-line, but only by whole pixels."""
        before_s = self._now.at_s
        if not self._seat.desk.clock.is_set or before_s is None:
            return
        if abs(self._now_s() - before_s) >= self.plot.view.seconds_per_px:
            self._now.at_s = self._now_s()
            self.plot.repaint_around(before_s, self._now.at_s)

    def _show_marks(self) -> None:
        desk = self._seat.desk
        marks = (
            tuple(self._alarm_log.read(desk.log)),
            tuple(self._events.read(desk.log)),
            sessions(desk.windows().values(), self._launch_ns),
        )
        if marks != (self._marks.facts, self.happenings.events, self.happenings.sessions):
            self._marks.facts, self.happenings.events, self.happenings.sessions = marks
            self.plot.update()

    def _painted(self) -> None:
        for parameter, newest_ns in self._curves.newest_ns.items():
            self._seat.meter.drew(f"{parameter} chart", newest_ns)
