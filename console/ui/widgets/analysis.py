"""A stretch of plotted parameters looked at in other ways than over time."""

import csv
import io
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.ui.models.analysis import (
    AnalysisError,
    Floats,
    Stretch,
    histogram,
    pairs,
    read_stretch,
    spectrum,
)
from console.ui.plots.analysis_plot import AnalysisPlot
from console.ui.seat import Seat
from console.ui.widgets.section import Remark
from telemetry.timebase import NS_PER_S, met_text, utc_text

ASKED_COLUMNS: Final = 10_000  # the most a server answers with: samples, for a short stretch


class Way(StrEnum):
    """How a stretch is looked at."""

    PAIRS = "One against another"
    HISTOGRAM = "Histogram"
    SPECTRUM = "Spectrum"


class Analysis(QWidget):
    """Choices, what is left out in words, and a picture; the stretch stands still.

    Parameters
    ----------
    seat : Seat
        Whose telemetry is looked at.
    """

    closed = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._span_ns = (0, 0)
        self._asked: set[tuple[str, tuple[int, int]]] = set()
        self._table: tuple[tuple[str, str], tuple[Floats, Floats]] | None = None
        self.way, self.across, self.up = QComboBox(), QComboBox(), QComboBox()
        self.plot = AnalysisPlot(seat.look)
        self.remark = Remark()
        self._lay_out()
        seat.look.changed.connect(self.plot.dress)
        seat.look.changed.connect(self.show_chosen)
        for choice in (self.way, self.across, self.up):
            choice.activated.connect(self.show_chosen)

    def open(self, parameters: Sequence[str], span_ns: tuple[int, int]) -> None:
        """Look at a stretch of these parameters, its end excluded; the server is asked for it."""
        self._span_ns = span_ns
        for number, choice in enumerate((self.across, self.up)):
            kept = choice.currentText()
            choice.clear()
            choice.addItems(list(parameters))
            last = min(number, len(parameters) - 1)
            choice.setCurrentIndex(parameters.index(kept) if kept in parameters else last)
        self.show_chosen()

    def take(self, histories: Sequence[str]) -> None:
        """Look again if the server told more of what is shown."""
        if not {self.across.currentText(), self.up.currentText()}.isdisjoint(histories):
            self.show_chosen()

    def csv(self) -> str:
        """Return what is drawn: a line for each point, bin or frequency."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        if self._table is not None:
            names, columns = self._table
            writer.writerow(names)
            writer.writerows(zip(*(each.tolist() for each in columns), strict=True))
        return text.getvalue()

    def show_chosen(self) -> None:
        """Work out and show what is chosen, or say why it cannot be."""
        self._table = None
        way = Way(self.way.currentData())
        self.up.setVisible(way is Way.PAIRS)
        if not self.across.count():
            self.plot.clear_all()
            return
        try:
            words = self._show(way)
        except AnalysisError as error:
            self.plot.clear_all()
            words = str(error)
        start_ns, end_ns = self._span_ns
        launch_ns = self._seat.desk.mission.launch_ns
        met = [met_text((each - launch_ns) / NS_PER_S) for each in self._span_ns]
        when = f"{utc_text(start_ns)} to {utc_text(end_ns)} · MET {met[0]} to {met[1]}"
        self.remark.say(f"{when}\n{words}")

    def _show(self, way: Way) -> str:
        across = self._stretch(self.across.currentText())
        name = self._name(self.across.currentText())
        told = f"{self.across.currentText()}: {across.words}"
        match way:
            case Way.PAIRS:
                up = self._stretch(self.up.currentText())
                up_name = self._name(self.up.currentText())
                x, y = pairs(across, up)
                self._table = (name, up_name), (x, y)
                self.plot.show_points(x, y, name, up_name)
                return f"{told} · {self.up.currentText()}: {up.words} · {x.size} pairs"
            case Way.HISTOGRAM:
                bins = histogram(across)
                self._table = (
                    (f"from {name}", "samples"),
                    (
                        bins.edges[:-1],
                        bins.counts.astype(float),
                    ),
                )
                self.plot.show_histogram(bins, name)
                return f"{told} · {bins.counts.size} bins"
            case Way.SPECTRUM:
                lines = spectrum(across)
                of = f"amplitude of {name}"
                self._table = ("frequency (Hz)", of), (lines.frequencies_hz, lines.amplitudes)
                self.plot.show_spectrum(lines, of)
                return f"{told} · mean taken off, Hann window · {lines.interpolated} interpolated"

    def _stretch(self, parameter: str) -> Stretch:
        desk = self._seat.desk
        if (parameter, self._span_ns) not in self._asked:
            self._asked.add((parameter, self._span_ns))
            self._seat.ask_history(parameter, *self._span_ns, ASKED_COLUMNS)
        period_ns = desk.mission.database.place[parameter][0].period_ns
        return read_stretch(desk.feed.history, parameter, *self._span_ns, period_ns)

    def _name(self, parameter: str) -> str:
        unit = self._seat.desk.mission.database.parameters[parameter].unit_text
        return f"{parameter} ({unit})" if unit else parameter

    def _lay_out(self) -> None:
        for way in Way:
            self.way.addItem(way.value, way)
        names = ("Way to look at it", "Parameter", "Parameter upwards")
        back = QPushButton("Back to the charts (Esc)")
        back.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setSpacing(6)
        for choice, name in zip((self.way, self.across, self.up), names, strict=True):
            choice.setAccessibleName(name)
            top.addWidget(choice)
        top.addStretch(1)
        top.addWidget(back)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(top)
        rows.addWidget(self.remark)
        rows.addWidget(self.plot, 1)
