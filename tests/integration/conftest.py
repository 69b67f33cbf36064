"""Vehicles and consoles that end with their test."""

import pytest
from live_server import Console, Source


@pytest.fixture
def source():
    made = Source()
    yield made
    made.close()


@pytest.fixture
def consoles():
    made = []

    def console(listen, role, **other):
        made.append(Console(listen, role, **other))
        return made[-1]

    yield console
    for each in made:
        each.session.close()
