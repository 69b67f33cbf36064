"""The life-support page: six instruments, four strip charts, one time control for all."""

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from console.client.desk import Changes
from console.client.feed import ParameterValue
from console.client.mirror import Step
from console.ui.models.back_fill import BackFill
from console.ui.models.instrument import InstrumentSpec, read_instrument
from console.ui.plots.strip_chart import ChartSpec, StripChart
from console.ui.seat import Panel, Seat
from console.ui.shown_past import ask_for_the_shown
from console.ui.widgets.instrument import Instrument
from console.ui.widgets.time_bar import TimeBar
from console.ui.widgets.value_tip import value_tip
from telemetry.limits import Validity
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
    ChartSpec(title="CO2 partial pressure", parameters=INSTRUMENTS[0].parameters, names=ZONES),
    ChartSpec(title="O2 partial pressure", parameters=("CAB_PPO2",)),
    ChartSpec(title="Cabin pressure", parameters=("CAB_P_TOT",)),
    ChartSpec(title="Air temperature", parameters=INSTRUMENTS[4].parameters, names=ZONES),
)
INSTRUMENT_SPAN_S: Final = 600
INSTRUMENT_COLUMNS: Final = 150
INSTRUMENT_LEAST_PX: Final = 158


class LifeSupport(Panel):
    """What keeps six people alive, on one page."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._back_fill = BackFill(seat.ask_history)
        self._step = seat.desk.step
        self._read_before: dict[str, object] = {}
        self.instruments = [Instrument(seat.look, seat.meter, spec) for spec in INSTRUMENTS]
        self.charts = [StripChart(seat, spec) for spec in CHARTS]
        self.instrument_columns = 0
        self._cards = QGridLayout()
        self._cards.setSpacing(4)
        plots = QGridLayout()
        plots.setSpacing(4)
        for number, chart in enumerate(self.charts):
            plots.addWidget(chart, number // 2, number % 2)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.setSpacing(4)
        rows.addLayout(self._cards)
        rows.addWidget(TimeBar(seat))
        rows.addLayout(plots, 1)
        self._place_cards()

    def refresh(self, changes: Changes) -> None:
        """Redraw the instruments and charts that have news."""
        desk = self._seat.desk
        if desk.step is Step.LIVE and self._step is not Step.LIVE:
            self._back_fill.forget()
        self._step = desk.step
        self._ask_for_the_past()
        for instrument in self.instruments:
            self._read(instrument, changes)
        for chart in self.charts:
            chart.refresh(changes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the instruments into one row, or two where they would be too narrow."""
        super().resizeEvent(event)
        self._place_cards()

    def _place_cards(self) -> None:
        least = self._seat.look.px(INSTRUMENT_LEAST_PX) * len(self.instruments)
        columns = len(self.instruments) if self.width() >= least else len(self.instruments) // 2
        if columns == self.instrument_columns:
            return
        self.instrument_columns = columns
        for number, instrument in enumerate(self.instruments):
            instrument.set_compact(is_compact=columns < len(self.instruments))
            self._cards.addWidget(instrument, number // columns, number % columns)

    def _ask_for_the_past(self) -> None:
        desk = self._seat.desk
        if not (desk.clock.is_set and desk.step is Step.LIVE):
            return
        wanted = {each for spec in (*INSTRUMENTS, *CHARTS) for each in spec.parameters}
        ask_for_the_shown(self._back_fill, self._seat, sorted(wanted), INSTRUMENT_SPAN_S)

    def _read(self, instrument: Instrument, changes: Changes) -> None:
        """Let an instrument show its sensors, if they say anything new."""
        desk, spec = self._seat.desk, instrument.spec
        sensors = [*spec.parameters, *([spec.reserve] if spec.reserve else [])]
        news = [_news(desk.value(each)) for each in sensors]
        is_same = news == self._read_before.get(spec.title)
        filled = not set(changes.histories).isdisjoint(spec.parameters)
        if is_same and not (filled or changes.state or changes.opened):
            return
        self._read_before[spec.title] = news
        reading = read_instrument(spec, desk, instrument.shown)
        now_ns = desk.now_ns()
        span_ns = (now_ns - INSTRUMENT_SPAN_S * NS_PER_S, now_ns)
        past = desk.feed.history.columns(reading.shown.parameter.id, *span_ns, INSTRUMENT_COLUMNS)
        source = desk.source_kind.value if desk.source_kind is not None else "none"
        tips = [value_tip(value, source) for value in (reading.shown, *reading.others)]
        instrument.setToolTip("\n\n".join(tips))
        instrument.show_reading(reading, past, span_ns)


def _news(value: ParameterValue) -> tuple[int, Validity, int]:
    """Return what makes a reading worth painting again; a stale one every second for its age."""
    is_stale = value.validity is Validity.STALE
    return value.generated_ns, value.validity, int(value.age_s) if is_stale else 0
