"""What people at a window do to the dome's CO2."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from builders import a_mission

from console.domain.forecast.air import FittedAir
from console.domain.planning.air import (
    CO2_PER_PERSON_G_PER_MIN,
    STEP_S,
    ZONES,
    AirConditions,
    _one_persons_rise,
    air_conditions,
    capacity_words,
    peaks,
    zone_air,
    zone_inputs,
)
from simulator.cabin import Cabin, CabinParameters, Inputs, standard_state
from simulator.gases import Gas
from telemetry.timebase import NS_PER_S

MINUTE_NS = 60 * NS_PER_S
DATABASE = a_mission().database
# The model adds breath and mixes in turn, ten seconds each.
SPLITTING_SHARE = 0.08


def still(base_mmhg=2.0, limit_mmhg=4.5):
    return AirConditions(
        zone="Z3", base_mmhg=base_mmhg, limit_mmhg=limit_mmhg, exchange_m3_per_h=18.0
    )


def cabin_levels(zone, exchange_m3_per_h, breath_g_per_min, people):
    """Return by how much the cabin model says CO2 rises with so many there in every step."""
    cabin = Cabin(CabinParameters(is_isothermal=True))
    state = standard_state(cabin.parameters)
    here = ZONES.index(zone)
    one = zone_inputs(cabin, zone, exchange_m3_per_h, breath_g_per_min)
    air = cabin.air(state)
    levels = [air.partial_mmhg[here, Gas.CO2]]
    for count in people:
        inputs = Inputs(
            exchange_m3_per_s=one.exchange_m3_per_s,
            sources_mol_per_s=count * one.sources_mol_per_s,
        )
        air = cabin.step(state, inputs, STEP_S, air)
        levels.append(air.partial_mmhg[here, Gas.CO2])
    return np.array(levels) - levels[0]


def test_nominal_air_comes_from_the_vehicles_own_table():
    (dome,) = air_conditions(["Z3"], DATABASE)
    assert (dome.base_mmhg, dome.limit_mmhg) == (2.0, 4.5)


def test_a_dome_fan_that_is_off_leaves_little_exchange():
    running, off = (
        air_conditions(["Z3"], DATABASE, {"ARS_IMV_3_STATE": state})[0].exchange_m3_per_h
        for state in (1.0, 0.0)
    )
    assert off < running / 5


def test_a_zone_without_a_sensor_is_not_judged():
    assert air_conditions(["Z9"], DATABASE) == ()


def test_one_persons_rise_settles_where_breath_and_exchange_balance():
    """G / Q as an ideal gas at 22 °C, less what is missing elsewhere: the dome's own share."""
    moles_per_h = CO2_PER_PERSON_G_PER_MIN * 60 / 44.0095
    balance_mmhg = moles_per_h / 18.0 * 8.314 * 295.15 / 133.322 * (1 - 0.15)
    assert zone_air(still()).rise_mmhg[-1] == pytest.approx(balance_mmhg, rel=SPLITTING_SHARE)


def test_the_sum_of_stays_is_what_the_cabin_model_says():
    stays = [(0, 20 * MINUTE_NS), (5 * MINUTE_NS, 20 * MINUTE_NS), (30 * MINUTE_NS, 40 * MINUTE_NS)]
    sums = zone_air(still())
    ends = [end for _, end in stays]
    summed = max(2.0 + sum(sums.added_mmhg(stay, end) for stay in stays) for end in ends)
    ((_, peak),) = peaks(still(), stays)
    people = [sum(a <= step * 10 * NS_PER_S < b for a, b in stays) for step in range(240)]
    modelled = 2.0 + cabin_levels("Z3", 18.0, CO2_PER_PERSON_G_PER_MIN, people).max()
    assert peak == pytest.approx(modelled, abs=0.005)
    assert summed == pytest.approx(modelled, abs=0.01)


def test_the_peak_is_where_the_last_of_the_crowd_leaves():
    ((at_ns, _),) = peaks(still(), [(0, 10 * MINUTE_NS), (0, 10 * MINUTE_NS)])
    assert at_ns == pytest.approx(10 * MINUTE_NS, abs=10 * NS_PER_S)


