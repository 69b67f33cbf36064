"""What is coming on the flight, worked out beside the window loop."""

from queue import SimpleQueue

import pytest
from builders import T0_NS, a_mission

from console.client import lookahead
from console.client.lookahead import LookAhead, LookedAhead, look_ahead
from telemetry.elements import PropagationError


@pytest.fixture
def cannot_fly(monkeypatch):
    def fail(*_):
        raise PropagationError("here", "the orbit decays", T0_NS)

    monkeypatch.setattr(lookahead, "find_opportunities", fail)


def test_before_it_is_worked_out_it_says_so():
    assert not LookedAhead().is_known
    assert LookedAhead().problem == ""


@pytest.mark.slow
def test_the_whole_flight_is_looked_at_and_handed_over():
    delivered = SimpleQueue()
    worker = LookAhead(delivered.put)
    worker.start(a_mission())
    found = delivered.get(timeout=60)
    worker.close()
    mission = a_mission()
    assert found.is_known
    assert found.opportunities
    assert all(
        mission.launch_ns <= each.start_ns < each.end_ns <= mission.end_ns
        for each in found.opportunities
    )
    assert found.events.contacts


def test_an_orbit_that_cannot_be_flown_is_a_problem_in_words(cannot_fly):
    found = look_ahead(a_mission())
    assert not found.is_known
    assert "the orbit decays" in found.problem


def test_closing_before_it_is_done_delivers_nothing_more(cannot_fly):
    delivered = SimpleQueue()
    worker = LookAhead(delivered.put)
    worker.close()
    assert delivered.empty()
