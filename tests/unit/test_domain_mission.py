"""What the server says to requests about viewing windows, and what holds them."""

import pytest
from builders import T0_NS, a_mission, a_situation, an_alarm_raised, an_entry, an_opportunity

from console.domain.facts import (
    AlarmAcknowledged,
    AlarmReturned,
    WindowApproved,
    WindowHeld,
    WindowProposed,
    WindowRejected,
    WindowReleased,
    WindowWithdrawn,
)
from console.domain.flight_rules import viewing_status, windows_to_hold
from console.domain.mission import MissionState, apply, decide, fold
from console.domain.requests import (
    AcknowledgeAlarm,
    ApproveWindow,
    ProposeWindow,
    Refused,
    RejectWindow,
    ReleaseWindow,
    WithdrawWindow,
)
from console.domain.roles import Role
from console.domain.rule_model import Decision
from console.domain.schedule import GUEST_GAP_S, TURNOVER_S, WindowStatus
from telemetry.dictionary import Severity

GUESTS = tuple(person.id for person in a_mission().people if person.role == "guest")
REEF = an_opportunity("reef")
FAN = "ARS_FAN_A_STATE"


def state_after(*facts):
    state = MissionState()
    for number, fact in enumerate(facts, start=1):
        state = apply(state, fact, "flight:Anna", T0_NS + number)
    return state


def proposed(opportunity=REEF, guests=GUESTS[:1], window="w1"):
    return WindowProposed(
        window=window,
        opportunity=opportunity.id,
        title=opportunity.title,
        pane=opportunity.pane,
        start_ns=opportunity.start_ns,
        end_ns=opportunity.end_ns,
        quality=opportunity.quality,
        guests=guests,
    )


def propose(state, opportunity=REEF, guests=GUESTS[:1], *, role=Role.GUEST, now_s=0.0):
    request = ProposeWindow(opportunity=opportunity.id, guests=guests)
    return decide(request, role, state, a_situation(opportunity, now_s=now_s))


def approve(state, *, seen=1, role=Role.FLIGHT, now_s=0.0):
    request = ApproveWindow(window="w1", seen_revision=seen)
    return decide(request, role, state, a_situation(REEF, now_s=now_s))


def release(state, *, seen):
    request = ReleaseWindow(window="w1", seen_revision=seen)
    return decide(request, Role.FLIGHT, state, a_situation(REEF))


def refused_because(decided, *words):
    assert isinstance(decided, Refused)
    for word in words:
        assert word in decided.reason
    return True


def test_a_proposed_opportunity_becomes_a_window_with_its_times_and_guests():
    assert propose(MissionState()) == [proposed()]


def test_an_approved_proposal_is_planned():
    state = state_after(proposed())
    decided = approve(state)
    assert decided == [WindowApproved(window="w1")]
    assert apply(state, decided[0]).windows["w1"].status is WindowStatus.PLANNED


def test_a_window_that_has_begun_is_marked_and_not_withdrawn():
    state = state_after(proposed(), WindowApproved(window="w1"))
    request = WithdrawWindow(window="w1", seen_revision=2)
    begun_s = (REEF.start_ns - T0_NS) / 1e9
    before, after = (
        decide(request, Role.GUEST, state, a_situation(REEF, now_s=begun_s + late_s))
        for late_s in (-1.0, 0.0)
    )
    assert before == [WindowWithdrawn(window="w1")]
    assert refused_because(after, "w1 has begun", "what cut it short")


def test_approving_a_window_that_changed_is_refused():
    state = state_after(proposed(), WindowWithdrawn(window="w1"))
    assert refused_because(approve(state, seen=1), "changed since you saw it", "withdrawn")


@pytest.mark.parametrize(
    ("role", "request_made"),
    [
        (Role.GUEST, AcknowledgeAlarm(alarm=FAN, occurrence=1, seen_severity=Severity.WARNING)),
        (Role.FLIGHT, ProposeWindow(opportunity="reef", guests=GUESTS[:1])),
        (Role.GUEST, ApproveWindow(window="w1", seen_revision=1)),
        (Role.GUEST, RejectWindow(window="w1", seen_revision=1, reason="no")),
        (Role.GUEST, ReleaseWindow(window="w1", seen_revision=1)),
        (Role.FLIGHT, WithdrawWindow(window="w1", seen_revision=1)),
        (Role.OBSERVER, ApproveWindow(window="w1", seen_revision=1)),
        (Role.TRAINER, ApproveWindow(window="w1", seen_revision=1)),
    ],
)
def test_what_another_seat_decides_is_refused(role, request_made):
    state = state_after(proposed(), an_alarm_raised(FAN, limit=None))
    assert refused_because(decide(request_made, role, state, a_situation(REEF)), "Only the")


