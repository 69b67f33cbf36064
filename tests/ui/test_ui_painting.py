import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from console.ui.painting import (
    paint_hatch,
    paint_shape,
    paint_text,
    paint_trend,
    shape_path,
)
from console.ui.theme import Shape

SIDE = 40
BLACK, WHITE = QColor("#000000"), "#FFFFFF"


@pytest.fixture
def canvas(qapp):
    image = QImage(SIDE * 4, SIDE, QImage.Format.Format_RGB32)
    image.fill(BLACK)
    painter = QPainter(image)
    yield image, painter
    if painter.isActive():
        painter.end()


def lit(image):
    """Return how many pixels are more white than black."""
    return sum(
        image.pixelColor(x, y).lightness() > 127
        for x in range(image.width())
        for y in range(image.height())
    )


def test_no_two_shapes_are_alike():
    areas = {shape: shape_path(shape).toFillPolygon() for shape in Shape}
    assert len({tuple((p.x(), p.y()) for p in area) for area in areas.values()}) == len(Shape)


@pytest.mark.parametrize("shape", Shape)
def test_a_hollow_shape_is_seen_but_lighter_than_a_full_one(qapp, shape):
    counts = []
    for is_filled in (True, False):
        image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
        image.fill(BLACK)
        painter = QPainter(image)
        paint_shape(painter, QRectF(4, 4, 32, 32), shape, WHITE, is_filled=is_filled)
        painter.end()
        counts.append(lit(image))
    full, hollow = counts
    assert 0 < hollow < full


def test_hatching_leaves_the_ground_in_sight(canvas):
    image, painter = canvas
    paint_hatch(painter, QRectF(0, 0, SIDE, SIDE), WHITE)
    painter.end()
    assert 0 < lit(image) < SIDE * SIDE / 2


def test_a_rising_trend_points_up(canvas):
    image, painter = canvas
    paint_trend(painter, QRectF(0, 0, SIDE, SIDE), 60, WHITE)
    painter.end()
    upper_right = image.copy(SIDE // 2, 0, SIDE // 2, SIDE // 2)
    lower_right = image.copy(SIDE // 2, SIDE // 2, SIDE // 2, SIDE // 2)
    assert lit(upper_right) > lit(lower_right)


def test_a_long_line_is_shortened_to_the_room_there_is(canvas):
    _image, painter = canvas
    width = paint_text(
        painter,
        QRectF(0, 0, 80, SIDE),
        "far too long for eighty pixels",
        QColor(WHITE),
        font=QFont(),
    )
    assert width <= 80


def test_a_value_is_struck_out_along_its_whole_width(canvas):
    image, painter = canvas
    font = QFont()
    font.setPixelSize(20)
    box = QRectF(0, 0, SIDE * 4, SIDE)
    width = paint_text(
        painter,
        box,
        "12",
        QColor(WHITE),
        font=font,
        align=Qt.AlignmentFlag.AlignRight,
        is_struck=True,
    )
    painter.end()
    row = [image.pixelColor(x, SIDE // 2) != BLACK for x in range(image.width())]
    assert sum(row) >= width - 2
    assert not any(row[: round(image.width() - width) - 2])
