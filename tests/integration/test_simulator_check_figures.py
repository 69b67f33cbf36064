"""The cabin against published and independently worked-out figures.

Sources are named beside the figures. What is marked as derived was worked out by hand from the
same physics (ideal gas, six people by the 2014 table, 22 °C, 760 mmHg, 16 m³ unless said), so it
tests the model's bookkeeping, not the world. Tolerances are those of the figures as written.
"""

from math import pi

import numpy as np
import pytest
from simulations import a_cabin, run

from simulator.cabin import CabinParameters
from simulator.co2_removal import CartridgeState
from simulator.gases import (
    MOLAR_MASS_KG,
    PA_PER_MMHG,
    Gas,
    dew_point_c,
    saturation_pressure_pa,
)
from simulator.metabolism import Activity, Rate, advance, begin, metabolic_table, settled_people
from simulator.pressure_control import PressureControlParameters

HOUR_S = 3600.0
KPA = 1000.0 / PA_PER_MMHG  # mmHg


def co2_mmhg(cabin):
    return float(cabin.air.partial_mmhg[1, Gas.CO2])


def oxygen_mmhg(cabin):
    return float(cabin.air.partial_mmhg[1, Gas.O2])


@pytest.mark.parametrize(
    ("people", "activity", "volume_m3", "mmhg_per_h"),
    [
        (6, Activity.NOMINAL, 10.0, 10.84),
        (6, Activity.NOMINAL, 16.0, 6.78),
        (6, Activity.SLEEP, 10.0, 6.85),
        (6, Activity.SLEEP, 16.0, 4.28),
        (4, Activity.NOMINAL, 10.0, 7.23),
        (4, Activity.NOMINAL, 16.0, 4.52),
        (6, Activity.NOMINAL, 9.3, 11.66),
    ],
)
def test_co2_rises_without_a_scrubber(people, activity, volume_m3, mmhg_per_h):
    """Derived."""
    cabin = a_cabin(people=people, activity=activity, volume_m3=volume_m3)
    run(cabin, HOUR_S, step_s=10.0)
    assert co2_mmhg(cabin) - 2.0 == pytest.approx(mmhg_per_h, rel=2e-3)


@pytest.mark.parametrize(
    ("volume_m3", "until_mmhg", "minutes"),
    [(10.0, 3.0, 5.5), (10.0, 6.0, 22), (16.0, 3.0, 8.9), (16.0, 4.5, 22), (16.0, 7.6, 50)],
)
def test_co2_reaches_its_limits_in_time(volume_m3, until_mmhg, minutes):
    """Derived."""
    cabin = a_cabin(volume_m3=volume_m3)
    taken_s = run(cabin, 2e4, until=lambda air: air.partial_mmhg[1, Gas.CO2] >= until_mmhg)
    assert taken_s / 60.0 == pytest.approx(minutes, rel=0.02)


@pytest.mark.parametrize(("volume_m3", "mmhg_per_h"), [(10.0, 11.8), (16.0, 7.35)])
def test_oxygen_falls_without_a_feed(volume_m3, mmhg_per_h):
    """Derived."""
    cabin = a_cabin(volume_m3=volume_m3)
    run(cabin, HOUR_S, step_s=10.0)
    assert 160.0 - oxygen_mmhg(cabin) == pytest.approx(mmhg_per_h, rel=5e-3)


def test_a_dead_oxygen_feed_looks_like_a_leak_of_7_mmhg_an_hour_but_loses_no_nitrogen():
    """Derived: with CO2 and vapour taken out, total pressure falls by the oxygen used."""
    cabin = a_cabin(linear_flow_m3_per_h=5000.0, co2_mmhg=0.0217)
    # Vapour is left out of the comparison: it would be condensed.
    nitrogen = cabin.state.amounts[:, Gas.N2].sum()
    before = cabin.air.pressure_mmhg - cabin.air.partial_mmhg[1, Gas.H2O]
    run(cabin, HOUR_S, step_s=2.0)
    after = cabin.air.pressure_mmhg - cabin.air.partial_mmhg[1, Gas.H2O]
    assert before - after == pytest.approx(7.35, rel=0.01)
    assert (before - after) * PA_PER_MMHG / 1000.0 == pytest.approx(0.98, rel=0.01)
    assert cabin.state.amounts[:, Gas.N2].sum() == pytest.approx(nitrogen, rel=1e-12)


