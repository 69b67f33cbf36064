"""Sunrise and sunset in orbit are at the Sun's upper limb on the ellipsoid."""

import numpy as np
import pytest

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.lighting import limb_point, sun_elevation_deg, sun_events
from telemetry.geodesy import EARTH_RADIUS_EQUATORIAL_KM, itrf_from_geodetic, unit, up_itrf
from telemetry.mission import load_mission, read_configuration
from telemetry.sun_moon import SUN_RADIUS_KM
from telemetry.timebase import NS_PER_S

FLATTENING_RATIO = 298.257223563 / (298.257223563 - 1.0)
HALF_SECOND_S = 0.5


@pytest.fixture(scope="module", params=["meridian-1", "polar-1", "station-1"])
def ephemeris(request):
    mission = load_mission(read_configuration(request.param))
    start_ns = mission.simulation_start_ns
    return Ephemeris.over(mission.orbit, start_ns, start_ns + 6 * 3600 * NS_PER_S)


def sunlit(position, sun):
    """Whether any of 36 points of the Sun's rim is in sight, each by its own quadratic."""
    ray = unit(sun - position)
    sine = (SUN_RADIUS_KM / np.linalg.norm(sun - position, axis=1))[:, None]
    first = unit(np.cross(ray, [0.0, 0.0, 1.0]))
    second = np.cross(ray, first)
    seen = np.zeros(len(ray), dtype=bool)
    weight = np.array([1.0, 1.0, FLATTENING_RATIO**2])
    for turn in np.linspace(0, 2 * np.pi, 36, endpoint=False):
        way = ray * np.sqrt(1 - sine**2) + sine * (np.cos(turn) * first + np.sin(turn) * second)
        a, b = (way**2 * weight).sum(1), (position * way * weight).sum(1)
        c = (position**2 * weight).sum(1) - EARTH_RADIUS_EQUATORIAL_KM**2
        seen |= (b * b < a * c) | (b > 0)
    return seen


def test_every_change_of_light_is_found_where_brute_force_sees_it(ephemeris) -> None:
    seconds = np.arange(ephemeris.from_s, ephemeris.to_s, 0.5)
    seen = sunlit(ephemeris.position(seconds), ephemeris.sun(seconds))
    at = np.flatnonzero(seen[1:] != seen[:-1])
    events = sun_events(ephemeris)
    assert len(at) >= 6
    # The rim's points are ten degrees apart: 0.4 % of the radius, hundredths of a second.
    assert np.abs(events.seconds - (seconds[at] + 0.25)).max() < HALF_SECOND_S
    assert (events.is_rising == seen[at + 1]).all()


def test_the_upper_limb_sets_after_the_centre_and_the_centre_after_the_lower(ephemeris) -> None:
    upper, centre, lower = (sun_events(ephemeris, r) for r in (SUN_RADIUS_KM, 0, -SUN_RADIUS_KM))
    for up, mid, low in zip(
        *(e.seconds[~e.is_rising] for e in (upper, centre, lower)), strict=True
    ):
        assert low < mid < up
        # Facts: a penumbra lasts 8 to 22 seconds.
        assert 8.0 <= up - low <= 22.0


def test_the_limb_point_is_where_the_sun_is_on_the_horizon(ephemeris) -> None:
    events = sun_events(ephemeris, 0.0)
    latitude_deg, longitude_deg = limb_point(
        ephemeris.position(events.seconds), ephemeris.sun(events.seconds)
    )
    found = sun_elevation_deg(
        ephemeris,
        events.seconds,
        itrf_from_geodetic(latitude_deg, longitude_deg),
        up_itrf(latitude_deg, longitude_deg),
    )
    assert np.abs(found).max() < 0.01
