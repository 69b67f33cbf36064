"""The rehearsal's understudy proposes what a careful lead would and approves what waits."""

from dataclasses import replace
from queue import SimpleQueue

import pytest
from builders import T0_NS, a_mission, an_entry, an_opportunity

from console.client.mirror import Step
from console.client.understudy import STANDING_WANTED, Seat, approvals_due, proposals_due
from console.domain.facts import WindowApproved
from console.domain.mission import MissionState
from console.domain.requests import ApproveWindow
from console.domain.roles import Role
from console.domain.schedule import ViewingWindow, WindowStatus, objections
from console.protocol import Answer
from telemetry.timebase import NS_PER_S, ManualClock


def a_window(opportunity, *, status=WindowStatus.PROPOSED, name="w1", guests=("guest-a",)):
    return ViewingWindow(
        id=name,
        opportunity=opportunity.id,
        title=opportunity.title,
        pane=opportunity.pane,
        start_ns=opportunity.start_ns,
        end_ns=opportunity.end_ns,
        quality=opportunity.quality,
        guests=guests,
        status=status,
    )


def ladder(count):
    """Return opportunities half an hour apart, each better than the one before."""
    return [
        an_opportunity(f"o{number}", start_s=1800 * (number + 1), quality=50 + number)
        for number in range(count)
    ]


def test_it_proposes_the_best_first_and_only_a_few():
    due = proposals_due(ladder(8), MissionState(), a_mission(), T0_NS)
    assert [request.opportunity for request in due] == ["o7", "o6", "o5", "o4"]
    assert len(due) == STANDING_WANTED


def test_it_proposes_nothing_a_rule_objects_to():
    mission = a_mission()
    found = ladder(8)
    due = proposals_due(found, MissionState(), mission, T0_NS)
    by_id = {opportunity.id: opportunity for opportunity in found}
    windows = {}
    for request in due:
        window = a_window(
            by_id[request.opportunity], name=request.opportunity, guests=request.guests
        )
        assert list(objections(window, windows, mission, T0_NS)) == []
        windows[window.id] = window


def test_it_proposes_nothing_twice_and_nothing_too_soon():
    soon = an_opportunity("soon", start_s=10)
    known = an_opportunity("known", start_s=3600)
    withdrawn = a_window(known, status=WindowStatus.WITHDRAWN)
    state = replace(MissionState(), windows={"w1": withdrawn})
    assert proposals_due([soon, known], state, a_mission(), T0_NS) == []


def test_it_stops_when_enough_windows_stand_ahead():
    found = ladder(8)
    standing = {f"w{n}": a_window(o, name=f"w{n}") for n, o in enumerate(found[:STANDING_WANTED])}
    state = replace(MissionState(), windows=standing)
    assert proposals_due(found, state, a_mission(), T0_NS) == []


def test_windows_that_are_over_do_not_count_as_ahead():
    found = ladder(8)
    later_ns = T0_NS + 6 * 3600 * NS_PER_S
    standing = {f"w{n}": a_window(o, name=f"w{n}") for n, o in enumerate(found[:4])}
    state = replace(MissionState(), windows=standing)
    fresh = an_opportunity("fresh", start_s=7 * 3600)
    due = proposals_due([fresh], state, a_mission(), later_ns)
    assert [request.opportunity for request in due] == ["fresh"]


def test_it_approves_what_is_proposed_naming_the_revision_it_saw():
    first, second, third = ladder(3)
    state = replace(
        MissionState(),
        windows={
            "w1": a_window(first),
            "w2": a_window(second, name="w2", status=WindowStatus.PLANNED),
            "w3": replace(a_window(third, name="w3"), revision=5),
        },
    )
    due = approvals_due(state, T0_NS)
    assert [(request.window, request.seen_revision) for request in due] == [("w1", 1), ("w3", 5)]


def test_it_approves_nothing_that_has_lapsed():
    window = a_window(an_opportunity("reef"))
    state = replace(MissionState(), windows={"w1": window})
    assert approvals_due(state, window.end_ns - 1) != []
    assert approvals_due(state, window.end_ns) == []


@pytest.fixture
def seat(monkeypatch):
    """Return a seat whose session only notes what it was asked to send."""

    class Noted:
        def __init__(self, *_arguments):
            self.inbox = SimpleQueue()
            self.sent = []

        def start(self):
            pass

        def submit(self, request):
            self.sent.append(request)
            return f"r{len(self.sent)}"

    monkeypatch.setattr("console.client.understudy.Session", Noted)
    return Seat("tcp://127.0.0.1:7700", Role.FLIGHT, ManualClock())


def test_what_was_refused_is_asked_again_only_when_the_state_has_changed(seat):
    request = ApproveWindow(window="w1", seen_revision=1)
    session = seat._session
    seat.ask(request)
    session.inbox.put(Answer(request_id="r1", accepted=False, reason="Not now."))
    assert seat.listen() == (0, ["Not now."])
    seat.ask(request)
    seat.listen()
    seat.ask(request)
    assert len(session.sent) == 1
    assert not seat.unanswered

    seat.desk.state = replace(seat.desk.state, windows={"w1": a_window(an_opportunity("reef"))})
    seat.listen()
    seat.ask(request)
    assert len(session.sent) == 2


def test_it_asks_nothing_before_it_sees_what_came_of_the_last_request(seat):
    seat.desk.step = Step.LIVE
    assert seat.may_ask
    seat.ask(ApproveWindow(window="w1", seen_revision=1))
    assert not seat.may_ask
    seat._session.inbox.put(Answer(request_id="r1", accepted=True, reason=""))
    assert seat.listen() == (1, [])
    assert not seat.may_ask
    seat.desk.log.append(an_entry(fact=WindowApproved(window="w1"), by="flight:rehearsal"))
    assert seat.may_ask
