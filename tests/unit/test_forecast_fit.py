"""What the fit learns: people's production, the scrubber's effect, a leak, with its doubt."""

from math import pi

import numpy as np
import pytest
from builders import a_mission
from forecasts import a_flight, changed

from console.domain.forecast.balance import fit_balance
from console.domain.forecast.bins import BIN_S
from console.domain.forecast.fit import (
    DRYING,
    EXTRA,
    LEAK,
    PRODUCTION,
    REMOVAL,
    USE,
    fit_cabin,
)
from console.domain.forecast.vehicle import EFFICIENCY, VOLUME_M3, ZONE_COUNT

BINS = 90


def known_balance(*, production=1.3, removal=0.8, noise=0.005, seed=1, level=2.0):
    """Return measurements of x' = production·g − removal·k·x with noise, and the two rates."""
    random = np.random.default_rng(seed)
    given = 0.002 * (1.0 + 0.5 * np.sin(np.arange(BINS) / 7.0))
    x, k = [level], 0.0012
    for each in given[:-1]:
        x.append(x[-1] + BIN_S * (production * each - removal * k * x[-1]))
    measured = np.array(x) + noise * random.standard_normal(BINS)
    return measured[:, None], np.stack([given, -k * measured])[:, :, None]


def fitted(measured, rates, walk=0.0003):
    return fit_balance(
        measured,
        rates,
        guess=np.array([2.0]),
        expected=np.array([1.0, 1.0]),
        doubt=np.array([0.5, 0.5]),
        walk=np.array([walk]),
        least_noise=np.array([0.001]),
    )


def test_production_and_removal_of_a_known_balance_are_recovered():
    found = fitted(*known_balance())
    assert found.mean[1:] == pytest.approx([1.3, 0.8], abs=0.1)
    assert found.mean[0] == pytest.approx(known_balance(noise=0.0)[0][-1, 0], abs=0.02)


def test_the_doubt_covers_what_was_missed():
    inside = 0
    for seed in range(20):
        found = fitted(*known_balance(seed=seed))
        spread = np.sqrt(np.diag(found.covariance))[1:]
        inside += (np.abs(found.mean[1:] - [1.3, 0.8]) < 2 * spread + 0.05).all()
    assert inside >= 17


def test_a_break_shortens_the_stretch_that_is_learnt_from():
    measured, rates = known_balance(noise=0.002)
    measured[-20:, 0] += 0.01 * BIN_S * np.arange(20) / 20 * 4
    assert fitted(measured, rates).stretch_s < BINS * BIN_S


def test_gaps_are_left_out():
    measured, rates = known_balance()
    measured[10:30] = np.nan
    assert fitted(measured, rates).mean[1:] == pytest.approx([1.3, 0.8], abs=0.15)


def test_a_quantity_nobody_measures_stays_at_its_guess():
    measured, rates = known_balance()
    found = fitted(np.full_like(measured, np.nan), rates)
    assert found.mean == pytest.approx([2.0, 1.0, 1.0])


def test_members_scatter_as_the_covariance_says():
    found = fitted(*known_balance())
    members = found.samples(np.random.default_rng(2).standard_normal((4000, 3)))
    assert np.cov(members.T) == pytest.approx(found.covariance, rel=0.15, abs=1e-6)


def test_the_simulated_crew_breathes_as_published():
    window, _, _ = a_flight(25)
    theta = fit_cabin(window, a_mission()).co2.mean[ZONE_COUNT:]
    people = len(a_mission().people)
    assert theta[PRODUCTION] + theta[EXTRA].sum() / people == pytest.approx(1.0, abs=0.1)
    assert theta[REMOVAL] == pytest.approx(1.0, abs=0.1)


def test_a_sensor_that_overstates_the_scrubber_is_corrected():
    """Only by the ratio to production: in balance more of both looks the same."""
    window, _, _ = a_flight(25)
    more = changed(window, **{EFFICIENCY: np.minimum(100.0, window.values[EFFICIENCY] * 1.1)})
    honest, flattered = (
        fit_cabin(each, a_mission()).co2.mean[ZONE_COUNT:] for each in (window, more)
    )
    ratio = (honest[REMOVAL] / honest[PRODUCTION], flattered[REMOVAL] / flattered[PRODUCTION])
    assert ratio[1] < ratio[0]


def test_a_two_millimetre_hole_is_sized():
    window, _, _ = a_flight(25, "F11", 15)
    found = fit_cabin(window, a_mission()).air.mean[2:]
    hole_m2 = 0.62 * pi / 4 * 0.002**2
    assert found[LEAK] == pytest.approx(hole_m2 * 199.3 / VOLUME_M3, rel=0.15)
    assert found[USE] == pytest.approx(1.0, abs=0.15)


def test_a_hole_five_minutes_old_does_not_pass_for_people_or_for_a_coil_that_fails():
    """What left before it was there is told by the nitrogen."""
    window, _, _ = a_flight(25, "F12", 20)
    found = fit_cabin(window, a_mission())
    theta = found.co2.mean[ZONE_COUNT:]
    people = len(a_mission().people)
    assert theta[PRODUCTION] + theta[EXTRA].sum() / people == pytest.approx(1.0, abs=0.1)
    assert found.water.mean[1 + DRYING] == pytest.approx(1.0, abs=0.2)


def test_a_tight_cabin_has_no_leak():
    window, _, _ = a_flight(25)
    found = fit_cabin(window, a_mission()).air
    assert found.mean[2 + LEAK] == pytest.approx(0.0, abs=2e-6)
