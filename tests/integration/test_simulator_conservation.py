"""Nothing is lost: mass and energy over days of switching, and smaller steps agree."""

import numpy as np
import pytest
from simulations import a_cabin, run

from simulator.air import AirParameters
from simulator.cabin import CabinParameters
from simulator.co2_removal import Co2RemovalParameters
from simulator.gases import MOLAR_MASS_KG, Gas
from simulator.humidity import HumidityParameters
from simulator.life_support import LifeSupport
from simulator.metabolism import Activity, Rate
from simulator.pressure_control import PressureControlParameters
from simulator.ventilation import VentilationParameters

STEP_S = 10.0
DAY_S = 24 * 3600
PARTS_PER_MILLION = 1e-6


def a_working_cabin():
    return LifeSupport(
        cabin=CabinParameters(),
        air=AirParameters(),
        ventilation=VentilationParameters(),
        co2_removal=Co2RemovalParameters(),
        humidity=HumidityParameters(),
        pressure_control=PressureControlParameters(nitrogen_tank_kg=(100.0, 100.0)),
        activities=[Activity.NOMINAL] * 6,
        zones=[0, 1, 1, 2, 2, 3],
        scales=np.ones(6),
    )


def switch(life_support, random):
    """Turn something on or off, as a bad day would."""
    ventilation, removal = life_support.ventilation.state, life_support.co2_removal
    control, humidity = life_support.pressure_control.state, life_support.humidity.state
    match random.integers(10):
        case 0:
            ventilation.fan_on[0] = not ventilation.fan_on[0]
        case 1:
            ventilation.fan_on[1] = not ventilation.fan_on[1]
        case 2:
            ventilation.local_on[random.integers(3)] = bool(random.integers(2))
        case 3:
            removal.state.bed_is_isolated[random.integers(2)] = bool(random.integers(2))
        case 4:
            removal.fit_cartridge(int(random.integers(2)))
        case 5:
            life_support.disturbance.hole_mm[random.integers(4)] = float(random.choice([0, 0.5, 2]))
        case 6:
            control.feeds[0].stuck_kg_per_h = float(random.choice([0.0, 1.0]))
        case 7:
            humidity.coolant_is_shut = bool(random.integers(2))
        case 8:
            humidity.separator_is_on = bool(random.integers(2))
        case _:
            person = int(random.integers(6))
            life_support.people.zones[person] = int(random.integers(4))
            life_support.people_changed = True


def cabin_kg(life_support):
    return life_support.state.amounts.sum(axis=0) * MOLAR_MASS_KG


def energy_j(life_support):
    shell = life_support.cabin.parameters.shell_capacity_j_per_k * life_support.state.shell_k
    return float(life_support.state.energy_j.sum()) + shell


@pytest.fixture(scope="module", params=[1, pytest.param(3, marks=pytest.mark.long)])
def bad_days(request):
    """Days with something switched every 20 min, and what went in and out by itself."""
    life_support = a_working_cabin()
    random = np.random.default_rng(4)
    start = {
        "cabin_kg": cabin_kg(life_support),
        "moles": life_support.state.amounts.sum(axis=0),
        "energy_j": energy_j(life_support),
        "tanks_kg": [sum(feed.tank_kg) for feed in life_support.pressure_control.state.feeds],
        "beds_kg": sum(life_support.co2_removal.state.bed_loading_kg),
        "tank_kg": life_support.humidity.state.tank_kg,
    }
    breathed_kg = np.zeros(3)
    for step in range(int(request.param * DAY_S / STEP_S)):
        if step % 120 == 0:
            switch(life_support, random)
        life_support.step(STEP_S, coolant_c=5.5, coolant_w_per_k=300.0)
        rates = life_support.people.rates.sum(axis=0)
        breathed_kg += np.array(
            [
                rates[Rate.O2_G_PER_MIN],
                rates[Rate.CO2_G_PER_MIN],
                rates[Rate.VAPOUR_G_PER_MIN],
            ]
        ) * (STEP_S / 60e3)
    return life_support, start, breathed_kg


def test_every_gas_in_the_cabin_is_what_came_less_what_went(bad_days):
    life_support, start, _ = bad_days
    state = life_support.state
    now = state.amounts.sum(axis=0)
    expected = start["moles"] + state.added - state.leaked
    assert now == pytest.approx(expected, rel=PARTS_PER_MILLION, abs=1e-9)


def test_energy_of_air_and_walls_is_what_came_less_what_went(bad_days):
    life_support, start, _ = bad_days
    expected = start["energy_j"] + life_support.state.added_j
    assert energy_j(life_support) == pytest.approx(expected, rel=PARTS_PER_MILLION)


