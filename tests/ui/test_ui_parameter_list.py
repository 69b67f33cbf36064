import pytest
from builders import a_mission, an_alarm_raised
from desks import a_desk

from console.domain.roles import Role
from console.ui.models.parameter_list import (
    ParameterChoice,
    SortBy,
    Standing,
    listed,
    parameters_for,
)


@pytest.fixture(scope="module")
def desk():
    broken = {"CAB_RH_Z1": lambda s: s * float("nan")}
    return a_desk(an_alarm_raised("CAB_DPDT"), changed=broken)


EVERY = 297 + 24  # of the vehicle, and what the ground says of its packets and record


def ids(desk, **choice):
    everything = parameters_for(desk.mission.database, Role.FLIGHT)
    chosen = ParameterChoice(**choice)
    return [each.id for each in listed(everything, chosen, desk.value, desk.state.alarms)]


def test_flight_sees_every_parameter_of_the_vehicle_and_of_the_ground(desk):
    assert len(ids(desk)) == len(a_mission().database.parameters) == EVERY


@pytest.mark.parametrize("role", [Role.GUEST, Role.TRAINER, Role.OBSERVER])
def test_medical_parameters_are_not_even_listed_for_other_seats(role):
    seen = parameters_for(a_mission().database, role)
    assert len(seen) == EVERY - 24
    assert not [each for each in seen if each.subsystem == "BIO"]


def test_every_word_must_be_found_somewhere(desk):
    assert ids(desk, words="co2 DOME") == ["CAB_PPCO2_Z3"]
    assert ids(desk, words="no such thing") == []


def test_one_subsystem_can_be_picked(desk):
    assert len(ids(desk, subsystem="TCS")) == 20


def test_only_what_is_in_alarm(desk):
    assert ids(desk, standing=Standing.ALARM) == ["CAB_DPDT"]


def test_only_what_cannot_be_used(desk):
    assert ids(desk, standing=Standing.UNUSABLE, words="relative humidity") == ["CAB_RH_Z1"]


def test_values_are_ordered_with_unknown_ones_last_either_way(desk):
    up = ids(desk, subsystem="CAB", sort=SortBy.VALUE)
    down = ids(desk, subsystem="CAB", sort=SortBy.VALUE, is_descending=True)
    assert up[-1] == down[-1] == "CAB_RH_Z1"
    known = [desk.value(each).value for each in up[:-1]]
    assert known == sorted(known)
    assert up[:-1] == down[-2::-1]


def test_ordered_by_state_the_alarm_stands_on_top_and_what_is_broken_next(desk):
    assert ids(desk, sort=SortBy.STATE, subsystem="CAB")[:2] == ["CAB_DPDT", "CAB_RH_Z1"]


@pytest.mark.parametrize("sort", list(SortBy))
def test_every_order_lists_everything_once(desk, sort):
    assert sorted(ids(desk, sort=sort)) == sorted(ids(desk))
