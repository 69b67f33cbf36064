"""Free plots: any parameters, overlaid where their units agree, with cursors and export."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCompleter,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.client.desk import Changes
from console.ui.models.alarm_names import controller_name
from console.ui.models.back_fill import BackFill
from console.ui.models.cursor_readings import Extent, between, reading_at
from console.ui.models.parameter_list import parameters_for
from console.ui.models.parameter_table import MIME_TYPE
from console.ui.models.plot_export import plot_csv
from console.ui.plots.state_chart import StateChart
from console.ui.plots.strip_chart import MOST_COLUMNS, ChartSpec, StripChart
from console.ui.seat import EVERYTHING, Panel, Seat
from console.ui.shown_past import ask_for_the_shown
from console.ui.widgets.cursor_table import CursorTable
from console.ui.widgets.section import Remark
from console.ui.widgets.time_bar import TimeBar
from telemetry.dictionary import Parameter
from telemetry.timebase import NS_PER_S

MOST_CURVES: Final = 4  # in one chart: as many as there are inks to tell them apart
MOST_CHARTS: Final = 8
_EMPTY: Final = (
    "Nothing is plotted yet. Type a parameter above and press Enter, drag rows here from "
    "Parameters, or choose Plot it wherever a value is shown."
)


class FreePlots(Panel):
    """Charts somebody put together; every one shows the same time."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._back_fill = BackFill(seat.ask_history)
        self._may_see = {
            each.id: each for each in parameters_for(seat.desk.mission.database, seat.desk.role)
        }
        self.charts: list[StripChart] = []
        self._cursors: dict[str, float | None] = {"pointer": None, "A": None, "B": None}
        self.entry = QLineEdit()
        self.table = CursorTable(seat.look)
        self.remark = Remark(_EMPTY)
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
        self._cursors[name] = at_s
        for chart in self.charts:
            chart.cursors.put(name, at_s)
        self._show_cursors()

    def refresh(self, changes: Changes) -> None:
        """Redraw the charts that have news."""
        ask_for_the_shown(self._back_fill, self._seat, self.plotted)
        for chart in self.charts:
            chart.refresh(changes)
        if changes.histories:
            self._show_cursors()

    def remember(self) -> Mapping[str, list[Any]]:
        """Return what is plotted."""
        return {"parameters": self.plotted}

    def recall(self, kept: Mapping[str, list[Any]]) -> None:
        """Plot what was plotted."""
        for each in kept.get("parameters", []):
            if each in self._may_see:
                self.add(each)

    def copy(self) -> None:
        """Put what is drawn on the clipboard: as a picture, and as text a spreadsheet takes."""
        data = QMimeData()
        data.setText(self._csv().replace(",", "\t"))
        data.setImageData(self.window().grab().toImage())
        QGuiApplication.clipboard().setMimeData(data)
        self.remark.say("Copied: a picture of the window, and the values drawn as a table.")

    def save_csv(self, path: Path) -> None:
        """Write what is drawn to a file, and say so or why not."""
        text = self._csv()
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            self.remark.say(f"{path} was not written: {error.strerror}.")
        else:
            self.remark.say(f"{path}: {text.count(chr(10)) - 1} lines written.")

    def save_picture(self, path: Path) -> None:
        """Write a picture of the window, banner and all, and say so or why not."""
        is_saved = self.window().grab().save(str(path), "PNG")
        self.remark.say(f"{path} written." if is_saved else f"{path} could not be written.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let parameters in."""
        if event.mimeData().hasFormat(MIME_TYPE):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Plot what was dropped."""
        for each in bytes(event.mimeData().data(MIME_TYPE).data()).decode().splitlines():
            self.add(each)
        event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the cursors A and B where the pointer is; Escape takes them away."""
        match event.key():
            case Qt.Key.Key_A | Qt.Key.Key_B:
                name = "A" if event.key() == Qt.Key.Key_A else "B"
                self.put_cursor(name, self._cursors["pointer"])
            case Qt.Key.Key_Escape:
                self.put_cursor("A", None)
                self.put_cursor("B", None)
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                self.copy()
            case _:
                super().keyPressEvent(event)

    def _lay_out(self) -> None:
        seat = self._seat
        self.entry.setPlaceholderText("Add a parameter: id or words, then Enter")
        self.entry.setAccessibleName("Parameter to plot")
        self.entry.setClearButtonEnabled(True)
        names = [f"{each.id}  {each.description}" for each in self._may_see.values()]
        completer = QCompleter(names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.entry.setCompleter(completer)
        self.entry.returnPressed.connect(self._add_entered)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.entry, 1)
        for words, act in (
            ("Copy", self.copy),
            ("CSV …", self._ask_csv),
            ("Picture …", self._ask_picture),
            ("Remove all", self.clear),
        ):
            button = QPushButton(words)
            button.clicked.connect(lambda _checked, do=act: do())
            top.addWidget(button)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(4)
        rows.addLayout(top)
        rows.addWidget(TimeBar(seat))
        rows.addWidget(self.remark)
        rows.addWidget(self._stack, 1)
        rows.addWidget(self.table)
        self._charts_changed()

    def _add_entered(self) -> None:
        typed = self.entry.text().strip()
        first = typed.split(maxsplit=1)[0].upper() if typed else ""
        fitting = [each for each in self._may_see.values() if _fits(each, typed)]
        if first in self._may_see:
            added = self.add(first)
        elif len(fitting) == 1:
            added = self.add(fitting[0].id)
        else:
            words = f"{len(fitting)} parameters fit" if fitting else "No parameter fits"
            self.remark.say(f"{words} '{typed}'. Choose one of the list while typing.")
            return
        if added:
            self.entry.clear()

    def _chart_for(self, parameter: Parameter) -> StripChart | None:
        if parameter.states:
            return None
        parameters = self._may_see
        for chart in self.charts:
            first = parameters[chart.spec.parameters[0]]
            has_room = len(chart.spec.parameters) < MOST_CURVES
            if has_room and not first.states and first.unit == parameter.unit:
                return chart
        return None

    def _insert(self, at: int, parameter_ids: tuple[str, ...]) -> None:
        first = self._may_see[parameter_ids[0]]
        is_alone = len(parameter_ids) == 1
        spec = ChartSpec(
            title=f"{first.id} · {controller_name(first.description)}" if is_alone else "",
            parameters=parameter_ids,
            names=() if is_alone else parameter_ids,
        )
        chart = (StateChart if first.states else StripChart)(self._seat, spec)
        remove = QPushButton("×")
        remove.setToolTip("Remove this chart")
        remove.setAccessibleName(f"Remove {', '.join(parameter_ids)}")
        remove.setFixedWidth(self._seat.look.px(34))
        remove.clicked.connect(partial(self._removed, chart))
        chart.header.addWidget(remove)
        chart.plot.pointed_at.connect(partial(self.put_cursor, "pointer"))
        chart.plot.clicked_at.connect(self._clicked)
        self.charts.insert(at, chart)
        self._rows.insertWidget(at, chart, 0 if first.states else 1)
        for name, at_s in self._cursors.items():
            chart.cursors.put(name, at_s)

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
        self.table.setVisible(bool(self.charts))
        for chart in self.charts:
            chart.refresh(EVERYTHING)
        self._show_cursors()

    def _clicked(self, at_s: float, button: Qt.MouseButton) -> None:
        self.setFocus()
        self.put_cursor("B" if button == Qt.MouseButton.RightButton else "A", at_s)

    def _csv(self) -> str:
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

    def _show_cursors(self) -> None:
        a_s, b_s = self._cursors["A"], self._cursors["B"]
        rows = [self._cursor_row(each) for each in self.plotted]
        if a_s is not None and b_s is not None:
            rows.append(["time from A to B", "", "", "", f"{b_s - a_s:+.3f} s", "", "", ""])
        self.table.show_rows(rows)

    def _cursor_row(self, parameter_id: str) -> list[str]:
        history = self._seat.desk.feed.history
        packet, _column = self._seat.desk.mission.database.place[parameter_id]
        parameter = self._may_see[parameter_id]
        at: dict[str, Extent | None] = {
            name: None
            if at_s is None
            else reading_at(history, packet, parameter_id, self._ns(at_s))
            for name, at_s in self._cursors.items()
        }
        cells = [parameter_id, *(_extent_text(parameter, at[name]) for name in self._cursors)]
        a_s, b_s, a, b = self._cursors["A"], self._cursors["B"], at["A"], at["B"]
        can_differ = a is not None and b is not None and not parameter.states
        cells.append(f"{b.middle - a.middle:+.4g}" if can_differ and a and b else "")
        found = None
        if a_s is not None and b_s is not None and not parameter.states:
            found = between(history, parameter_id, self._ns(a_s), self._ns(b_s))
        numbers = (found.least, found.mean, found.greatest) if found else ()
        return [*cells, *(f"{each:.4g}" for each in numbers), *[""] * (3 - len(numbers))]

    def _ask_csv(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, "Write CSV", "plots.csv", "CSV (*.csv)")
        if path:
            self.save_csv(Path(path))

    def _ask_picture(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, "Write picture", "plots.png", "PNG (*.png)")
        if path:
            self.save_picture(Path(path))


def _fits(parameter: Parameter, typed: str) -> bool:
    text = f"{parameter.id}  {parameter.description}".casefold()
    return bool(typed) and all(word in text for word in typed.casefold().split())


def _extent_text(parameter: Parameter, extent: Extent | None) -> str:
    if extent is None:
        return "–"
    if extent.low == extent.high or parameter.states:
        return parameter.text(extent.low)
    return f"{extent.low:.4g} … {extent.high:.4g}"
