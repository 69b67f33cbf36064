"""A chart of an enumeration: a band in time for each state, with its name."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from console.ui.painting import paint_hatch
from console.ui.plots.state_runs import Run, state_runs
from console.ui.plots.strip_chart import ChartSpec, StripChart
from console.ui.plots.strip_view import StripView
from console.ui.seat import Seat
from console.ui.theme import Look, colour, mixed
from telemetry.dictionary import Parameter

HEIGHT_PX: Final = 84
_STATE_SHARE: Final = 0.16
_ALARM_SHARE: Final = 0.45


class StateBands:
    """Paints runs of states; what stands for several states at once is hatched."""

    def __init__(self, look: Look, parameter: Parameter) -> None:
        self._look = look
        self._parameter = parameter
        self.runs: list[Run] = []

    def paint(self, painter: QPainter, view: StripView, exposed: QRectF) -> None:
        """Paint every run in `exposed` and, where there is room, the name of its state."""
        theme, font = self._look.theme, self._look.font(12)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        top, height = view.y_px(0.85), view.y_px(0.15) - view.y_px(0.85)
        for run in self.runs:
            left, right = view.x_px(run.start_s), view.x_px(run.end_s)
            box = QRectF(left, top, right - left, height)
            if not box.intersects(exposed):
                continue
            if run.low != run.high:
                paint_hatch(painter, box, theme.text_dim)
                continue
            painter.fillRect(box, colour(self._fill(run.low)))
            painter.fillRect(QRectF(box.left(), box.top(), 1, box.height()), colour(theme.text_dim))
            name = self._parameter.text(run.low)
            shown = box.intersected(QRectF(view.left_px, top, view.width_px, height))
            if metrics.horizontalAdvance(name) + 8 <= shown.width():
                painter.setPen(colour(theme.text))
                painter.drawText(shown, Qt.AlignmentFlag.AlignCenter, name)

    def _fill(self, state: int) -> str:
        theme = self._look.theme
        severity = self._parameter.state_severities.get(state)
        if severity is not None:
            return mixed(self._look.severity(severity).plate, theme.panel, _ALARM_SHARE)
        inks = theme.curves
        return mixed(inks[state % len(inks)], theme.panel, _STATE_SHARE)


class StateChart(StripChart):
    """A low chart of one enumeration, on the same time axis as the others."""

    def __init__(self, seat: Seat, spec: ChartSpec) -> None:
        super().__init__(seat, spec)
        database = seat.desk.mission.database
        self._states = StateBands(seat.look, database.parameters[spec.parameters[0]])
        self._period_ns = database.place[spec.parameters[0]][0].period_ns
        self.plot.live[self.plot.live.index(self._strokes)] = self._states
        self.plot.setMinimumHeight(1)  # a band is told by its word, it needs no more
        seat.look.changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self.setFixedHeight(self._seat.look.px(HEIGHT_PX))

    @property
    def runs(self) -> list[Run]:
        """What is shown."""
        return self._states.runs

    def _load(self, start_ns: int, end_ns: int) -> None:
        super()._load(start_ns, end_ns)
        history, parameter = self._seat.desk.feed.history, self.spec.parameters[0]
        columns = history.columns(parameter, start_ns, end_ns, self._columns())
        self._states.runs = state_runs(columns, self._launch_ns, self._period_ns)

    def _extend(self) -> None:
        """Begin anew: a run's name stands in its middle, so it moves as the run grows."""
        if self._curves.extend(self._seat.desk.feed.history) is not None:
            self.redraw()

    def _fit(self) -> None:
        self._range.low, self._range.high = 0.0, 1.0

    def _value_marks(self, _most: int) -> list[float]:
        return []
