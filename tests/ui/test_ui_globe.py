import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from console.ui.panels.orbit_map import OrbitMap
from console.ui.plots.globe_geometry import GlobeView
from console.ui.plots.map_legend import MapLegend
from console.ui.seat import EVERYTHING

longitudes, latitudes = st.floats(-180, 180), st.floats(-90, 90)


@given(longitude=longitudes, latitude=latitudes, at=st.tuples(longitudes, latitudes))
def test_every_place_falls_on_the_disc_at_its_true_distance(longitude, latitude, at):
    view = GlobeView(longitude, latitude)
    (point,), (depth,) = view.project(np.array([at]))
    assert np.hypot(*point) <= 1 + 1e-9
    assert np.hypot(*point) ** 2 + depth**2 == pytest.approx(1)


def test_the_middle_is_where_one_looks_and_north_is_up():
    view = GlobeView(20.0, 40.0)
    points, depth = view.project(np.array([[20.0, 40.0], [20.0, 50.0], [30.0, 40.0]]))
    assert points[0] == pytest.approx([0, 0])
    assert depth[0] == pytest.approx(1)
    assert points[1] == pytest.approx([0, np.sin(np.radians(10))])
    assert points[2, 0] > 0


def test_what_lies_behind_is_not_seen():
    view = GlobeView(0.0, 0.0)
    equator = np.column_stack((np.linspace(-180, 180, 73), np.zeros(73)))
    (seen,) = view.seen(equator)
    assert np.all(np.abs(seen[:, 0]) <= 1)
    assert len(seen) == pytest.approx(37, abs=1)
    behind = np.array([[170.0, 0.0], [180.0, 5.0], [175.0, -5.0]])
    assert view.area(behind).size == 0


def test_it_is_dark_on_the_far_side_from_the_sun():
    steps = GlobeView(0.0, 0.0).darkness_steps(90.0, 0.0, 64)
    assert steps[32, 60] == 0
    assert steps[32, 3] == 4
    assert steps[0, 0] == 0


def test_the_orbit_page_turns_from_map_to_globe_by_key_and_remembers(seat, qtbot):
    page = OrbitMap(seat)
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.show()
    page.refresh(EVERYTHING)
    page.map.setFocus()
    qtbot.keyClick(page.map, Qt.Key.Key_G)
    assert page.globe.isVisible()
    assert not page.map.isVisible()
    image = page.globe.grab().toImage()
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    assert middle.name().upper() == seat.look.theme.text_strong
    other = OrbitMap(seat)
    qtbot.addWidget(other)
    other.recall(page.remember())
    assert other.as_globe.isChecked()


def test_the_legend_stands_below_either_face(seat, qtbot):
    page = OrbitMap(seat)
    qtbot.addWidget(page)
    assert len(page.findChildren(MapLegend)) == 1
