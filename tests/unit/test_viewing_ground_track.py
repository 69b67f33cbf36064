"""The map's lines are where the Sun and the vehicle really are."""

import numpy as np
import pytest

from console.domain.viewing.ground_track import (
    ground_track,
    night_polygon,
    subsolar_point,
    terminator,
    visibility_circle,
)
from telemetry.geodesy import angle_deg, elevation_deg, itrf_from_geodetic, up_itrf
from telemetry.mission import load_mission, read_configuration
from telemetry.sun_moon import sun_itrf_km
from telemetry.timebase import NS_PER_S, parse_utc

JUNE_NS = parse_utc("2025-06-21T02:42:00Z")
DECEMBER_NS = parse_utc("2025-12-21T15:03:00Z")
MARCH_NS = parse_utc("2025-03-20T09:01:00Z")
SEPTEMBER_NS = parse_utc("2021-09-17T14:00:00Z")


@pytest.mark.parametrize("instant_ns", [JUNE_NS, MARCH_NS, SEPTEMBER_NS])
def test_on_the_terminator_the_sun_stands_on_the_horizon(instant_ns) -> None:
    latitude_deg, longitude_deg = terminator(instant_ns)
    up = up_itrf(latitude_deg, longitude_deg)
    sun = sun_itrf_km(np.array([instant_ns]))
    assert 90.0 - angle_deg(up, np.broadcast_to(sun, up.shape)) == pytest.approx(0.0, abs=1e-6)
    assert (longitude_deg[0], longitude_deg[-1]) == (-180.0, 180.0)


def test_at_the_june_solstice_the_sun_is_over_the_tropic() -> None:
    assert subsolar_point(JUNE_NS)[0] == pytest.approx(23.44, abs=0.01)


@pytest.mark.parametrize(("instant_ns", "dark_pole_deg"), [(JUNE_NS, -90.0), (DECEMBER_NS, 90.0)])
def test_the_night_is_closed_over_the_pole_in_polar_night(instant_ns, dark_pole_deg) -> None:
    latitude_deg, _ = night_polygon(instant_ns)
    assert latitude_deg[-2:].tolist() == [dark_pole_deg] * 2
    pole = itrf_from_geodetic(dark_pole_deg, 0.0)
    up = up_itrf(dark_pole_deg, 0.0)
    if abs(subsolar_point(instant_ns)[0]) > 1:
        assert elevation_deg(pole, up, sun_itrf_km(np.array([instant_ns])))[0] < 0


def test_the_track_stays_between_the_orbits_inclinations() -> None:
    mission = load_mission(read_configuration("meridian-1"))
    times_ns = mission.simulation_start_ns + np.arange(0, 5760, 30, dtype=np.int64) * NS_PER_S
    latitude_deg, longitude_deg, height_km = ground_track(mission, times_ns)
    assert np.abs(latitude_deg).max() == pytest.approx(51.7, abs=0.3)
    assert ((height_km > 560) & (height_km < 610)).all()
    assert (np.abs(longitude_deg) <= 180).all()


@pytest.mark.parametrize("site", [(78.23, 15.41), (0.0, 179.9), (-33.1, -70.7)])
def test_at_the_visibility_circle_the_vehicle_stands_at_the_least_elevation(site) -> None:
    latitude_deg, longitude_deg = visibility_circle(*site, 5.0, 420.0)

    # The circle lives on a sphere: take its points and the station there, too.
    def on_sphere(lat, lon, radius_km):
        lat, lon = np.radians(lat), np.radians(lon)
        return radius_km * np.stack(
            (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=-1
        )

    middle = itrf_from_geodetic(*site)
    middle = 6378.137 * middle / np.linalg.norm(middle)
    vehicle = on_sphere(latitude_deg, longitude_deg, 6378.137 + 420.0)
    found = elevation_deg(middle, middle / 6378.137, vehicle)
    assert found == pytest.approx(5.0, abs=1e-6)
