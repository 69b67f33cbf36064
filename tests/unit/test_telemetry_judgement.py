"""What one value is worth."""

import math

import pytest
from judging import CAUTION_HIGH, CAUTION_LOW, WARNING_HIGH, a_parameter, a_state

from telemetry.judgement import Validity, is_beyond, severity, validity, violated_limit
from telemetry.severity import Severity


def test_nan_is_invalid_and_never_normal():
    assert validity(a_parameter(), math.nan) is Validity.INVALID
    assert validity(a_state(), math.nan) is Validity.INVALID


@pytest.mark.parametrize("value", [-0.001, 40.001, math.inf, -math.inf])
def test_a_value_the_sensor_cannot_report_is_invalid(value):
    assert validity(a_parameter(), value) is Validity.INVALID
    assert severity(a_parameter(), value) is None
    assert violated_limit(a_parameter(), value) is None


@pytest.mark.parametrize("value", [0.0, 40.0])
def test_the_ends_of_the_range_are_valid(value):
    assert validity(a_parameter(), value) is Validity.VALID


@pytest.mark.parametrize("number", [3, -1, 0.5])
def test_a_state_nobody_named_is_invalid(number):
    assert validity(a_state(), number) is Validity.INVALID


def test_exactly_at_the_threshold_is_normal():
    assert severity(a_parameter(), 4.5) is None
    assert severity(a_parameter(), 1.0) is None


def test_the_gravest_limit_passed_gives_the_class():
    assert violated_limit(a_parameter(), 4.6) == CAUTION_HIGH
    assert violated_limit(a_parameter(), 6.1) == WARNING_HIGH
    assert violated_limit(a_parameter(), 0.9) == CAUTION_LOW
    assert severity(a_state(), 2) is Severity.WARNING


def test_inside_the_deadband_is_still_beyond():
    assert is_beyond(CAUTION_HIGH, 4.4, deadband=0.3)
    assert not is_beyond(CAUTION_HIGH, 4.2, deadband=0.3)
    assert is_beyond(CAUTION_LOW, 1.1, deadband=0.3)
    assert not is_beyond(CAUTION_LOW, 1.3, deadband=0.3)