def test_more_guests_than_the_pane_holds_are_refused():
    crowd = an_opportunity("reef", pane="win-1")
    capacity = next(pane.capacity for pane in a_mission().panes if pane.id == "win-1")
    too_many = GUESTS[: capacity + 1]
    assert len(too_many) > capacity
    assert refused_because(propose(MissionState(), crowd, too_many), "holds")


def test_a_place_at_a_pane_is_free_again_after_time_to_change():
    first = proposed(an_opportunity("reef", pane="win-1"))
    state = state_after(first)
    later = an_opportunity("city", pane="win-1", start_s=3900 + TURNOVER_S - 1)
    assert refused_because(propose(state, later, GUESTS[1:2]), "taken by w1")
    enough = an_opportunity("city", pane="win-1", start_s=3900 + TURNOVER_S)
    assert not isinstance(propose(state, enough, GUESTS[1:2]), Refused)


def test_two_guests_look_at_different_things_where_the_pane_holds_two():
    state = state_after(proposed())
    beside = an_opportunity("city", start_s=3700)
    assert not isinstance(propose(state, beside, GUESTS[1:2]), Refused)
    assert refused_because(propose(state, beside, GUESTS[1:3]), "taken by w1")


def test_one_view_is_one_window():
    state = state_after(proposed())
    assert refused_because(propose(state, REEF, GUESTS[1:2]), "taken by w1")


def test_a_proposed_window_moves_in_one_step_and_is_not_in_its_own_way():
    state = state_after(proposed())
    soon = an_opportunity("soon", start_s=3700)

    def moved(seen):
        request = ProposeWindow(
            opportunity="soon", guests=GUESTS[:1], instead_of="w1", seen_revision=seen
        )
        return decide(request, Role.GUEST, state, a_situation(soon))

    assert refused_because(propose(state, soon), "within 2 minutes")
    gone, came = moved(1)
    assert (gone.window, came.window, came.opportunity) == ("w1", "w2", "soon")
    assert refused_because(moved(7), "changed since you saw it")


def test_a_move_that_cannot_be_leaves_the_window_where_it_was():
    state = state_after(proposed())
    crowd = an_opportunity("soon", pane="win-1")
    request = ProposeWindow(opportunity="soon", guests=GUESTS[:3], instead_of="w1", seen_revision=1)
    assert refused_because(decide(request, Role.GUEST, state, a_situation(crowd)), "holds")


def test_a_guest_needs_time_between_two_viewings():
    state = state_after(proposed())
    soon = an_opportunity("city", pane="win-1", start_s=3900 + GUEST_GAP_S - 1)
    assert refused_because(propose(state, soon), "within 5 minutes")
    assert not isinstance(propose(state, soon, GUESTS[1:2]), Refused)
    same_pane = an_opportunity("city", start_s=3900 + TURNOVER_S - 1)
    assert refused_because(propose(state, same_pane), "within 2 minutes")


def test_a_sleeping_guest_is_not_woken_for_a_view():
    mission = a_mission()
    sleep = next(a for a in mission.timeline if a.kind == "sleep" and a.person == GUESTS[0])
    at_night = an_opportunity("reef", start_ns=sleep.start_ns + 1, end_ns=sleep.start_ns + 10**10)
    request = ProposeWindow(opportunity="reef", guests=GUESTS[:1])
    situation = a_situation(at_night, mission=mission)
    assert refused_because(decide(request, Role.GUEST, MissionState(), situation), "sleep")


@pytest.mark.parametrize("guests", [(), ("nobody",), (GUESTS[0], GUESTS[0])])
def test_a_proposal_without_real_guests_is_refused(guests):
    assert isinstance(propose(MissionState(), guests=guests), Refused)


def test_crew_do_not_take_guests_windows():
    crew = next(person.id for person in a_mission().people if person.role == "crew")
    assert refused_because(propose(MissionState(), guests=(crew,)), "no guest")


def test_an_opportunity_that_is_over_is_refused():
    assert refused_because(propose(MissionState(), now_s=4000), "over")


def test_an_opportunity_nobody_computed_is_refused():
    request = ProposeWindow(opportunity="invented", guests=GUESTS[:1])
    assert isinstance(decide(request, Role.GUEST, MissionState(), a_situation()), Refused)


