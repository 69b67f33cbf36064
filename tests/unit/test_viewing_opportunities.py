"""Opportunities keep their rules at both ends, judged again by plain Skyfield."""

from collections import Counter
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise

import numpy as np
import pytest
from skyfield.api import EarthSatellite, load, load_file, wgs84
from skyfield.framelib import itrs

from console.domain.viewing.opportunities import ViewingRules, find_opportunities
from console.domain.viewing.opportunity import Opportunity, opportunity_id
from telemetry.elements import Orbit, first_failure, read_elements
from telemetry.mission import AttitudeSegment, load_mission, read_configuration
from telemetry.mission_model import PRODUCTS
from telemetry.timebase import NS_PER_S

RULES = ViewingRules()
SKY = {"sun", "moon", "aurora", "galaxy"}
HALF_DAY_NS = 12 * 3600 * NS_PER_S
# Half a second of flight changes the angles of a low pass by about this much.
EDGE_DEG = 0.6


@pytest.fixture(scope="module", params=["meridian-1", "polar-1", "station-1"])
def mission(request):
    return load_mission(read_configuration(request.param))


@pytest.fixture(scope="module")
def found(mission) -> tuple[Opportunity, ...]:
    start_ns = mission.simulation_start_ns
    return find_opportunities(mission, start_ns, start_ns + HALF_DAY_NS)


class Skyfield:
    """The slow path: everything by Skyfield's own frames and vectors."""

    def __init__(self, mission) -> None:
        self.timescale = load.timescale(builtin=True)
        self.bodies = load_file(str(files("skyfield_data") / "data" / "de421.bsp"))
        self.mission = mission

    def angles(self, instant_ns, target):
        """Return off-nadir, elevation and Sun elevation for one target at one instant."""
        day, rest_ns = divmod(instant_ns, 86_400 * NS_PER_S)
        midnight = self.timescale.utc(1970, 1, 1 + day)
        moment = self.timescale.tt_jd(
            midnight.whole, midnight.tt_fraction + rest_ns / (86_400 * NS_PER_S)
        )
        satellite = EarthSatellite.from_satrec(
            self.mission.orbit.elements_at(instant_ns).satrec, self.timescale
        )
        topos = wgs84.latlon(
            target.latitude_deg, target.longitude_deg, elevation_m=1000 * target.height_km
        )
        vehicle = satellite.at(moment).frame_xyz(itrs).km
        sight = topos.itrs_xyz.km - vehicle
        cosine = -vehicle @ sight / np.linalg.norm(vehicle) / np.linalg.norm(sight)
        elevation = (satellite - topos).at(moment).altaz()[0].degrees
        place = self.bodies["earth"] + topos
        sun = place.at(moment).observe(self.bodies["sun"]).apparent().altaz()[0].degrees
        return np.degrees(np.arccos(cosine)), elevation, sun


@pytest.fixture(scope="module")
def skyfield(mission):
    reference = Skyfield(mission)
    yield reference
    reference.bodies.close()


def ground_views(mission, found):
    """Return every tenth opportunity on a target that is a point."""
    targets = {target.id: target for target in mission.targets}
    views = [(o, targets[o.target]) for o in found if o.target in targets]
    return [(o, t) for o, t in views if t.extent_km == 0 and o.product != "sunglint"][::10]


def test_there_is_something_to_see_of_every_product(found) -> None:
    products = Counter(opportunity.product for opportunity in found)
    assert set(products) >= {"landmark by day", "city lights", "sunrise", "sunset"}
    assert set(products) <= set(PRODUCTS)


def test_peak_angles_agree_with_plain_skyfield(mission, found, skyfield) -> None:
    views = ground_views(mission, found)
    assert len(views) >= 4
    for opportunity, target in views:
        off_nadir, elevation, sun = skyfield.angles(opportunity.peak_ns, target)
        assert opportunity.off_nadir_deg == pytest.approx(off_nadir, abs=0.01)
        assert opportunity.elevation_deg == pytest.approx(elevation, abs=0.01)
        # Skyfield's apparent Sun here has the target's diurnal aberration, too.
        assert opportunity.sun_elevation_deg == pytest.approx(sun, abs=0.01)


def test_the_limits_hold_from_start_to_end_and_one_fails_outside(mission, found, skyfield) -> None:
    for opportunity, target in ground_views(mission, found):
        is_day = opportunity.sun_elevation_deg > 0
        widest = RULES.day_max_off_nadir_deg if is_day else RULES.night_max_off_nadir_deg
        for edge_ns in (opportunity.start_ns, opportunity.end_ns):
            off_nadir, _, sun = skyfield.angles(edge_ns, target)
            assert off_nadir <= widest + 0.01
            if is_day:
                assert sun >= RULES.day_min_sun_elevation_deg - 0.01
            else:
                assert sun <= RULES.night_max_sun_elevation_deg + 0.01


def test_a_view_lasts_as_long_as_the_rule_asks_and_holds_its_peak(found) -> None:
    for opportunity in found:
        is_glint = opportunity.product == "sunglint"
        least_s = RULES.glint_least_duration_s if is_glint else RULES.least_duration_s
        assert opportunity.duration_s >= least_s
        assert opportunity.start_ns <= opportunity.peak_ns <= opportunity.end_ns
        assert 0 <= opportunity.quality <= 100
        assert len(opportunity.reasons) >= 3


