"""The plan in work as a console sees it."""

from dataclasses import replace

from builders import an_opportunity
from outlooks import an_outlook
from plan_scene import (
    ALL,
    CITY,
    IN_FORCE,
    REEF,
    REEF_LATER,
    a_plan_desk,
    drafted,
    planned,
    published,
)

from console.client.plan_desk import PlanDesk
from console.domain.plan_facts import PlanProposed, ViewingClosed
from console.domain.planning.difference import ChangeKind
from console.domain.planning.violations import Rule

CHANGE = drafted(
    planned(CITY, "guest-b"),
    planned(REEF_LATER, "guest-a"),
    plan="p2",
    change=1,
    based_on=1,
    reason="later is better",
    withdraws=("w1",),
)


def view_of(*facts, **other):
    return PlanDesk(a_plan_desk(*facts, **other)).view


def test_without_a_draft_the_content_is_what_is_in_force():
    view = view_of(*IN_FORCE)
    assert view.working is None
    assert {v.sight for v in view.content.viewings} == {"reef", "city"}
    assert not view.changes.changes


def test_a_draft_is_compared_with_what_is_in_force():
    view = view_of(*IN_FORCE, CHANGE)
    assert view.working.change == 1
    (change,) = view.changes.changes
    assert (change.kind, change.person, change.sight_after) == (
        ChangeKind.MOVED,
        "guest-a",
        "reef-2",
    )


def test_what_has_begun_is_no_change_any_more():
    begun = an_opportunity("begun", start_s=-60)
    in_force = published(
        planned(CITY, "guest-b", window="w2"), planned(begun, "guest-c", window="w1")
    )
    without = drafted(planned(CITY, "guest-b"), plan="p2", change=1, based_on=1, withdraws=("w1",))
    view = view_of(*in_force, without, outlook=an_outlook(CITY, begun))
    assert view.working is not None
    assert view.changes.changes == ()


def test_what_lies_before_flight_is_not_changed_by_an_edit():
    assert view_of(*IN_FORCE, CHANGE).may_change
    assert not view_of(*IN_FORCE, CHANGE, PlanProposed(plan="p2")).may_change


def test_a_draft_on_an_older_version_is_not_in_work_any_more():
    old = drafted(planned(REEF, "guest-a"), plan="p0")
    assert view_of(old, *IN_FORCE).working is None


def test_a_view_could_go_to_every_coming_view_of_the_same_subject():
    view = view_of(*IN_FORCE)
    assert [each.id for each in view.alternatives("reef")] == ["reef", "reef-p", "reef-2"]
    assert view.alternatives("nothing") == []


def test_a_window_leads_to_its_opportunity_wherever_it_stands():
    view = view_of(*IN_FORCE, CHANGE)
    assert view.sight_of("w1") == "reef"
    assert view.sight_of("reef-2") == "reef-2"


def test_a_closure_shows_as_a_violation_of_what_is_in_force():
    closed = ViewingClosed(
        closure="c1",
        pane="dome",
        person="",
        start_ns=REEF.start_ns,
        end_ns=REEF.end_ns,
        reason="shutter stuck",
        stops_tasks=False,
    )
    rules = {each.rule for each in view_of(*IN_FORCE, closed).violations}
    assert Rule.CLOSED in rules


def test_a_view_is_made_anew_only_when_something_changed():
    desk = a_plan_desk(*IN_FORCE)
    plans = PlanDesk(desk)
    before = plans.view
    assert plans.view is before
    desk.take([replace(an_outlook(*ALL[:1]))])
    assert plans.view is not before


def test_what_is_on_no_list_any_more_does_not_stop_the_check():
    view = view_of(*IN_FORCE, outlook=an_outlook(CITY))
    assert [window.opportunity for window in view.windows] == ["city"]
