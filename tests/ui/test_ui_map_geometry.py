import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.plots.map_geometry import (
    circle_on_earth,
    darkness,
    shifts_deg,
    unwrapped_deg,
    visibility_radius_deg,
)
from telemetry.geodesy import angle_deg

latitudes = st.floats(-89.0, 89.0)
longitudes = st.floats(-180.0, 180.0)
HALF_A_PIXEL_DEG = 0.1


def on_sphere(latitude_deg, longitude_deg):
    latitude, longitude = np.radians(latitude_deg), np.radians(longitude_deg)
    return np.stack(
        np.broadcast_arrays(
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ),
        axis=-1,
    )


@given(latitudes, longitudes, st.floats(1.0, 170.0))
def test_every_point_of_a_circle_is_its_radius_away_from_the_centre(lat, lon, radius):
    line = circle_on_earth(lat, lon, radius).line

    centre = np.broadcast_to(on_sphere(lat, lon), (len(line), 3))
    away = angle_deg(centre, on_sphere(line[:, 1], line[:, 0]))

    assert away == pytest.approx(radius, abs=1e-6)


@given(latitudes, longitudes, st.floats(1.0, 80.0))
def test_a_circle_never_jumps_across_the_map(lat, lon, radius):
    line = circle_on_earth(lat, lon, radius).line

    assert np.abs(np.diff(line[:, 0])).max() < 180.0


def test_a_circle_round_a_pole_is_closed_along_the_edge_of_the_map():
    outline = circle_on_earth(85.0, 20.0, 20.0)

    assert len(outline.area) == len(outline.line) + 2
    assert (outline.area[-2:, 1] == 90.0).all()
    assert abs(outline.area[-1, 0] - outline.area[-2, 0]) == pytest.approx(360.0)


@pytest.mark.parametrize(
    ("height_km", "ground_km"), [(215, 1632), (420, 2252), (585, 2632), (1400, 3884)]
)
def test_the_horizon_is_as_far_as_published_for_real_heights(height_km, ground_km):
    assert visibility_radius_deg(height_km) * 6371.0 * np.pi / 180 == pytest.approx(
        ground_km, rel=0.01
    )


def test_the_footprint_shrinks_with_the_elevation_asked_for():
    assert visibility_radius_deg(420.0, 10.0) * 111.2 == pytest.approx(1390, rel=0.03)


def test_the_dark_half_is_opposite_the_sun():
    outline = darkness(23.4, 45.0, -0.833)

    noon_side = outline.line[:, 0] % 360
    assert outline.area[:, 1].min() == -90.0, "the south pole is dark at the June solstice"
    nearest = outline.line[np.argmin(np.abs(noon_side - 45.0))]
    assert nearest[1] == pytest.approx(-66.6 - 0.833, abs=0.5)


def test_each_deeper_twilight_lies_inside_the_one_before():
    sizes = [np.ptp(darkness(0.0, 0.0, h).line[:, 0]) for h in (-0.833, -6.0, -12.0, -18.0)]

    assert sizes == sorted(sizes, reverse=True)


@given(st.lists(longitudes, min_size=2, max_size=40))
def test_unwrapping_changes_longitudes_only_by_whole_turns(longitude):
    values = np.array(longitude)

    turns = (unwrapped_deg(values) - values) / 360.0

    assert turns == pytest.approx(np.round(turns), abs=1e-9)


def test_a_line_past_the_date_line_is_drawn_on_both_sides():
    line = np.array([[170.0, 0.0], [190.0, 0.0]])

    assert shifts_deg(line, -180.0, 180.0) == [-360.0, 0.0]