def test_visits_more_than_an_hour_apart_are_told_apart():
    far = 90 * MINUTE_NS
    assert len(peaks(still(), [(0, MINUTE_NS), (far, far + MINUTE_NS)])) == 2


def test_nothing_is_added_before_somebody_comes_and_it_decays_after():
    sums = zone_air(still())
    stay = (0, 10 * MINUTE_NS)
    assert sums.added_mmhg(stay, -1) == 0.0
    assert 0 < sums.added_mmhg(stay, 40 * MINUTE_NS) < sums.added_mmhg(stay, 10 * MINUTE_NS) / 5


def test_few_people_in_good_air_can_stay_for_ever():
    assert zone_air(still()).cannot_be_reached(2)
    assert not zone_air(still(base_mmhg=3.6)).cannot_be_reached(2)
    assert zone_air(still(limit_mmhg=inf)).cannot_be_reached(50)


LATER_NS = 60 * MINUTE_NS
FITTED = FittedAir(
    levels={"Z3": ((0, 1.6), (LATER_NS, 2.4))},
    exchange_m3_per_h={"Z3": 20.0},
    breath_g_per_min=0.9,
)


def fitted_dome():
    (dome,) = air_conditions(["Z3"], DATABASE, {"CAB_PPCO2_Z3": 3.0}, FITTED)
    return dome


def test_what_was_fitted_goes_before_a_reading():
    assert (fitted_dome().base_mmhg, fitted_dome().exchange_m3_per_h) == (1.6, 20.0)
    assert (fitted_dome().base_at(-1), fitted_dome().base_at(LATER_NS)) == (1.6, 2.4)


def test_people_who_breathe_more_raise_the_dome_more():
    as_usual = replace(fitted_dome(), breath_g_per_min=CO2_PER_PERSON_G_PER_MIN)
    more, usual = (zone_air(each).rise_mmhg[-1] for each in (fitted_dome(), as_usual))
    assert more / usual == pytest.approx(0.9 / CO2_PER_PERSON_G_PER_MIN, rel=1e-3)


def test_there_is_less_room_when_the_cabin_will_be_heavier():
    air = zone_air(fitted_dome())
    assert air.room_mmhg(0) - air.room_mmhg(LATER_NS) == pytest.approx(0.8)
    assert air.longest_s(3, 0) > air.longest_s(3, LATER_NS)


def test_the_model_and_the_sum_agree_on_a_changing_cabin():
    stay = (LATER_NS - 10 * MINUTE_NS, LATER_NS + 5 * MINUTE_NS)
    air = zone_air(fitted_dome())
    ((at_ns, modelled),) = peaks(fitted_dome(), [stay])
    assert at_ns >= LATER_NS
    assert modelled == pytest.approx(2.4 + air.added_mmhg(stay, stay[1]), abs=0.02)


def test_the_words_say_how_many_may_stay_and_how_long():
    said = capacity_words(zone_air(fitted_dome()), 3, LATER_NS)
    assert said.startswith("With nobody there it is 2.4; 2 may stay for long, 3 for ")
    assert said.endswith(" min.")


def test_where_the_air_is_bad_already_the_words_say_that_nobody_may_come():
    foul = replace(fitted_dome(), levels=((0, 4.6),))
    assert capacity_words(zone_air(foul), 2, LATER_NS) == (
        "With nobody there it is 4.6 already; nobody may come."
    )


@pytest.mark.parametrize("exchange_m3_per_h", [18.0, 118.0, 416.0])
def test_one_persons_rise_is_that_of_the_cabin_model_step_by_step(exchange_m3_per_h):
    rise = _one_persons_rise("Z3", exchange_m3_per_h, 0.8)
    model = cabin_levels("Z3", exchange_m3_per_h, 0.8, [1] * (len(rise) - 1))
    assert np.abs(np.array(rise) - model).max() < 0.003 * model.max()
