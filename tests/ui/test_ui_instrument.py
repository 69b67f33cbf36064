import numpy as np
import pytest
from builders import a_mission, an_alarm_raised
from desks import T0_NS, a_desk

from console.ui.meter import Meter
from console.ui.models.instrument import (
    InstrumentSpec,
    bar_range,
    closeness,
    read_instrument,
)
from console.ui.models.instrument_words import duration_text, value_text
from console.ui.panels.life_support import INSTRUMENTS
from console.ui.theme import Look
from console.ui.widgets.instrument import Instrument
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

CO2 = INSTRUMENTS[0]
PARAMETERS = a_mission().database.parameters


def steady(value):
    return lambda seconds: np.full(len(seconds), float(value))


def rising(now, per_min):
    return lambda seconds: now + seconds * per_min / 60


def no_co2_but(zone, values):
    return {f"CAB_PPCO2_Z{n}": steady(2) for n in (1, 2, 3, 4)} | {f"CAB_PPCO2_{zone}": values}


def test_the_zone_nearest_to_its_limit_is_shown():
    reading = read_instrument(CO2, a_desk(changed=no_co2_but("Z3", steady(4))))
    assert reading.shown.parameter.id == "CAB_PPCO2_Z3"
    assert reading.place == "Z3 dome"
    assert len(reading.others) == 3


def test_a_zone_in_alarm_is_shown_before_one_that_is_merely_near():
    values = no_co2_but("Z3", steady(4.4)) | {"CAB_PPCO2_Z1": steady(4.2)}
    alarm = an_alarm_raised("CAB_PPCO2_Z1", severity=Severity.CAUTION, value=4.6, limit=4.5)
    reading = read_instrument(CO2, a_desk(alarm, changed=values))
    assert reading.shown.parameter.id == "CAB_PPCO2_Z1"
    assert reading.alarm.severity is Severity.CAUTION


def test_noise_alone_does_not_change_which_zone_is_shown():
    values = no_co2_but("Z3", steady(2.05))
    desk = a_desk(changed=values)
    assert read_instrument(CO2, desk).shown.parameter.id == "CAB_PPCO2_Z3"
    assert read_instrument(CO2, desk, "CAB_PPCO2_Z1").shown.parameter.id == "CAB_PPCO2_Z1"


def test_a_zone_without_a_usable_value_is_named_and_never_nominal():
    reading = read_instrument(CO2, a_desk(changed=no_co2_but("Z3", steady(np.nan))))
    assert reading.unusable == ("Z3 dome",)
    assert reading.shown.parameter.id != "CAB_PPCO2_Z3"


def test_closeness_is_nought_at_the_nominal_and_one_at_the_limit():
    pressure = PARAMETERS["CAB_P_TOT"]
    assert closeness(pressure, 760) == 0
    assert closeness(pressure, 773) == pytest.approx(1)
    assert closeness(pressure, 740) == pytest.approx(1)


def test_the_bar_reaches_past_the_second_limit_on_each_side():
    low, high = bar_range(PARAMETERS["CAB_P_TOT"])
    assert low < 724
    assert high > 785
    assert bar_range(PARAMETERS["CAB_PPCO2_Z3"])[0] == 0


@pytest.mark.parametrize(
    ("parameter", "value", "text"),
    [
        ("CAB_PPCO2_Z3", 4.738, "4.74"),
        ("CAB_P_TOT", 758.61, "758.6"),
        ("CAB_DPDT", -0.083, "-0.08"),
        ("CAB_T_Z1", 21.42, "21.4"),
        ("CAB_T_Z1", float("nan"), "?"),
    ],
)
def test_a_value_has_as_many_digits_as_it_deserves(parameter, value, text):
    assert value_text(PARAMETERS[parameter], value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(42, "42 s"), (660, "11 min"), (5400, "1.5 h"), (7560, "2.1 h"), (604_800, "7 d")],
)
def test_a_duration_is_as_rough_as_it_is_long(seconds, text):
    assert duration_text(seconds) == text


@pytest.fixture
def painted(qtbot):
    """Paint an instrument of a desk and return what it says and what was measured."""

    def paint(desk, spec=CO2):
        meter = Meter(desk)
        instrument = Instrument(Look(), meter, spec)
        qtbot.addWidget(instrument)
        reading = read_instrument(spec, desk)
        span_ns = (T0_NS - 600 * NS_PER_S, T0_NS)
        past = desk.feed.history.columns(reading.shown.parameter.id, *span_ns, 150)
        instrument.show_reading(reading, past, span_ns)
        instrument.resize(200, 158)
        picture = instrument.grab().toImage()
        meter.painted()
        return instrument, meter, picture

    return paint


def test_an_instrument_says_value_trend_and_time_left(painted):
    instrument, meter, _picture = painted(
        a_desk(changed=no_co2_but("Z3", rising(4.0, per_min=0.05)))
    )
    assert "ppCO2 Z3 dome 4 mmHg caution in 10 min" in instrument.accessibleName()
    assert meter.latency_ms(50) == pytest.approx(0)


def test_stale_invalid_and_missing_values_look_like_none_of_the_others(painted):
    desks = [
        a_desk(),
        a_desk(),
        a_desk(changed={p: steady(np.nan) for p in CO2.parameters}),
        a_desk(span_s=0),
    ]
    desks[1].clock._wall.advance(60)
    instruments = [painted(desk) for desk in desks]
    pictures = [picture for _i, _m, picture in instruments]
    assert all(a != b for n, a in enumerate(pictures) for b in pictures[n + 1 :])
    words = [instrument.accessibleName() for instrument, _m, _p in instruments]
    assert "STALE" in words[1]
    assert "INVALID" in words[2]


def test_the_reserve_time_is_told_only_while_something_is_lost(painted):
    spec = InstrumentSpec(title="dP/dt", parameters=("CAB_DPDT",), reserve="DRV_T_RES")
    leak = a_desk(changed={"DRV_T_RES": steady(56), "CAB_DPDT": steady(-5)})
    tight = a_desk(changed={"DRV_T_RES": steady(99_999), "CAB_DPDT": steady(0)})
    assert "reserve 56 min" in painted(leak, spec)[0].accessibleName()
    assert "no leak" in painted(tight, spec)[0].accessibleName()