def test_nothing_is_approved_while_a_warning_stands():
    state = state_after(proposed(), an_alarm_raised(FAN, limit=None))
    assert refused_because(approve(state), "still in warning")


def test_a_rejection_needs_a_reason():
    request = RejectWindow(window="w1", seen_revision=1, reason="  ")
    decided = decide(request, Role.FLIGHT, state_after(proposed()), a_situation(REEF))
    assert refused_because(decided, "Say why")


def test_a_rejected_window_frees_its_pane_and_guests():
    state = state_after(proposed(), WindowRejected(window="w1", reason="burn"))
    assert not isinstance(propose(state), Refused)


def planned_and_alarmed(severity=Severity.WARNING, alarm=FAN):
    return state_after(
        proposed(),
        WindowApproved(window="w1"),
        an_alarm_raised(alarm, severity=severity, limit=None),
    )


def holds(state, now_s=0.0):
    situation = a_situation(now_s=now_s)
    rules, around = situation.operations.rules, situation.around(state)
    return list(windows_to_hold(state.windows, rules, situation.mission, around))


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.EMERGENCY])
def test_a_warning_or_emergency_holds_planned_windows(severity):
    (hold,) = holds(planned_and_alarmed(severity))
    assert (hold.window, hold.alarm) == ("w1", FAN)


@pytest.mark.parametrize("severity", [Severity.ADVISORY, Severity.CAUTION])
def test_a_milder_alarm_holds_nothing(severity):
    assert holds(planned_and_alarmed(severity)) == []


def test_air_in_the_dome_holds_the_dome_and_not_the_other_panes():
    elsewhere = an_opportunity("city", pane="win-1", start_s=5000)
    state = apply(planned_and_alarmed(alarm="CAB_PPCO2_Z3"), proposed(elsewhere, window="w2"))
    state = apply(state, WindowApproved(window="w2"))
    assert [hold.window for hold in holds(state)] == ["w1"]


def test_a_window_beyond_the_hold_horizon_is_held_when_it_comes_near():
    far_s = a_mission().hold_horizon_s + 60
    far = an_opportunity("reef", start_s=far_s)
    state = state_after(
        proposed(far), WindowApproved(window="w1"), an_alarm_raised(FAN, limit=None)
    )
    assert holds(state, now_s=0) == []
    assert [hold.window for hold in holds(state, now_s=61)] == ["w1"]


def held(*later):
    return state_after(
        proposed(),
        WindowApproved(window="w1"),
        an_alarm_raised(FAN, limit=None),
        WindowHeld(window="w1", alarm=FAN, reason="fan"),
        *later,
    )


RETURNED = AlarmReturned(alarm=FAN, occurrence=1, value=1.0, sample_ns=5)


def test_a_returned_alarm_does_not_release_a_held_window_by_itself():
    assert held(RETURNED).windows["w1"].status is WindowStatus.HELD


def test_releasing_is_refused_while_the_alarm_stands():
    assert refused_because(release(held(), seen=3), "still in warning")


def test_flight_releases_a_held_window_once_the_alarm_returned():
    decided = release(held(RETURNED), seen=3)
    assert decided == [WindowReleased(window="w1")]
    assert apply(held(RETURNED), decided[0]).windows["w1"].status is WindowStatus.PLANNED


def status(state):
    situation = a_situation()
    rules, around = situation.operations.rules, situation.around(state)
    return viewing_status(state.windows, rules, situation.mission, around)


def test_viewing_is_go_when_nothing_stands_against_it():
    assert status(MissionState()).decision is Decision.GO


def test_viewing_is_hold_in_a_warning_and_no_go_in_an_emergency():
    assert status(planned_and_alarmed()).decision is Decision.HOLD
    assert status(planned_and_alarmed(Severity.EMERGENCY)).decision is Decision.NO_GO


def test_viewing_stays_on_hold_until_flight_released_the_windows():
    assert status(held(RETURNED)).decision is Decision.HOLD
    assert status(held(RETURNED, WindowReleased(window="w1"))).decision is Decision.GO


def test_state_is_the_fold_of_the_log():
    facts = [
        proposed(),
        WindowApproved(window="w1"),
        an_alarm_raised(FAN, limit=None),
        WindowHeld(window="w1", alarm=FAN, reason="fan"),
        AlarmAcknowledged(alarm=FAN, occurrence=1),
    ]
    entries = [an_entry(n, fact=fact, by="flight:Anna") for n, fact in enumerate(facts, start=1)]
    assert fold(entries) == state_after(*facts)
    assert fold(entries[3:], fold(entries[:3])) == fold(entries)