def test_at_its_peak_a_view_is_within_its_window(mission, found) -> None:
    half_angle = {pane.id: pane.half_angle_deg for pane in mission.panes}
    for opportunity in found:
        assert opportunity.off_boresight_deg <= half_angle[opportunity.pane] + EDGE_DEG


def test_ids_are_different_and_tell_product_target_pane_and_peak(found) -> None:
    assert len({opportunity.id for opportunity in found}) == len(found)
    assert (
        opportunity_id("city lights", "tokyo", "dome", 1_631_880_000_600_000_000)
        == "city-lights/tokyo/dome/2021-09-17T12:00:01Z"
    )


def test_the_list_is_the_same_whatever_stretch_is_asked_for(mission, found) -> None:
    start_ns = mission.simulation_start_ns
    cuts_ns = [start_ns, start_ns + 7_777_777_777_777, start_ns + 29_999 * NS_PER_S]
    cuts_ns.append(start_ns + HALF_DAY_NS)
    parts = [
        opportunity
        for begin_ns, end_ns in pairwise(cuts_ns)
        for opportunity in find_opportunities(mission, begin_ns, end_ns)
    ]
    assert [o.id for o in sorted(parts, key=lambda o: (o.start_ns, o.id))] == [o.id for o in found]


def test_on_a_flight_that_never_plans_an_attitude_for_viewing_nothing_is_promised(mission) -> None:
    tumbling = replace(mission, attitude=(AttitudeSegment(start_ns=0, mode="FREE_DRIFT"),))
    start_ns = mission.simulation_start_ns
    assert find_opportunities(tumbling, start_ns, start_ns + HALF_DAY_NS) == ()


def test_a_mission_without_targets_still_has_its_sky(mission) -> None:
    start_ns = mission.simulation_start_ns
    rest = find_opportunities(replace(mission, targets=()), start_ns, start_ns + HALF_DAY_NS)
    products = {opportunity.product for opportunity in rest}
    assert {"sunrise", "sunset"} <= products
    assert products <= {"sunrise", "sunset", "moonrise", "moonset", "aurora", "Milky Way"}


def test_stricter_rules_leave_fewer_opportunities(mission, found) -> None:
    start_ns = mission.simulation_start_ns
    strict = ViewingRules(day_max_off_nadir_deg=30.0, night_max_off_nadir_deg=30.0)
    fewer = find_opportunities(mission, start_ns, start_ns + HALF_DAY_NS, strict)
    assert 0 < len(fewer) < len(found)
    assert all(o.off_nadir_deg <= 30.0 for o in fewer if o.target not in SKY)


def test_an_area_is_judged_by_its_nearest_point(mission) -> None:
    start_ns = mission.simulation_start_ns
    days_ns = start_ns + 2 * HALF_DAY_NS
    area = [t for t in mission.targets if t.extent_km > 200 and t.mode == "day"]
    points = tuple(replace(target, extent_km=0.0) for target in area)
    wide = find_opportunities(replace(mission, targets=tuple(area)), start_ns, days_ns)
    narrow = find_opportunities(replace(mission, targets=points), start_ns, days_ns)
    nadir = {o.id: o.off_nadir_deg for o in wide if o.target not in SKY}
    assert len(nadir) > sum(o.target not in SKY for o in narrow)
    both = [o for o in narrow if o.target not in SKY and o.id in nadir]
    assert both
    assert all(nadir[o.id] <= o.off_nadir_deg + 1e-6 for o in both)


def test_a_sunset_is_a_sunrise_mirrored_in_time(found) -> None:
    for opportunity in found:
        before_s = (opportunity.peak_ns - opportunity.start_ns) / NS_PER_S
        after_s = (opportunity.end_ns - opportunity.peak_ns) / NS_PER_S
        if opportunity.product == "sunrise":
            assert before_s <= RULES.sunrise_before_s + 1e-6
            assert after_s <= RULES.sunrise_after_s + 1e-6
        elif opportunity.product == "sunset":
            assert before_s <= RULES.sunrise_after_s + 1e-6
            assert after_s <= RULES.sunrise_before_s + 1e-6


def test_where_the_elements_end_the_list_ends_with_them() -> None:
    mission = load_mission(read_configuration("station-1"))
    (falling,) = read_elements(
        b"1 25544U 98067A   25142.17626388  .00007957  00000+0  50000+0 0  9996\n"
        b"2 25544  51.6387  75.9349 0002437 130.6256  11.0458 15.49654472511124\n",
        "falling.tle",
    )
    doomed = replace(mission, orbit=Orbit.of(falling))
    end = first_failure(doomed.orbit, falling.epoch_ns, mission.end_ns)
    assert end is not None
    found = find_opportunities(doomed, falling.epoch_ns, mission.end_ns)
    assert found
    assert all(opportunity.peak_ns < end.instant_ns for opportunity in found)
    assert find_opportunities(doomed, end.instant_ns, mission.end_ns) == ()
