"""A chart of an enumeration: a band in time for each state, with its name."""

from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from console.ui.painting import paint_hatch
from console.ui.plots.state_runs import Run, state_runs
from console.ui.plots.strip_chart import MOST_COLUMNS, ChartSpec, StripChart
from console.ui.seat import Seat
from console.ui.theme import Look, colour, mixed
from telemetry.dictionary import Parameter

HEIGHT_PX: Final = 84
_STATE_SHARE: Final = 0.16
_ALARM_SHARE: Final = 0.45


class StateBands(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Paints runs of states; what stands for several states at once is hatched."""

    def __init__(self, look: Look, parameter: Parameter) -> None:
        super().__init__()
        self._look = look
        self._parameter = parameter
        self.runs: list[Run] = []

    def show_runs(self, runs: list[Run]) -> None:
        """Show these runs."""
        if runs != self.runs:
            self.prepareGeometryChange()
            self.runs = runs
            self.update()

    def boundingRect(self) -> QRectF:
        """Return the extent of all runs."""
        if not self.runs:
            return QRectF()
        start_s, end_s = self.runs[0].start_s, self.runs[-1].end_s
        return QRectF(start_s, 0.0, end_s - start_s, 1.0)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paint every run and, where there is room, the name of its state."""
        theme, font = self._look.theme, self._look.font(12)
        metrics, to_pixels = QFontMetricsF(font), painter.transform()
        painter.resetTransform()
        painter.setFont(font)
        for run in self.runs:
            box = to_pixels.mapRect(QRectF(run.start_s, 0.15, run.end_s - run.start_s, 0.7))
            if run.low != run.high:
                paint_hatch(painter, box, theme.text_dim)
                continue
            painter.fillRect(box, colour(self._fill(run.low)))
            painter.fillRect(QRectF(box.left(), box.top(), 1, box.height()), colour(theme.text_dim))
            name = self._parameter.text(run.low)
            if metrics.horizontalAdvance(name) + 8 <= box.width():
                painter.setPen(colour(theme.text))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

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
        database = seat.desk.mission.database
        self._states = StateBands(seat.look, database.parameters[spec.parameters[0]])
        self._period_ns = database.place[spec.parameters[0]][0].period_ns
        super().__init__(seat, spec)
        self.plot.addItem(self._states, ignoreBounds=True)
        seat.look.changed.connect(self._states.update)
        self.setFixedHeight(seat.look.px(HEIGHT_PX))

    @property
    def runs(self) -> list[Run]:
        """What is shown."""
        return self._states.runs

    def _draw_curves(self, start_ns: int, end_ns: int) -> None:
        history, parameter = self._seat.desk.feed.history, self.spec.parameters[0]
        columns = history.columns(parameter, start_ns, end_ns, MOST_COLUMNS)
        self._states.show_runs(state_runs(columns, self._launch_ns, self._period_ns))

    def _fit(self) -> None:
        self._range.low, self._range.high = 0.0, 1.0
        self.plot.setYRange(0.0, 1.0, padding=0)

    def _value_marks(self, _most: int) -> list[float]:
        return []
