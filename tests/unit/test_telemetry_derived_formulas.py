"""The formulas by which the ground works values out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.derivation import Derivation
from telemetry.derived_formulas import KINDS, NEVER_MIN, make_formula

NAN = math.nan
CONSTANTS = {
    "tolerance": 5.0,
    "scale": 2.0,
    "least_mmhg": 525.0,
    "volume_m3": 16.0,
    "threshold": 6.0,
}


def a_formula(kind, inputs=2, **other):
    """Return a formula as a function of one row of readings a second, from the first one on."""
    names = tuple(f"X_{number}" for number in range(inputs))
    derivation = Derivation(kind=kind, inputs=names, constants=CONSTANTS, **other)
    before = np.full((derivation.window_s - 1, inputs), NAN)
    formula = make_formula(derivation)
    return lambda *seconds: formula(np.vstack([before, seconds])).tolist()


def test_one_lying_sensor_of_three_does_not_move_the_vote():
    vote = a_formula("vote", 3)
    lies = [[760.0, lie, 761.0] for lie in (0.0, 760.4, 1034.0)]
    assert vote(*lies) == [760.0, 760.4, 761.0]


def test_where_all_three_sensors_differ_nobody_is_believed():
    assert math.isnan(*a_formula("vote", 3)([700.0, 760.0, 800.0]))


@pytest.mark.parametrize(
    ("readings", "voted"),
    [
        ([NAN, 760.0, 762.0], 761.0),
        ([NAN, 700.0, 762.0], NAN),
        ([NAN, NAN, 760.0], NAN),
        ([NAN, NAN, NAN], NAN),
        ([1.0, 2.0, 3.0, 90.0], 2.5),
        ([1.0, 2.0, 80.0, 90.0], NAN),
    ],
)
def test_a_vote_needs_more_than_half_of_the_valid_sensors_and_at_least_two(readings, voted):
    assert a_formula("vote", len(readings))(readings) == pytest.approx([voted], nan_ok=True)


@given(st.lists(st.floats(0.0, 1000.0), min_size=3, max_size=3))
def test_a_vote_is_between_two_sensors_that_agree(readings):
    (voted,) = a_formula("vote", 3)(readings)
    low, middle, high = sorted(readings)
    agree = min(middle - low, high - middle) <= CONSTANTS["tolerance"]
    assert voted == middle if agree else math.isnan(voted)


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"vote"}))
def test_one_invalid_input_makes_every_formula_but_a_vote_invalid(kind):
    for place in range(2):
        formula = a_formula(kind, 2, window_s=5, least_s=3)
        readings = [5.0, 5.0]
        readings[place] = NAN
        assert math.isnan(formula(*[[5.0, 5.0]] * 10, readings)[-1])


def test_an_average_looks_back_as_far_as_its_window_and_no_further():
    mean = a_formula("mean", 1, window_s=3, least_s=3)
    said = mean([100.0], [1.0], [2.0], [3.0])
    assert said[:2] == pytest.approx([NAN, NAN], nan_ok=True)
    assert said[2:] == pytest.approx([103.0 / 3.0, 2.0])


def test_a_window_does_without_some_of_its_past_but_not_with_too_little():
    mean = a_formula("mean", 1, window_s=5, least_s=4)
    said = mean(*[[value] for value in (1.0, NAN, 1.0, 1.0, 1.0, NAN, NAN, 1.0)])
    assert said == pytest.approx([NAN, NAN, NAN, NAN, 1.0, NAN, NAN, NAN], nan_ok=True)


def test_warming_at_constant_mass_is_no_rate_of_gas():
    rate = a_formula("gas_rate", 2, window_s=30, least_s=24)
    warming = [22.0 + 0.01 * second for second in range(40)]
    said = rate(*[[760.0 * (273.15 + degc) / 295.15, degc] for degc in warming])
    assert said[-1] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("degc", [10.0, 22.0])
def test_a_straight_fall_is_its_own_rate_even_with_a_gap(degc):
    rate = a_formula("gas_rate", 2, window_s=30, least_s=24)
    falling = [760.0 - s / 60.0 if not 20 <= s < 25 else NAN for s in range(40)]
    said = rate(*[[pressure, degc] for pressure in falling])
    assert said[-1] == pytest.approx(-1.0)


@pytest.mark.parametrize(("fall", "minutes"), [(1.0, 281.0), (5.0, 56.2), (20.0, 14.1), (100, 2.8)])
def test_the_reserve_time_is_that_of_a_hole_to_vacuum(fall, minutes):
    assert a_formula("reserve_time")([760.0, -fall]) == pytest.approx([minutes], rel=0.01)


def test_a_small_leak_counts_by_its_slow_rate_and_noise_does_not():
    reserve = a_formula("reserve_time", 3)
    said = reserve([760.0, -0.3, -16.6], [760.0, -0.3, -2.0], [520.0, 0.0, 0.0])
    slowly = 60.0 * 760.0 / 16.6 * math.log(760.0 / 525.0)
    assert said == pytest.approx([slowly, NEVER_MIN, 0.0])


def test_a_hole_of_two_millimetres_is_found_from_its_rate():
    area_m2 = math.pi * 0.002**2 / 4.0
    per_min = -60.0 * 0.62 * 199.3 * 760.0 / 16.0 * area_m2
    assert a_formula("hole_diameter")([760.0, per_min]) == pytest.approx([2.0])


def test_inspired_oxygen_of_sea_level_air_is_150_mmhg():
    assert a_formula("inspired_oxygen")([760.0, 159.6]) == pytest.approx([149.7], abs=0.1)


def test_rising_co2_reaches_its_limit_when_its_line_does():
    time_to = a_formula("time_to_reach", 1, window_s=60, least_s=48)
    rising = [[3.0 + 0.1 * second / 60.0] for second in range(61)]
    assert time_to(*rising)[-1] == pytest.approx(29.0)
    assert time_to([6.0]) == [0.0]


def test_falling_co2_never_reaches_its_limit():
    time_to = a_formula("time_to_reach", 1, window_s=60, least_s=48)
    assert time_to(*[[3.0 - second / 600.0] for second in range(60)])[-1] == NEVER_MIN


def test_a_ratio_to_nothing_is_not_known():
    assert math.isnan(*a_formula("ratio", 2)([5.0, 0.0]))
    assert a_formula("ratio", 3)([5.0, 7.0, 4.0]) == [6.0]


def test_weights_share_out_an_average():
    assert a_formula("mean", 2, weights=(0.25, 0.75))([4.0, 8.0]) == [7.0]
    assert a_formula("spread", 3)([4.0, 8.0, 5.0]) == [4.0]
    assert a_formula("sum", 2)([4.0, 8.0]) == [24.0]


@given(st.data())
def test_what_is_said_of_a_second_depends_on_its_window_and_not_on_how_many_are_asked(data):
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    reading = st.floats(1.0, 900.0) | st.just(NAN)
    rows = np.array(
        data.draw(st.lists(st.tuples(reading, reading), min_size=5, max_size=30)), float
    )
    derivation = Derivation(
        kind=kind, inputs=("X_0", "X_1"), constants=CONSTANTS, window_s=5, least_s=3
    )
    formula = make_formula(derivation)
    one_by_one = [formula(rows[place : place + 5])[0] for place in range(len(rows) - 4)]
    assert np.array_equal(formula(rows), one_by_one, equal_nan=True)
