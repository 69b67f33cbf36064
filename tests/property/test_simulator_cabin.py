"""The cabin's mixing, whatever the flows: nothing is lost, nothing becomes negative."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.cabin import (
    Cabin,
    CabinParameters,
    Inputs,
    PhysicalRangeError,
    standard_state,
)
from simulator.gases import Gas, dew_point_c, saturation_pressure_pa
from simulator.mixing import mixing_propagators

flows = st.lists(st.floats(0.0, 0.5), min_size=6, max_size=6)
volumes = st.lists(st.floats(0.5, 20.0), min_size=4, max_size=4)
steps = st.floats(0.1, 600.0)


def symmetric(values):
    matrix = np.zeros((4, 4))
    matrix[np.triu_indices(4, 1)] = values
    return matrix + matrix.T


@given(flows, volumes, steps)
@settings(max_examples=60, deadline=None)
def test_mixing_moves_everything_and_loses_nothing(values, volumes_m3, step_s):
    mixed, spread = mixing_propagators(symmetric(values), np.array(volumes_m3), step_s)
    for matrix in (mixed, spread):
        assert matrix.sum(axis=0) == pytest.approx(1.0, abs=1e-9)
        assert matrix.min() > -1e-9


@given(flows, volumes, st.floats(1.0, 60.0))
@settings(max_examples=40, deadline=None)
def test_two_half_steps_of_mixing_are_one_whole(values, volumes_m3, step_s):
    exchange, sizes = symmetric(values), np.array(volumes_m3)
    whole, _ = mixing_propagators(exchange, sizes, step_s)
    half, _ = mixing_propagators(exchange, sizes, step_s / 2)
    assert half @ half == pytest.approx(whole, abs=1e-9)


@given(flows, st.lists(st.floats(-300.0, 800.0), min_size=4, max_size=4), st.floats(0.0, 8.0))
@settings(max_examples=30, deadline=None)
def test_pressure_is_the_same_everywhere_and_amounts_never_negative(values, heat_w, hole_mm):
    cabin = Cabin(CabinParameters())
    state = standard_state(cabin.parameters)
    inputs = Inputs(exchange_m3_per_s=symmetric(values), heat_w=np.array(heat_w))
    inputs.leak_area_m2[2] = hole_mm**2 * 5e-7
    air = cabin.air(state)
    for _ in range(50):
        air = cabin.step(state, inputs, 2.0, air)
    cabin.check(state)
    per_volume = state.energy_j / cabin.volumes_m3
    assert per_volume == pytest.approx(per_volume.mean(), rel=1e-9)


@given(st.floats(-30.0, 45.0))
def test_the_dew_point_of_saturated_air_is_its_temperature(celsius):
    assert dew_point_c(saturation_pressure_pa(celsius)) == pytest.approx(celsius, abs=1e-9)


def test_a_gas_that_runs_out_is_named():
    cabin = Cabin(CabinParameters())
    state = standard_state(cabin.parameters)
    state.amounts[2, Gas.CO2] = -1e-6
    with pytest.raises(PhysicalRangeError, match="CO2 in the viewing dome"):
        cabin.check(state)


def test_air_too_hot_for_the_model_is_told():
    cabin = Cabin(CabinParameters())
    state = standard_state(cabin.parameters)
    state.energy_j *= 3.0
    with pytest.raises(PhysicalRangeError, match="does not describe"):
        cabin.air(state)


def test_more_oxygen_than_pressure_is_refused():
    with pytest.raises(ValueError, match="more than the total pressure"):
        standard_state(CabinParameters(oxygen_mmhg=800.0))


def test_vapour_above_saturation_settles_on_the_walls_and_dries_again():
    cabin = Cabin(CabinParameters(relative_humidity_pct=100.0))
    state = standard_state(cabin.parameters)
    wet, dry = Inputs(), Inputs()
    wet.sources_mol_per_s[:, Gas.H2O] = 0.002
    dry.sources_mol_per_s[:, Gas.H2O] = -0.004
    air = cabin.air(state)
    for _ in range(300):
        air = cabin.step(state, wet, 2.0, air)
    assert state.walls_are_wet
    assert air.humidity_pct.max() < 110.0
    for _ in range(1200):
        air = cabin.step(state, dry if air.humidity_pct.min() > 30 else Inputs(), 2.0, air)
    assert not state.walls_are_wet