def test_total_pressure_rises_when_oxygen_is_fed_and_co2_is_not_removed():
    """Derived, reference run R1: 760 to 782 mmHg in 4 h."""
    control = PressureControlParameters(relief_diameter_mm=0.0)
    cabin = a_cabin(pressure_control=control)
    before = cabin.air.pressure_mmhg - cabin.air.partial_mmhg[1, Gas.H2O]
    run(cabin, 4 * HOUR_S, step_s=10.0)
    after = cabin.air.pressure_mmhg - cabin.air.partial_mmhg[1, Gas.H2O]
    assert after - before == pytest.approx(22.0, abs=6.0)  # the feed's band is 7 mmHg wide


@pytest.mark.parametrize(("flow_m3_per_h", "mmhg"), [(54.2, 2.0), (36.1, 3.0), (60.0 * 0.9, 2.01)])
def test_a_linear_scrubber_settles_at_g_r_t_over_q_eta_m(flow_m3_per_h, mmhg):
    """Derived."""
    cabin = a_cabin(linear_flow_m3_per_h=flow_m3_per_h)
    run(cabin, 8 * HOUR_S, step_s=10.0)
    assert co2_mmhg(cabin) == pytest.approx(mmhg, rel=5e-3)


def test_half_the_scrubber_flow_doubles_co2_with_its_time_constant():
    """Derived: 3.14 mmHg at 30 min, 3.63 at 1 h, 4.00 in the end."""
    cabin = a_cabin(linear_flow_m3_per_h=27.1)
    run(cabin, 0.5 * HOUR_S)
    assert co2_mmhg(cabin) == pytest.approx(3.14, abs=0.01)
    run(cabin, 0.5 * HOUR_S)
    assert co2_mmhg(cabin) == pytest.approx(3.63, abs=0.01)
    run(cabin, 8 * HOUR_S, step_s=10.0)
    assert co2_mmhg(cabin) == pytest.approx(4.00, abs=0.01)


def test_lithium_hydroxide_gives_water_and_heat():
    """Stoichiometry: 0.106 kg/h of vapour and 151 W for six people's CO2."""
    cabin = a_cabin()
    removal = cabin.co2_removal
    removal.state.cartridge_state[0] = CartridgeState.IN_USE
    kg_per_s = 6 * 0.720e-3 / 60.0
    flow_m3_per_h = 60.0
    taken = removal.step(
        1.0,
        flow_m3_per_h=flow_m3_per_h,
        co2_mmhg=2.0,
        co2_kg_per_m3=kg_per_s / (flow_m3_per_h / 3600.0 * 0.95),
        water_kg_per_m3=0.01,
        cabin_pa=101325.0,
        air_c=22.0,
    )
    assert taken.co2_kg_per_s == pytest.approx(kg_per_s, rel=1e-3)
    assert -taken.water_kg_per_s * 3600.0 == pytest.approx(0.106, rel=5e-3)
    assert taken.heat_w == pytest.approx(151.0, rel=0.03)


@pytest.mark.parametrize(
    ("people", "activity", "flow_m3_per_h", "excess_mmhg"),
    [
        (1, Activity.SLEEP, 2.0, 5.7),
        (1, Activity.SLEEP, 5.0, 2.3),
        (1, Activity.SLEEP, 10.0, 1.14),
        (1, Activity.SLEEP, 20.0, 0.57),
        (1, Activity.SLEEP, 40.0, 0.29),
        (3, Activity.NOMINAL, 30.0, 1.8),
        (3, Activity.NOMINAL, 60.0, 0.90),
        (3, Activity.NOMINAL, 238.0, 0.23),
    ],
)
def test_people_behind_little_air_stand_in_a_pocket(people, activity, flow_m3_per_h, excess_mmhg):
    """Derived: Δp = G/Q·RT/M above the rest of the cabin."""
    cabin = a_cabin(people=people, activity=activity, zones=[2] * people, is_well_mixed=False)
    exchange = np.zeros((4, 4))
    exchange[2, 1] = exchange[1, 2] = flow_m3_per_h / 3600.0
    exchange[0, 1] = exchange[1, 0] = exchange[3, 1] = exchange[1, 3] = 1.0
    cabin.ventilation.exchange_m3_per_s = lambda: exchange
    cabin.co2_removal.parameters = type(cabin.co2_removal.parameters)(
        beds_are_fitted=False, linear_flow_m3_per_h=200.0
    )
    cabin.ventilation.duct_shares = np.array([0.0, 1.0, 0.0, 0.0])
    dome_time_constant_s = float(cabin.cabin.volumes_m3[2]) / flow_m3_per_h * HOUR_S
    run(cabin, HOUR_S + 6 * dome_time_constant_s, step_s=10.0)
    excess = cabin.air.partial_mmhg[2, Gas.CO2] - cabin.air.partial_mmhg[1, Gas.CO2]
    assert excess == pytest.approx(excess_mmhg, rel=0.02)


