"""The independent check says which rule, who, when, and how to mend it."""

import time
from dataclasses import replace

import pytest
from builders import T0_NS, a_mission, an_opportunity
from planning_builder import (
    GUESTS,
    HOUR_NS,
    a_small_mission,
    an_activity,
    circumstances,
    several,
)

from console.domain.planning.availability import task_id
from console.domain.planning.checker import Checker, windows_of
from console.domain.planning.plan import TaskPlace, Viewing, plan_of
from console.domain.planning.problem import Closure
from console.domain.planning.rules import PlanRules
from console.domain.planning.violations import Rule
from telemetry.timebase import NS_PER_S

A, B = GUESTS[:2]
REEF = an_opportunity("reef")
LATER = an_opportunity("alps", start_s=7200)
DRAG_STEP_S = 0.016
MARGIN = 5  # other programs run on the machine that tests


def windows(*pairs):
    """Return windows of (guest or guests, opportunity)."""
    seats = [
        (guest, view.id)
        for who, view in pairs
        for guest in ([who] if isinstance(who, str) else who)
    ]
    return windows_of(plan_of(seats), [view for _, view in pairs])


def found(*pairs, mission=None, views=None, tasks=(), **other):
    about = circumstances(*(views or [view for _, view in pairs]), **other)
    checker = Checker(mission or a_small_mission(guests=GUESTS), about, tasks)
    return checker.check(windows(*pairs))


def rules(*pairs, **other):
    return [violation.rule for violation in found(*pairs, **other)]


def test_a_plan_that_keeps_every_rule_has_nothing_said_against_it():
    assert found(((A, B), REEF), (A, LATER)) == []


def test_a_window_under_a_closure_names_the_reason_and_the_time_after():
    held = Closure(start_ns=REEF.start_ns + 1, end_ns=REEF.end_ns + HOUR_NS, reason="fan A is off")
    (violation,) = found((A, REEF), closures=(held,))
    assert violation.rule is Rule.CLOSED
    assert "fan A is off" in violation.message
    assert "after" in violation.mend
    assert (violation.people, violation.windows) == ((A,), ("reef",))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"pane": "win-1"}, []),
        ({"person": GUESTS[3]}, []),
        ({"pane": "dome"}, [Rule.CLOSED]),
        ({"person": A}, [Rule.CLOSED]),
    ],
)
def test_a_closure_stops_only_its_pane_and_its_person(fields, expected):
    closed = Closure(start_ns=REEF.start_ns, end_ns=REEF.end_ns, reason="x", **fields)
    assert rules((A, REEF), closures=(closed,)) == expected


def test_a_window_that_is_not_in_view_all_the_time_is_found():
    (window,) = windows((A, REEF))
    checker = Checker(a_small_mission(), circumstances(REEF))
    longer = replace(window, end_ns=window.end_ns + 1)
    (violation,) = checker.check([longer])
    assert violation.rule is Rule.VIEW
    assert "in view from" in violation.mend
    (elsewhere,) = checker.check([replace(window, pane="win-1")])
    assert "cannot be seen from the port window" in elsewhere.message
    (unknown,) = checker.check([replace(window, opportunity="atlantis")])
    assert "not on this flight's list" in unknown.message


def test_a_guest_who_sleeps_is_not_called():
    mission = a_small_mission(an_activity(A, "sleep", 3000, 3600))
    (violation,) = found((A, REEF), mission=mission)
    assert violation.rule is Rule.BUSY
    assert "is asleep until" in violation.message


def test_free_time_is_free():
    assert rules((A, REEF), mission=a_small_mission(an_activity(A, "free", 3000, 3600))) == []


def test_a_stranger_is_found():
    assert Rule.BUSY in rules(("crew-1", REEF))


@pytest.mark.parametrize(("gap_s", "expected"), [(299, [Rule.TWICE]), (300, [])])
def test_a_guest_needs_time_to_cross_the_cabin(gap_s, expected):
    soon = an_opportunity("soon", pane="win-1", start_s=3900 + gap_s)
    assert rules((A, REEF), (A, soon)) == expected


@pytest.mark.parametrize(("gap_s", "expected"), [(119, [Rule.CAPACITY]), (120, [])])
def test_a_place_at_a_pane_is_free_again_after_time_to_change(gap_s, expected):
    first = an_opportunity("reef", pane="win-1")
    soon = an_opportunity("soon", pane="win-1", start_s=3900 + gap_s)
    assert rules((A, first), (B, soon)) == expected


def test_two_who_look_at_different_things_share_a_pane_that_holds_two():
    soon = an_opportunity("soon", start_s=3700)
    assert rules((A, REEF), (B, soon)) == []


