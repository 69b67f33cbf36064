"""The forecaster works beside the loop, not too often; a desk uses it only while it is fresh."""

from queue import SimpleQueue

import pytest
from builders import a_mission
from desks import WALL_NS, a_desk, clock_event
from forecasts import a_flight, a_forecast

from console.client.desk import Desk
from console.client.forecaster import Forecaster
from console.domain.roles import Role
from telemetry.timebase import ManualClock


@pytest.fixture
def delivered():
    return SimpleQueue()


@pytest.fixture
def forecaster(delivered):
    made = Forecaster(delivered.put)
    yield made
    made.close()


def a_desk_with(found, now_ns, rate=1.0):
    """Return a desk whose clock stands at `now_ns`, with a forecast."""
    desk = Desk(Role.FLIGHT, ManualClock(WALL_NS))
    desk.open(a_mission())
    desk.take([clock_event(mission_ns=now_ns, rate=rate), found])
    return desk


def test_a_forecast_is_delivered_and_the_next_is_not_due_yet(forecaster, delivered):
    desk = a_desk(span_s=400.0)
    assert forecaster.consider(desk)
    assert delivered.get(timeout=60).at_ns > 0
    assert not forecaster.consider(desk)


def test_nothing_is_begun_before_the_mission_is_known(forecaster):
    assert not forecaster.consider(Desk(Role.FLIGHT, ManualClock(WALL_NS)))


def test_a_desk_says_that_a_forecast_came():
    found, now_ns = a_forecast()
    desk = a_desk_with(found, now_ns)
    assert desk.take([found]).forecast
    assert desk.outlook() is found


def test_a_forecast_that_got_old_is_not_used():
    found, now_ns = a_forecast()
    desk = a_desk_with(found, now_ns)
    desk.clock._wall.advance(80)
    assert desk.outlook().outlooks == {}
    assert set(desk.outlook().unknown.values()) == {"the last one is out of date"}


def test_a_forecast_from_after_a_jump_back_is_not_used():
    found, now_ns = a_forecast()
    assert a_desk_with(found, now_ns - 600 * 10**9).outlook().outlooks == {}


def test_a_fast_mission_may_run_further_from_its_forecast():
    found, now_ns = a_forecast()
    desk = a_desk_with(found, now_ns + 200 * 10**9, rate=60.0)
    assert desk.outlook() is found


def test_plans_are_given_the_fitted_air_once_per_forecast():
    found, now_ns = a_forecast()
    desk = a_desk_with(found, now_ns)
    assert desk.air() is desk.air()
    assert "Z3" in desk.air().levels
    assert a_flight(25)[1] == now_ns
