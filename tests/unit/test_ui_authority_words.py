import pytest

from console.domain.mission import AUTHORITY
from console.domain.roles import Role
from console.ui.models.authority_words import _WORDS, authority_line, may, may_not


def test_every_request_there_is_has_words():
    assert set(_WORDS) == set(AUTHORITY)


@pytest.mark.parametrize("role", Role)
def test_a_seat_may_do_what_the_server_lets_it_and_nothing_else(role):
    for kind, roles in AUTHORITY.items():
        assert (_WORDS[kind] in may(role)) == any(
            role in AUTHORITY[other] for other in AUTHORITY if _WORDS[other] == _WORDS[kind]
        )
        if role not in roles and _WORDS[kind] not in may(role):
            assert any(seat.seat in may_not(role)[_WORDS[kind]] for seat in roles)
    assert not set(may(role)) & set(may_not(role))


def test_requests_of_one_name_are_all_of_the_same_seats():
    seats = {}
    for kind, roles in AUTHORITY.items():
        seats.setdefault(_WORDS[kind], set()).add(roles)
    assert {act: found for act, found in seats.items() if len(found) > 1} == {}


def test_an_observer_looks_and_decides_nothing():
    assert may(Role.OBSERVER) == []
    assert authority_line(Role.OBSERVER) == "Observer: may look, not decide"
    assert may_not(Role.OBSERVER)["acknowledge alarms"] == "Flight controller"


def test_only_flight_sees_medical_values_and_only_a_trainer_injects_faults():
    assert "see medical values" in may(Role.FLIGHT)
    assert may_not(Role.GUEST)["see medical values"] == "Flight controller"
    assert may_not(Role.FLIGHT)["inject faults into a simulation"] == "Trainer"
