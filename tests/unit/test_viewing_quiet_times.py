"""Calls are offered only in contact, outside the anomaly and for long enough."""

from dataclasses import replace

import pytest

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.flight_events import anomaly_depth
from console.domain.viewing.orbit_events import contacts
from console.domain.viewing.quiet_times import (
    ANOMALY_MARGIN_S,
    CALL_LEAST_S,
    call_windows,
    quiet_stretches,
)
from telemetry.mission import Relay, load_mission, read_configuration
from telemetry.timebase import NS_PER_S


@pytest.fixture(scope="module")
def mission():
    return load_mission(read_configuration("meridian-1"))


@pytest.fixture(scope="module")
def stretch_ns(mission):
    return mission.simulation_start_ns, mission.simulation_start_ns + 43_200 * NS_PER_S


def test_quiet_is_two_minutes_clear_of_the_anomaly_at_both_ends(mission, stretch_ns) -> None:
    ephemeris = Ephemeris.over(mission.orbit, *stretch_ns)
    seconds = ephemeris.grid_s()
    inside = seconds[anomaly_depth(ephemeris, seconds) > 0]
    assert inside.size
    stretches = quiet_stretches(ephemeris)
    for start_ns, end_ns in stretches:
        start_s = (start_ns - ephemeris.start_ns) / NS_PER_S - ANOMALY_MARGIN_S
        end_s = (end_ns - ephemeris.start_ns) / NS_PER_S + ANOMALY_MARGIN_S
        assert not ((inside > start_s) & (inside < end_s)).any()
    quiet_s = sum(end - start for start, end in stretches) / NS_PER_S
    assert 0.7 * 43_200 < quiet_s < 43_200 - 30 * inside.size


def test_a_call_window_is_in_contact_all_the_way(mission, stretch_ns) -> None:
    links = contacts(mission, Ephemeris.over(mission.orbit, *stretch_ns))
    windows = call_windows(mission, *stretch_ns)
    assert windows
    for window in windows:
        assert window.end_ns - window.start_ns >= CALL_LEAST_S * NS_PER_S
        assert stretch_ns[0] <= window.start_ns < window.end_ns <= stretch_ns[1]
        for instant_ns in range(window.start_ns, window.end_ns, 60 * NS_PER_S):
            assert any(link.start_ns <= instant_ns < link.end_ns for link in links)
        assert set(window.via) <= {link.id for link in links}


def test_without_a_link_nobody_is_called(mission, stretch_ns) -> None:
    assert call_windows(replace(mission, stations=(), relays=()), *stretch_ns) == ()


def test_with_a_link_always_only_the_anomaly_interrupts(mission, stretch_ns) -> None:
    mesh = Relay(id="mesh", name="Optical mesh", longitude_deg=None, altitude_km=0.0)
    windows = call_windows(replace(mission, stations=(), relays=(mesh,)), *stretch_ns)
    quiet = quiet_stretches(Ephemeris.over(mission.orbit, *stretch_ns))
    long = [pair for pair in quiet if pair[1] - pair[0] >= CALL_LEAST_S * NS_PER_S]
    assert len(windows) == len(long)
    for window, (start_ns, end_ns) in zip(windows, long, strict=True):
        assert window.start_ns == pytest.approx(start_ns, abs=1000)
        assert window.end_ns == pytest.approx(end_ns, abs=1000)
    assert all(window.via == ("mesh",) for window in windows)
