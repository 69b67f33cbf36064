"""The forecast on the screen: past the now-line, dashed, with a band, honest when it is old."""

import re
from dataclasses import replace

import numpy as np
import pytest
from builders import a_mission, an_alarm_raised
from desks import WALL_NS, SentRequests, a_desk, clock_event, received
from forecasts import a_forecast, frames_of
from PySide6.QtGui import QImage
from seats import a_seat

from console.client.desk import Changes, Desk
from console.domain.roles import Role
from console.ui.models.instrument import read_instrument
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.alarm_strip import AlarmStrip
from console.ui.panels.life_support import INSTRUMENTS
from console.ui.plots.strip_chart import ChartSpec, StripChart
from console.ui.seat import EVERYTHING
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S, ManualClock

CO2 = ChartSpec(
    title="CO2",
    parameters=("CAB_PPCO2_Z1", "CAB_PPCO2_Z2", "CAB_PPCO2_Z3", "CAB_PPCO2_Z4"),
    names=("Z1", "Z2", "Z3", "Z4"),
    looks_ahead=True,
)


@pytest.fixture
def foreseen():
    """A desk after the fan stopped, with its forecast."""
    found, now_ns = a_forecast(25, "F01", 20)
    desk = Desk(Role.FLIGHT, ManualClock(WALL_NS))
    desk.open(a_mission())
    desk.take([clock_event(mission_ns=now_ns), found])
    return desk


@pytest.fixture
def chart(foreseen, qtbot):
    chart = StripChart(a_seat(foreseen, SentRequests()), CO2)
    qtbot.addWidget(chart)
    chart.resize(700, 300)
    chart.refresh(EVERYTHING)
    chart.redraw()
    return chart


def pixels(chart):
    """Return the colours of a chart's plot, shape (height, width)."""
    image = chart.plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1).copy()


def test_the_curves_go_on_past_now_to_the_end_of_the_page(chart):
    assert len(chart.ahead.curves) == 4
    for curve in chart.ahead.curves:
        assert curve.x_s[0] >= chart.now_s
        assert curve.x_s[-1] == pytest.approx(chart.plot.view.end_s, abs=50)


def test_there_is_room_for_half_the_span_ahead(chart):
    view = chart.plot.view
    assert view.end_s - chart.now_s > 0.3 * (chart.now_s - view.start_s)


def test_only_the_curve_nearest_to_its_limit_has_a_band(chart):
    (banded,) = [curve for curve in chart.ahead.curves if curve.has_band]
    assert banded.middle[-1] == max(curve.middle[-1] for curve in chart.ahead.curves)


def test_the_value_axis_makes_room_for_what_is_to_come(chart):
    assert chart.plot.view.high >= max(curve.high.max() for curve in chart.ahead.curves)


def test_it_is_painted_right_of_now_and_not_left_of_it(chart):
    chart.show()
    with_it = pixels(chart)
    chart.plot.live.remove(chart.ahead)
    differs = (with_it != pixels(chart)).any(axis=0)
    now_px = chart.plot.view.x_px(chart.now_s)
    assert np.flatnonzero(differs).min() >= now_px - 2
    assert np.count_nonzero(differs) > 50


def test_the_head_says_when_it_was_made(chart, foreseen):
    assert chart.note.text.startswith("forecast of ")
    assert chart.note.text.endswith("9 in 10")


def test_an_old_forecast_is_taken_away_and_the_head_says_so(chart, foreseen):
    foreseen.clock._wall.advance(90)
    chart.refresh(Changes(telemetry=True))
    chart.redraw()
    assert chart.ahead.curves == []
    assert chart.note.text == "no forecast: the last one is out of date"


def test_a_view_of_the_past_shows_no_forecast(chart, foreseen):
    chart._seat.time.fix(chart.now_s - 1200, chart.now_s - 600)
    chart.redraw()
    assert chart.ahead.curves == []


def test_a_sensor_without_a_forecast_is_named(chart, foreseen):
    found = foreseen.forecast
    outlooks = {name: each for name, each in found.outlooks.items() if name != "CAB_PPCO2_Z3"}
    foreseen.take([replace(found, outlooks=outlooks, unknown={"CAB_PPCO2_Z3": "silent"})])
    chart.redraw()
    assert chart.note.text.endswith("none for CAB_PPCO2_Z3")


def test_a_chart_that_does_not_look_ahead_has_neither_curves_nor_room(foreseen, qtbot):
    plain = StripChart(a_seat(foreseen, SentRequests()), replace(CO2, looks_ahead=False))
    qtbot.addWidget(plain)
    plain.redraw()
    assert not plain.ahead.curves
    assert plain.plot.view.end_s == plain._seat.time.shown(plain.now_s)[1]


def test_an_instrument_says_when_the_next_limit_is_passed(foreseen):
    desk = foreseen
    start_ns = desk.now_ns() - 20 * NS_PER_S
    for frame in frames_of(desk.mission, {}, start_ns, 21):
        desk.take([received(frame)])
    reading = read_instrument(INSTRUMENTS[0], desk)
    assert reading.ahead.brief.startswith("caution in ")


def test_the_strip_says_when_an_alarm_will_become_worse(qtbot):
    found, now_ns = a_forecast(25, "F01", 20)
    raised = an_alarm_raised("CAB_PPCO2_Z2", severity=Severity.CAUTION, value=4.6, limit=4.5)
    desk = a_desk(raised)
    desk.take([clock_event(mission_ns=now_ns)])
    frames = frames_of(desk.mission, {"CAB_PPCO2_Z2": 4.7}, now_ns - 20 * NS_PER_S, 21)
    desk.take([*map(received, frames), found])
    seat = a_seat(desk, SentRequests())
    strip = AlarmStrip(seat, RequestNotes(seat.requests))
    qtbot.addWidget(strip)
    strip.refresh(EVERYTHING)
    assert re.search(r"4\.7 mmHg > 4\.5.*, warning in \d+ min \(\d+–", strip.words.text)
