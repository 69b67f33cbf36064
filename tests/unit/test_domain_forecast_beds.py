"""The scrubber ahead: each bed as in its last turn, a stopped one as it is now."""

import numpy as np
import pytest
from builders import a_mission
from forecasts import a_flight, changed

from console.domain.forecast_beds import USUAL_EFFICIENCY, efficiency_ahead, mean_efficiency
from console.domain.forecast_fit import fit_cabin
from console.domain.forecast_vehicle import BED_CYCLE, EFFICIENCY, HALF_CYCLE_S

AHEAD_S = np.arange(0.0, 5400.0, 60.0)


def the_fit(**values):
    window, _, _ = a_flight(32)
    constant = {name: np.full(len(window.times_ns), value) for name, value in values.items()}
    return fit_cabin(changed(window, **constant), a_mission())


def test_the_beds_repeat_themselves():
    ahead = efficiency_ahead(the_fit(), AHEAD_S)
    again = efficiency_ahead(the_fit(), AHEAD_S + 4 * HALF_CYCLE_S)
    assert ahead == pytest.approx(again, abs=0.02)
    assert 0.8 < ahead.mean() < 1.0


def test_beds_that_do_not_swing_go_on_as_they_are():
    ahead = efficiency_ahead(the_fit(**{BED_CYCLE: 400.0, EFFICIENCY: 45.0}), AHEAD_S)
    assert ahead == pytest.approx(0.45)


def test_without_any_reading_the_usual_is_taken():
    fit = the_fit(**{EFFICIENCY: np.nan})
    assert mean_efficiency(fit) == USUAL_EFFICIENCY
    assert efficiency_ahead(fit, AHEAD_S) == pytest.approx(USUAL_EFFICIENCY)
