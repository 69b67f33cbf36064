"""A window picked up and carried along its lane."""

import time

import pytest
from plan_scene import IN_FORCE, REEF, REEF_LATER, a_plan_desk

from console.client.carried_window import CarriedWindow
from console.client.plan_desk import PlanDesk
from console.domain.planning.violations import Rule
from telemetry.timebase import NS_PER_S

NEAR_NS = 300 * NS_PER_S


@pytest.fixture
def carried():
    return CarriedWindow(PlanDesk(a_plan_desk(*IN_FORCE)).view, "reef")


def test_near_a_place_it_snaps_to_it(carried):
    place = carried.at(REEF_LATER.start_ns + NEAR_NS - 1, "dome", NEAR_NS)
    assert place.sight == "reef-2"
    assert (place.window.start_ns, place.window.end_ns) == (
        REEF_LATER.start_ns,
        REEF_LATER.end_ns,
    )


def test_between_places_it_says_live_that_nothing_can_be_seen(carried):
    place = carried.at(REEF.start_ns + 1800 * NS_PER_S, "dome", NEAR_NS)
    assert place.sight == ""
    assert Rule.VIEW in {each.rule for each in place.violations}


def test_over_another_lane_it_snaps_to_that_windows_views(carried):
    assert carried.at(REEF.start_ns, "win-1", NEAR_NS).sight == "reef-p"


def test_the_keyboard_takes_it_from_place_to_place_and_stops_at_the_end(carried):
    assert carried.beside("reef", 1).sight == "reef-p"
    assert carried.beside("reef-p", 1).sight == "reef-2"
    assert carried.beside("reef-2", 1) is None


def test_what_the_plan_does_not_have_cannot_be_picked_up():
    with pytest.raises(LookupError):
        CarriedWindow(PlanDesk(a_plan_desk()).view, "reef")


def test_one_drag_step_is_judged_within_a_screen_frame(carried):
    carried.at(REEF.start_ns, "dome", NEAR_NS)
    began_s = time.process_time()
    for step in range(50):
        carried.at(REEF.start_ns + step * NEAR_NS, "dome", NEAR_NS)
    assert (time.process_time() - began_s) / 50 < 0.016
