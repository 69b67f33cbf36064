"""The lean Earth-fixed path agrees with plain Skyfield, which goes the long way round."""

import numpy as np
import pytest
from skyfield.api import EarthSatellite, load, wgs84
from skyfield.framelib import itrs

from telemetry.elements import propagate_teme, read_elements
from telemetry.geodesy import (
    angle_deg,
    azimuth_deg,
    elevation_deg,
    geodetic_from_itrf,
    itrf_from_geodetic,
    itrf_from_teme,
    look_angles,
    normal,
    off_nadir_deg,
    on_ellipsoid,
    unit,
    up_itrf,
    ut1_minus_utc_s,
)
from telemetry.timebase import NS_PER_S, parse_utc

INSPIRATION4 = b"""1 49220U 21084A   21259.48981751 -.00030321  00000-0 -25580-2 0  9997
2 49220  51.6453 248.7948 0006916 327.7800 175.2734 14.97540535    73
"""
ONE_MILLIMETRE_KM = 1e-6
SITES = [(78.23, 15.41, 0.458), (-33.1333, -70.6667, 0.5), (0.0, 179.99, 0.0), (-90.0, 0.0, 2.8)]


@pytest.fixture(scope="module")
def times_ns():
    start_ns = parse_utc("2021-09-16T00:00:00Z")
    return start_ns + np.arange(0, 72 * 3600, 4567, dtype=np.int64) * NS_PER_S


@pytest.fixture(scope="module")
def ours(times_ns):
    (elements,) = read_elements(INSPIRATION4, "i4.tle")
    return itrf_from_teme(*propagate_teme(elements, times_ns), times_ns)


@pytest.fixture(scope="module")
def theirs(times_ns):
    timescale = load.timescale(builtin=True)
    (elements,) = read_elements(INSPIRATION4, "i4.tle")
    midnights = [timescale.utc(1970, 1, 1 + int(day)) for day in times_ns // (86_400 * NS_PER_S)]
    # A single float Julian date has steps of 40 microseconds; whole and fraction stay apart.
    moments = timescale.tt_jd(
        np.array([m.whole for m in midnights]),
        np.array([m.tt_fraction for m in midnights])
        + times_ns % (86_400 * NS_PER_S) / (86_400 * NS_PER_S),
    )
    return EarthSatellite.from_satrec(elements.satrec, timescale), moments


def test_earth_fixed_positions_and_velocities_agree_with_skyfield(ours, theirs) -> None:
    satellite, moments = theirs
    position, velocity = satellite.at(moments).frame_xyz_and_velocity(itrs)
    assert np.abs(ours[0] - position.km.T).max() < ONE_MILLIMETRE_KM
    assert np.abs(ours[1] - velocity.km_per_s.T).max() < 1e-6


def test_latitude_longitude_and_height_agree_with_skyfield(ours, theirs) -> None:
    satellite, moments = theirs
    place = wgs84.geographic_position_of(satellite.at(moments))
    latitude_deg, longitude_deg, height_km = geodetic_from_itrf(ours[0])
    assert np.abs(latitude_deg - place.latitude.degrees).max() < 1e-7
    assert np.abs(longitude_deg - place.longitude.degrees).max() < 1e-9
    assert np.abs(height_km - place.elevation.km).max() < ONE_MILLIMETRE_KM


@pytest.mark.parametrize("site", SITES)
def test_look_angles_agree_with_skyfield(ours, theirs, site) -> None:
    satellite, moments = theirs
    latitude_deg, longitude_deg, height_km = site
    topos = wgs84.latlon(latitude_deg, longitude_deg, elevation_m=height_km * 1000)
    altitude, azimuth, distance = (satellite - topos).at(moments).altaz()
    our_azimuth, our_elevation, our_range = look_angles(*site, ours[0])
    assert np.abs(our_elevation - altitude.degrees).max() < 1e-6
    turned = (our_azimuth - azimuth.degrees + 180.0) % 360.0 - 180.0
    assert np.abs(turned).max() < 1e-5
    assert np.abs(our_range - distance.km).max() < 1e-5


def test_ut1_agrees_with_skyfield_and_does_not_slide_over_a_leap_second() -> None:
    timescale = load.timescale(builtin=True)
    # The last leap second was inserted at the end of 2016.
    for text in ("2016-12-31T23:00:00Z", "2017-01-01T01:00:00Z", "2025-04-01T03:15:17Z"):
        instant_ns = parse_utc(text)
        (found,) = ut1_minus_utc_s(np.array([instant_ns]))
        expected = timescale.utc(1970, 1, 1, 0, 0, instant_ns / NS_PER_S).dut1
        assert found == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize("latitude_deg", [-90.0, -45.0, 0.0, 51.6, 89.999, 90.0])
@pytest.mark.parametrize("height_km", [0.0, 420.0, 1400.0])
def test_a_place_survives_the_way_to_itrf_and_back(latitude_deg, height_km) -> None:
    found = geodetic_from_itrf(itrf_from_geodetic(latitude_deg, 12.5, height_km))
    assert found[0] == pytest.approx(latitude_deg, abs=1e-7)
    assert found[1] == pytest.approx(12.5)
    assert found[2] == pytest.approx(height_km, abs=1e-5)


def test_overhead_is_ninety_degrees_up_along_the_geodetic_normal() -> None:
    site = itrf_from_geodetic(40.0, -75.0, 1.0)
    up = up_itrf(40.0, -75.0)
    assert elevation_deg(site, up, itrf_from_geodetic(40.0, -75.0, 420.0)) == pytest.approx(90.0)


def test_azimuth_counts_from_north_through_east() -> None:
    site = itrf_from_geodetic(0.0, 0.0)
    east = itrf_from_geodetic(0.0, 1.0) - site
    north = itrf_from_geodetic(1.0, 0.0) - site
    assert azimuth_deg(0.0, 0.0, east) == pytest.approx(90.0)
    assert azimuth_deg(0.0, 0.0, north) % 360 == pytest.approx(0.0, abs=1e-6)
    assert azimuth_deg(0.0, 0.0, -east) == pytest.approx(270.0)


def test_straight_down_is_zero_off_nadir_and_the_horizon_is_where_geometry_says() -> None:
    vehicle = itrf_from_geodetic(0.0, 0.0, 420.0)
    assert off_nadir_deg(vehicle, itrf_from_geodetic(0.0, 0.0)) == pytest.approx(0.0, abs=1e-9)
    # At 420 km the horizon stands 69.7 degrees from nadir, 2 252 km away on the ground.
    horizon = itrf_from_geodetic(0.0, np.degrees(2252 / 6378.137))
    assert off_nadir_deg(vehicle, horizon) == pytest.approx(69.7, abs=0.1)


def test_small_angles_keep_their_precision() -> None:
    a = unit(np.array([1.0, 0.0, 0.0]))
    b = unit(np.array([1.0, 1e-9, 0.0]))
    assert angle_deg(a, b) == pytest.approx(np.degrees(1e-9), rel=1e-6)


def test_a_direction_meets_the_ellipsoid_where_its_normal_is_geodetic_up() -> None:
    place = itrf_from_geodetic([40.0, -77.0], [-75.0, 166.0])
    assert on_ellipsoid(unit(place)) == pytest.approx(place)
    assert normal(place) == pytest.approx(up_itrf([40.0, -77.0], [-75.0, 166.0]))
