"""Magnetic latitude is what aacgmv2 says, not what a dipole would."""

import numpy as np
import pytest

from telemetry.geodesy import itrf_from_geodetic
from telemetry.magnetic_field import dipole_pole_itrf
from telemetry.magnetic_latitude import (
    latitude_at_magnetic_deg,
    magnetic_latitude_deg,
    magnetic_local_time_h,
)
from telemetry.sun_moon import sun_itrf_km
from telemetry.timebase import parse_utc

NOVEMBER_NS = parse_utc("2026-11-22T12:00:00Z")


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [(64.15, -21.94, 64.2), (-42.88, 147.33, -53.7)],  # Reykjavik, Hobart: aacgmv2
)
def test_known_towns_have_their_magnetic_latitude(latitude, longitude, expected) -> None:
    (found,) = magnetic_latitude_deg(np.array([latitude]), np.array([longitude]))
    assert found == pytest.approx(expected, abs=0.1)


def test_the_table_is_closed_around_the_globe() -> None:
    found = magnetic_latitude_deg(np.full(3, 65.0), np.array([180.0, -180.0, 179.999]))
    assert found[0] == pytest.approx(found[1])
    assert found[2] == pytest.approx(found[1], abs=0.001)


@pytest.mark.parametrize("is_north", [True, False])
def test_a_latitude_found_for_a_magnetic_latitude_has_it(is_north) -> None:
    longitude = np.arange(-180.0, 180.0, 15.0)
    magnetic = np.full(longitude.size, 66.0)
    latitude = latitude_at_magnetic_deg(magnetic, longitude, is_north=is_north)
    back = magnetic_latitude_deg(latitude, longitude)
    assert back * (1 if is_north else -1) == pytest.approx(66.0, abs=0.1)


def test_a_meridian_that_does_not_reach_a_magnetic_latitude_has_none() -> None:
    found = latitude_at_magnetic_deg(np.array([89.9]), np.array([0.0]), is_north=True)
    assert np.isnan(found).all()


def test_magnetic_noon_faces_the_sun_and_dusk_comes_after_it() -> None:
    sun = sun_itrf_km(np.array([NOVEMBER_NS]))[0]
    pole = dipole_pole_itrf(NOVEMBER_NS)
    east = np.cross(pole, sun)
    hours = magnetic_local_time_h(np.stack((sun, -sun, east)), sun, NOVEMBER_NS)
    assert hours[0] == pytest.approx(12.0)
    assert hours[1] % 24 == pytest.approx(0.0, abs=1e-9)
    assert hours[2] == pytest.approx(18.0)
    assert magnetic_local_time_h(
        itrf_from_geodetic([67.0], [0.0]), sun, NOVEMBER_NS
    ) == pytest.approx(13.5, abs=1.5)
