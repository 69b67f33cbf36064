"""The auroral oval is where Starkov's model puts it, and is seen only in the dark and near."""

import numpy as np
import pytest

from console.domain.viewing.aurora import Edge, edge_magnetic_latitude_deg, oval_edges
from console.domain.viewing.aurora_view import AuroraView
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.lighting import sun_clearance_deg
from console.domain.viewing.rules import ViewingRules
from telemetry.geodesy import angle_deg, length
from telemetry.magnetic_latitude import magnetic_latitude_deg
from telemetry.mission import load_mission, read_configuration
from telemetry.sun_moon import SUN_RADIUS_KM, sun_itrf_km
from telemetry.timebase import NS_PER_S, parse_utc

# Starkov's oval at magnetic midnight: poleward, equatorward, diffuse edge, by Kp 0 to 8.
MIDNIGHT = [
    (71.5, 70.4, 65.9),
    (70.5, 67.9, 64.9),
    (70.7, 65.5, 63.1),
    (71.9, 64.2, 61.1),
    (72.7, 63.0, 59.1),
    (73.1, 61.8, 57.1),
    (73.2, 60.9, 55.4),
    (73.0, 60.4, 54.1),
    (72.8, 60.2, 53.3),
]
MAY_NS = parse_utc("2025-05-22T06:00:00Z")


@pytest.mark.parametrize(("kp", "expected"), list(enumerate(MIDNIGHT)))
def test_the_edges_at_midnight_are_starkovs(kp, expected) -> None:
    found = [float(edge_magnetic_latitude_deg(kp, np.array(0.0), edge)) for edge in Edge]
    assert found == pytest.approx(expected, abs=0.06)


def test_at_noon_the_oval_lies_nearer_to_the_pole() -> None:
    found = [float(edge_magnetic_latitude_deg(3, np.array(12.0), edge)) for edge in Edge]
    assert found == pytest.approx((75.7, 73.8, 67.0), abs=0.06)


def test_each_edge_keeps_the_magnetic_latitude_of_its_local_time() -> None:
    for line in oval_edges(3.0, sun_itrf_km(np.array([MAY_NS])), MAY_NS):
        known = np.isfinite(line.latitude_deg[0])
        magnetic = np.abs(
            magnetic_latitude_deg(line.latitude_deg[0, known], line.longitude_deg[known])
        )
        low, high = (64.2, 74.2) if line.edge is Edge.EQUATORWARD else (71.5, 78.5)
        assert magnetic.min() >= low - 0.7
        assert magnetic.max() <= high + 0.7
        assert (line.latitude_deg[0, known] > 0).all() == line.is_north


def test_the_oval_grows_towards_the_equator_with_kp() -> None:
    sun = sun_itrf_km(np.array([MAY_NS]))
    quiet, stormy = (oval_edges(kp, sun, MAY_NS)[1].latitude_deg for kp in (1.0, 7.0))
    assert np.nanmin(stormy) < np.nanmin(quiet) - 4


@pytest.fixture(scope="module")
def ephemeris():
    mission = load_mission(read_configuration("station-1"))
    start_ns = mission.simulation_start_ns
    return Ephemeris.over(mission.orbit, start_ns, start_ns + 24 * 3600 * NS_PER_S)


def test_an_aurora_is_offered_only_in_the_dark_and_within_its_distance(ephemeris) -> None:
    view = AuroraView(ephemeris, ViewingRules(kp=5.0))
    seconds = ephemeris.grid_s()
    margin, sight = view.margin_and_sight(seconds)
    seen = margin > 0
    assert 0.0 < seen.mean() < 0.5
    assert (sun_clearance_deg(ephemeris, seconds, SUN_RADIUS_KM)[seen] < 0).all()
    # 1 500 km along the ground, half an oval's width, and the height between.
    assert length(sight[seen]).max() < 1500 + 500 + 400
    vehicle = ephemeris.position(seconds[seen])
    assert length(vehicle + sight[seen]) == pytest.approx(6378 + 110, abs=20)
    assert angle_deg(-vehicle, sight[seen]).max() < 90


def test_a_stronger_storm_is_seen_for_longer(ephemeris) -> None:
    seconds = ephemeris.grid_s()
    shares = [
        (AuroraView(ephemeris, ViewingRules(kp=kp)).margin_and_sight(seconds)[0] > 0).mean()
        for kp in (1.0, 4.0, 8.0)
    ]
    assert shares == sorted(shares)
    assert shares[0] < shares[2]


def test_the_words_tell_kp_and_distance(ephemeris) -> None:
    parts = AuroraView(ephemeris, ViewingRules(kp=7.0)).parts(ephemeris.from_s)
    assert parts[0].reason == "Kp 7: bright"
    assert parts[1].reason.endswith("km away")
