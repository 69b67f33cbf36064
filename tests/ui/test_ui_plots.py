import csv
from dataclasses import replace

import numpy as np
import pytest
from builders import a_mission
from desks import T0_NS, WALL_NS, a_desk, clock_event, received
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication
from seats import a_seat

from console.client.desk import Desk
from console.client.mirror import Step, Stepped
from console.domain.roles import Role
from console.ui.flight import flight_screens
from console.ui.models.parameter_table import MIME_TYPE
from console.ui.panels.plots import MOST_CURVES, FreePlots
from console.ui.plots.state_chart import StateChart
from console.ui.plots.strip_chart import ChartSpec, StripChart
from console.ui.seat import EVERYTHING
from console.ui.shell import ConsoleWindow
from console.ui.theme import DARK
from telemetry.dictionary import MissionDatabase, Packet, Parameter, ParameterKind
from telemetry.timebase import NS_PER_S, ManualClock
from telemetry.wire import Frame

CHANGED = {
    "EPS_SUN": lambda s: np.where(s > -300, 2.0, 0.0),
    "EPS_SHED": lambda s: np.where((s > -200) & (s < -100), np.nan, 0.0),
}


@pytest.fixture
def page(qtbot, sent):
    page = FreePlots(a_seat(a_desk(changed=CHANGED), sent))
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.refresh(EVERYTHING)
    return page


def now_s(page):
    return page._seat.desk.elapsed_s()


def test_an_empty_page_says_how_to_fill_it(page):
    assert "Nothing is plotted yet" in page.remark.text()


def test_like_units_are_overlaid_and_others_get_a_chart_of_their_own(page):
    for each in ("CAB_PPO2_A", "CAB_PPO2_B", "EPS_LOAD", "EPS_SUN"):
        assert page.add(each)
    assert [chart.spec.parameters for chart in page.charts] == [
        ("CAB_PPO2_A", "CAB_PPO2_B"),
        ("EPS_LOAD",),
        ("EPS_SUN",),
    ]
    assert page.charts[0].title == "O2 partial pressure, sensor A and 1 more, mmHg"


def test_no_more_curves_are_overlaid_than_can_be_told_apart(page):
    for zone in range(1, 5):
        page.add(f"CAB_T_Z{zone}")
    page.add("WIN_D_T")
    assert [len(chart.spec.parameters) for chart in page.charts] == [MOST_CURVES, 1]


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
def test_typing_an_id_and_enter_plots_it(page, qtbot):
    qtbot.keyClicks(page.entry, "eps_load")
    qtbot.keyClick(page.entry, Qt.Key.Key_Return)
    assert page.plotted == ["EPS_LOAD"]
    assert page.entry.text() == ""


def test_what_fits_several_or_none_is_said(page):
    page.entry.setText("battery")
    page.entry.enter()
    assert "parameters fit 'battery'" in page.remark.text()
    page.entry.setText("nonsense")
    page.entry.enter()
    assert "No parameter fits" in page.remark.text()


def test_rows_dragged_from_the_table_are_plotted(page):
    data = QMimeData()
    data.setData(MIME_TYPE, b"CAB_PPO2\nEPS_LOAD")
    page.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert page.plotted == ["CAB_PPO2", "EPS_LOAD"]


def test_a_seat_cannot_plot_what_it_may_not_see(qtbot, sent):
    page = FreePlots(a_seat(a_desk(role=Role.GUEST), sent))
    qtbot.addWidget(page)
    assert not page.add("BIO_1_HR")
    assert page.plotted == []


def test_the_cursor_reads_every_curve_and_two_cursors_their_difference(page):
    page.add("CAB_PPO2")
    page.add("EPS_LOAD")
    page.put_cursor("A", now_s(page) - 300)
    page.put_cursor("B", now_s(page) - 100)
    page.put_cursor("pointer", now_s(page) - 200)
    oxygen, _load, time = page.table.rows
    assert oxygen[0] == "CAB_PPO2"
    assert oxygen[1].endswith(" mmHg")
    a, b = (float(oxygen[place].split()[0]) for place in (2, 3))
    assert float(oxygen[4]) == pytest.approx(b - a, abs=0.2)
    assert float(oxygen[5]) <= float(oxygen[6]) <= float(oxygen[7])
    assert time[4] == "+200.000 s"


def test_clicks_set_the_cursors_and_escape_takes_them_away(page, qtbot):
    page.add("CAB_PPO2")
    plot = page.charts[0].plot
    at = plot.rect().center()
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseClick(plot, Qt.MouseButton.RightButton, pos=at)
    assert page.charts[0].cursors.at_s("A") == page.charts[0].cursors.at_s("B") is not None
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.charts[0].cursors.at_s("A") is None


def test_an_enumeration_is_drawn_as_bands_with_gaps_left_open(page):
    page.add("EPS_SUN")
    page.add("EPS_SHED")
    sun, shed = page.charts
    assert isinstance(sun, StateChart)
    assert [run.low for run in sun.runs] == [0, 2]
    assert sun.runs[1].start_s == pytest.approx(now_s(page) - 300, abs=11)
    assert len(shed.runs) == 2
    assert shed.runs[1].start_s - shed.runs[0].end_s > 80
    page.grab()