def a_leaking_cabin(diameter_mm, **cabin):
    leaking = a_cabin(people=0, relative_humidity_pct=0.0, **cabin)
    leaking.disturbance.hole_mm[1] = diameter_mm
    return leaking


@pytest.mark.parametrize(
    ("diameter_mm", "minutes"), [(2.0, 254), (4.0, 63.5), (6.0, 28.2), (10.0, 10.2), (20.0, 2.54)]
)
def test_a_hole_empties_the_cabin_to_70_kpa(diameter_mm, minutes):
    """Choked flow, isothermal, Cd 0.62; the integration agrees with P0·exp(−t/τ)."""
    cabin = a_leaking_cabin(diameter_mm)
    step_s = 10.0 if minutes > 60 else 1.0
    taken_s = run(cabin, 1e5, step_s=step_s, until=lambda air: air.pressure_mmhg <= 70.0 * KPA)
    assert taken_s / 60.0 == pytest.approx(minutes, rel=0.015)


@pytest.mark.parametrize(
    ("diameter_mm", "mmhg_per_h", "kg_per_h"),
    [
        (0.5, 4.15, 0.104),
        (1.0, 16.6, 0.418),
        (2.0, 66.0, 1.67),
        (4.0, 266.0, 6.7),
        (6.0, 597.0, 15.0),
        (10.0, 1662.0, 41.8),
    ],
)
def test_a_hole_leaks_at_the_choked_rate(diameter_mm, mmhg_per_h, kg_per_h):
    """Choked flow at 760 mmHg, Cd 0.62."""
    cabin = a_leaking_cabin(diameter_mm)
    before = cabin.air.pressure_mmhg
    run(cabin, 10.0, step_s=1.0)
    assert (before - cabin.air.pressure_mmhg) * 360.0 == pytest.approx(mmhg_per_h, rel=0.015)
    lost_kg = float(cabin.state.leaked @ MOLAR_MASS_KG)
    assert lost_kg * 360.0 == pytest.approx(kg_per_h, rel=0.015)


def test_a_rounded_hole_of_6_mm_needs_17_and_a_half_minutes():
    """Choked flow, Cd 1."""
    cabin = a_leaking_cabin(6.0, leak_discharge_coefficient=1.0)
    taken_s = run(cabin, 1e4, step_s=1.0, until=lambda air: air.pressure_mmhg <= 70.0 * KPA)
    assert taken_s / 60.0 == pytest.approx(17.5, rel=0.01)


def test_without_heat_from_the_walls_the_air_cools_as_it_expands():
    """Isentropic bound for 6 mm: 20.7 min to 70 kPa, gas at −7.6 °C."""
    cabin = a_leaking_cabin(6.0, is_isothermal=False, shell_conductance_w_per_k=0.0)
    taken_s = run(cabin, 1e4, step_s=1.0, until=lambda air: air.pressure_mmhg <= 70.0 * KPA)
    assert taken_s / 60.0 == pytest.approx(20.7, rel=0.025)
    assert float(cabin.air.temperature_c[1]) == pytest.approx(-7.6, abs=0.2)


