"""Special views go by their own names, and glint is the mirror's angle."""

from dataclasses import replace

import numpy as np
import pytest

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.ground_geometry import GroundGeometry
from console.domain.viewing.opportunities import find_opportunities
from console.domain.viewing.products import ground_products, name_and_title
from console.domain.viewing.quality import blaze_part, cloud_part, reef_part
from console.domain.viewing.rules import ViewingRules
from telemetry.geodesy import angle_deg, unit
from telemetry.mission import load_mission, read_configuration
from telemetry.timebase import NS_PER_S

RULES = ViewingRules()
DAY_NS = 86_400 * NS_PER_S


@pytest.fixture(scope="module")
def mission():
    return load_mission(read_configuration("station-1"))


@pytest.fixture(scope="module")
def targets(mission):
    return {target.id: target for target in mission.targets}


@pytest.fixture(scope="module")
def products(mission):
    return {p.name: p for p in ground_products(mission.targets, frozenset({"tokyo"}), RULES)}


@pytest.mark.parametrize(
    ("product", "target", "angles_deg", "name"),
    [
        ("landmark by day", "mount-everest", (30.0, 20.0, 60.0), "best light"),
        ("landmark by day", "mount-everest", (50.0, 20.0, 60.0), "landmark by day"),
        ("landmark by day", "mount-everest", (30.0, 60.0, 60.0), "landmark by day"),
        ("landmark by day", "maldives", (30.0, 40.0, 30.0), "reef colours"),
        ("landmark by day", "maldives", (30.0, 40.0, 15.0), "landmark by day"),
        ("landmark by day", "maldives", (30.0, 12.0, 30.0), "landmark by day"),
        ("landmark by day", "tokyo", (30.0, 40.0, 60.0), "home town"),
        ("city lights", "tokyo", (30.0, -20.0, 60.0), "home town"),
        ("city lights", "sydney", (30.0, -20.0, 60.0), "city lights"),
        ("sunglint", "maldives", (30.0, 40.0, 5.0), "sunglint"),
    ],
)
def test_a_view_is_named_for_what_makes_it_special(
    products, targets, product, target, angles_deg, name
) -> None:
    found, title = name_and_title(
        products[product], targets[target], frozenset({"tokyo"}), RULES, angles_deg
    )
    assert found == name
    assert targets[target].name in title


def test_only_water_can_blaze_and_only_homes_are_seen_by_day_and_night(products) -> None:
    assert "mount-everest" not in products["sunglint"].targets
    assert "maldives" in products["sunglint"].targets
    assert "tokyo" in products["landmark by day"].targets
    assert "sydney" not in products["landmark by day"].targets


def test_glint_is_the_angle_to_the_suns_mirror_image_in_level_water(mission) -> None:
    start_ns = mission.simulation_start_ns
    ephemeris = Ephemeris.over(mission.orbit, start_ns, start_ns + 5400 * NS_PER_S)
    geometry = GroundGeometry(ephemeris, mission.attitude, mission.targets, 0.0)
    seconds = np.linspace(ephemeris.from_s, ephemeris.to_s, 50)
    view = geometry.view(seconds, np.arange(50))
    for i in range(50):
        to_sun, up = unit(view.sun[i] - view.place[i]), view.up[i]
        # Turning half round the vertical mirrors the Sun's azimuth and keeps its height.
        half_turn = 2 * np.outer(up, up) - np.eye(3)
        expected = angle_deg(half_turn @ to_sun, view.vehicle[i] - view.place[i])
        assert view.glint_deg[i] == pytest.approx(expected, abs=1e-6)


def test_sunglint_is_found_and_is_short(mission) -> None:
    found = [
        o
        for o in find_opportunities(mission, mission.launch_ns, mission.launch_ns + DAY_NS)
        if o.product == "sunglint"
    ]
    assert len(found) > 5
    assert max(o.duration_s for o in found) < 90
    assert all("blazes" in " ".join(o.reasons) for o in found)


def test_glint_washes_out_a_reef_and_is_worth_seeing_for_itself() -> None:
    assert reef_part(10.0, RULES).share < reef_part(40.0, RULES).share
    assert blaze_part(2.0, RULES).share > blaze_part(9.0, RULES).share


def test_a_forecast_of_cloud_weighs_more_than_an_average(targets) -> None:
    reef, mountain = targets["maldives"], targets["mount-everest"]
    assert cloud_part(reef, RULES).share < cloud_part(mountain, RULES).share
    assert cloud_part(reef, RULES).reason == "clouds unknown: 72 % on average over sea"
    local = replace(mountain, cloud_fraction=0.2)
    assert cloud_part(local, RULES).reason == "clouds unknown: 20 % on average here"
    assert cloud_part(local, RULES).share > cloud_part(mountain, RULES).share
    known = ViewingRules(cloud_by_target={"maldives": 0.1, "mount-everest": 0.9})
    assert cloud_part(reef, known).share == pytest.approx(0.9)
    assert cloud_part(mountain, known).share == pytest.approx(0.1)
    assert cloud_part(mountain, known).reason == "cloud expected: 90 %"


def test_an_override_for_one_target_changes_only_its_quality(mission) -> None:
    start_ns = mission.simulation_start_ns
    few = replace(mission, targets=tuple(t for t in mission.targets if t.mode == "day")[:60])
    end_ns = start_ns + 43_200 * NS_PER_S
    usual = {o.id: o for o in find_opportunities(few, start_ns, end_ns)}
    target = next(o.target for o in usual.values() if o.product == "landmark by day")
    clear = ViewingRules(cloud_by_target={target: 0.0})
    for opportunity in find_opportunities(few, start_ns, end_ns, clear):
        before = usual[opportunity.id].quality
        if opportunity.target == target:
            assert opportunity.quality > before
        else:
            assert opportunity.quality == before
