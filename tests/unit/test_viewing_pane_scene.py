"""What stands where in a pane, against numbers worked out on other ways."""

import math
from datetime import datetime

import numpy as np
import pytest
from builders import a_mission
from skyfield.api import Star, load, load_file, wgs84
from skyfield_data import get_skyfield_data_path

from console.domain.viewing.opportunities import find_opportunities
from console.domain.viewing.pane_light import icrs_directions, pane_light
from console.domain.viewing.pane_scene import PaneScene, PaneScenes
from telemetry.geodesy import angle_deg, geodetic_from_itrf, itrf_from_geodetic, unit
from telemetry.shadow import limb_clearance_deg
from telemetry.timebase import NS_PER_S, utc_text

MISSION = a_mission()
START_NS = MISSION.launch_ns + 6 * 3600 * NS_PER_S
END_NS = START_NS + 6 * 3600 * NS_PER_S


@pytest.fixture(scope="module")
def opportunities():
    return find_opportunities(MISSION, START_NS, END_NS)


def pane(name):
    return next(each for each in MISSION.panes if each.id == name)


def over_the_equator(height_km, *, pane_id="dome"):
    """Return a scene straight above 0 N 0 E, nose to the Earth, flying east, Sun behind."""
    down, forward = np.array([-1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])
    return PaneScene(
        pane=pane(pane_id),
        instant_ns=START_NS,
        body_axes=np.stack((down, np.cross(-forward, down), -forward)),
        vehicle_km=np.array([6378.137 + height_km, 0.0, 0.0]),
        sun_km=np.array([1.5e8, 0.0, 0.0]),
        moon_km=np.array([0.0, 3.8e5, 0.0]),
    )


@pytest.mark.parametrize(
    ("height_km", "horizon_deg"), [(215.0, 75.3), (420.0, 69.7), (585.0, 66.3), (1400.0, 55.1)]
)
def test_the_limb_stands_where_the_geometry_of_a_sphere_says_along_the_equator(
    height_km, horizon_deg
):
    limb = over_the_equator(height_km).limb_deg
    away = np.hypot(*limb.T)
    # Along the equator the ellipsoid is a circle: its widest is the sphere's.
    exact = math.degrees(math.asin(6378.137 / (6378.137 + height_km)))
    assert away.max() == pytest.approx(exact, abs=0.001)
    assert away.max() == pytest.approx(horizon_deg, abs=0.1)
    # Towards the poles it is an ellipse; its tangents from (d, 0) rise by b to sqrt(d² - a²).
    distance_km = 6378.137 + height_km
    flat = math.degrees(math.atan(6356.752314 / math.sqrt(distance_km**2 - 6378.137**2)))
    assert away.min() == pytest.approx(flat, abs=0.001)


def test_lines_of_sight_to_the_limb_graze_it_by_the_shadow_s_measure(opportunities):
    view = opportunities[0]
    scene = PaneScenes(MISSION, view.pane, view.start_ns, view.end_ns).at(view.peak_ns)
    far = scene.vehicle_km + 1e6 * unit(scene.limb_km - scene.vehicle_km)
    clear = limb_clearance_deg(np.broadcast_to(scene.vehicle_km, far.shape), far)
    assert np.abs(clear).max() < 1e-6


def test_a_target_stands_as_far_from_the_middle_as_the_opportunity_says(opportunities):
    targets = {target.id: target for target in MISSION.targets if target.extent_km == 0}
    found = [o for o in opportunities if o.target in targets][:40]
    assert len(found) > 20
    for view in found:
        target = targets[view.target]
        scene = PaneScenes(MISSION, view.pane, view.start_ns, view.end_ns).at(view.peak_ns)
        ground = itrf_from_geodetic(target.latitude_deg, target.longitude_deg, target.height_km)
        place = scene.place_deg((ground - scene.vehicle_km)[None])[0]
        assert math.hypot(*place) == pytest.approx(view.off_boresight_deg, abs=0.02)
        assert scene.is_above_horizon(ground[None])[0]


def test_the_sun_stands_where_skyfield_has_it(opportunities):
    timescale = load.timescale(builtin=True)
    with pytest.warns(RuntimeWarning):
        path = get_skyfield_data_path()
    planets = load_file(f"{path}/de421.bsp")
    sunset = next(o for o in opportunities if o.product == "sunset")
    scene = PaneScenes(MISSION, sunset.pane, sunset.start_ns, sunset.end_ns).at(sunset.peak_ns)
    x, y, z = scene.vehicle_km
    when = timescale.from_datetime(as_datetime(sunset.peak_ns))
    # A place that hangs in the sky where the vehicle is, and turns with the Earth.
    here = wgs84.latlon(*geodetic(x, y, z))
    seen = (planets["earth"] + here).at(when).observe(planets["sun"]).apparent()
    altitude, azimuth, _ = seen.altaz()
    east, north, up = east_north_up(here)
    level = math.cos(altitude.radians)
    sun = (
        level * math.sin(azimuth.radians) * east
        + level * math.cos(azimuth.radians) * north
        + math.sin(altitude.radians) * up
    )
    assert float(angle_deg(sun, scene.sun_sight[0])) < 0.01
    expected = scene.place_deg(sun[None])[0]
    assert scene.place_deg(scene.sun_sight)[0] == pytest.approx(expected, abs=0.01)
    planets.close()


