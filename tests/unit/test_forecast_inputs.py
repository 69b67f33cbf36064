"""Telemetry made ready for the balances: short gaps bridged, the silent taken like the others."""

import numpy as np
import pytest
from builders import a_mission
from forecasts import a_flight, changed

from console.domain.forecast.agenda import AWAKE, CO2, people_in_dome
from console.domain.forecast.heat import zone_capacity_j_per_k
from console.domain.forecast.inputs import HELD_BINS, exchange_m3_per_s, see, vapour_mmhg
from console.domain.forecast.vehicle import CO2 as CO2_SENSORS
from console.domain.forecast.vehicle import DOME, SEATING_BAY, VOLUME_M3


def seen_with(**values):
    return see(changed(a_flight(25)[0], **values), a_mission())


def like(parameter, value, at=slice(None)):
    values = a_flight(25)[0].values[parameter].copy()
    values[at] = value
    return {parameter: values}


def test_a_short_gap_is_bridged_and_a_long_one_is_not():
    held = seen_with(**like("ARS_FLOW_SCRUB", np.nan, slice(10, 30))).held["ARS_FLOW_SCRUB"]
    assert np.isnan(held).sum() == 20 - HELD_BINS


def test_a_silent_zone_is_taken_to_be_like_the_others():
    seen = seen_with(**like(CO2_SENSORS[2], np.nan))
    assert seen.co2[:, 2] == pytest.approx(seen.co2[:, [0, 1, 3]].mean(axis=1))


def test_a_crowd_in_the_dome_breathes_there_and_not_where_the_timeline_has_guests():
    window = a_flight(25)[0]
    planned = people_in_dome(a_mission(), window.times_ns)
    seen, usual = (seen_with(HSP_DOME_N=planned + more) for more in (2.0, 0.0))
    moved = (seen.rates - usual.rates)[-1, :, CO2]
    assert moved[DOME] == pytest.approx(2 * AWAKE[CO2])
    assert moved[SEATING_BAY] < 0.0


def test_a_local_fan_that_stands_leaves_little_exchange():
    held = seen_with(**like("ARS_IMV_3_STATE", 0.0)).held
    local_m3_per_h = exchange_m3_per_s(held)[1][-1] * 3600
    assert local_m3_per_h == pytest.approx([150.0, 6.0, 87.0])


def test_vapour_is_a_share_of_what_air_can_hold():
    """22 °C holds 2.637 kPa = 19.78 mmHg."""
    assert vapour_mmhg(np.array(50.0), np.array(22.0)) == pytest.approx(9.89, abs=0.03)


def test_the_air_takes_some_twelve_hundred_joules_per_cubic_metre_and_kelvin():
    assert zone_capacity_j_per_k(760.0).sum() / VOLUME_M3 == pytest.approx(1200, rel=0.01)
