"""Ways out of a violation: each is tested before it is offered."""

from dataclasses import replace

from builders import an_opportunity
from planning_builder import GUESTS, a_small_mission, an_activity, circumstances

from console.domain.planning.checker import Checker, windows_of
from console.domain.planning.mending import mends
from console.domain.planning.plan import plan_of

A, B = GUESTS[:2]
REEF = an_opportunity("reef")
SIDE = an_opportunity("side", target="reef", pane="win-1")
LATER = an_opportunity("later", target="reef", start_s=20_000)
ALL = (REEF, SIDE, LATER)


def offered(seats, *, mission=None, change=None):
    windows = windows_of(plan_of(seats), ALL)
    checker = Checker(mission or a_small_mission(guests=GUESTS), circumstances(*ALL))
    broken = next(window for window in windows if window.opportunity == "reef")
    broken = replace(broken, **(change or {}))
    return mends(broken, windows, checker, ALL)


def test_a_window_dragged_out_of_view_can_be_put_back():
    first = offered(
        [(A, "reef")], change={"start_ns": REEF.start_ns + 1, "end_ns": REEF.end_ns + 1}
    )[0]
    assert first.words == "Put it back to when it is in view"
    assert first.window.start_ns == REEF.start_ns


def test_a_crowded_window_is_offered_without_one_of_them():
    words = [mend.words for mend in offered([(guest, "reef") for guest in GUESTS[:3]])]
    assert "Without Guest A" in words


def test_a_busy_guest_is_offered_another_time():
    mission = a_small_mission(an_activity(A, "sleep", 3000, 3600))
    found = offered([(A, "reef")], mission=mission)
    assert [mend.window and mend.window.opportunity for mend in found] == ["later", None]


def test_a_taken_pane_is_offered_elsewhere_in_the_same_pass():
    other = an_opportunity("other", start_s=3600 + 200)
    windows = windows_of(
        plan_of([(A, "reef"), *((guest, "other") for guest in GUESTS[1:3])]), (*ALL, other)
    )
    checker = Checker(a_small_mission(guests=GUESTS[:3]), circumstances(*ALL, other))
    reef = next(window for window in windows if window.opportunity == "reef")
    assert mends(reef, windows, checker, (*ALL, other))[0].words == "Use the port window"


def test_dropping_it_is_always_the_last_way_out():
    assert offered([(A, "reef")])[-1].window is None
    unknown = windows_of(plan_of([(A, "reef")]), ALL)[0]
    checker = Checker(a_small_mission(), circumstances(*ALL))
    lost = replace(unknown, opportunity="atlantis")
    assert [mend.words for mend in mends(lost, [lost], checker, ALL)] == ["Drop it"]