def test_what_is_drawn_can_be_written_as_csv(page, tmp_path):
    page.add("CAB_PPO2")
    page.export.save_csv(tmp_path / "plots.csv")
    rows = list(csv.DictReader((tmp_path / "plots.csv").read_text().splitlines()))
    assert {row["parameter"] for row in rows} == {"CAB_PPO2"}
    assert len(rows) > 250
    assert all(float(row["least"]) <= float(row["greatest"]) for row in rows)
    assert "lines written" in page.remark.text()
    page.export.save_csv(tmp_path / "none" / "plots.csv")
    assert "was not written" in page.remark.text()


def test_a_picture_is_of_the_whole_window(page, tmp_path):
    page.export.save_picture(tmp_path / "plots.png")
    assert (tmp_path / "plots.png").stat().st_size > 1000


def test_charts_can_be_removed(page):
    page.add("CAB_PPO2")
    page.add("EPS_LOAD")
    page.remove(page.charts[0])
    assert page.plotted == ["EPS_LOAD"]
    page.clear()
    assert page.plotted == []


def test_plot_it_anywhere_leads_to_the_plots(qtbot, sent):
    window = ConsoleWindow(a_seat(a_desk(), sent), "tcp://here:7700")
    qtbot.addWidget(window)
    window.set_screens(flight_screens(window.seat))
    window.refresh(EVERYTHING)
    window.seat.wishes.plot.emit("EPS_LOAD")
    assert window.current_page.name == "plots"
    assert window.current_page.panel.content.plotted == ["EPS_LOAD"]


def test_a_one_sample_spike_in_2_6_million_is_drawn(qtbot, sent):
    rows, spike_at = 72 * 36_000, 1_234_567
    parameter = Parameter(
        id="V",
        subsystem="EPS",
        group="bus",
        name="Bus voltage",
        unit="V",
        kind=ParameterKind.FLOAT,
        range_low=0.0,
        range_high=100.0,
    )
    packet = Packet(name="P", apid=1, period_ns=NS_PER_S // 10, parameters=(parameter,))
    desk = Desk(Role.FLIGHT, ManualClock(WALL_NS))
    launch_ns = T0_NS - rows * packet.period_ns
    database = MissionDatabase("test", (packet,))
    desk.open(replace(a_mission(), vehicle="test", database=database, launch_ns=launch_ns))
    desk.take([clock_event(), Stepped(Step.LIVE)])
    values = np.full(rows, 28.0)
    values[spike_at] = 99.0
    for start in range(0, rows, 36_000):
        frame = Frame(
            source="test/1",
            packet="P",
            sequence=start // 36_000,
            generated_ns=launch_ns + start * packet.period_ns,
            values=values[start : start + 36_000, None],
        )
        desk.take([received(frame)])
    seat = a_seat(desk, sent)
    seat.time.follow(259_200)
    chart = StripChart(seat, ChartSpec(title="Bus", parameters=("V",)))
    qtbot.addWidget(chart)
    chart.resize(900, 300)
    chart.refresh(EVERYTHING)
    way = chart.lines[0]
    assert len(way.x_s) <= 2_000
    assert way.y.max() == 99.0
    image = chart.plot.grab().toImage()
    view = chart.plot.view
    ink, y = QColor(DARK.curves[0]), round(view.y_px(98.0))
    across = range(round(view.left_px) + 1, image.width())
    painted = [x for x in across if image.pixelColor(x, y) == ink]
    assert painted
    assert painted[0] == pytest.approx(view.x_px(spike_at / 10), abs=3)
    assert len(painted) <= 3


def test_what_is_drawn_can_be_copied_as_a_picture_and_as_a_table(page, qtbot):
    page.add("CAB_PPO2")
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.text().startswith("parameter\tutc\tmet")
    assert copied.hasImage()


def test_like_units_of_quite_different_values_are_not_overlaid(page):
    for each in ("CAB_P_TOT", "CAB_PPO2", "CAB_PPCO2_Z1"):
        page.add(each)
    assert [chart.spec.parameters for chart in page.charts] == [
        ("CAB_P_TOT",),
        ("CAB_PPO2",),
        ("CAB_PPCO2_Z1",),
    ]


def test_the_statistics_of_a_selection_are_of_its_samples(page):
    page.add("EPS_LOAD")
    page.put_cursor("A", now_s(page) - 100)
    page.put_cursor("B", now_s(page))
    least, mean, greatest, deviation, samples = page.table.rows[0][5:]
    desk = page._seat.desk
    _times, values = desk.feed.history.raw("EPS_LOAD", desk.now_ns() - 100 * NS_PER_S, T0_NS + 1)
    assert int(samples) == values.size == 101
    for text, number in (
        (least, values.min()),
        (mean, values.mean()),
        (greatest, values.max()),
        (deviation, values.std()),
    ):
        assert float(text) == pytest.approx(number, rel=1e-3)
