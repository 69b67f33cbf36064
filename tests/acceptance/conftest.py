"""Who joins the people of a mission day."""

import pytest
from acceptance.people import Person

from console.domain.roles import Role


@pytest.fixture
def eva(day):
    """The flight controller of the next shift, at a console of her own."""
    eva = Person(day.server, Role.FLIGHT, "Eva")
    yield eva
    eva.close()