@pytest.mark.parametrize(("diameter_mm", "kg_per_h"), [(2.0, 1.15), (4.0, 4.6), (6.0, 10.4)])
def test_the_feed_that_holds_70_kpa(diameter_mm, kg_per_h):
    """Choked flow at 70 kPa."""
    cabin = a_leaking_cabin(diameter_mm, pressure_mmhg=70.0 * KPA)
    run(cabin, 60.0, step_s=1.0)
    lost_kg = float(cabin.state.leaked @ MOLAR_MASS_KG)
    assert lost_kg * 60.0 == pytest.approx(kg_per_h, rel=0.015)


def test_five_kg_an_hour_into_a_6_mm_hole_settles_at_34_kpa():
    """Choked flow in balance with the feed."""
    control = PressureControlParameters(nitrogen_tank_kg=(100.0, 100.0))
    cabin = a_leaking_cabin(6.0, pressure_control=control)
    cabin.pressure_control.state.feeds[1].manual_kg_per_h = 5.0
    cabin.pressure_control.state.feeds[0].isolation_is_closed = True
    cabin.pressure_control.state.feeds[1].isolation_is_closed = True
    run(cabin, 10 * HOUR_S, step_s=10.0)
    assert cabin.air.pressure_mmhg / KPA == pytest.approx(33.7, rel=0.02)


def test_one_kelvin_is_two_and_a_half_mmhg():
    """Ideal gas at constant volume: 2.58 mmHg per kelvin."""
    warm = a_cabin(people=0, is_isothermal=False, shell_conductance_w_per_k=0.0)
    before, temperature = warm.air.pressure_mmhg, float(warm.air.temperature_c[0])
    warm.disturbance.extra_heat_w = [100.0] * 4
    run(warm, 60.0)
    rise_k = float(warm.air.temperature_c[0]) - temperature
    assert (warm.air.pressure_mmhg - before) / rise_k == pytest.approx(2.58, abs=0.01)


def test_mass_of_the_cabin_air():
    """19.1 kg fill 16 m³ from vacuum; 5.92 kg from 70 kPa."""
    cabin = a_cabin(people=0, relative_humidity_pct=0.0)
    mass_kg = float((cabin.state.amounts @ MOLAR_MASS_KG).sum())
    assert mass_kg == pytest.approx(19.1, rel=0.005)
    assert mass_kg * (1.0 - 70.0 / 101.325) == pytest.approx(5.92, rel=0.005)


@pytest.mark.parametrize(
    ("volume_m3", "until_pct", "minutes"),
    [(16.0, 75.0, 13.2), (16.0, 99.99, 24.1), (10.0, 75.0, 8.2)],
)
def test_humidity_climbs_without_a_condenser(volume_m3, until_pct, minutes):
    """Derived with the Magnus form: +2.28 % a minute in 16 m³."""
    cabin = a_cabin(volume_m3=volume_m3, relative_humidity_pct=45.0)
    taken_s = run(cabin, 1e4, until=lambda air: air.humidity_pct[1] >= until_pct)
    assert taken_s / 60.0 == pytest.approx(minutes, rel=0.01)


def test_saturation_and_dew_points():
    """Magnus form: 2.637 kPa at 22 °C; dew points 9.5 and 17.4 °C at 45 and 75 %."""
    saturation = saturation_pressure_pa(22.0)
    assert saturation == pytest.approx(2637.0, rel=3e-3)
    assert dew_point_c(0.45 * saturation) == pytest.approx(9.5, abs=0.05)
    assert dew_point_c(0.75 * saturation) == pytest.approx(17.4, abs=0.05)


def test_233_m3_an_hour_over_a_coil_at_8_degrees_hold_50_percent():
    """Derived: Q·(c_in − c_sat(8 °C)) takes what six people give, 0.424 kg/h."""
    vapour_pa = 0.5 * saturation_pressure_pa(22.0) - saturation_pressure_pa(8.0)
    kg_per_m3 = vapour_pa * MOLAR_MASS_KG[Gas.H2O] / (8.314462618 * 295.15)
    given_kg_per_h = 6 * 1.177e-3 * 60.0
    assert given_kg_per_h == pytest.approx(0.424, rel=1e-3)
    assert given_kg_per_h / kg_per_m3 == pytest.approx(233.0, rel=0.01)
    cabin = a_cabin(coil=True)
    humidity = cabin.humidity
    humidity.state.coil_c = 8.0
    humidity.state.bypass_stuck_pct = 0.0
    cooling = humidity.step(
        1e-6,
        flow_m3_per_h=233.0,
        air_c=22.0,
        cabin_pa=101_325.0,
        vapour_pa=0.5 * saturation_pressure_pa(22.0),
        coolant_c=8.0,
        coolant_w_per_k=300.0,
        cabin_c=22.0,
    )
    assert cooling.water_kg_per_s * 3600.0 == pytest.approx(0.424, rel=0.01)