def as_datetime(instant_ns):
    return datetime.fromisoformat(utc_text(instant_ns))


def geodetic(x, y, z):
    latitude, longitude, height = geodetic_from_itrf(np.array([[x, y, z]]))
    return float(latitude[0]), float(longitude[0]), float(height[0]) * 1000.0


def east_north_up(here):
    latitude, longitude = here.latitude.radians, here.longitude.radians
    east = np.array([-math.sin(longitude), math.cos(longitude), 0.0])
    up = np.array(
        [
            math.cos(latitude) * math.cos(longitude),
            math.cos(latitude) * math.sin(longitude),
            math.sin(latitude),
        ]
    )
    return east, np.cross(up, east), up


def test_stars_keep_skyfield_s_distance_from_the_sun(opportunities):
    view = opportunities[0]
    scene = PaneScenes(MISSION, view.pane, view.start_ns, view.end_ns).at(view.peak_ns)
    with pytest.warns(RuntimeWarning):
        planets = load_file(f"{get_skyfield_data_path()}/de421.bsp")
    when = load.timescale(builtin=True).from_datetime(as_datetime(view.peak_ns))
    earth = planets["earth"].at(when)
    sirius = Star(ra_hours=101.2872 / 15.0, dec_degrees=-16.7161)
    apart = earth.observe(sirius).separation_from(earth.observe(planets["sun"])).degrees
    planets.close()
    sight = icrs_directions(np.array([101.2872]), np.array([-16.7161])) @ scene.stars_to_itrf.T
    ours = float(angle_deg(sight[0], scene.sun_km))
    assert ours == pytest.approx(apart, abs=0.01)


def test_directions_and_places_undo_each_other():
    scene = over_the_equator(585.0, pane_id="win-1")
    places = np.array([[0.0, 0.0], [30.0, -10.0], [-44.0, 3.0], [0.0, 44.9]])
    assert scene.place_deg(scene.directions(places)) == pytest.approx(places, abs=1e-9)


def test_what_lies_behind_the_horizon_is_hidden():
    scene = over_the_equator(585.0)
    near, far = itrf_from_geodetic([0.0, 0.0], [23.0, 25.0], [0.0, 0.0])
    # The ground radius of the horizon at 585 km is 2632 km, 23.6 degrees.
    assert scene.is_above_horizon(np.stack((near, far))).tolist() == [True, False]


def test_of_a_disc_on_the_limb_something_is_seen_until_all_of_it_is_below():
    scene = over_the_equator(585.0)
    limb_deg = math.degrees(math.asin(6378.137 / (6378.137 + 585.0)))

    def sight(from_nadir_deg):
        angle = math.radians(from_nadir_deg)
        return np.array([[-math.cos(angle), math.sin(angle), 0.0]])

    assert scene.shows_disc(sight(limb_deg - 0.2), 0.27)
    assert not scene.shows_disc(sight(limb_deg - 0.3), 0.27)


def test_the_light_knows_day_ground_glint_and_the_height_of_air():
    scene = over_the_equator(585.0)
    limb_deg = math.degrees(math.asin(6378.137 / (6378.137 + 585.0)))
    light = pane_light(scene, np.array([[0.0, 0.0], [0.0, limb_deg + 1.0]]))
    assert light.is_ground.tolist() == [True, False]
    assert (light.latitude_deg[0], light.longitude_deg[0]) == pytest.approx((0.0, 0.0), abs=1e-6)
    assert light.sun_elevation_deg[0] == pytest.approx(90.0, abs=1e-3)
    assert light.glint_deg[0] == pytest.approx(0.0, abs=1e-3)
    # One degree above the limb, 2 794 km away, is the air's top: half a chord's rise.
    passes_km = 6963.137 * math.sin(math.radians(limb_deg + 1.0)) - 6378.137
    assert light.air_km[1] == pytest.approx(passes_km, abs=0.5)


def test_the_galactic_centre_is_the_zero_of_the_milky_way():
    scene = over_the_equator(585.0, pane_id="dome")
    sight = icrs_directions(np.array([266.405]), np.array([-28.936])) @ scene.stars_to_itrf.T
    assert pane_light(scene, scene.place_deg(sight)).galactic_deg[0] == pytest.approx(
        (0.0, 0.0), abs=0.01
    )


def test_nothing_is_drawn_while_no_plan_says_how_the_vehicle_is_turned():
    burn_ns = next(s.start_ns for s in MISSION.attitude if s.mode == "BURN")
    scenes = PaneScenes(MISSION, "dome", burn_ns - 60 * NS_PER_S, burn_ns + 60 * NS_PER_S)
    assert scenes.at(burn_ns - 30 * NS_PER_S) is not None
    assert scenes.at(burn_ns + 30 * NS_PER_S) is None
