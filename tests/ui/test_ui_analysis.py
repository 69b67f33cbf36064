import csv
import io

import numpy as np
import pytest
from desks import a_desk
from PySide6.QtCore import Qt
from seats import a_seat

from console.ui.panels.plots import FreePlots
from console.ui.seat import EVERYTHING
from console.ui.theme import DAYLIGHT
from console.ui.widgets.analysis import Way

SINE = {"CAB_P_TOT": lambda s: 760 + 3 * np.sin(2 * np.pi * s / 20)}


@pytest.fixture
def page(qtbot, sent):
    page = FreePlots(a_seat(a_desk(changed=SINE), sent))
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.refresh(EVERYTHING)
    for each in ("CAB_P_TOT", "CAB_PPO2"):
        page.add(each)
    return page


def choose(page, way):
    page.analysis.way.setCurrentIndex(page.analysis.way.findData(way))
    page.analysis.show_chosen()


def drawn(page):
    return page.analysis.plot.getPlotItem().listDataItems()[0].getOriginalDataset()


def table(page):
    return list(csv.reader(io.StringIO(page.analysis.csv())))


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
def test_a_key_analyses_what_is_between_the_cursors_and_escape_leads_back(page, qtbot, sent):
    now_s = page._seat.desk.elapsed_s()
    page.put_cursor("A", now_s - 100)
    page.put_cursor("B", now_s - 300)
    qtbot.keyClick(page, Qt.Key.Key_X)
    assert page.is_analysing
    assert not page.charts[0].isVisible()
    assert page.analysis.plot.isVisible()
    assert "CAB_P_TOT: 1001 samples, none left out" in page.analysis.remark.text()
    assert "201 pairs" in page.analysis.remark.text()
    asked = [each for each in sent.questions if each[3] == 10_000]
    assert {each[0] for each in asked} == {"CAB_P_TOT", "CAB_PPO2"}
    qtbot.keyClick(page.analysis.plot, Qt.Key.Key_Escape)
    assert not page.is_analysing
    assert page.charts[0].isVisible()


def test_without_cursors_the_stretch_shown_is_analysed_up_to_now(page):
    page.analyse()
    assert "CAB_PPO2: 600 samples" in page.analysis.remark.text()


def test_nothing_plotted_is_nothing_to_analyse(page):
    page.clear()
    page.analyse()
    assert not page.is_analysing
    assert "Nothing is plotted yet" in page.remark.text()


def test_each_way_has_axes_with_units_and_can_be_exported(page):
    page.analyse()
    for way, x_name, y_name in (
        (Way.PAIRS, "CAB_P_TOT (mmHg)", "CAB_PPO2 (mmHg)"),
        (Way.HISTOGRAM, "CAB_P_TOT (mmHg)", "samples"),
        (Way.SPECTRUM, "frequency (Hz)", "amplitude of CAB_P_TOT (mmHg)"),
    ):
        choose(page, way)
        assert page.analysis.plot.getAxis("bottom").labelText == x_name
        assert page.analysis.plot.getAxis("left").labelText == y_name
        heading, *rows = table(page)
        assert y_name in heading
        assert len(rows) in (len(drawn(page)[1]), len(drawn(page)[0]))
        assert page.export._csv() == page.analysis.csv()


def test_the_spectrum_of_a_swinging_pressure_shows_its_period(page):
    page.analyse()
    choose(page, Way.SPECTRUM)
    _heading, *rows = table(page)
    hz, mmhg = max(((float(a), float(b)) for a, b in rows), key=lambda row: row[1])
    assert hz == pytest.approx(1 / 20, abs=0.002)
    assert mmhg == pytest.approx(3.0, rel=0.1)


def test_too_little_for_a_spectrum_is_said_and_draws_nothing(page):
    now_s = page._seat.desk.elapsed_s()
    page.put_cursor("A", now_s - 3)
    page.put_cursor("B", now_s - 1)
    page.analyse()
    choose(page, Way.SPECTRUM)
    assert "A spectrum needs" in page.analysis.remark.text()
    assert page.analysis.csv() == ""


def test_the_plot_is_moved_zoomed_and_fitted_by_keys(page, qtbot):
    page.analyse()
    plot = page.analysis.plot
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    whole = plot.viewRange()
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.viewRange()[0][0] > whole[0][0]
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert np.diff(plot.viewRange()[0]) < np.diff(whole[0])
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    np.testing.assert_allclose(plot.viewRange(), whole, rtol=1e-6)


def test_it_takes_the_colours_of_the_theme(page):
    page.analyse()
    page._seat.look.set_theme(DAYLIGHT)
    assert page.analysis.plot.backgroundBrush().color().name().upper() == DAYLIGHT.panel