def test_the_cabin_warms_when_all_cooling_is_lost():
    """Derived two-node figures: 600 W of equipment, walls of 810 kJ/K at 20 °C, 250 W/K.

    They were made with the air's capacity at constant pressure (19.2 kJ/K); a rigid cabin heats
    at constant volume (13.7 kJ/K), which is worth 0.2 K after 4 h.
    """
    cabin = a_cabin(is_isothermal=False, equipment_heat_w=600.0, relative_humidity_pct=0.0)
    cabin.table[Activity.NOMINAL][Rate.VAPOUR_G_PER_MIN] = 0.0
    cabin.people.rates[:, Rate.VAPOUR_G_PER_MIN] = 0.0
    found_c = []
    for minutes in (15, 45, 60, 120):  # after 15 min, 1, 2 and 4 h
        run(cabin, minutes * 60.0, step_s=5.0)
        found_c.append(float(cabin.air.temperature_c[1]))
    assert found_c == pytest.approx([25.7, 29.4, 34.4, 44.4], abs=0.35)


def test_burning_ten_grams_in_16_m3():
    """General fire literature (assumed polymer): CO2 +0.47 mmHg, CO 54 ppm, smoke 31 mg/m³."""
    cabin = a_cabin(people=0)
    before = co2_mmhg(cabin)
    cabin.disturbance.injected_g_per_s[Gas.CO2] = 1.8
    cabin.disturbance.injected_g_per_s[Gas.CO] = 0.1
    cabin.disturbance.injected_g_per_s[Gas.DUST] = 0.05 * 1e3  # grams, carried as grams
    run(cabin, 10.0, step_s=1.0)
    assert co2_mmhg(cabin) - before == pytest.approx(0.47, abs=0.01)
    ppm = 1e6 * cabin.air.partial_mmhg[1, Gas.CO] / cabin.air.pressure_mmhg
    assert ppm == pytest.approx(54.0, rel=0.01)


def test_a_co2_extinguisher_adds_71_mmhg():
    """Ideal gas: 2.72 kg in 16 m³ is +71 mmHg of CO2 and +9.5 kPa."""
    cabin = a_cabin(people=0)
    before = cabin.air.pressure_mmhg
    cabin.disturbance.injected_g_per_s[Gas.CO2] = 136.0
    run(cabin, 20.0, step_s=2.0)
    assert co2_mmhg(cabin) - 2.0 == pytest.approx(71.0, rel=0.01)
    assert (cabin.air.pressure_mmhg - before) / KPA == pytest.approx(9.5, rel=0.01)


def test_three_days_without_a_trace_contaminant_bed():
    """BVAD by way of GUNNS: 17.5 ppm of CO and 80 ppm of NH3 from six people in 16 m³."""
    cabin = a_cabin(linear_flow_m3_per_h=54.2)
    run(cabin, 72 * HOUR_S, step_s=120.0)
    moles = cabin.state.amounts[:, :9].sum()
    # Against the moles of 760 mmHg, as the figures were: without a feed the cabin has fewer.
    standard = 760.0 * PA_PER_MMHG * 16.0 / (8.314462618 * 295.15)
    assert moles > 0.0
    assert 1e6 * cabin.state.amounts[:, Gas.CO].sum() / standard == pytest.approx(17.5, rel=0.01)
    assert 1e6 * cabin.state.amounts[:, Gas.NH3].sum() / standard == pytest.approx(80.0, rel=0.01)


def a_day(edition, phases):
    """Return kilograms and kilojoules of one person's day, without the body's lag."""
    table = metabolic_table(edition)
    person = settled_people([Activity.SLEEP], [0], table, np.ones(1))
    totals = np.zeros(len(Rate))
    for activity, minutes in phases:
        begin(person, 0, activity)
        for _ in range(minutes):
            advance(person, table, 60.0)
            totals += person.rates[0]
    return totals


