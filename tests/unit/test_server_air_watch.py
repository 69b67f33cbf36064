"""The server fits the cabin beside its loop; who asks is told of the last fit, at once."""

import time

import pytest
from builders import a_mission
from forecasts import a_flight

from console.domain.mission import MissionState
from console.server.air_watch import LASTS_NS, AirWatch


@pytest.fixture
def watch():
    made = AirWatch(a_mission())
    yield made
    made.close()


def look_until_fitted(watch, now_ns):
    deadline_s = time.monotonic() + 60.0
    while watch.fitted(now_ns) is None:
        watch.look(now_ns, MissionState())
        assert time.monotonic() < deadline_s


def test_nothing_is_known_before_there_is_telemetry(watch):
    watch.look(10**18, MissionState())
    assert watch.fitted(10**18) is None


def test_the_air_is_known_soon_after_a_look_and_no_longer_when_that_is_long_ago(watch):
    window, now_ns, _ = a_flight(25)
    watch._bins.window = lambda: window
    look_until_fitted(watch, now_ns)
    assert 1.0 < watch.fitted(now_ns).levels["Z3"][0][1] < 3.0
    assert watch.fitted(now_ns).breath_g_per_min > 0.5
    assert watch.fitted(now_ns + LASTS_NS + 1) is None


def test_asking_costs_no_fit(watch, monkeypatch):
    window, now_ns, _ = a_flight(25)
    watch._bins.window = lambda: window
    look_until_fitted(watch, now_ns)
    monkeypatch.setattr("console.server.air_watch._fit", None)
    assert watch.fitted(now_ns) is watch.fitted(now_ns)
    assert watch._running is None
