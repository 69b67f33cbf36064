"""Quality falls with every shortcoming, and says which."""

import pytest

from console.domain.viewing import quality
from console.domain.viewing.quality import Part, judge
from console.domain.viewing.rules import ViewingRules

RULES = ViewingRules()


def test_quality_multiplies_its_parts_and_tells_the_weightiest_first() -> None:
    mark, reasons = judge((Part(0.9, "far"), Part(0.5, "dim"), Part(1.0, "long")))
    assert mark == 45
    assert reasons == ("dim", "far", "long")


def test_straight_down_is_better_than_oblique() -> None:
    shares = [quality.angle_part(a, RULES, 55.0).share for a in (0, 20, 30, 45, 50, 55)]
    assert shares == sorted(shares, reverse=True)
    assert (shares[0], shares[3], shares[5]) == (1.0, pytest.approx(0.8), 0.5)
    assert quality.angle_part(2.0, RULES, 55.0).reason == "straight below"
    assert quality.angle_part(50.0, RULES, 55.0).reason == "oblique, 50° from straight down"


def test_mountains_want_a_low_sun_and_reefs_a_high_one() -> None:
    low, high = (quality.day_light_part(sun, "mountain", RULES) for sun in (20.0, 70.0))
    assert low.share > high.share
    assert "relief" in low.reason
    low, high = (quality.day_light_part(sun, "reef", RULES) for sun in (12.0, 70.0))
    assert low.share < high.share
    assert low.reason == "low Sun, 12° high"


def test_twilight_costs_city_lights_some_quality() -> None:
    assert quality.night_part(-30.0, RULES).share == 1.0
    assert quality.night_part(-7.0, RULES).share < 0.7


def test_a_bright_high_moon_costs_a_little_and_a_set_moon_nothing() -> None:
    assert quality.moon_part(-5.0, 1.0).share == 1.0
    assert quality.moon_part(60.0, 0.1).share == 1.0
    assert 0.85 < quality.moon_part(90.0, 1.0).share < 1.0


def test_a_longer_view_nearer_the_middle_of_the_window_is_better() -> None:
    assert quality.duration_part(60.0, RULES).share < quality.duration_part(200.0, RULES).share
    assert quality.duration_part(119.6, RULES).reason == "in view for 2 min 00 s"
    assert quality.pane_part(5.0, 75.0, "dome").share == 1.0
    assert quality.pane_part(74.0, 75.0, "dome").reason == "near the edge of the dome"
