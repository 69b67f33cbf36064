"""Outlines on the map enclose what they say."""

import numpy as np
import pytest

from console.domain.viewing.map_outlines import anomaly_outline, aurora_outlines
from telemetry.geodesy import itrf_from_geodetic
from telemetry.magnetic_field import anomaly_depth_nt
from telemetry.timebase import parse_utc

NOVEMBER_NS = parse_utc("2026-11-22T00:00:00Z")
# Vertices of the outline another implementation drew: |B| = 22 000 nT at 420 km, in half degrees.
PPIGRF_OUTLINE = [(-18.5, -94.5), (-0.5, -65.5), (1.5, -42.5), (-33.5, 16.5), (-49.5, -4.5)]


@pytest.mark.parametrize("height_km", [420.0, 585.0])
def test_on_its_outline_the_field_is_the_threshold(height_km) -> None:
    latitude, longitude = anomaly_outline(height_km, NOVEMBER_NS)
    place = itrf_from_geodetic(latitude, longitude, height_km)
    depth = anomaly_depth_nt(place, np.full(latitude.size, NOVEMBER_NS))
    assert np.abs(depth).max() < 5.0
    assert (latitude[0], longitude[0]) == pytest.approx((latitude[-1], longitude[-1]))


def test_the_outline_passes_where_another_implementation_drew_it() -> None:
    latitude, longitude = anomaly_outline(420.0, NOVEMBER_NS, points=361)
    for north, east in PPIGRF_OUTLINE:
        apart = np.hypot(latitude - north, (longitude - east) * np.cos(np.radians(north)))
        assert apart.min() < 1.0


def test_where_the_field_is_nowhere_weak_enough_there_is_no_outline(monkeypatch) -> None:
    monkeypatch.setattr(
        "console.domain.viewing.map_outlines.anomaly_depth_nt",
        lambda place, _: -np.ones(len(place)),
    )
    latitude, longitude = anomaly_outline(420.0, NOVEMBER_NS)
    assert latitude.size == longitude.size == 0


def test_the_auroral_edges_come_north_first_and_poleward_first() -> None:
    north_pole, north, south_pole, south = aurora_outlines(3.0, NOVEMBER_NS)
    assert north_pole[0].min() > 55
    assert north[0].mean() < north_pole[0].mean()
    assert south_pole[0].max() < -55
    assert south[0].mean() > south_pole[0].mean()
    assert (np.diff(north[1]) > 0).all()
