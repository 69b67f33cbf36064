"""Aurora and Milky Way passes keep their rules all the way, and are whole."""

from dataclasses import replace

import numpy as np
import pytest

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.galaxy_view import GalaxyView
from console.domain.viewing.lighting import moon_clearance_deg, sun_clearance_deg
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing.sky_views import find_sky_views
from telemetry.geodesy import angle_deg, itrf_from_geodetic
from telemetry.mission import load_mission, read_configuration
from telemetry.shadow import limb_clearance_deg
from telemetry.sun_moon import SUN_RADIUS_KM, moon_phase_fraction, star_itrf
from telemetry.timebase import NS_PER_S, parse_utc

RULES = ViewingRules()
EARTH_RADIUS_KM = 6371.0


@pytest.fixture(scope="module")
def mission():
    return load_mission(read_configuration("station-1"))


@pytest.fixture(scope="module")
def found(mission):
    start_ns = mission.simulation_start_ns
    return list(find_sky_views(mission, start_ns, start_ns + 86_400 * NS_PER_S, RULES))


def test_both_products_are_found_in_a_day(found) -> None:
    assert {view.product for view in found} == {"aurora", "Milky Way"}


def test_during_a_milky_way_pass_it_is_dark_moonless_far_from_cities_and_the_centre_is_up(
    mission, found
) -> None:
    cities = [t for t in mission.targets if t.kind == "city-lights"]
    places = itrf_from_geodetic([c.latitude_deg for c in cities], [c.longitude_deg for c in cities])
    for view in (view for view in found if view.product == "Milky Way"):
        ephemeris = Ephemeris.over(mission.orbit, view.start_ns, view.end_ns)
        seconds = np.linspace(ephemeris.from_s + 0.01, ephemeris.to_s - 0.01, 20)
        vehicle = ephemeris.position(seconds)
        times_ns = ephemeris.instants_ns(seconds)
        assert (sun_clearance_deg(ephemeris, seconds, SUN_RADIUS_KM) < 0).all()
        moonless = moon_clearance_deg(ephemeris, seconds) < 0
        assert (moonless | (moon_phase_fraction(times_ns) < 0.2)).all()
        centre = star_itrf(266.405, -28.936, times_ns)
        assert limb_clearance_deg(vehicle, centre * 1e12).min() >= 10.0 - 0.01
        apart_km = EARTH_RADIUS_KM * np.radians(angle_deg(vehicle[:, None], places))
        assert apart_km.min() > 995.0


def test_a_pass_is_whole_whatever_part_of_it_is_asked_for(mission, found) -> None:
    view = max(found, key=lambda view: view.duration_s)
    around = list(find_sky_views(mission, view.peak_ns - NS_PER_S, view.peak_ns + NS_PER_S, RULES))
    assert view.id in {again.id for again in around}
    same = next(again for again in around if again.id == view.id)
    assert same.start_ns == pytest.approx(view.start_ns, abs=1_000_000)
    assert same.end_ns == pytest.approx(view.end_ns, abs=1_000_000)


def test_with_the_kp_a_lead_types_the_aurora_changes(mission, found) -> None:
    start_ns = mission.simulation_start_ns
    storm = ViewingRules(kp=8.0)
    more = [
        view
        for view in find_sky_views(mission, start_ns, start_ns + 86_400 * NS_PER_S, storm)
        if view.product == "aurora"
    ]
    before = [view for view in found if view.product == "aurora"]
    assert sum(v.duration_s for v in more) > sum(v.duration_s for v in before)
    assert max(v.quality for v in more) > max(v.quality for v in before)


def test_without_cities_on_the_list_none_is_near(mission) -> None:
    start_ns = mission.simulation_start_ns
    ephemeris = Ephemeris.over(mission.orbit, start_ns, start_ns + 3600 * NS_PER_S)
    bare = replace(mission, targets=())
    with_cities, without = (
        GalaxyView(ephemeris, targets, RULES).margin_and_sight(ephemeris.grid_s())[0]
        for targets in (mission.targets, bare.targets)
    )
    assert (without >= with_cities).all()


def test_the_galactic_centre_stands_where_the_sidereal_clock_says() -> None:
    # At 2025-06-21 00:00 UTC Greenwich's sidereal time is 17 h 57 min: the centre, at 17 h 46
    # min, is 11 minutes (2.7 degrees) west of Greenwich's meridian.
    direction = star_itrf(266.405, -28.936, np.array([parse_utc("2025-06-21T00:00:00Z")]))[0]
    assert np.degrees(np.arctan2(direction[1], direction[0])) == pytest.approx(-2.9, abs=0.5)
    assert np.degrees(np.arcsin(direction[2])) == pytest.approx(-28.95, abs=0.1)
