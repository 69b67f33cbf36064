"""The life-support page: six instruments, the air loop, four strip charts, one time control."""

from functools import partial
from typing import Final

from PySide6.QtCore import QPointF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from console.client.desk import Changes
from console.client.feed import ParameterValue
from console.ui.models.instrument import InstrumentSpec, read_instrument
from console.ui.plots.chart_grid import ChartGrid
from console.ui.plots.strip_chart import ChartSpec
from console.ui.seat import EVERYTHING, Panel, Seat
from console.ui.widgets.air_loop import AirLoop
from console.ui.widgets.instrument import Instrument
from console.ui.widgets.room import Room
from console.ui.widgets.time_bar import TimeBar
from console.ui.widgets.value_handle import ValueHandle
from console.ui.widgets.value_menu import tip_of
from telemetry.judgement import Validity
from telemetry.timebase import NS_PER_S

ZONES: Final = ("Z1 deck", "Z2 seats", "Z3 dome", "Z4 hygiene")
INSTRUMENTS: Final = (
    InstrumentSpec(
        title="ppCO2",
        parameters=("CAB_PPCO2_Z1", "CAB_PPCO2_Z2", "CAB_PPCO2_Z3", "CAB_PPCO2_Z4"),
        places=ZONES,
    ),
    InstrumentSpec(title="ppO2", parameters=("CAB_PPO2",)),
    InstrumentSpec(title="Pressure", parameters=("CAB_P_TOT",)),
    InstrumentSpec(title="dP/dt", parameters=("CAB_DPDT",), reserve="DRV_T_RES"),
    InstrumentSpec(
        title="Temperature",
        parameters=("CAB_T_Z1", "CAB_T_Z2", "CAB_T_Z3", "CAB_T_Z4"),
        places=ZONES,
    ),
    InstrumentSpec(title="Humidity", parameters=("CAB_RH_Z1", "CAB_RH_Z2"), places=ZONES[:2]),
)
CHARTS: Final = (
    ChartSpec(
        title="CO2 partial pressure",
        parameters=INSTRUMENTS[0].parameters,
        names=ZONES,
        looks_ahead=True,
    ),
    ChartSpec(title="O2 partial pressure", parameters=("CAB_PPO2",), looks_ahead=True),
    ChartSpec(title="Cabin pressure", parameters=("CAB_P_TOT",), looks_ahead=True),
    ChartSpec(
        title="Air temperature",
        parameters=INSTRUMENTS[4].parameters,
        names=ZONES,
        looks_ahead=True,
    ),
)
INSTRUMENT_SPAN_S: Final = 600
INSTRUMENT_COLUMNS: Final = 150
INSTRUMENT_LEAST_PX: Final = 182
BOTH_LEAST_PX: Final = 780  # of height, in which air loop and charts stand under each other


class LifeSupport(Panel):
    """What keeps six people alive, on one page."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._read_before: dict[str, object] = {}
        self.instruments = [Instrument(seat.look, seat.meter, spec) for spec in INSTRUMENTS]
        for each in self.instruments:
            each.plot_asked.connect(seat.wishes.plot)
            ValueHandle(each, seat, partial(_shown, each), partial(_shown, each))
        sensors = (each for spec in INSTRUMENTS for each in spec.parameters)
        self._plots = ChartGrid(seat, CHARTS, sensors, INSTRUMENT_SPAN_S)
        self.charts = self._plots.charts
        self.instrument_columns = 0
        self.air_loop = AirLoop(seat)
        self._loop_room = Room(self.air_loop, scrolls_down=False)
        self.other = QPushButton()
        self.other.setObjectName("tab")
        self._shows_loop = True
        self._cards = QGridLayout()
        self._lay_out()
        self.other.clicked.connect(self.show_other)

    def refresh(self, changes: Changes) -> None:
        """Redraw the instruments and charts that have news."""
        for instrument in self.instruments:
            self._read(instrument, changes)
        if self.air_loop.isVisible():
            self.air_loop.refresh()
        self._plots.refresh(changes)

    def show_other(self) -> None:
        """Show the charts instead of the air loop, or the air loop again, where both have no room.

        What was out of sight is brought up to date.
        """
        self._shows_loop = not self._shows_loop
        self._share_room()
        self.refresh(EVERYTHING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the instruments into one row, or two where they would be too narrow."""
        super().resizeEvent(event)
        self._place_cards()
        self._share_room()

    def _lay_out(self) -> None:
        self._cards.setSpacing(4)
        bar = QHBoxLayout()
        bar.setSpacing(4)
        bar.addWidget(TimeBar(self._seat), 1)
        bar.addWidget(self.other)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(4)
        rows.addLayout(self._cards)
        rows.addWidget(self._loop_room, 2)
        rows.addLayout(bar)
        rows.addWidget(self._plots, 3)
        self._place_cards()

    def _share_room(self) -> None:
        """Show air loop and charts, or one of them where there is too little height."""
        has_room = self.height() >= self._seat.look.px(BOTH_LEAST_PX)
        self._loop_room.setVisible(has_room or self._shows_loop)
        self._plots.setVisible(has_room or not self._shows_loop)
        self.other.setVisible(not has_room)
        self.other.setText("Show the charts" if self._shows_loop else "Show the air loop")

    def _place_cards(self) -> None:
        least = self._seat.look.px(INSTRUMENT_LEAST_PX) * len(self.instruments)
        columns = len(self.instruments) if self.width() >= least else len(self.instruments) // 2
        if columns == self.instrument_columns:
            return
        self.instrument_columns = columns
        for number, instrument in enumerate(self.instruments):
            instrument.set_compact(is_compact=columns < len(self.instruments))
            self._cards.addWidget(instrument, number // columns, number % columns)

    def _read(self, instrument: Instrument, changes: Changes) -> None:
        """Let an instrument show its sensors, if they say anything new."""
        desk, spec = self._seat.desk, instrument.spec
        sensors = [*spec.parameters, *([spec.reserve] if spec.reserve else [])]
        news = [_news(desk.value(each)) for each in sensors]
        is_same = news == self._read_before.get(spec.title)
        filled = not set(changes.histories).isdisjoint(spec.parameters)
        if is_same and not (filled or changes.state or changes.opened or changes.forecast):
            return
        self._read_before[spec.title] = news
        reading = read_instrument(spec, desk, instrument.shown)
        now_ns = desk.now_ns()
        span_ns = (now_ns - INSTRUMENT_SPAN_S * NS_PER_S, now_ns)
        past = desk.feed.history.columns(reading.shown.parameter.id, *span_ns, INSTRUMENT_COLUMNS)
        tips = [tip_of(self._seat, each.parameter.id) for each in (reading.shown, *reading.others)]
        instrument.setToolTip("\n\n".join(tips))
        instrument.show_reading(reading, past, span_ns)


def _shown(instrument: Instrument, _place: QPointF | None = None) -> str | None:
    return instrument.shown


def _news(value: ParameterValue) -> tuple[int, Validity, int]:
    """Return what makes a reading worth painting again; a stale one every second for its age."""
    is_stale = value.validity is Validity.STALE
    return value.generated_ns, value.validity, int(value.age_s) if is_stale else 0
