"""IGRF-14 agrees with an independent implementation, and the anomaly is where it is known."""

import numpy as np
import pytest

from telemetry.geodesy import itrf_from_geodetic, length
from telemetry.magnetic_field import (
    anomaly_depth_nt,
    anomaly_threshold_nt,
    dipole_pole_itrf,
    field_strength_nt,
)
from telemetry.timebase import parse_utc

# Computed with ppigrf 2.1.0 (IGRF-14) on 2026-11-22: UTC, latitude, longitude, km, nT.
PPIGRF = [
    ("2021-09-17T00:00:00Z", -22, -60, 420, 18954.294),
    ("2021-09-17T00:00:00Z", 51.6, 10, 585, 38182.752),
    ("2025-05-22T00:00:00Z", -80.5, 166.6, 0, 60708.495),
    ("2025-05-22T00:00:00Z", 0, 0, 1400, 15841.878),
    ("2026-11-22T00:00:00Z", 64.2, -21.9, 110, 50142.982),
    ("2028-01-01T00:00:00Z", 89.9, 33, 300, 50272.245),
    ("2019-12-31T00:00:00Z", -33, 18, 215, 23929.502),
]
HALF_A_NANOTESLA = 0.5
NOVEMBER_NS = parse_utc("2026-11-22T00:00:00Z")


@pytest.mark.parametrize(("text", "latitude", "longitude", "height_km", "expected_nt"), PPIGRF)
def test_the_strength_agrees_with_another_implementation(
    text, latitude, longitude, height_km, expected_nt
) -> None:
    place = itrf_from_geodetic([latitude], [longitude], [height_km])
    (found,) = field_strength_nt(place, np.array([parse_utc(text)]))
    assert found == pytest.approx(expected_nt, abs=HALF_A_NANOTESLA)


def test_nowhere_has_no_field() -> None:
    assert field_strength_nt(np.empty((0, 3)), np.empty(0, dtype=np.int64)).size == 0


def test_over_the_pole_the_field_is_finite() -> None:
    place = np.array([[0.0, 0.0, 6800.0]])
    assert 45_000 < field_strength_nt(place, np.array([NOVEMBER_NS]))[0] < 60_000


def test_at_420_km_the_weakest_field_is_over_paraguay() -> None:
    latitude, longitude = np.meshgrid(np.arange(-60, 30, 1.0), np.arange(-120, 60, 1.0))
    place = itrf_from_geodetic(latitude.ravel(), longitude.ravel(), 420.0)
    times_ns = np.full(latitude.size, NOVEMBER_NS)
    strength = field_strength_nt(place, times_ns)
    weakest = strength.argmin()
    # The minimum ppigrf finds on the same grid.
    assert strength[weakest] == pytest.approx(18_817, abs=1)
    assert latitude.ravel()[weakest] == pytest.approx(-22, abs=2)
    assert longitude.ravel()[weakest] == pytest.approx(-60, abs=2)


def test_the_anomaly_reaches_49_south_at_420_km_and_not_the_north() -> None:
    latitude = np.arange(-60.0, 40.0, 0.5)
    place = itrf_from_geodetic(latitude[:, None], np.arange(-100, 30, 1.0), 420.0).reshape(-1, 3)
    depth = anomaly_depth_nt(place, np.full(len(place), NOVEMBER_NS)).reshape(latitude.size, -1)
    inside = latitude[(depth > 0).any(axis=1)]
    assert inside.min() == pytest.approx(-49.5, abs=1.0)
    assert inside.max() == pytest.approx(2.0, abs=1.5)


def test_the_threshold_is_stored_for_two_heights_and_follows_the_field_between() -> None:
    assert anomaly_threshold_nt(np.array([420.0, 550.0])).tolist() == [22_000, 21_000]
    # A dipole's field falls with the cube of the distance: 14 700 nT at 1 400 km.
    assert anomaly_threshold_nt(np.array([1400.0]))[0] == pytest.approx(14_700, rel=0.03)


def test_the_dipoles_pole_is_in_arctic_canada() -> None:
    pole = dipole_pole_itrf(parse_utc("2020-01-01T00:00:00Z"))
    assert length(pole) == pytest.approx(1.0)
    # Geocentric: the geodetic latitude usually quoted is 80.65.
    assert np.degrees(np.arcsin(pole[2])) == pytest.approx(80.59, abs=0.01)
    assert np.degrees(np.arctan2(pole[1], pole[0])) == pytest.approx(-72.68, abs=0.1)
