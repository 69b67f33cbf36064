import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from console.ui.plots.map_view import MAX_ZOOM, MapView, joined_path

WHOLE = MapView.fitted(0, 0, 1000, 600)
views = st.builds(
    lambda factor, x, y: WHOLE.zoomed(factor, QPointF(x, y)),
    st.floats(1.0, 20.0),
    st.floats(0, 1000),
    st.floats(50, 550),
)
ONE_PIXEL = 1.0


def test_the_whole_earth_is_twice_as_wide_as_high_and_centred():
    assert (WHOLE.box.width(), WHOLE.box.height()) == (1000, 500)
    assert WHOLE.box.top() == 50
    assert WHOLE.span_deg() == (-180, 180)
    assert WHOLE.latitudes_deg() == (-90, 90)


def test_north_is_up_and_east_is_right():
    london, sydney = WHOLE.point(0, 51), WHOLE.point(151, -34)

    assert london.y() < sydney.y()
    assert london.x() < sydney.x()


@given(views, st.floats(-180, 180), st.floats(-90, 90))
def test_a_pixel_is_the_place_that_falls_on_it(view, longitude, latitude):
    found_longitude, found_latitude = view.place(view.point(longitude, latitude))

    assert (found_longitude - longitude) % 360 == pytest.approx(0, abs=1e-6) or (
        found_longitude - longitude
    ) % 360 == pytest.approx(360, abs=1e-6)
    assert found_latitude == pytest.approx(latitude, abs=1e-6)


@given(views, st.floats(-2000, 2000), st.floats(-2000, 2000))
def test_no_zoom_and_no_drag_shows_anything_beyond_the_poles(view, x, y):
    south, north = view.moved(QPointF(x, y)).latitudes_deg()

    assert south >= -90 - 1e-6
    assert north <= 90 + 1e-6


@given(st.floats(1.1, 4.0), st.floats(200, 800), st.floats(200, 400))
def test_zooming_keeps_the_place_under_the_pointer(factor, x, y):
    pointer = QPointF(x, y)
    before = WHOLE.place(pointer)
    after = WHOLE.zoomed(factor, pointer)

    there = after.point(*before)
    assert (there - pointer).manhattanLength() < ONE_PIXEL


def test_zoom_has_an_end_in_both_directions():
    assert WHOLE.zoomed(1000, WHOLE.box.center()).zoom == MAX_ZOOM
    assert WHOLE.zoomed(0.01, WHOLE.box.center()) == WHOLE


def test_a_line_past_the_date_line_appears_at_both_edges():
    polygons = WHOLE.polygons(np.array([[170.0, 0.0], [190.0, 0.0]]))

    assert len(polygons) == 2
    assert {round(p.boundingRect().left()) for p in polygons} == {-28, 972}


def test_lines_are_joined_without_strokes_between_them():
    path = joined_path([np.array([[0, 0], [1, 0]]), np.array([[5, 5], [6, 5]])])

    assert len(path.toSubpathPolygons()) == 2
