"""The forecast: one orbit ahead with a band, honest about what it does not know."""

import numpy as np
import pytest
from builders import a_mission
from forecasts import a_flight, a_forecast, changed

from console.domain.forecast.bins import Window
from console.domain.forecast.draws import HORIZON_S
from console.domain.forecast.outlook import crossings, forecast
from console.domain.forecast.vehicle import (
    CO2,
    CO2_AVERAGE,
    FORECAST,
    HUMIDITY,
    OXYGEN,
    PRESSURE,
    TEMPERATURE,
    TOLD,
)
from telemetry.dictionary import Limit, Severity
from telemetry.timebase import NS_PER_S

CO2_MMHG = 0.15  # of a rise of several, a quarter of an hour after a fan stopped
MINUTE_NS = 60 * 10**9
HALF_AN_HOUR = tuple(range(1, 31))  # the minutes after, of which the truth is known


def test_it_reaches_one_orbit_ahead_of_the_last_whole_bin():
    found, now_ns = a_forecast()
    assert 0 <= now_ns - found.at_ns <= 20 * 10**9
    assert (found.times_ns[-1] - found.at_ns) / 1e9 == pytest.approx(HORIZON_S, abs=45)


def test_every_parameter_has_a_band_around_its_middle():
    found, _ = a_forecast()
    assert set(found.outlooks) == {*FORECAST, CO2_AVERAGE}
    for outlook in found.outlooks.values():
        assert (outlook.low <= outlook.middle).all()
        assert (outlook.middle <= outlook.high).all()
        assert outlook.high[-1] > outlook.low[-1]


def test_it_begins_where_the_telemetry_ends():
    window, now_ns, (truth,) = a_flight(25)
    found = forecast(window, a_mission(), now_ns)
    assert found.outlooks[CO2[1]].middle[0] == pytest.approx(truth[CO2[1]], abs=0.02)
    assert found.outlooks[PRESSURE].middle[0] == pytest.approx(truth[PRESSURE], abs=0.3)


def test_the_same_telemetry_gives_the_same_forecast():
    first, _ = a_forecast()
    second, _ = a_forecast()
    assert np.array_equal(first.outlooks[OXYGEN].high, second.outlooks[OXYGEN].high)


def test_co2_after_the_fan_stopped_is_foreseen():
    window, now_ns, truths = a_flight(25, "F01", 20, HALF_AN_HOUR)
    now, later = truths[0], truths[15]
    found = forecast(window, a_mission(), now_ns)
    at = (now_ns - found.times_ns) / -1e9
    foreseen = float(np.interp(900.0, at, found.outlooks[CO2[1]].middle))
    assert later[CO2[1]] > now[CO2[1]] + 1.0
    assert foreseen == pytest.approx(later[CO2[1]], abs=CO2_MMHG)


def test_a_limit_ahead_has_a_time_with_its_spread():
    window, now_ns, _ = a_flight(25, "F01", 20, HALF_AN_HOUR)
    crossing = forecast(window, a_mission(), now_ns).outlooks[CO2[1]].crossings[0]
    assert crossing.limit.threshold == 4.5
    assert crossing.likelihood == 1.0
    assert crossing.early_s <= crossing.in_s <= crossing.late_s


def test_a_limit_is_passed_between_two_steps_where_the_line_does():
    limit = Limit(severity=Severity.CAUTION, threshold=4.5, is_high=True)
    members = np.tile(4.0 + np.arange(4.0) * 0.4, (3, 1))
    (crossing,) = crossings(120.0 * np.arange(4), members, (limit,))
    assert crossing.in_s == pytest.approx(150.0)


def test_a_limit_that_is_passed_already_is_not_ahead():
    limit = Limit(severity=Severity.CAUTION, threshold=4.5, is_high=True)
    members = np.array([[5.0, 5.5]] * 2 + [[4.0, 5.0]])
    assert crossings(120.0 * np.arange(2), members, (limit,)) == ()
    assert len(crossings(120.0 * np.arange(2), members[1:], (limit,))) == 1


def test_the_time_to_a_limit_is_when_it_comes_true():
    window, now_ns, truths = a_flight(25, "F01", 20, HALF_AN_HOUR)
    crossing = forecast(window, a_mission(), now_ns).outlooks[CO2[1]].crossings[0]
    true_min = next(minute for minute, each in enumerate(truths) if each[CO2[1]] > 4.5)
    assert crossing.in_s / 60 == pytest.approx(true_min, abs=2)


@pytest.mark.long
def test_an_uncooled_cabin_whose_walls_are_wet_warms_as_told():
    window, now_ns, truths = a_flight(130, "F17", 15, (30,))
    found = forecast(window, a_mission(), now_ns)
    assert window.values[HUMIDITY[0]][-1] > 99.0
    at = (found.times_ns - now_ns) / NS_PER_S
    for name in TEMPERATURE:
        told = float(np.interp(1800.0, at, found.outlooks[name].middle))
        assert told == pytest.approx(truths[1][name], abs=0.35)
        assert truths[1][name] > truths[0][name] + 0.7


