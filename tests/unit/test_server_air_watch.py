"""The server fits the cabin when a plan asks, and says nothing before it can."""

from builders import a_mission
from forecasts import a_flight
from simulations import a_simulation

from console.server.air_watch import AirWatch


def test_nothing_is_known_before_there_is_telemetry():
    assert AirWatch(a_mission()).fitted(10**18) is None


def test_the_air_is_known_after_some_minutes_and_again_with_every_bin():
    watch, simulation = AirWatch(a_mission()), a_simulation()
    for frame, _ in simulation.advance_to(6 * 600):
        watch.take(frame)
    first = watch.fitted(simulation.now_ns)
    assert 1.0 < first.levels["Z3"][0][1] < 3.0
    assert watch.fitted(simulation.now_ns) is first
    assert watch.fitted(simulation.now_ns + 20 * 10**9) is not first


def test_it_agrees_with_what_a_console_makes_of_the_same_telemetry():
    """Both fit the same bins with the same function."""
    window, now_ns, _ = a_flight(25)
    watch = AirWatch(a_mission())
    watch._bins.window = lambda: window
    assert watch.fitted(now_ns).breath_g_per_min > 0.5
