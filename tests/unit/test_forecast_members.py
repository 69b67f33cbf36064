"""The members' cabin is the simulator's, and its controls act as theirs do."""

from dataclasses import replace

import numpy as np
import pytest
from builders import an_idle_mission
from forecasts import a_flight, changed

from console.domain.forecast import agenda as people
from console.domain.forecast.draws import MEMBERS, draw
from console.domain.forecast.fit import fit_cabin
from console.domain.forecast.inputs import R_MMHG
from console.domain.forecast.members import Members
from console.domain.forecast.vehicle import (
    CO2,
    FEED_FLOWS,
    FEED_VALVES,
    FORECAST,
    OXYGEN,
    PRESSURE,
    RELIEF,
    SCRUBBER_FLOW,
    VOLUME_M3,
)
from simulator.cabin import Cabin, CabinParameters, Inputs, standard_state
from simulator.gases import MOLAR_MASS_KG, ZERO_CELSIUS_K, Gas

STEPS = 40
STEP_S = 45.0
CO2_MMHG = 0.1  # of 3.7 in half an hour; the simulator adds and mixes in turn


def the_fit(**values):
    window, _, _ = a_flight(25)
    constant = {name: np.full(len(window.times_ns), value) for name, value in values.items()}
    return fit_cabin(changed(window, **constant), an_idle_mission())


def run(fit, rates, steps=STEPS):
    members = Members(fit, draw())
    found = [members.readings()]
    for _ in range(steps):
        members.step(np.tile(rates, (MEMBERS, 1, 1)), STEP_S)
        found.append(members.readings())
    return np.median(np.array(found), axis=2)


def test_mixing_is_that_of_the_simulators_cabin():
    """Three people in the dome, no scrubber: the same rise in every zone."""
    fit = the_fit(**{SCRUBBER_FLOW: 0.0})
    known = fit.co2.mean.copy()
    known[:4], known[4:9], known[9:13] = 2.0, 1.0, 0.0
    fit = replace(fit, co2=replace(fit.co2, mean=known, covariance=1e-12 * np.eye(14)))
    rates = np.zeros((4, 4))
    rates[1], rates[2] = 3 * people.AWAKE, 3 * people.AWAKE
    found = run(fit, rates)[:, :4]
    members = Members(fit, draw())
    cabin = Cabin(CabinParameters(is_isothermal=True))
    state = standard_state(cabin.parameters)
    air = cabin.air(state)
    inputs = Inputs(exchange_m3_per_s=members.exchange[0] * (1 - np.eye(4)))
    inputs.sources_mol_per_s[:, Gas.CO2] = rates[:, people.CO2]
    for _ in range(round(STEPS * STEP_S / 5.0)):
        air = cabin.step(state, inputs, 5.0, air)
    assert found[-1] == pytest.approx(air.partial_mmhg[:, Gas.CO2], abs=CO2_MMHG)


def fed_by_the_simulator(members, gas, mol_per_s, seconds):
    """Return the simulator's cabin with `members`' exchange after so long a feed."""
    cabin = Cabin(CabinParameters())
    state = standard_state(cabin.parameters)
    state.shell_k = cabin.parameters.temperature_c + ZERO_CELSIUS_K  # only the feed is to warm
    air = cabin.air(state)
    inputs = Inputs(exchange_m3_per_s=members.exchange[0] * (1 - np.eye(4)))
    inputs.feed_mol_per_s[1, gas] = mol_per_s
    for _ in range(seconds):
        air = cabin.step(state, inputs, 1.0, air)
    return cabin, air


def controlled(members, seconds):
    """Return what the control does in so long a step in which nobody breathes."""
    zero = np.zeros(MEMBERS)
    oxygen, pressure = members.air_mmhg()
    per_mmhg = np.full(MEMBERS, VOLUME_M3 / (R_MMHG * 295.15))
    return members.control.step(oxygen, pressure, (zero, zero), zero, per_mmhg, float(seconds))


def test_what_is_fed_is_ahead_in_the_seating_bay_as_in_the_simulators_cabin():
    members = Members(the_fit(**{FEED_FLOWS[0]: 1.0, FEED_VALVES[0]: 3.0}), draw())
    mol_per_s = 1.0 / 3600.0 / MOLAR_MASS_KG[Gas.O2]
    cabin, air = fed_by_the_simulator(members, Gas.O2, mol_per_s, 600)
    oxygen = air.partial_mmhg[:, Gas.O2]
    controlled(members, 600)
    ahead_mmhg = members.control.ahead_mmhg[0]
    assert ahead_mmhg == pytest.approx(oxygen[1] - cabin.shares @ oxygen, rel=0.05)


def test_what_is_fed_warms_the_air_it_presses_together():
    members = Members(the_fit(**{FEED_FLOWS[1]: 3.0, FEED_VALVES[1]: 3.0}), draw())
    mol_per_s = 3.0 / 3600.0 / MOLAR_MASS_KG[Gas.N2]
    cabin, air = fed_by_the_simulator(members, Gas.N2, mol_per_s, 200)
    warmer_k = cabin.shares @ air.temperature_c - cabin.parameters.temperature_c
    assert warmer_k > 0.2
    assert np.median(controlled(members, 200).warmed) * 295.15 == pytest.approx(warmer_k, rel=0.1)


def test_oxygen_is_fed_between_its_set_points():
    found = run(the_fit(), np.tile(6 * people.AWAKE / 4, (4, 1)), steps=240)
    oxygen = found[:, FORECAST.index(OXYGEN)]
    assert oxygen.min() > 153.0
    assert oxygen.max() < 164.0


def test_a_feed_that_is_stuck_goes_on():
    fit = the_fit(**{FEED_FLOWS[0]: 1.0, FEED_VALVES[0]: 3.0})
    oxygen = run(fit, np.tile(6 * people.AWAKE / 4, (4, 1)))[:, FORECAST.index(OXYGEN)]
    assert oxygen[-1] - oxygen[0] > 5.0


def test_without_flow_nothing_is_scrubbed():
    rates = np.tile(6 * people.AWAKE / 4, (4, 1))
    window, _, _ = a_flight(25)
    flow = window.values[SCRUBBER_FLOW].copy()
    flow[-2:] = 0.0  # it has just stopped: production and removal were learnt before
    stopped = fit_cabin(changed(window, **{SCRUBBER_FLOW: flow}), an_idle_mission())
    standing = run(stopped, rates)[-1, FORECAST.index(CO2[1])]
    assert standing > run(the_fit(), rates)[-1, FORECAST.index(CO2[1])] + 1.5


def test_long_steps_lead_where_short_ones_do():
    fit, rates = the_fit(), np.tile(6 * people.AWAKE / 4, (MEMBERS, 4, 1))
    short, long = Members(fit, draw()), Members(fit, draw())
    for _ in range(16):
        short.step(rates, 45.0)
    for _ in range(6):
        long.step(rates, 120.0)
    apart = np.median(short.readings() - long.readings(), axis=1)
    assert np.abs(apart[: len(CO2)]).max() < 0.01
    assert np.abs(apart).max() < 0.2


def test_a_relief_valve_does_not_empty_the_cabin_in_a_long_step():
    members = Members(the_fit(**{PRESSURE: 790.0, RELIEF: 1.0}), draw())
    members.step(np.zeros((MEMBERS, 4, 4)), 120.0)
    assert members.air_mmhg()[1].min() > 775.0  # without people the air cools meanwhile