def test_a_third_guest_finds_no_place_and_is_told_who_has_it():
    others = (an_opportunity("soon", start_s=3700), an_opportunity("late", start_s=3800))
    mission = a_small_mission(guests=GUESTS[:3])
    violations = found((A, REEF), (B, others[0]), (GUESTS[2], others[1]), mission=mission)
    crowded = [each for each in violations if each.rule is Rule.CAPACITY]
    assert {each.windows for each in crowded} == {("reef", "soon", "late")}
    assert "taken by" in crowded[0].message
    assert "use another window" in crowded[0].mend


def test_one_guest_has_time_between_two_views_at_the_same_pane():
    assert rules((A, REEF), (A, an_opportunity("soon", start_s=3700))) == [Rule.TWICE]


def test_a_pane_holds_only_so_many_and_not_nobody():
    assert rules((GUESTS[:3], REEF)) == [Rule.CAPACITY]
    (window,) = windows((A, REEF))
    checker = Checker(a_small_mission(), circumstances(REEF))
    assert [v.rule for v in checker.check([replace(window, guests=())])] == [Rule.CAPACITY]
    assert next(v.rule for v in checker.check([replace(window, guests=(A, A))])) is Rule.CAPACITY


def test_guests_are_not_left_alone_at_the_windows():
    crew = [an_activity(person, "sleep", 3000, 3600) for person in ("crew-1", "crew-2")]
    (violation,) = found((A, REEF), mission=a_small_mission(*crew))
    assert violation.rule is Rule.HOST
    assert "none of the crew" in violation.message


def test_one_host_looks_after_two_guests_and_no_more():
    mission = a_small_mission(an_activity("crew-1", "sleep", 3000, 3600), guests=GUESTS)
    aside = an_opportunity("aside", pane="win-1")
    assert rules((GUESTS[:2], REEF), mission=mission) == []
    crowd = found((GUESTS[:2], REEF), (GUESTS[2], aside), mission=mission)
    assert {violation.rule for violation in crowd} == {Rule.HOST}
    assert rules((GUESTS[:2], REEF), (GUESTS[2], aside)) == []


def test_the_first_hours_are_spared():
    mission = replace(a_small_mission(), launch_ns=T0_NS)
    views = several(12, every_s=900.0, panes=("dome",))
    early = found(*((A, view) for view in views), mission=mission)
    assert Rule.FIRST_HOURS in {violation.rule for violation in early}
    assert "60 min at windows in the first 12 h; 45 are allowed" in early[0].message
    assert "least quality" in early[0].mend


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        ({"minutes_per_day_max": 14.0}, Rule.MINUTES),
        ({"sessions_per_day_max": (2, 2, 2)}, Rule.SESSIONS),
        ({"sessions_per_day_in_all": 1, "sessions_per_day_max": (9, 9, 9)}, Rule.IN_ALL),
    ],
)
def test_a_guest_is_not_given_too_much(limits, rule):
    views = several(4, every_s=1800.0, panes=("dome",))
    seen = views[:3] if rule is not Rule.IN_ALL else views
    expected = [rule]
    assert rules(*((A, view) for view in seen), rules=PlanRules(**limits)) == expected


def test_the_same_sight_is_not_given_three_times():
    views = [an_opportunity(f"o{n}", target="reef", start_s=3600.0 * n) for n in range(3)]
    (violation,) = found(*((A, view) for view in views))
    assert violation.rule is Rule.REPEATS
    assert "3 times; 2 are allowed" in violation.message
    assert rules(*((A, view) for view in views[:2]), (B, views[2])) == []


def test_a_sunrise_may_be_seen_three_times():
    views = [
        an_opportunity(f"o{n}", target="sun", product="sunrise", start_s=3600.0 * n)
        for n in range(3)
    ]
    assert rules(*((A, view) for view in views)) == []


STALE_AIR = {"CAB_PPCO2_Z3": 3.6, "ARS_IMV_3_STATE": 0.0}


def test_two_guests_in_bad_air_for_long_break_the_domes_limit_and_it_says_so():
    meal = an_activity(A, "meal", -7200, zone="Z2")
    mission = a_small_mission(meal)
    long_view = an_opportunity("long", length_s=900)
    (violation,) = found(((A, B), long_view), mission=mission, readings=STALE_AIR)
    assert violation.rule is Rule.AIR
    assert "CO2 at the viewing dome would reach" in violation.message
    assert "the limit is 4.5" in violation.message
    assert rules(((A, B), long_view), mission=mission) == []
    assert rules((A, long_view), mission=mission, readings=STALE_AIR) == []