def test_the_day_of_the_2014_table_sums_to_its_published_totals():
    """BVAD NASA/TP-2015-218570 table 3.22 by way of ICES-2021-365: ±1 % (sweat ±5 %)."""
    table = metabolic_table("2014")
    rows = [
        (Activity.SLEEP, 480),
        (Activity.NOMINAL, 870),
        (Activity.EXERCISE, 15),
        (Activity.EXERCISE_LATE, 15),
        (Activity.RECOVERY_1, 15),
        (Activity.RECOVERY_2, 15),
        (Activity.RECOVERY_3, 15),
        (Activity.RECOVERY_4, 15),
    ]
    totals = sum(table[activity] * minutes for activity, minutes in rows)
    assert totals[Rate.O2_G_PER_MIN] / 1e3 == pytest.approx(0.82, rel=0.01)
    assert totals[Rate.CO2_G_PER_MIN] / 1e3 == pytest.approx(1.04, rel=0.01)
    assert totals[Rate.VAPOUR_G_PER_MIN] / 1e3 == pytest.approx(1.85, rel=0.01)
    assert totals[Rate.SWEAT_G_PER_MIN] / 1e3 == pytest.approx(0.08, rel=0.06)
    assert totals[Rate.SENSIBLE_W] * 0.06 == pytest.approx(7351.0, rel=0.01)
    assert totals[Rate.LATENT_W] * 0.06 == pytest.approx(4649.0, rel=0.01)


def test_a_person_living_the_published_day_gives_its_totals():
    """The same day lived by the model: exercise turns to recovery and to being awake by itself."""
    totals = a_day(
        "2014",
        [(Activity.SLEEP, 480), (Activity.EXERCISE, 30), (Activity.NOMINAL, 930)],
    )
    assert totals[Rate.O2_G_PER_MIN] / 1e3 == pytest.approx(0.82, rel=0.01)
    assert totals[Rate.CO2_G_PER_MIN] / 1e3 == pytest.approx(1.04, rel=0.01)
    assert totals[Rate.VAPOUR_G_PER_MIN] / 1e3 == pytest.approx(1.85, rel=0.01)


def test_a_day_without_exercise():
    """Published: 0.72 kg of O2 and 0.91 kg of CO2."""
    totals = a_day("2014", [(Activity.SLEEP, 480), (Activity.NOMINAL, 960)])
    assert totals[Rate.O2_G_PER_MIN] / 1e3 == pytest.approx(0.72, rel=0.01)
    assert totals[Rate.CO2_G_PER_MIN] / 1e3 == pytest.approx(0.91, rel=0.01)


def test_the_editions_differ_as_published():
    """71 % in sleeping and 13 % in waking vapour; RQ 0.92 against 0.86."""
    old, new = metabolic_table("2014"), metabolic_table("2022")
    sleep, awake = Activity.SLEEP, Activity.NOMINAL
    vapour = Rate.VAPOUR_G_PER_MIN
    assert new[sleep][vapour] / old[sleep][vapour] == pytest.approx(1.71, abs=0.01)
    assert new[awake][vapour] / old[awake][vapour] == pytest.approx(1.13, abs=0.01)
    for table, quotient in ((old, 0.92), (new, 0.86)):
        row = table[awake]
        moles = (row[Rate.CO2_G_PER_MIN] / 44.01) / (row[Rate.O2_G_PER_MIN] / 32.00)
        assert moles == pytest.approx(quotient, abs=0.01)


def test_shuttle_turned_its_air_over_eight_and_a_half_times_an_hour():
    """330 cfm in 2300 ft³: 8.6 by arithmetic, 8.5 published."""
    parameters = CabinParameters(volume_m3=2300 * 0.3048**3)
    flow_m3_per_h = 330 * 0.3048**3 * 60
    assert flow_m3_per_h / parameters.volume_m3 == pytest.approx(8.5, rel=0.02)


def test_hole_area_uses_the_discharge_coefficient():
    cabin = a_leaking_cabin(6.0)
    run(cabin, 1.0, step_s=1.0)
    assert cabin._inputs.leak_area_m2[1] == pytest.approx(0.62 * pi / 4 * 36e-6)
