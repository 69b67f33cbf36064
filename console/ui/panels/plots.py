"""Free plots: any parameters, overlaid where their units agree; cursors, analysis, export."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.client.desk import Changes
from console.ui.models.back_fill import BackFill
from console.ui.models.parameter_list import parameters_for
from console.ui.models.parameter_table import MIME_TYPE, dropped
from console.ui.models.plot_export import plot_csv
from console.ui.painting import paint_focus
from console.ui.panels.plot_cursors import POINTER, Cursors
from console.ui.plots.state_chart import StateChart
from console.ui.plots.strip_chart import MOST_COLUMNS, ChartSpec, StripChart
from console.ui.plots.strip_geometry import resting_range
from console.ui.seat import EVERYTHING, Panel, Seat
from console.ui.shown_past import ask_for_the_shown
from console.ui.widgets.export_bar import ExportBar
from console.ui.widgets.parameter_entry import ParameterEntry
from console.ui.widgets.section import Remark
from console.ui.widgets.time_bar import TimeBar
from telemetry.dictionary import Parameter
from telemetry.timebase import NS_PER_S

if TYPE_CHECKING:
    from console.ui.widgets.analysis import Analysis

MOST_CURVES: Final = 4  # in one chart: as many as there are inks to tell them apart
MOST_CHARTS: Final = 8
_EMPTY: Final = (
    "Nothing is plotted yet. Type a parameter above and press Enter, drag rows here from "
    "Parameters, or choose Plot it wherever a value is shown."
)


class FreePlots(Panel):
    """Charts somebody put together; every one shows the same time."""

    own_keys = frozenset({Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_X, Qt.Key.Key_Escape})

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._back_fill = BackFill(seat.ask_history)
        self._may_see = {
            each.id: each for each in parameters_for(seat.desk.mission.database, seat.desk.role)
        }
        self.charts: list[StripChart] = []
        self._cursors = Cursors(seat)
        self.analysis: Analysis | None = None
        self.entry = ParameterEntry(self._may_see)
        self.table = self._cursors.table
        self.remark = Remark(_EMPTY)
        self.export = ExportBar(self._csv)
        self._time_bar = TimeBar(seat)
        self._stack = QWidget()
        self._rows = QVBoxLayout(self._stack)
        self._lay_out()
        self.setAccessibleName("Plots")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def plotted(self) -> list[str]:
        """Every parameter that is plotted."""
        return [each for chart in self.charts for each in chart.spec.parameters]

    def add(self, parameter_id: str) -> bool:
        """Plot a parameter, over others of its unit if there is room; return whether it is."""
        parameter = self._may_see.get(parameter_id)
        if parameter is None:
            self.remark.say(f"There is no parameter '{parameter_id}' for this seat to plot.")
            return False
        if parameter_id in self.plotted:
            return True
        chart = self._chart_for(parameter)
        if chart is None and len(self.charts) >= MOST_CHARTS:
            self.remark.say(f"{MOST_CHARTS} charts are as many as can be read. Remove one first.")
            return False
        if chart is None:
            self._insert(len(self.charts), (parameter_id,))
        else:
            self._replace(chart, (*chart.spec.parameters, parameter_id))
        self._charts_changed()
        return True

    def remove(self, chart: StripChart) -> None:
        """Take a chart away."""
        self._take_out(chart)
        self._charts_changed()

    def clear(self) -> None:
        """Take every chart away."""
        for chart in tuple(self.charts):
            self._take_out(chart)
        self._charts_changed()

    def put_cursor(self, name: str, at_s: float | None) -> None:
        """Put a cursor, ``pointer``, ``A`` or ``B``, on every chart, or take it away."""
        self._cursors.put(name, at_s, self.charts)
        self._show_cursors()

    def refresh(self, changes: Changes) -> None:
        """Redraw the charts that have news."""
        ask_for_the_shown(self._back_fill, self._seat, self.plotted)
        for chart in self.charts:
            chart.refresh(changes)
        if changes.histories:
            self._show_cursors()
            if self.is_analysing and self.analysis is not None:
                self.analysis.take(changes.histories)

    @property
    def is_analysing(self) -> bool:
        """Whether a stretch is analysed instead of shown over time."""
        return self.analysis is not None and not self.analysis.isHidden()

    def analyse(self) -> None:
        """Analyse what is plotted between the cursors A and B, or else in the stretch shown."""
        if not self.plotted:
            self.remark.say(_EMPTY)
            return
        if self.analysis is None:
            # Its library takes as long to load as all else a page needs, so only who asks waits.
            from console.ui.widgets.analysis import Analysis

            self.analysis = Analysis(self._seat)
            self.analysis.closed.connect(self._back_to_the_charts)
            self._all.addWidget(self.analysis, 1)
        self.analysis.open(self.plotted, self._analysed_ns())
        self._show_analysis(is_shown=True)
        self.analysis.plot.setFocus()

    def remember(self) -> Mapping[str, list[Any]]:
        """Return what is plotted."""
        return {"parameters": self.plotted}

    def recall(self, kept: Mapping[str, list[Any]]) -> None:
        """Plot what was plotted."""
        for each in kept.get("parameters", []):
            if each in self._may_see:
                self.add(each)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let parameters in."""
        if event.mimeData().hasFormat(MIME_TYPE):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Plot what was dropped."""
        for each in dropped(event.mimeData()):
            self.add(each)
        event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the cursors A and B where the pointer is; Escape takes them away; X analyses."""
        match event.key():
            case Qt.Key.Key_X:
                self.analyse()
            case Qt.Key.Key_Escape if self.is_analysing:
                self._back_to_the_charts()
            case Qt.Key.Key_A | Qt.Key.Key_B:
                name = "A" if event.key() == Qt.Key.Key_A else "B"
                self.put_cursor(name, self._cursors.pointer_s)
            case Qt.Key.Key_Escape:
                self.put_cursor("A", None)
                self.put_cursor("B", None)
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                self.export.copy()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show whether the keys are heard."""
        super().paintEvent(event)
        paint_focus(self, self._seat.look)

    def _lay_out(self) -> None:
        self.entry.entered.connect(self._add_entered)
        self.entry.refused.connect(self.remark.say)
        self.export.said.connect(self.remark.say)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.entry, 1)
        for words, act in (("Analyse (X)", self.analyse), ("Remove all", self.clear)):
            button = QPushButton(words)
            button.clicked.connect(lambda _checked, do=act: do())
            top.addWidget(button)
        top.insertWidget(2, self.export)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._all = rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(4)
        rows.addLayout(top)
        rows.addWidget(self._time_bar)
        rows.addWidget(self.remark)
        rows.addWidget(self._stack, 1)
        rows.addWidget(self.table)
        self._charts_changed()

    def _add_entered(self, parameter_id: str) -> None:
        if self.add(parameter_id):
            self.entry.clear()

    def _chart_for(self, parameter: Parameter) -> StripChart | None:
        """Return a chart with room whose unit and ordinary values are like the parameter's."""
        low, high = resting_range(parameter)
        for chart in self.charts:
            first = self._may_see[chart.spec.parameters[0]]
            has_room = len(chart.spec.parameters) < MOST_CURVES
            is_alike = first.unit == parameter.unit and not (first.states or parameter.states)
            first_low, first_high = resting_range(first)
            if has_room and is_alike and low < first_high and first_low < high:
                return chart
        return None

    def _insert(self, at: int, parameter_ids: tuple[str, ...]) -> None:
        first = self._may_see[parameter_ids[0]]
        is_alone = len(parameter_ids) == 1
        spec = ChartSpec(
            title=f"{first.id} · {first.name}"
            if is_alone
            else f"{first.name} and {len(parameter_ids) - 1} more",
            parameters=parameter_ids,
            names=() if is_alone else parameter_ids,
        )
        chart = (StateChart if first.states else StripChart)(self._seat, spec)
        remove = QPushButton("×")
        remove.setToolTip("Remove this chart")
        remove.setAccessibleName(f"Remove {', '.join(parameter_ids)}")
        remove.clicked.connect(partial(self._removed, chart))
        chart.header.addWidget(remove)
        chart.plot.pointed_at.connect(partial(self.put_cursor, POINTER))
        chart.plot.clicked_at.connect(self._clicked)
        self.charts.insert(at, chart)
        self._rows.insertWidget(at, chart, 0 if first.states else 1)
        self._cursors.put_on(chart)

    def _replace(self, chart: StripChart, parameter_ids: tuple[str, ...]) -> None:
        at = self.charts.index(chart)
        self._take_out(chart)
        self._insert(at, parameter_ids)

    def _take_out(self, chart: StripChart) -> None:
        self.charts.remove(chart)
        self._rows.removeWidget(chart)
        chart.hide()
        chart.deleteLater()

    def _removed(self, chart: StripChart, _checked: bool = False) -> None:
        self.remove(chart)

    def _charts_changed(self) -> None:
        self.remark.say("" if self.charts else _EMPTY)
        if not self.charts:
            self._show_analysis(is_shown=False)
        self.table.setVisible(bool(self.charts) and not self.is_analysing)
        for chart in self.charts:
            chart.refresh(EVERYTHING)
        self._show_cursors()

    def _clicked(self, at_s: float, button: Qt.MouseButton) -> None:
        self.setFocus()
        self.put_cursor("B" if button == Qt.MouseButton.RightButton else "A", at_s)

    def _csv(self) -> str:
        if self.is_analysing and self.analysis is not None:
            return self.analysis.csv()
        desk = self._seat.desk
        return plot_csv(
            desk.feed, self.plotted, self._shown_ns(), desk.mission.launch_ns, MOST_COLUMNS
        )

    def _ns(self, at_s: float) -> int:
        return self._seat.desk.mission.launch_ns + round(at_s * NS_PER_S)

    def _shown_ns(self) -> tuple[int, int]:
        desk = self._seat.desk
        now_s = desk.elapsed_s() if desk.clock.is_set else 0.0
        start_s, end_s = self._seat.time.shown(now_s)
        return self._ns(start_s), self._ns(end_s)

    def _analysed_ns(self) -> tuple[int, int]:
        desk = self._seat.desk
        if (stretch_s := self._cursors.stretch_s) is not None:
            return self._ns(stretch_s[0]), self._ns(stretch_s[1]) + 1
        start_ns, end_ns = self._shown_ns()
        return max(start_ns, desk.mission.launch_ns), min(end_ns, desk.now_ns() + 1)

    def _show_analysis(self, *, is_shown: bool) -> None:
        for widget in (self._time_bar, self._stack, self.table):
            widget.setVisible(not is_shown)
        if self.analysis is not None:
            self.analysis.setVisible(is_shown)

    def _back_to_the_charts(self) -> None:
        self._show_analysis(is_shown=False)
        self._charts_changed()
        self.setFocus()

    def _show_cursors(self) -> None:
        self._cursors.show(self._may_see[each] for each in self.plotted)