def test_nitrogen_is_in_the_cabin_in_the_tanks_or_overboard(bad_days):
    life_support, start, _ = bad_days
    tanks_kg = sum(life_support.pressure_control.state.feeds[1].tank_kg)
    overboard_kg = life_support.state.leaked[Gas.N2] * MOLAR_MASS_KG[Gas.N2]
    now_kg = cabin_kg(life_support)[Gas.N2] + tanks_kg + overboard_kg
    begun_kg = start["cabin_kg"][Gas.N2] + start["tanks_kg"][1]
    assert now_kg == pytest.approx(begun_kg, rel=PARTS_PER_MILLION)


def test_oxygen_is_in_the_cabin_in_the_tanks_breathed_or_overboard(bad_days):
    life_support, start, breathed_kg = bad_days
    tanks_kg = sum(life_support.pressure_control.state.feeds[0].tank_kg)
    overboard_kg = life_support.state.leaked[Gas.O2] * MOLAR_MASS_KG[Gas.O2]
    now_kg = cabin_kg(life_support)[Gas.O2] + tanks_kg + overboard_kg + breathed_kg[0]
    begun_kg = start["cabin_kg"][Gas.O2] + start["tanks_kg"][0]
    assert now_kg == pytest.approx(begun_kg, rel=PARTS_PER_MILLION)


def test_co2_is_in_the_cabin_the_beds_the_cartridges_or_overboard(bad_days):
    life_support, start, breathed_kg = bad_days
    state = life_support.co2_removal.state
    held_kg = sum(state.bed_loading_kg) + state.vented_co2_kg + state.cartridge_total_kg
    overboard_kg = life_support.state.leaked[Gas.CO2] * MOLAR_MASS_KG[Gas.CO2]
    now_kg = cabin_kg(life_support)[Gas.CO2] + held_kg + overboard_kg
    begun_kg = start["cabin_kg"][Gas.CO2] + start["beds_kg"] + breathed_kg[1]
    assert now_kg == pytest.approx(begun_kg, rel=PARTS_PER_MILLION)


def test_water_is_vapour_on_walls_condensed_vented_or_overboard(bad_days):
    life_support, start, breathed_kg = bad_days
    removal, humidity = life_support.co2_removal.state, life_support.humidity.state
    from_lioh_kg = 0.409 * removal.cartridge_total_kg
    now_kg = (
        cabin_kg(life_support)[Gas.H2O]
        + life_support.state.wall_water_kg.sum()
        + humidity.collected_kg
        + humidity.free_water_kg
        + removal.vented_water_kg
        + life_support.state.leaked[Gas.H2O] * MOLAR_MASS_KG[Gas.H2O]
    )
    begun_kg = start["cabin_kg"][Gas.H2O] + breathed_kg[2] + from_lioh_kg
    assert now_kg == pytest.approx(begun_kg, rel=PARTS_PER_MILLION)


def test_halving_the_step_halves_what_is_left_of_the_error():
    """First-order coupling between models: 10 s, 5 s and 2.5 s approach one another."""

    def after_an_hour(step_s):
        cabin = a_working_cabin()
        cabin.ventilation.state.local_on[1] = False
        run(cabin, 3600.0, step_s=step_s)
        air = cabin.air
        return np.array(
            [
                air.partial_mmhg[2, Gas.CO2],
                air.partial_mmhg[1, Gas.O2],
                air.temperature_c[1],
                air.humidity_pct[1],
            ]
        )

    coarse, middle, fine = (after_an_hour(step_s) for step_s in (10.0, 5.0, 2.5))
    assert np.abs(middle - fine) == pytest.approx(0.0, abs=0.05)
    smooth = [0, 2, 3]
    assert np.all(np.abs(middle - fine)[smooth] <= 0.7 * np.abs(coarse - middle)[smooth] + 1e-3)
    # The O2 feed, 43 mmHg/h, switches at the end of a step: off by as much as one step feeds.
    assert abs(middle - fine)[1] <= 43.0 / 3600.0 * 5.0


def test_the_step_does_not_matter_where_the_solution_is_exact():
    cabins = [a_cabin(co2_mmhg=2.0) for _ in range(2)]
    run(cabins[0], 3600.0, step_s=10.0)
    run(cabins[1], 3600.0, step_s=2.0)
    first, second = (cabin.air.partial_mmhg[1, Gas.CO2] for cabin in cabins)
    assert first == pytest.approx(second, rel=1e-9)
