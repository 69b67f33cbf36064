"""A stored plan as it would stand now, and what would be wrong with it: what a panel asks."""

from builders import T0_NS, a_situation, an_alarm_raised, an_opportunity
from planning_builder import GUESTS, HOUR_NS

from console.domain.mission import MissionState, apply, decide, plan_ground
from console.domain.plan_check import new_windows, plan_violations, publication_of
from console.domain.plan_requests import CloseViewing, DraftPlan
from console.domain.planning.plan import Viewing
from console.domain.planning.violations import Rule
from console.domain.roles import Role

REEF = an_opportunity("reef")
CITY = an_opportunity("city", start_s=7200)


def after(*requests, facts=(), now_s=0.0):
    state = MissionState()
    for fact in facts:
        state = apply(state, fact)
    for request in requests:
        for fact in decide(request, Role.GUEST, state, a_situation(REEF, CITY, now_s=now_s)):
            state = apply(state, fact)
    return state, plan_ground(state, a_situation(REEF, CITY, now_s=now_s))


def draft(*pairs):
    return DraftPlan(viewings=tuple(Viewing(sight=s, guests=guests) for s, guests in pairs))


def test_a_draft_can_be_checked_before_anybody_proposes_it():
    state, ground = after(draft(("reef", GUESTS[:3]), ("city", GUESTS[:1])))
    (violation,) = plan_violations(state.book.plans["p1"], ground)
    assert violation.rule is Rule.CAPACITY
    assert violation.windows == ("w2",)


def test_windows_get_the_ids_they_will_have():
    state, ground = after(draft(("reef", GUESTS[:1]), ("city", GUESTS[:1])))
    publication = publication_of(state.book.plans["p1"], ground)
    assert [w.window for w in publication.windows] == ["w1", "w2"]
    assert publication.version == 1
    assert new_windows(publication, ground) == list(publication.windows)


def test_closures_of_people_and_of_alarms_count_alike():
    closing = CloseViewing(start_ns=T0_NS, end_ns=T0_NS + HOUR_NS, reason="burn", pane="dome")
    _, ground = after(closing, facts=[an_alarm_raised("ARS_FAN_A_STATE", limit=None)])
    reasons = [closure.reason for closure in ground.closures]
    assert len(reasons) == 2
    assert reasons[0] == "burn"
    assert "is in warning" in reasons[1]


def test_what_an_alarm_holds_is_found_in_a_draft():
    _, quiet = after(draft(("reef", GUESTS[:1])))
    assert plan_violations(quiet.book.plans["p1"], quiet) == []
    alarm = an_alarm_raised("ARS_FAN_A_STATE", limit=None)
    state, ground = after(draft(("reef", GUESTS[:1])), facts=[alarm])
    (violation,) = plan_violations(state.book.plans["p1"], ground)
    assert violation.rule is Rule.CLOSED
