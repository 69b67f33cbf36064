"""Four seats, and what each may see."""

import pytest

from console.domain.roles import Role


def test_every_seat_has_a_name_on_screen():
    assert {role.seat for role in Role} == {
        "Flight controller",
        "Guest-experience lead",
        "Trainer",
        "Observer",
    }


@pytest.mark.parametrize("role", list(Role))
def test_medical_values_are_for_flight_alone(role):
    assert role.may_see_medical is (role is Role.FLIGHT)


def test_a_role_is_its_word_on_the_command_line():
    assert [Role(word) for word in ("flight", "guest", "trainer", "observer")] == list(Role)
