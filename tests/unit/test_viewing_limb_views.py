"""Moonrise and moonset have their own rules beside the Sun's."""

import numpy as np
import pytest

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.limb_views import find_limb_views
from console.domain.viewing.place_names import place_names
from console.domain.viewing.rules import ViewingRules
from telemetry.mission import load_mission, read_configuration
from telemetry.sun_moon import moon_phase_fraction
from telemetry.timebase import NS_PER_S


@pytest.fixture(scope="module")
def mission():
    return load_mission(read_configuration("station-1"))


def views(mission, rules=None):
    start_ns = mission.simulation_start_ns
    ephemeris = Ephemeris.over(mission.orbit, start_ns, start_ns + 43_200 * NS_PER_S)
    return list(find_limb_views(ephemeris, mission, rules or ViewingRules()))


def test_a_moonrise_lasts_45_seconds_either_side(mission) -> None:
    moonrises = [view for view in views(mission) if view.product == "moonrise"]
    assert moonrises
    for view in moonrises:
        assert view.peak_ns - view.start_ns <= 45 * NS_PER_S + 1000
        assert view.end_ns - view.peak_ns <= 45 * NS_PER_S + 1000
        (lit,) = moon_phase_fraction(np.array([view.peak_ns]))
        assert f"Moon {100 * lit:.0f} % lit" in view.reasons
        assert any("the vehicle is in" in reason for reason in view.reasons)


def test_a_thin_moon_is_not_offered(mission) -> None:
    products = {view.product for view in views(mission, ViewingRules(moon_min_fraction=0.99))}
    assert products == {"sunrise", "sunset"}


def test_a_place_is_named_by_a_known_one_or_by_its_coordinates(mission) -> None:
    words = place_names(np.array([28.0, -60.0]), np.array([87.0, -150.0]), mission.targets)
    assert words == ["near Mount Everest", "at 60° S 150° W"]
    assert place_names(np.array([28.0]), np.array([87.0]), ()) == ["at 28° N 87° E"]
