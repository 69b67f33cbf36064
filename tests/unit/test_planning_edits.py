"""Edits by hand: pure functions of a plan."""

from console.domain.planning.edits import moved, party_of, with_party
from console.domain.planning.plan import Plan, TaskPlace, Viewing

TASK = TaskPlace(task="call/guest-a/x", start_ns=1, end_ns=2)
PLAN = Plan(
    viewings=(
        Viewing(sight="city", guests=("guest-b",)),
        Viewing(sight="reef", guests=("guest-a",)),
    ),
    tasks=(TASK,),
)


def test_a_moved_party_keeps_its_guests_and_the_rest_of_the_plan():
    after = moved(PLAN, "reef", "alps")
    assert party_of(after, "alps") == ("guest-a",)
    assert party_of(after, "reef") == ()
    assert party_of(after, "city") == ("guest-b",)
    assert after.tasks == (TASK,)


def test_a_party_moved_to_where_others_are_joins_them():
    assert party_of(moved(PLAN, "reef", "city"), "city") == ("guest-b", "guest-a")


def test_a_view_without_guests_is_dropped():
    assert [v.sight for v in with_party(PLAN, "reef", ()).viewings] == ["city"]


def test_viewings_stay_in_order_so_that_equal_plans_are_equal():
    back = moved(moved(PLAN, "reef", "alps"), "alps", "reef")
    assert back == PLAN
