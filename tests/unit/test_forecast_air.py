"""What planners are told of the cabin: the dome with nobody there, for the rest of the flight."""

import numpy as np
import pytest
from builders import a_mission
from forecasts import a_flight, a_forecast, changed

from console.domain.forecast.air import fitted_air, nobody_knows
from console.domain.forecast.outlook import NOTHING, forecast
from console.domain.forecast.vehicle import CO2
from console.domain.planning.air import CO2_PER_PERSON_G_PER_MIN


def the_air(*flight):
    found, _ = a_forecast(*flight)
    return fitted_air(found, a_mission(), ["Z3"])


def test_the_simulated_cabin_is_described_as_it_was_built():
    air = the_air()
    assert air.breath_g_per_min == pytest.approx(CO2_PER_PERSON_G_PER_MIN, rel=0.15)
    assert air.exchange_m3_per_h["Z3"] == pytest.approx(115.0, rel=0.2)
    assert min(level for _, level in air.levels["Z3"]) > 0.8
    assert max(level for _, level in air.levels["Z3"]) < 3.0


def test_the_levels_reach_to_the_end_of_the_flight():
    """Far beyond the horizon the timeline still makes a difference: people sleep, then wake."""
    times_ns = [at_ns for at_ns, _ in the_air().levels["Z3"]]
    assert times_ns == sorted(times_ns)
    assert times_ns[-1] > times_ns[0] + 20 * 3600 * 10**9


def test_with_the_fan_standing_the_cabin_fills():
    levels = the_air(25, "F01", 20).levels["Z3"]
    later = [level for at_ns, level in levels if at_ns > levels[0][0] + 3600 * 10**9]
    assert later[0] > 4.5


def test_nothing_is_told_where_co2_cannot_be_forecast():
    window, now_ns, _ = a_flight(25)
    silent = changed(window, **{CO2[2]: np.full(len(window.times_ns), np.nan)})
    assert fitted_air(forecast(silent, a_mission(), now_ns), a_mission(), ["Z3"]) is None
    assert fitted_air(NOTHING, a_mission(), ["Z3"]) is None
    assert nobody_knows() is None
