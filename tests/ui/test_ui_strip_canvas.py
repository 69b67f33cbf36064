import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from console.ui.plots.curve_paint import Curves, polygon
from console.ui.plots.strip_canvas import StripCanvas
from console.ui.plots.strip_geometry import Line
from console.ui.plots.strip_layers import Ground, Mark, UprightLine
from console.ui.plots.strip_view import StripView
from console.ui.theme import DARK, Look

VIEW = StripView(
    start_s=100.0,
    end_s=200.0,
    low=0.0,
    high=10.0,
    left_px=50,
    top_px=0,
    width_px=400,
    height_px=200,
)


@pytest.fixture
def canvas(qtbot):
    canvas = StripCanvas(Look(), lambda: None, lambda at_s: f"{at_s:.0f} s")
    qtbot.addWidget(canvas)
    canvas.resize(460, 240)
    canvas.show()
    canvas.show_view(VIEW)
    return canvas


def pixel(canvas, x, y):
    return canvas.grab().toImage().pixelColor(x, y).name().upper()


@given(at_s=st.floats(100, 200))
def test_an_instant_lies_where_the_pointer_finds_it(at_s):
    assert VIEW.seconds_at(VIEW.x_px(at_s)) == pytest.approx(at_s)


def test_a_higher_value_lies_higher():
    assert VIEW.y_px(10.0) == 0
    assert VIEW.y_px(0.0) == VIEW.bottom_px == 200
    points = VIEW.points_px(np.array([100.0, 200.0]), np.array([0.0, 5.0]))
    assert points.tolist() == [[50, 200], [450, 100]]


def test_points_are_handed_to_qt_as_they_are():
    made = polygon(np.array([[1.0, 2.0], [3.5, -4.0]]))
    assert [(made[n].x(), made[n].y()) for n in range(2)] == [(1.0, 2.0), (3.5, -4.0)]


def test_a_line_is_broken_at_its_gap_and_a_single_sample_is_a_point(canvas):
    curves = Curves(Look())
    x_s = np.array([110.0, 120.0, 150.0, 180.0, 190.0])
    curves.lines = [Line(x_s, np.full(5, 5.0), np.array([1, 0, 0, 1, 0], np.int32))]
    canvas.live.append(curves)
    assert pixel(canvas, 50 + 4 * 15, 100) == DARK.curves[0]
    assert pixel(canvas, 50 + 4 * 35, 100) != DARK.curves[0]
    assert pixel(canvas, 50 + 4 * 50, 100) == DARK.curves[0]
    assert pixel(canvas, 50 + 4 * 85, 100) == DARK.curves[0]


def test_the_ground_is_painted_once_until_something_of_it_changes(canvas):
    ground = Ground(Look(), ())
    ground.times = [Mark(150.0, "12:00")]
    canvas.still.append(ground)
    canvas.repaint_all()
    assert pixel(canvas, 50 + 200, 20) == DARK.grid
    ground.times = []
    canvas.update()
    QApplication.processEvents()
    assert pixel(canvas, 50 + 200, 20) == DARK.grid
    canvas.repaint_all()
    assert pixel(canvas, 50 + 200, 20) == DARK.panel


def test_a_cursor_stands_at_its_instant(canvas):
    cursor = UprightLine(Look(), "text_strong", "A")
    canvas.live.append(cursor)
    assert pixel(canvas, 50 + 200, 150) == DARK.panel
    cursor.at_s = 150.0
    canvas.repaint_around(150.0)
    assert QColor(pixel(canvas, 50 + 200, 150)) == QColor(DARK.text_strong)


def test_dragging_asks_for_the_time_that_was_dragged_over(canvas, qtbot):
    moved, clicked = [], []
    canvas.move_asked.connect(moved.append)
    canvas.clicked_at.connect(lambda at_s, _button: clicked.append(at_s))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 50))
    qtbot.mouseMove(canvas, QPoint(240, 50))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(240, 50))
    assert sum(moved) == pytest.approx(-10)
    assert clicked == []
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(250, 50))
    assert clicked == [pytest.approx(150)]
