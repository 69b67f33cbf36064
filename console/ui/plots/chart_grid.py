"""Charts of one page in two columns, with the past they show asked for."""

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from console.client.desk import Changes
from console.ui.models.back_fill import BackFill
from console.ui.plots.strip_chart import ChartSpec, StripChart
from console.ui.seat import Seat
from console.ui.shown_past import ask_for_the_shown

_COLUMNS: Final = 2
GAP_PX: Final = 4


class ChartGrid(QWidget):
    """Strip charts that share the time control.

    Parameters
    ----------
    others : iterable of str
        Parameters the page shows the past of besides the charts'.
    least_s : float
        How far back from now their past is shown in any case.
    """

    def __init__(
        self,
        seat: Seat,
        specs: Sequence[ChartSpec],
        others: Iterable[str] = (),
        least_s: float = 0.0,
    ) -> None:
        super().__init__()
        self._seat = seat
        self._back_fill = BackFill(seat.ask_history)
        self._past = sorted({*others, *(each for spec in specs for each in spec.parameters)})
        self._least_s = least_s
        self.charts = [StripChart(seat, spec) for spec in specs]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP_PX)
        for number, chart in enumerate(self.charts):
            grid.addWidget(chart, number // _COLUMNS, number % _COLUMNS)

    def refresh(self, changes: Changes) -> None:
        """Ask for the past that is shown, and redraw the charts that have news and are in sight."""
        ask_for_the_shown(self._back_fill, self._seat, self._past, self._least_s)
        if self.isVisible() or changes.opened:
            for chart in self.charts:
                chart.refresh(changes)
