"""Viewing windows: what they become, and what speaks against them."""

import pytest
from builders import T0_NS, a_mission, an_idle_mission, an_opportunity

from console.domain.facts import (
    WindowApproved,
    WindowHeld,
    WindowRejected,
    WindowReleased,
    WindowWithdrawn,
)
from console.domain.schedule import (
    STANDING,
    WindowStatus,
    apply_window,
    objections,
    proposed_window,
)

GUEST = next(person.id for person in a_mission().people if person.role == "guest")


def a_window(*facts, window="w1", guests=(GUEST,), **opportunity):
    windows = apply_window(
        {}, proposed_window(window, an_opportunity("reef", **opportunity), guests)
    )
    for fact in facts:
        windows = apply_window(windows, fact)
    return windows[window]


def against(window, *others, now_s=0.0):
    windows = {each.id: each for each in (window, *others)}
    return list(objections(window, windows, an_idle_mission(), T0_NS + round(now_s * 1e9)))


def test_a_proposal_is_the_opportunity_with_guests():
    window, seen = a_window(), an_opportunity("reef")
    assert (window.start_ns, window.end_ns, window.pane) == (
        seen.start_ns,
        seen.end_ns,
        seen.pane,
    )
    assert (window.guests, window.status, window.revision) == (
        (GUEST,),
        WindowStatus.PROPOSED,
        1,
    )


@pytest.mark.parametrize(
    ("facts", "status", "reason"),
    [
        ([WindowApproved(window="w1")], WindowStatus.PLANNED, ""),
        ([WindowRejected(window="w1", reason="sleep")], WindowStatus.REJECTED, "sleep"),
        ([WindowWithdrawn(window="w1")], WindowStatus.WITHDRAWN, ""),
        ([WindowHeld(window="w1", alarm="A", reason="smoke")], WindowStatus.HELD, "smoke"),
        (
            [
                WindowHeld(window="w1", alarm="A", reason="smoke"),
                WindowReleased(window="w1"),
            ],
            WindowStatus.PLANNED,
            "",
        ),
    ],
)
def test_every_fact_makes_a_new_revision_with_its_reason(facts, status, reason):
    window = a_window(*facts)
    assert (window.status, window.reason, window.revision) == (status, reason, 1 + len(facts))
    assert window.stands is (status in STANDING)


def test_a_window_that_is_over_or_has_nobody_or_somebody_twice_is_objected_to():
    assert any("already over" in each for each in against(a_window(), now_s=1e5))
    assert any("No guest" in each for each in against(a_window(guests=())))
    assert any("twice" in each for each in against(a_window(guests=(GUEST, GUEST))))
    assert any("no guest 'nobody'" in each for each in against(a_window(guests=("nobody",))))


def test_a_proposal_nobody_decided_in_time_lapses_and_is_in_nobodys_way():
    lapsed = a_window()
    assert not lapsed.has_lapsed(lapsed.end_ns - 1)
    assert lapsed.has_lapsed(lapsed.end_ns)
    assert not a_window(WindowApproved(window="w1")).has_lapsed(lapsed.end_ns)
    next_start_s = (lapsed.end_ns - T0_NS) / 1e9 + 10
    following = a_window(window="w2", start_s=next_start_s)
    assert any("taken by w1" in each for each in against(following, lapsed))
    assert not any("taken" in each for each in against(following, lapsed, now_s=next_start_s))


def test_a_window_nobody_objects_to_stands():
    assert against(a_window()) == []


def test_a_window_that_no_longer_stands_is_in_nobodys_way():
    gone = a_window(WindowWithdrawn(window="w2"), window="w2")
    assert against(a_window(), gone) == []
    assert against(a_window(), a_window(window="w2"))


def test_windows_are_near_within_a_gap_and_not_at_it():
    first = a_window(start_s=0, length_s=100)
    assert first.is_near(a_window(start_s=199, length_s=10), 100)
    assert not first.is_near(a_window(start_s=200, length_s=10), 100)
