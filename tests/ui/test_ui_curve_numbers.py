import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from console.ui.plots.curve_numbers import CurveNumbers
from console.ui.plots.curve_paint import Curves
from console.ui.plots.strip_geometry import Line
from console.ui.plots.strip_view import StripView
from console.ui.theme import DARK, Look

VIEW = StripView(
    start_s=0.0, end_s=100.0, low=0.0, high=10.0, left_px=40.0, top_px=3.0, width_px=300.0,
    height_px=120.0,
)  # fmt: skip


def numbers_of(*ends):
    look = Look()
    curves = Curves(look)
    curves.lines = [
        Line(np.linspace(0.0, last_s, 201), np.full(201, value), np.ones(201, np.int32))
        for last_s, value in ends
    ]
    return CurveNumbers(look, curves)


@pytest.fixture(autouse=True)
def fonts(qapp):
    """Letters need an application."""


def test_every_curve_has_its_number_beside_its_last_point():
    found = dict(numbers_of((50.0, 2.0), (80.0, 7.0)).places(VIEW))
    assert found[1].left() == pytest.approx(VIEW.x_px(50.0) + 4)
    assert found[1].center().y() == pytest.approx(VIEW.y_px(2.0))
    assert found[2].left() == pytest.approx(VIEW.x_px(80.0) + 4)


@pytest.mark.parametrize("value", [0.0, 5.0, 10.0])
def test_numbers_of_alike_values_stand_above_each_other_within_the_plot(value):
    found = [box for _number, box in numbers_of(*[(50.0, value)] * 4).places(VIEW)]
    plot = QRectF(VIEW.left_px, VIEW.top_px, VIEW.width_px, VIEW.height_px)
    assert all(plot.adjusted(-1, -1, 1, 1).contains(box) for box in found)
    assert not any(
        one.adjusted(0, 0.1, 0, -0.1).intersects(other)
        for number, one in enumerate(found)
        for other in found[number + 1 :]
    )


def test_a_curve_that_runs_off_the_page_has_its_number_at_the_edge():
    ((_number, box),) = numbers_of((1000.0, 5.0)).places(VIEW)
    assert box.right() == pytest.approx(VIEW.right_px)


def test_a_curve_out_of_sight_has_no_number():
    assert numbers_of((-5.0, 5.0)).places(VIEW) == []


def test_the_number_is_painted_in_its_curve_s_ink():
    image = QImage(400, 150, QImage.Format.Format_RGB32)
    image.fill(QColor(DARK.ground))
    painter = QPainter(image)
    numbers = numbers_of((50.0, 2.0), (50.0, 8.0))
    numbers.paint(painter, VIEW, QRectF(image.rect()))
    painter.end()
    _one, (_number, box) = sorted(numbers.places(VIEW))
    inside = box.toRect()
    seen = {
        image.pixelColor(x, y).name().upper()
        for x in range(inside.left(), inside.right() + 1)
        for y in range(inside.top(), inside.bottom() + 1)
    }
    assert DARK.curves[1] in seen
