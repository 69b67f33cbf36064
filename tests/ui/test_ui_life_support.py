import pytest
from builders import a_mission
from desks import T0_NS, frames_until, received
from PySide6.QtCore import Qt

from console.client.desk import Changes
from console.client.mirror import Step, Stepped
from console.domain.forecast.draws import HORIZON_S
from console.ui.panels.life_support import (
    CHARTS,
    INSTRUMENTS,
    LifeSupport,
)
from console.ui.seat import EVERYTHING
from console.ui.time_control import FIRST_SPAN_S, SPANS_S
from telemetry.timebase import NS_PER_S


@pytest.fixture
def page(seat, qtbot):
    page = LifeSupport(seat)
    qtbot.addWidget(page)
    page.refresh(EVERYTHING)
    return page


def test_every_parameter_shown_is_one_the_vehicle_reports():
    shown = {each for spec in (*INSTRUMENTS, *CHARTS) for each in spec.parameters}
    shown |= {spec.reserve for spec in INSTRUMENTS if spec.reserve}
    assert shown <= set(a_mission().database.parameters)


def test_there_are_six_instruments_and_four_charts(page):
    assert [each.spec.title for each in page.instruments] == [
        "ppCO2",
        "ppO2",
        "Pressure",
        "dP/dt",
        "Temperature",
        "Humidity",
    ]
    assert len(page.charts) == 4


def test_every_instrument_tells_what_it_shows_on_hover(page):
    for instrument in page.instruments:
        assert instrument.shown in instrument.toolTip()


def test_the_past_is_asked_for_as_far_as_the_charts_reach(page, sent):
    longest_ns = round(FIRST_SPAN_S) * NS_PER_S
    asked = {parameter: from_ns for parameter, from_ns, _to, _n in sent.questions}
    assert set(asked) == {each for spec in (*INSTRUMENTS, *CHARTS) for each in spec.parameters}
    assert set(asked.values()) == {T0_NS - longest_ns}


def test_a_longer_span_asks_for_more_but_never_for_what_was_before_launch(page, sent, seat):
    sent.questions.clear()
    page.show()
    seat.time.follow(SPANS_S["72 h"])
    page.refresh(EVERYTHING)
    assert {question[1] for question in sent.questions} == {seat.desk.mission.launch_ns}
    low, high = page.charts[0].plot.view.start_s, page.charts[0].plot.view.end_s
    assert high - low == pytest.approx(259_200 + HORIZON_S)


def test_what_was_missed_while_out_of_step_is_asked_for_again(page, sent, desk):
    sent.questions.clear()
    desk.take([Stepped(Step.STALE)])
    page.refresh(Changes(link=True))
    assert sent.questions == []
    desk.take([Stepped(Step.LIVE)])
    page.refresh(Changes(link=True))
    assert len(sent.questions) > 0


def test_an_instrument_is_left_alone_until_its_sensors_have_news(page, desk, monkeypatch):
    shown = []
    for instrument in page.instruments:
        monkeypatch.setattr(
            instrument, "show_reading", lambda *_args, i=instrument: shown.append(i.spec.title)
        )
    page.refresh(Changes(telemetry=True))
    assert shown == []
    desk.clock._wall.advance(1)
    one_second = frames_until(desk.mission, desk.now_ns(), 1)
    desk.take([received(each) for each in one_second if each.packet == "CAB_DRV_1HZ"])
    page.refresh(Changes(telemetry=True))
    assert "ppCO2" in shown
    assert "Pressure" not in shown


@pytest.mark.parametrize(("width", "columns"), [(1500, 6), (700, 3)])
def test_instruments_stand_in_two_rows_where_one_would_be_too_narrow(page, width, columns):
    page.resize(width, 800)
    page._place_cards()
    assert page.instrument_columns == columns


def test_a_real_chart_paint_is_measured(page, seat, qtbot):
    page.resize(1400, 700)
    page.show()
    qtbot.waitUntil(lambda: bool(seat.meter._waiting), timeout=30_000)


def test_where_there_is_little_height_charts_and_air_loop_take_turns(page, qtbot):
    page.show()
    page.resize(1000, 1000)
    assert page.air_loop.isVisible()
    assert page.charts[0].isVisible()
    page.resize(1000, 560)
    assert page.air_loop.isVisible()
    assert not page.charts[0].isVisible()
    qtbot.mouseClick(page.other, Qt.MouseButton.LeftButton)
    assert not page.air_loop.isVisible()
    assert page.charts[0].isVisible()
