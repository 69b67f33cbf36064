"""The scrubber ahead: beds fill and empty in turn, one that cannot empty takes little more."""

import numpy as np
import pytest
from builders import a_mission
from forecasts import a_flight, changed

from console.domain.forecast.beds import USUAL_EFFICIENCY, Beds, mean_efficiency
from console.domain.forecast.fit import fit_cabin
from console.domain.forecast.vehicle import (
    BED_CYCLE,
    BED_STATES,
    BED_VACUUMS,
    CARTRIDGES,
    EFFICIENCY,
    HALF_CYCLE_S,
)

STEP_S = 40.0
TURN = round(HALF_CYCLE_S / STEP_S)
INLET_MMHG, FLOW_M3_PER_S = np.full(2, 2.0), 60.0 / 3600.0
AS_SEEN = np.zeros((2, 2))


def the_fit(**values):
    window, _, _ = a_flight(32)
    constant = {
        name: value if np.ndim(value) else np.full(len(window.times_ns), value)
        for name, value in values.items()
    }
    return fit_cabin(changed(window, **constant), a_mission())


def ahead(fit, steps=4 * TURN):
    beds = Beds(fit, AS_SEEN)
    return np.array([beds.efficiency(INLET_MMHG, FLOW_M3_PER_S, STEP_S)[0] for _ in range(steps)])


def test_the_beds_repeat_themselves():
    found = ahead(the_fit(), 8 * TURN)
    assert found[-2 * TURN :] == pytest.approx(found[-4 * TURN : -2 * TURN], abs=0.01)
    assert 0.8 < found.mean() < 1.0


def test_a_bed_that_is_not_emptied_halves_what_is_taken():
    states = a_flight(32)[0].values[BED_STATES[0]]
    vacuum_pa = np.where(states == 2.0, 101e3, 60.0)
    found = ahead(the_fit(**{BED_VACUUMS[0]: vacuum_pa}), 8 * TURN)
    assert found[-4 * TURN :].mean() < 0.6
    assert found[-4 * TURN :].max() > 0.85


def test_an_emptier_bed_takes_more():
    beds = Beds(the_fit(), np.array([[-3.0, -3.0], [3.0, 3.0]]))
    emptier, fuller = beds.efficiency(INLET_MMHG, FLOW_M3_PER_S, STEP_S)
    assert emptier > fuller


def test_beds_that_do_not_swing_go_on_as_they_are():
    assert ahead(the_fit(**{BED_CYCLE: 400.0, EFFICIENCY: 45.0})) == pytest.approx(0.45)


def test_with_a_cartridge_in_the_stream_it_goes_on_as_it_is():
    assert ahead(the_fit(**{CARTRIDGES[0]: 2.0, EFFICIENCY: 96.0})) == pytest.approx(0.96)


def test_without_any_reading_the_usual_is_taken():
    fit = the_fit(**{EFFICIENCY: np.nan, BED_STATES[0]: np.nan})
    assert mean_efficiency(fit) == USUAL_EFFICIENCY
    assert ahead(fit) == pytest.approx(USUAL_EFFICIENCY)
