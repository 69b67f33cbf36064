"""The hour's mean ahead: exact for what is known, even for what is no longer remembered."""

from types import SimpleNamespace

import numpy as np
import pytest
from forecasts import a_forecast

from console.domain.forecast.average import average_ahead
from console.domain.forecast.bins import BIN_S, BINS
from console.domain.forecast.draws import AHEAD_S
from console.domain.forecast.vehicle import CO2, CO2_AVERAGE


def ahead(past, average, zones_mmhg):
    held = {name: np.full(BINS, past) for name in CO2} | {CO2_AVERAGE: np.full(BINS, average)}
    members = np.tile(np.asarray(zones_mmhg, dtype=float), (4, 2, 1))
    return average_ahead(SimpleNamespace(held=held), members, np.zeros((2, 2)))


def test_what_stays_as_it_is_keeps_its_mean():
    assert ahead(2.0, 2.0, np.full(len(AHEAD_S), 2.0)) == pytest.approx(2.0)


def test_it_begins_at_the_mean_that_is_told_and_ends_at_what_is_forecast():
    found = ahead(2.0, 2.6, np.full(len(AHEAD_S), 5.0))
    assert found[:, 0] == pytest.approx(2.6)
    assert found[:, AHEAD_S >= 3600.0] == pytest.approx(5.0)
    assert (np.diff(found) >= -1e-9).all()


def test_after_half_an_hour_at_a_new_level_the_mean_is_half_way():
    found = ahead(2.0, 2.0, np.full(len(AHEAD_S), 4.0))[0]
    assert np.interp(1800.0, AHEAD_S, found) == pytest.approx(3.0, abs=0.01)


def test_of_a_rise_only_the_last_hour_counts():
    found = ahead(2.0, 2.0, 2.0 + AHEAD_S / 3600.0)[0]
    assert np.interp(5400.0, AHEAD_S, found) == pytest.approx(3.0, abs=0.01)


def test_a_gap_in_what_is_remembered_is_bridged():
    past = np.where(np.arange(BINS) % 50 < 12, np.nan, 2.0)
    assert ahead(past, 2.0, np.full(len(AHEAD_S), 2.0)) == pytest.approx(2.0)


def test_a_rise_is_taken_to_have_begun_before_memory():
    """Of an even rise what goes is lower than what is remembered, in the first half hour, too."""
    rise = 3.0 + BIN_S / 3600.0 * (np.arange(BINS) - BINS + 0.5)
    held = dict.fromkeys(CO2, rise) | {CO2_AVERAGE: rise - 0.5}
    members = np.tile(3.0 + AHEAD_S / 3600.0, (4, 2, 1))
    found = average_ahead(SimpleNamespace(held=held), members, np.zeros((2, 2)))[0]
    assert found == pytest.approx(2.5 + AHEAD_S / 3600.0, abs=0.003)


def test_its_limits_are_foreseen_like_those_of_the_zones():
    found, _ = a_forecast(25, "F01", 15)
    limits = [each.limit.threshold for each in found.outlooks[CO2_AVERAGE].crossings]
    assert 3.0 in limits
