"""The power and thermal page: arrays, batteries, buses, loops, plates; four charts."""

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from console.client.desk import Changes
from console.ui.plots.chart_grid import ChartGrid
from console.ui.plots.strip_chart import ChartSpec
from console.ui.seat import Panel, Seat
from console.ui.widgets.figures import FigureBlock, FigureRow, Figures
from console.ui.widgets.time_bar import TimeBar

_BATTERIES: Final = ("1", "2", "3", "4")
BLOCKS: Final = (
    FigureBlock(
        title="BATTERIES",
        columns=("charge", "voltage", "current", "hottest"),
        rows=tuple(
            FigureRow(
                name=f"Battery {n}",
                parameters=(
                    f"EPS_BAT{n}_SOC",
                    f"EPS_BAT{n}_V",
                    f"EPS_BAT{n}_I",
                    f"EPS_BAT{n}_TMAX",
                ),
            )
            for n in _BATTERIES
        ),
    ),
    FigureBlock(
        title="BUSES",
        columns=("voltage", "current"),
        rows=tuple(
            FigureRow(name=bus, parameters=(f"EPS_BUS_{bus}_V", f"EPS_BUS_{bus}_I"))
            for bus in ("28A", "28B", "120A", "120B")
        ),
    ),
    FigureBlock(
        title="COOLANT LOOPS",
        columns=("A", "B"),
        rows=(
            FigureRow(name="Pump", parameters=("TCS_A_PUMP", "TCS_B_PUMP")),
            FigureRow(name="Flow", parameters=("TCS_A_FLOW", "TCS_B_FLOW")),
            FigureRow(name="Into cabin", parameters=("TCS_A_T_IN", "TCS_B_T_IN")),
            FigureRow(name="Radiator", parameters=("TCS_A_RAD_T", "TCS_B_RAD_T")),
        ),
    ),
    FigureBlock(
        title="SUN AND ARRAYS",
        columns=("wing 1", "wing 2"),
        rows=(
            FigureRow(name="Strings", parameters=("EPS_SA1_STR", "EPS_SA2_STR")),
            FigureRow(name="Voltage", parameters=("EPS_SA1_V", "EPS_SA2_V")),
            FigureRow(name="Current", parameters=("EPS_SA1_I", "EPS_SA2_I")),
        ),
    ),
    FigureBlock(
        title="LOAD AND LIGHT",
        rows=(
            FigureRow(name="Load, light", parameters=("EPS_LOAD", "EPS_SUN")),
            FigureRow(name="Shed, trips", parameters=("EPS_SHED", "EPS_TRIPS")),
            FigureRow(name="Rejected, lasts", parameters=("TCS_REJECT", "DRV_BAT_TTL")),
        ),
        columns=("", ""),
    ),
    FigureBlock(
        title="COLD PLATES, ACCUMULATORS",
        columns=("", ""),
        rows=(
            FigureRow(name="Computers, power", parameters=("TCS_CP_1_T", "TCS_CP_2_T")),
            FigureRow(name="Batteries, radio", parameters=("TCS_CP_3_T", "TCS_CP_4_T")),
            FigureRow(name="Accum. A, B", parameters=("TCS_A_ACC", "TCS_B_ACC")),
        ),
    ),
)
CHARTS: Final = (
    ChartSpec(
        title="Battery charge",
        parameters=tuple(f"EPS_BAT{n}_SOC" for n in _BATTERIES),
        names=tuple(f"battery {n}" for n in _BATTERIES),
    ),
    ChartSpec(title="Electrical load", parameters=("EPS_LOAD",)),
    ChartSpec(
        title="Bus voltage", parameters=("EPS_BUS_28A_V", "EPS_BUS_28B_V"), names=("28A", "28B")
    ),
    ChartSpec(title="Radiator outlet", parameters=("TCS_A_RAD_T", "TCS_B_RAD_T"), names=("A", "B")),
)
_BLOCK_COLUMNS: Final = 3
_NARROW_PX: Final = 900


class Power(Panel):
    """Where power comes from and goes, and where the heat leaves."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self.blocks = [Figures(seat, block) for block in BLOCKS]
        self._plots = ChartGrid(seat, CHARTS)
        self.charts = self._plots.charts
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(4)
        rows.addLayout(self._grid)
        rows.addWidget(TimeBar(seat))
        rows.addWidget(self._plots, 1)
        self._columns = 0
        self._place_blocks()

    def refresh(self, changes: Changes) -> None:
        """Redraw the blocks and charts that have news."""
        for block in self.blocks:
            block.refresh()
        self._plots.refresh(changes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the blocks into three columns, or two where they would be too narrow."""
        super().resizeEvent(event)
        self._place_blocks()

    def _place_blocks(self) -> None:
        is_narrow = self.width() < self._seat.look.px(_NARROW_PX)
        columns = _BLOCK_COLUMNS - is_narrow
        if columns == self._columns:
            return
        self._columns = columns
        for number, block in enumerate(self.blocks):
            self._grid.addWidget(block, number // columns, number % columns)
