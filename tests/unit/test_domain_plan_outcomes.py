"""What became of a viewing window: said by the guest lead, or missed by time."""

import pytest
from builders import T0_NS, a_situation, an_entry, an_opportunity
from outlooks import at, proposed

from console.domain.facts import WindowApproved, WindowHeld
from console.domain.mission import decide, fold
from console.domain.plan_book import plan_in_force
from console.domain.plan_facts import WindowCutShort, WindowMissed, WindowSeen
from console.domain.plan_outcomes import SAY_WITHIN_S, windows_missed
from console.domain.plan_requests import MarkWindow
from console.domain.requests import Refused
from console.domain.roles import Role
from console.domain.schedule import WindowStatus
from console.server.authority import Authority, Moment

REEF = an_opportunity("reef", start_s=600, length_s=300)
PLANNED = (proposed("w1", REEF, "guest-a"), WindowApproved(window="w1"))


def entries(*facts):
    return tuple(an_entry(n, fact=fact) for n, fact in enumerate(facts, start=1))


def state_after(*facts):
    return fold(entries(*PLANNED, *facts))


def answered(state, *, now_s, revision=2, cut_short="", role=Role.GUEST):
    request = MarkWindow(window="w1", seen_revision=revision, cut_short=cut_short)
    return decide(request, role, state, a_situation(REEF, now_s=now_s))


def test_a_planned_window_is_open_between_its_ends_and_then_waits_for_word():
    window = state_after().windows["w1"]
    assert [window.standing(at(s)) for s in (599, 600, 899, 900)] == [
        "planned",
        "open",
        "open",
        "over",
    ]


def test_the_guest_lead_marks_it_seen_or_cut_short_with_a_reason():
    assert answered(state_after(), now_s=900) == [WindowSeen(window="w1")]
    short = answered(state_after(), now_s=700, cut_short="cloud came in")
    assert short == [WindowCutShort(window="w1", reason="cloud came in")]
    window = state_after(*short).windows["w1"]
    assert (window.status, window.reason) == (WindowStatus.CUT_SHORT, "cloud came in")


@pytest.mark.parametrize(
    ("now_s", "other", "says"),
    [
        (599, {}, "has not begun"),
        (900, {"revision": 1}, "changed since you saw it"),
        (900, {"role": Role.FLIGHT}, "Only the Guest-experience lead"),
    ],
)
def test_what_cannot_be_marked_is_refused_with_the_reason(now_s, other, says):
    refused = answered(state_after(), now_s=now_s, **other)
    assert isinstance(refused, Refused)
    assert says in refused.reason


def test_a_withdrawn_or_unknown_window_cannot_be_marked():
    seen = state_after(WindowSeen(window="w1"))
    assert "is seen" in answered(seen, now_s=900, revision=3).reason
    assert "no viewing window" in answered(fold(()), now_s=900).reason


def test_what_nobody_marks_in_time_is_missed_by_the_server_alone():
    authority = Authority(a_situation().mission, [REEF], epoch=1, entries=entries(*PLANNED))
    due_ns = REEF.end_ns + round(SAY_WITHIN_S * 1e9)
    early = authority.tick(Moment(mission_ns=due_ns - 1, wall_ns=T0_NS))
    assert not early.entries
    late = authority.tick(Moment(mission_ns=due_ns, wall_ns=T0_NS))
    assert [entry.fact for entry in late.entries] == [WindowMissed(window="w1")]
    authority.commit(late)
    assert not authority.tick(Moment(mission_ns=due_ns + 1, wall_ns=T0_NS)).entries


def test_a_held_window_that_went_by_is_missed_too():
    held = state_after(WindowHeld(window="w1", alarm="CAB_PPCO2_Z3", reason="CO2"))
    assert list(windows_missed(held.windows, REEF.end_ns + round(SAY_WITHIN_S * 1e9)))


def test_what_was_taken_for_missed_can_be_put_right():
    missed = state_after(WindowMissed(window="w1"))
    assert answered(missed, now_s=4000, revision=3) == [WindowSeen(window="w1")]


def test_a_view_seen_is_a_kept_promise_and_one_lost_is_not():
    for fact, is_kept in (
        (WindowSeen(window="w1"), True),
        (WindowCutShort(window="w1", reason="hold"), False),
        (WindowMissed(window="w1"), False),
    ):
        state = state_after(fact)
        assert bool(plan_in_force(state.windows, state.book).viewings) is is_kept
