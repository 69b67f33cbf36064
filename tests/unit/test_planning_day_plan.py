from dataclasses import replace

from builders import T0_NS, a_mission
from outlooks import a_window
from planning_builder import a_small_mission, an_activity

from console.domain.planning.day_plan import day_plans
from telemetry.timebase import NS_PER_S

MISSION = a_mission()
DAY_NS = 86_400 * NS_PER_S


def test_each_guest_has_a_day_for_each_day_with_a_viewing():
    windows = [a_window("w1", guests=("guest-a", "guest-b")), a_window("w2", start_s=86_400)]
    windows[1] = replace(windows[1], end_ns=windows[1].start_ns + 60 * NS_PER_S)
    found = {(plan.guest.id, plan.day) for plan in day_plans(windows, MISSION)}
    assert found == {("guest-a", 2), ("guest-a", 3), ("guest-b", 2)}


def test_a_day_tells_with_whom_and_what_is_fixed_around_it():
    (plan,) = day_plans([a_window(guests=("guest-a", "guest-b"))], MISSION)[:1]
    (view,) = [item for item in plan.items if item.window is not None]
    assert view.company == ("Guest B",)
    assert "sleep" in {item.title for item in plan.items}
    assert [item.start_ns for item in plan.items] == sorted(i.start_ns for i in plan.items)
    assert plan.start_ns <= T0_NS < plan.end_ns


def test_days_count_from_launch():
    (plan,) = day_plans([a_window()], MISSION)
    assert plan.start_ns == MISSION.launch_ns + (plan.day - 1) * DAY_NS


def test_a_day_without_a_viewing_can_be_had_too_for_guests_only():
    plans = day_plans([], MISSION, with_empty_days=True)
    assert {(plan.guest.role, plan.day) for plan in plans} == {("guest", day) for day in (1, 2, 3)}
    assert not any(plan.has_views for plan in plans)
    assert day_plans([], MISSION) == []


def test_what_a_guest_sees_a_doctor_for_is_not_on_paper():
    check = an_activity("guest-a", "medical", 3600)
    mission = a_small_mission(check)
    titles = {
        item.title for plan in day_plans([], mission, with_empty_days=True) for item in plan.items
    }
    assert titles == {"private appointment"}
