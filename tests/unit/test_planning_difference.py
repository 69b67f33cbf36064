"""What a new plan changes, and who must be told."""

from builders import T0_NS, an_opportunity
from planning_builder import GUESTS

from console.domain.planning.difference import ChangeKind, difference
from console.domain.planning.plan import EMPTY_PLAN, Plan, TaskPlace, plan_of

A, B = GUESTS[:2]
REEF = an_opportunity("reef")
AGAIN = an_opportunity("again", target="reef", start_s=9000)
ALPS = an_opportunity("alps", start_s=7200)
ALL = (REEF, AGAIN, ALPS)


def changes(before, after):
    return difference(plan_of(before), plan_of(after), ALL)


def test_the_same_plan_changes_nothing():
    same = changes([(A, "reef")], [(A, "reef")])
    assert same.changes == ()
    assert same.summary == "nothing changes"


def test_another_view_of_the_same_subject_is_a_move():
    (change,) = changes([(A, "reef")], [(A, "again")]).changes
    assert change.kind is ChangeKind.MOVED
    assert change.before == (REEF.start_ns, REEF.end_ns)
    assert change.after == (AGAIN.start_ns, AGAIN.end_ns)


def test_a_view_taken_is_dropped_and_another_subject_is_added():
    found = changes([(A, "reef")], [(A, "alps")])
    assert [(c.kind, c.title) for c in found.changes] == [
        (ChangeKind.DROPPED, "reef by day"),
        (ChangeKind.ADDED, "alps by day"),
    ]
    assert found.summary == f"1 dropped, 1 added; tell {A}"


def test_a_view_that_goes_to_another_guest_concerns_both():
    found = changes([(A, "reef")], [(B, "reef")])
    assert {person: [c.kind for c in of] for person, of in found.told.items()} == {
        A: [ChangeKind.DROPPED],
        B: [ChangeKind.ADDED],
    }


def test_changes_are_in_order_of_time():
    found = changes([(A, "alps"), (A, "reef")], [])
    assert [c.sight_before for c in found.changes] == ["reef", "alps"]
    assert len(found.of(ChangeKind.DROPPED)) == 2


def test_a_moved_call_is_told_to_who_makes_it():
    place = TaskPlace(task=f"call/{A}/2021-09-17T12:00:00Z", start_ns=T0_NS, end_ns=T0_NS + 9)
    (change,) = difference(EMPTY_PLAN, Plan(tasks=(place,)), ALL).changes
    assert (change.kind, change.person, change.title) == (ChangeKind.MOVED, A, "call")
    assert (change.before, change.after) == (None, (T0_NS, T0_NS + 9))


def test_a_view_that_a_burn_took_off_the_list_is_told_too():
    (change,) = changes([(A, "gone"), (A, "reef")], [(A, "reef")]).changes
    assert (change.kind, change.person, change.title) == (ChangeKind.DROPPED, A, "gone")
