"""Events come in order, in pairs, and at the second brute force sees them."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.flight_events import EVENTS, find_events
from console.domain.viewing.lighting import moon_events
from telemetry.mission import load_mission, read_configuration
from telemetry.timebase import NS_PER_S


@pytest.fixture(scope="module", params=["polar-1", "station-1"])
def ephemeris(request):
    mission = load_mission(read_configuration(request.param))
    start_ns = mission.simulation_start_ns
    return Ephemeris.over(mission.orbit, start_ns, start_ns + 12 * 3600 * NS_PER_S)


@pytest.fixture(scope="module")
def events(ephemeris):
    return list(find_events(ephemeris))


def test_every_kind_is_found_in_half_a_day(events) -> None:
    kinds = {kind for _, *pair in EVENTS for kind in pair}
    assert len(kinds) == 10
    assert set(Counter(kind for _, kind in events)) == kinds


def test_events_come_in_order_and_in_and_out_take_turns(events) -> None:
    assert events == sorted(events)
    for _, *pair in EVENTS:
        own = [kind for _, kind in events if kind in pair]
        assert all(first != second for first, second in pairwise(own))


def test_the_shadow_is_entered_and_left_in_its_natural_order(events) -> None:
    light = [k for _, k in events if k.startswith(("umbra", "penumbra", "sun"))]
    text = " ".join(light)
    assert "penumbra_in sun_centre_set umbra_in umbra_out sun_centre_rise penumbra_out" in text


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: e[1])
def test_every_second_of_the_flight_agrees_with_the_events(ephemeris, events, event) -> None:
    margin, rising, falling = event
    seconds = np.arange(ephemeris.from_s, ephemeris.to_s, 1.0)
    positive = margin(ephemeris, seconds) > 0
    at = np.flatnonzero(positive[1:] != positive[:-1])
    own = [(t, kind) for t, kind in events if kind in (rising, falling)]
    assert len(own) == len(at)
    for (instant_ns, kind), index in zip(own, at, strict=True):
        found_s = (instant_ns - ephemeris.start_ns) / NS_PER_S
        assert seconds[index] <= found_s <= seconds[index] + 1.0
        assert (kind == rising) == positive[index + 1]


def test_the_moon_takes_some_ten_seconds_to_rise_and_rises_once_an_orbit(ephemeris) -> None:
    moonrises = moon_events(ephemeris).seconds[moon_events(ephemeris).is_rising]
    assert np.diff(moonrises) == pytest.approx(5560, abs=150)
