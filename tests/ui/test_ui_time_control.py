import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from console.ui.panels.life_support import LifeSupport
from console.ui.seat import EVERYTHING
from console.ui.shown_past import ask_for_the_shown
from console.ui.time_control import SPANS_S, TimeControl
from console.ui.widgets.time_bar import TimeBar


@pytest.fixture
def page(seat, qtbot):
    page = LifeSupport(seat)
    qtbot.addWidget(page)
    page.resize(1400, 800)
    page.show()
    page.refresh(EVERYTHING)
    return page


def spans(page):
    QApplication.processEvents()
    assert page._seat.turns.waiting == 0
    return {(chart.plot.view.start_s, chart.plot.view.end_s) for chart in page.charts}


def test_following_shows_the_span_with_a_little_room_after_now(qapp):
    time = TimeControl()
    time.follow(3600)
    start_s, end_s = time.shown(100_000.0)
    assert end_s - start_s == 3600
    assert start_s < 100_000 < end_s


def test_a_fixed_view_does_not_move_with_the_time(qapp):
    time = TimeControl()
    time.fix(1000.0, 2000.0)
    assert time.shown(5.0) == time.shown(90_000.0) == (1000.0, 2000.0)
    time.follow()
    assert time.follows
    assert time.span_s == SPANS_S["15 min"]


def test_what_is_under_the_pointer_stays_there_when_zooming(qapp):
    time = TimeControl()
    time.fix(0.0, 1000.0)
    time.zoom(0.5, 250.0, time.shown(0.0))
    start_s, end_s = time.shown(0.0)
    assert (250 - start_s) / (end_s - start_s) == pytest.approx(0.25)
    assert end_s - start_s == pytest.approx(500)


def test_zooming_out_goes_on_following_and_zooming_in_stands_still(qapp):
    time = TimeControl()
    time.zoom(2.0, 0.0, time.shown(0.0))
    assert time.follows
    assert time.span_s == 1800
    time.zoom(0.5, 0.0, time.shown(0.0))
    assert not time.follows


def test_every_chart_of_a_page_shows_the_same_time(page, seat):
    seat.time.fix(100_000.0, 101_000.0)
    assert spans(page) == {(100_000.0, 101_000.0)}


def test_the_wheel_zooms_and_dragging_moves_every_chart(page, seat, qtbot):
    plot = page.charts[0].plot
    middle = QPointF(plot.width() / 2, plot.height() / 2)
    at = plot.view.seconds_at(middle.x())
    wheel = QWheelEvent(
        middle,
        plot.mapToGlobal(middle),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot, wheel)
    assert not seat.time.follows
    assert plot.view.seconds_at(middle.x()) == pytest.approx(at, abs=2)
    start_s, _end_s = seat.time.shown(0.0)
    press, there = middle.toPoint(), middle.toPoint() + QPoint(60, 0)
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=press)
    qtbot.mouseMove(plot, there)
    qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=there)
    assert seat.time.shown(0.0)[0] < start_s
    assert len(spans(page)) == 1


def test_a_fixed_view_says_so_and_leads_back(page, seat):
    bar = page.findChild(TimeBar)
    assert not bar.fixed.isVisible()
    seat.time.fix(100_000.0, 101_000.0)
    assert bar.fixed.isVisible()
    assert "FIXED" in bar.fixed.text()
    assert not any(button.isChecked() for button in bar.buttons.values())
    bar.follow.click()
    assert seat.time.follows
    assert bar.buttons[SPANS_S["15 min"]].isChecked()


def test_a_close_look_at_the_past_is_asked_for_once_and_in_detail(seat, sent):
    from console.ui.models.back_fill import BackFill

    fill = BackFill(sent.ask_history)
    seat.time.fix(100_000.0, 101_000.0)
    for _ in range(3):
        ask_for_the_shown(fill, seat, ["CAB_PPO2"])
    assert len(sent.questions) == 1
    seat.time.fix(100_400.0, 100_500.0)
    ask_for_the_shown(fill, seat, ["CAB_PPO2"])
    assert len(sent.questions) == 2
