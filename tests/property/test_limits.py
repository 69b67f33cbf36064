"""Limits at their boundaries: one unit in the last place, deadbands, delays, chatter."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from judging import CAUTION_HIGH, SECOND_NS, START_NS, WARNING_HIGH, a_frame, a_monitor, a_number

from telemetry.dictionary import (
    Limit,
    Severity,
)
from telemetry.judgement import severity

thresholds = st.floats(-1e6, 1e6, allow_nan=False)
sides = st.booleans()
samples = st.lists(
    st.one_of(st.just(math.nan), st.sampled_from([0.0, 4.0, 4.4, 4.5, 4.6, 5.9, 6.0, 6.1, 9.0])),
    min_size=1,
    max_size=60,
)


def two_limits(**alarm):
    return a_number(CAUTION_HIGH, WARNING_HIGH, **alarm)


def events_of(parameter, values, rows_per_frame=1):
    monitor = a_monitor(parameter)
    events = []
    for first in range(0, len(values), rows_per_frame):
        events.extend(monitor.check(a_frame(first, *values[first : first + rows_per_frame])))
    return events


@given(thresholds, sides)
def test_one_ulp_beyond_the_threshold_is_an_alarm_and_the_threshold_is_not(threshold, is_high):
    limit = Limit(severity=Severity.CAUTION, threshold=threshold, is_high=is_high)
    parameter = a_number(limit)
    outward = math.inf if is_high else -math.inf
    beyond, inside = math.nextafter(threshold, outward), math.nextafter(threshold, -outward)
    assert severity(parameter, beyond) is Severity.CAUTION
    assert severity(parameter, threshold) is None
    assert severity(parameter, inside) is None
    assert [event.value for event in events_of(parameter, [inside, threshold, beyond])] == [beyond]


@given(thresholds, sides, st.floats(1e-3, 1e3))
def test_an_alarm_returns_exactly_at_the_deadband(threshold, is_high, deadband):
    limit = Limit(severity=Severity.CAUTION, threshold=threshold, is_high=is_high)
    parameter = a_number(limit, deadband=deadband)
    outward = math.inf if is_high else -math.inf
    back = threshold - deadband if is_high else threshold + deadband
    almost = math.nextafter(back, outward)
    events = events_of(parameter, [math.nextafter(threshold, outward), almost, back])
    assert [event.value for event in events][1:] == [back]


@given(st.lists(st.floats(4.2, 4.8, exclude_min=True), max_size=80))
def test_chatter_inside_the_deadband_makes_one_alarm(values):
    events = events_of(two_limits(deadband=0.3), [4.6, *values, 4.1])
    assert [event.severity for event in events] == [Severity.CAUTION, None]


@given(st.integers(0, 20), st.integers(0, 20))
def test_an_alarm_comes_when_its_on_delay_is_over_and_not_before(delay_s, held_s):
    events = events_of(two_limits(on_delay_s=float(delay_s)), [5.0] * (held_s + 1) + [0.0])
    raised = [(event.sample_ns - START_NS) // SECOND_NS for event in events if event.severity]
    assert raised == ([delay_s] if held_s >= delay_s else [])


@given(st.integers(0, 20), st.integers(0, 20))
def test_an_alarm_goes_when_its_off_delay_is_over_and_not_before(delay_s, clear_s):
    values = [5.0] + [0.0] * (clear_s + 1) + [5.0]
    events = events_of(two_limits(off_delay_s=float(delay_s)), values)
    returned = [(e.sample_ns - START_NS) // SECOND_NS for e in events if e.severity is None]
    assert returned == ([1 + delay_s] if clear_s >= delay_s else [])


@given(samples, st.floats(0, 1), st.integers(0, 5), st.integers(0, 5))
def test_events_do_not_depend_on_how_samples_are_framed(values, deadband, on_delay_s, off_delay_s):
    parameter = two_limits(deadband=deadband, on_delay_s=on_delay_s, off_delay_s=off_delay_s)
    one_by_one = events_of(parameter, values)
    assert events_of(parameter, values, rows_per_frame=7) == one_by_one
    assert events_of(parameter, values, rows_per_frame=len(values)) == one_by_one


@given(samples, st.integers(0, 5), st.integers(0, 5))
def test_invalid_samples_change_nothing_but_time(values, on_delay_s, off_delay_s):
    parameter = two_limits(on_delay_s=on_delay_s, off_delay_s=off_delay_s)
    known = [value for value in values if not math.isnan(value)]
    with_gaps = [(event.severity, event.value) for event in events_of(parameter, values)]
    without = [(event.severity, event.value) for event in events_of(parameter, known)]
    assert with_gaps == without


@given(samples)
def test_without_delay_and_deadband_the_class_is_always_that_of_the_last_known_value(values):
    parameter = two_limits()
    events = events_of(parameter, values)
    known = [value for value in values if not math.isnan(value)]
    present = events[-1].severity if events else None
    assert present == (severity(parameter, known[-1]) if known else None)


@given(samples, st.floats(0, 1), st.integers(0, 5), st.integers(0, 5))
def test_every_event_changes_the_class(values, deadband, on_delay_s, off_delay_s):
    parameter = two_limits(deadband=deadband, on_delay_s=on_delay_s, off_delay_s=off_delay_s)
    classes = [None, *(event.severity for event in events_of(parameter, values))]
    assert all(before is not after for before, after in pairwise(classes))
