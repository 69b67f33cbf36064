"""What makes a good view is set by the guest lead and holds for every list after that."""

from dataclasses import replace

import pytest
from builders import T0_NS, a_mission, a_situation, an_entry, an_opportunity

from console.domain.mission import MissionState, apply, decide
from console.domain.requests import Refused
from console.domain.roles import Role
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing_limits import BOUNDS
from console.domain.viewing_requests import SetViewingRules, ViewingRulesSet
from console.protocol import Ask, decode_entry, decode_to_server, encode
from console.server.authority import Authority, Moment

WINDY = ViewingRules(kp=6.0, cloud_by_target={"uluru": 0.9})


def answered(rules, *, revision=0, role=Role.GUEST, state=None):
    request = SetViewingRules(rules=rules, seen_revision=revision)
    return decide(request, role, state or MissionState(), a_situation(mission=a_mission()))


def test_new_rules_are_a_fact_and_hold_from_then_on():
    (fact,) = answered(WINDY)
    state = apply(MissionState(), fact)
    assert (state.limits.rules, state.limits.revision) == (WINDY, 1)


def test_only_the_guest_lead_sets_them_and_only_what_was_seen_is_changed():
    assert isinstance(answered(WINDY, role=Role.FLIGHT), Refused)
    assert "changed since you saw" in answered(WINDY, revision=3).reason


@pytest.mark.parametrize("name", sorted(BOUNDS))
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e6])
def test_a_limit_nobody_can_mean_is_refused_by_name(name, value):
    assert name in answered(replace(ViewingRules(), **{name: value})).reason


def test_everything_wrong_is_said_at_once():
    said = answered(
        ViewingRules(kp=12.0, land_cloud=2.0, cloud_by_target={"atlantis": 0.5, "uluru": 7.0})
    ).reason
    assert all(word in said for word in ("kp", "land_cloud", "atlantis", "uluru"))


def test_request_and_fact_survive_the_wire_and_the_file():
    ask = Ask(request_id="r1", request=SetViewingRules(rules=WINDY, seen_revision=0))
    assert decode_to_server(encode(ask)) == ask
    entry = an_entry(fact=ViewingRulesSet(rules=WINDY))
    assert decode_entry(encode(entry)) == entry


def test_the_server_decides_by_the_list_that_the_new_rules_give_and_still_after_a_restart():
    seen = []

    def find(rules):
        seen.append(rules)
        return [an_opportunity("aurora")]

    mission = a_mission()
    authority = Authority(mission, [], epoch=1, entries=(), find_views=find)
    assert seen == []
    ruling = authority.note([ViewingRulesSet(rules=WINDY)], Moment(mission_ns=T0_NS, wall_ns=T0_NS))
    authority.commit(ruling)
    assert seen == [WINDY]
    Authority(mission, [], epoch=2, entries=ruling.entries, find_views=find)
    assert seen == [WINDY, WINDY]