def test_the_drag_check_judges_the_air_like_the_full_check():
    mission = a_small_mission()
    long_view = an_opportunity("long", length_s=900)
    checker = Checker(mission, circumstances(long_view, readings=STALE_AIR))
    (window,) = windows(((A, B), long_view))
    assert [v.rule for v in checker.check_one(window, [window])] == [Rule.AIR]


def test_the_gravest_violation_stands_first():
    held = Closure(start_ns=REEF.start_ns, end_ns=REEF.end_ns, reason="x")
    mission = a_small_mission(an_activity(A, "sleep", 3000, 3600), guests=GUESTS)
    assert rules((GUESTS[:3], REEF), mission=mission, closures=(held,)) == [
        Rule.CLOSED,
        Rule.BUSY,
        Rule.CAPACITY,
    ]


def test_history_counts_but_is_not_judged():
    reef = an_opportunity("reef", pane="win-1")
    soon = an_opportunity("soon", pane="win-1", start_s=3900 + 60)
    mission = a_small_mission()
    pair = windows((A, reef), (B, soon))
    checker = Checker(mission, circumstances(reef, soon))
    assert [v.rule for v in checker.check(pair, judged={"soon"})] == [Rule.CAPACITY]
    assert checker.check(pair, judged=set()) == []


def moved(activity, by_s):
    shift_ns = round(by_s * NS_PER_S)
    return TaskPlace(
        task=task_id(activity),
        start_ns=activity.start_ns + shift_ns,
        end_ns=activity.end_ns + shift_ns,
    )


CALL = an_activity(A, "call", 3000)


@pytest.mark.parametrize(
    ("other", "by_s", "words"),
    [
        (None, 3600, ""),
        (an_activity(A, "meal", 6000), 3600, "meets meal"),
        (an_activity(B, "call", 6000), 3600, "no room"),
        (an_activity(B, "exercise", 6000), 3600, ""),
        (None, 60 * 86_400, "no link"),
    ],
)
def test_a_moved_call_needs_time_room_and_a_link(other, by_s, words):
    mission = a_small_mission(CALL, *filter(None, [other]))
    messages = [v.message for v in found(mission=mission, tasks=(moved(CALL, by_s),), views=[REEF])]
    assert [words in message for message in messages] == ([True] if words else [])


def test_a_moved_task_keeps_its_length_and_must_exist():
    mission = a_small_mission(CALL)
    shorter = TaskPlace(task=task_id(CALL), start_ns=CALL.start_ns, end_ns=CALL.end_ns - 1)
    unknown = TaskPlace(task="call/nobody/never", start_ns=0, end_ns=1)
    messages = [v.message for v in found(mission=mission, tasks=(shorter, unknown), views=[REEF])]
    assert "changed its length" in " ".join(messages)
    assert "There is no task call/nobody/never." in messages


def test_a_viewing_may_take_the_place_a_call_has_left():
    mission = a_small_mission(CALL)
    assert rules((A, an_opportunity("o", start_s=3100)), mission=mission) == [Rule.BUSY]
    freed = rules(
        (A, an_opportunity("o", start_s=3100)), mission=mission, tasks=(moved(CALL, 3600),)
    )
    assert freed == []


def test_a_call_a_closure_stops_is_named_until_somebody_finds_it_another_time():
    closed = Closure(start_ns=CALL.start_ns, end_ns=CALL.end_ns, reason="hold", stops_tasks=True)
    checker = Checker(a_small_mission(CALL), circumstances(REEF, closures=(closed,)))
    (violation,) = checker.fallen_out(T0_NS)
    assert "call at" in violation.message
    assert "Agree on another time" in violation.mend
    assert checker.fallen_out(CALL.start_ns) == []


def test_one_drag_step_is_checked_within_a_screen_frame():
    """A plan of 96 windows; the whole day of one guest is touched."""
    views = several(96, every_s=1800.0, panes=("dome", "win-1", "win-2", "win-3"))
    checker = Checker(a_mission(), circumstances(*views))
    plan = windows(*((GUESTS[n % 4], view) for n, view in enumerate(views)))
    dragged = replace(plan[40], start_ns=plan[40].start_ns + 1, end_ns=plan[40].end_ns + 1)
    steps = []
    for _ in range(9):
        started_s = time.thread_time()
        checker.check_one(dragged, plan)
        steps.append(time.thread_time() - started_s)
    assert sorted(steps)[4] < MARGIN * DRAG_STEP_S


def test_a_viewings_window_carries_the_opportunitys_own_figures():
    (window,) = windows_of(plan_of([(A, "reef")]), [REEF])
    assert (window.title, window.pane, window.quality) == (REEF.title, REEF.pane, REEF.quality)
    assert plan_of([(A, "reef")]).viewings == (Viewing(sight="reef", guests=(A,)),)
