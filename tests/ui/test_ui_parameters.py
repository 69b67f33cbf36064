import pytest
from builders import a_mission, an_alarm_raised
from desks import T0_NS, a_desk, frames_until, received
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from seats import a_seat

from console.client.desk import Changes
from console.ui.models.keyed_table import ITEM_ROLE
from console.ui.models.parameter_list import Standing
from console.ui.models.parameter_table import MIME_TYPE, Column, ParameterTableModel, limits_text
from console.ui.panels.parameters import Parameters
from console.ui.seat import EVERYTHING
from telemetry.timebase import NS_PER_S

# One parameter of each rate that ordinary packets come at, seconds.
_PERIODS_S = {
    packet.period_ns / NS_PER_S: packet.parameters[0].id
    for packet in a_mission().database.sent.packets
    if not packet.is_medical
}


@pytest.fixture
def page(qtbot, sent):
    broken = {"CAB_RH_Z1": lambda s: s * float("nan")}
    page = Parameters(a_seat(a_desk(an_alarm_raised("CAB_DPDT"), changed=broken), sent))
    qtbot.addWidget(page)
    page.resize(1400, 800)
    page.show()
    page.refresh(EVERYTHING)
    return page


def cell(page, parameter, column):
    return page.model.index(page.model.row_of(parameter), column).data()


def test_a_row_says_what_it_is_how_much_and_how_it_stands(page):
    assert cell(page, "CAB_RH_Z1", Column.VALUE) == "?"
    assert cell(page, "CAB_RH_Z1", Column.STATE) == "? invalid"
    assert cell(page, "CAB_DPDT", Column.STATE) == "WARNING"
    assert cell(page, "CAB_PPO2", Column.VALUE).endswith(" mmHg")
    assert cell(page, "CAB_PPO2", Column.AGE) == "now"


def test_what_is_old_says_so_with_its_age(page):
    page._seat.desk.clock._wall.advance(120)
    assert cell(page, "CAB_PPO2", Column.STATE) == "stale"
    assert cell(page, "CAB_PPO2", Column.AGE) == "2 min"


def test_typing_narrows_the_list_and_the_title_counts(page, qtbot):
    page.search.setText("battery 1")
    qtbot.waitUntil(lambda: page.model.rowCount() == 4, timeout=30_000)
    assert "4 of 321" in page._section._title.text()


def test_an_empty_list_says_why(page, qtbot):
    page.search.setText("no such parameter")
    qtbot.waitUntil(lambda: page.why_none != "", timeout=30_000)
    assert not page.table.isVisible()


def test_a_click_on_a_heading_orders_the_rows(page):
    page.table.sortByColumn(Column.ID, Qt.SortOrder.AscendingOrder)
    ids = [page.model.parameter(row).id for row in range(page.model.rowCount())]
    assert ids == sorted(ids)


def test_the_chosen_row_stays_chosen_when_the_order_changes(page):
    page.choose("TCS_A_FLOW")
    page.table.sortByColumn(Column.VALUE, Qt.SortOrder.DescendingOrder)
    page._after_listing(page.model.parameter(page.model.row_of("TCS_A_FLOW")))
    assert page.chosen.id == "TCS_A_FLOW"
    assert "Coolant flow, loop A" in page.about.text()
    assert "Caution below 60 kg/h" in page.about.text()


def test_what_comes_into_alarm_joins_the_list_of_alarms_by_itself(page):
    page.standing.setCurrentIndex(page.standing.findData(Standing.UNUSABLE))
    assert 1 <= page.model.rowCount() < 10
    page._seat.desk.clock._wall.advance(3600)
    page.refresh(EVERYTHING)
    assert page.model.rowCount() > 200


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
def test_enter_opens_a_menu_that_plots_the_parameter(page, qtbot):
    wished = []
    page._seat.wishes.plot.connect(wished.append)
    page.choose("EPS_LOAD")
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    menu = page.findChild(QMenu)
    menu.actions()[0].trigger()
    menu.close()
    assert wished == ["EPS_LOAD"]


def test_copying_gives_what_a_spreadsheet_takes(page, qtbot):
    page.choose("CAB_PPO2")
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    name, value, unit, state = QGuiApplication.clipboard().text().split("\t")
    assert (name, unit, state) == ("CAB_PPO2", "mmHg", "valid")
    assert float(value) > 100


def test_a_row_can_be_dragged_as_its_parameter(page):
    index = page.model.index(page.model.row_of("EPS_LOAD"), 0)
    assert bytes(page.model.mimeData([index]).data(MIME_TYPE).data()) == b"EPS_LOAD"
    assert index.data(ITEM_ROLE).id == "EPS_LOAD"


def test_only_rows_in_sight_ask_for_their_past(page, sent):
    for _ in range(200):
        page._ask_for_the_past()
    asked = {question[0] for question in sent.questions}
    assert asked == {page.model.parameter(row).id for row in page.rows_in_sight()}
    assert all(question[1] == T0_NS - 600 * NS_PER_S for question in sent.questions)


def test_a_trend_is_drawn_within_its_box_and_renewed_after_two_seconds(page):
    row = page.model.row_of("CAB_PPO2")
    trend = page.model.trend(row)
    assert trend.parts
    assert all((part >= 0).all() and (part <= 1.001).all() for part in trend.parts)
    assert page.model.trend(row) is trend
    page._seat.desk.clock._wall.advance(3)
    assert page.model.trend(row) is not trend


def test_a_row_without_news_is_not_painted_again(page, qtbot):
    page._repaint_news()
    before = dict(page._news)
    desk = page._seat.desk
    desk.clock._wall.advance(1)
    frames = frames_until(desk.mission, desk.now_ns(), 1)
    desk.take([received(each) for each in frames if each.packet == "FAST_5HZ"])
    page.refresh(Changes(telemetry=True))
    page._repaint_news()
    moved = {page.model.parameter(row).id for row in before if page._news[row] != before[row]}
    assert moved == {"CAB_P_TOT_A", "CAB_P_TOT_B", "CAB_P_TOT_C", "CAB_P_TOT", "STR_ACC"}


def test_limits_are_read_from_low_to_high(page):
    parameters = page._seat.desk.mission.database.parameters
    expected = "< 24 W · < 25.5 C · > 30.5 C · > 32 W"
    assert limits_text(parameters["EPS_BUS_28A_V"]) == expected


def test_the_table_is_a_sound_model(page, qtmodeltester):
    qtmodeltester.check(ParameterTableModel(page._seat.desk, page))


@pytest.mark.parametrize("period_s", sorted(_PERIODS_S))
def test_a_value_is_shown_stale_within_a_second_after_three_of_its_own_periods(page, period_s):
    parameter = _PERIODS_S[period_s]
    desk = page._seat.desk
    newest_ns = desk.value(parameter).generated_ns
    due_s = 3 * period_s - (desk.now_ns() - newest_ns) / NS_PER_S
    desk.clock._wall.advance(due_s)
    assert cell(page, parameter, Column.STATE) == ""
    before = page.model.news(page.model.row_of(parameter))
    desk.clock._wall.advance(0.9)
    assert cell(page, parameter, Column.STATE) == "stale"
    assert page.model.news(page.model.row_of(parameter)) != before  # so its row is painted again