def test_nothing_is_said_before_any_telemetry():
    nothing = Window(newest_ns=0, times_ns=np.empty(0, np.int64), values={})
    found = forecast(nothing, a_mission(), 10**18)
    assert found.outlooks == {}
    assert set(found.unknown.values()) == {"no telemetry yet"}


def test_too_little_telemetry_says_how_much_is_needed():
    window, now_ns, _ = a_flight(2)
    found = forecast(window, a_mission(), now_ns)
    assert found.unknown[PRESSURE] == "120 s of telemetry, 180 s are needed"


def test_old_telemetry_gives_no_forecast():
    window, now_ns, _ = a_flight(25)
    found = forecast(window, a_mission(), now_ns + 2 * MINUTE_NS)
    assert found.outlooks == {}
    assert "old" in found.unknown[CO2[0]]


def test_a_silent_sensor_takes_only_its_own_forecast_away():
    window, now_ns, _ = a_flight(25)
    silent = changed(window, **{CO2[2]: np.full(len(window.times_ns), np.nan)})
    found = forecast(silent, a_mission(), now_ns)
    # And that of the hour's mean, which is of all zones.
    assert found.unknown == dict.fromkeys((CO2[2], CO2_AVERAGE), f"{CO2[2]} is invalid or silent")
    whole = forecast(window, a_mission(), now_ns)
    others = found.outlooks[CO2[1]].middle[-1], whole.outlooks[CO2[1]].middle[-1]
    assert others[0] == pytest.approx(others[1], abs=0.1)


def test_an_hours_mean_that_is_not_told_says_so():
    window, now_ns, _ = a_flight(25)
    silent = changed(window, **{CO2_AVERAGE: np.full(len(window.times_ns), np.nan)})
    found = forecast(silent, a_mission(), now_ns)
    assert found.unknown == {CO2_AVERAGE: f"{CO2_AVERAGE} is invalid or silent"}


@pytest.mark.parametrize(
    ("parameter", "reads", "words"),
    [
        (TEMPERATURE[0], -15.0, "reads -15 °C, the model holds for 0 to 50"),
        (CO2[1], 95.0, "reads 95 mmHg, the model holds for 0 to 60"),
        (PRESSURE, 30.0, "reads 30 mmHg, the model holds for 100 to 1000"),
        (PRESSURE, 140.0, "CAB_PPO2 reads more than CAB_P_TOT"),
    ],
)
def test_absurd_air_is_not_believed_and_is_named(parameter, reads, words):
    window, now_ns, _ = a_flight(25)
    wobble = reads + 1e-3 * np.arange(len(window.times_ns)) % 7e-3
    found = forecast(changed(window, **{parameter: wobble}), a_mission(), now_ns)
    assert words in found.unknown[parameter]
    assert CO2[0] in found.outlooks


def test_air_that_would_run_away_gives_no_forecast_and_says_why():
    """Forty degrees in half an hour, with a coil that works: no cabin does that."""
    window, now_ns, _ = a_flight(25)
    ramp = np.linspace(5.0, 45.0, len(window.times_ns))
    found = forecast(changed(window, **dict.fromkeys(TEMPERATURE, ramp)), a_mission(), now_ns)
    assert found.outlooks == {}
    assert all("contradicts itself" in found.unknown[name] for name in TOLD)


def test_a_frozen_sensor_is_not_believed():
    window, now_ns, _ = a_flight(25)
    still = changed(window, **{PRESSURE: np.full(len(window.times_ns), 758.0)})
    assert "has not moved" in forecast(still, a_mission(), now_ns).unknown[PRESSURE]


def test_a_suspect_sensor_is_not_believed():
    window, now_ns, _ = a_flight(25)
    found = forecast(window, a_mission(), now_ns, suspects={"PCS_O2_FLOW"})
    assert found.unknown[OXYGEN] == "PCS_O2_FLOW is suspect"
    assert CO2[0] in found.outlooks


def test_one_wild_reading_changes_next_to_nothing():
    window, now_ns, _ = a_flight(25)
    wild = window.values[CO2[1]].copy()
    wild[-5] = 30.0
    gone = window.values[CO2[1]].copy()
    gone[-5] = np.nan
    with_gap = forecast(changed(window, **{CO2[1]: gone}), a_mission(), now_ns)
    whole = forecast(window, a_mission(), now_ns)
    far = with_gap.outlooks[CO2[1]].middle[-1] - whole.outlooks[CO2[1]].middle[-1]
    assert abs(far) < 0.03
