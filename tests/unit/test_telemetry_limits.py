"""Limits: what a value is worth, and when an alarm comes and goes."""

import math

import numpy as np
import pytest
from judging import (
    CAUTION_HIGH,
    SECOND_NS,
    START_NS,
    WARNING_HIGH,
    a_frame,
    a_monitor,
    a_number,
    a_parameter,
    a_state,
)

from telemetry.dictionary import Severity
from telemetry.judgement import LimitEvent
from telemetry.wire import Frame, FrameError


class Watch:
    """A monitor of one packet of one-second samples."""

    def __init__(self, *parameters):
        self.monitor = a_monitor(*parameters)

    def see(self, *rows, at_s=0, source="sim/1"):
        events = self.monitor.check(a_frame(at_s, *rows, source=source))
        return [(event.severity, (event.sample_ns - START_NS) / SECOND_NS) for event in events]


def test_an_event_says_what_changed_where_and_when():
    assert a_monitor(a_parameter()).check(a_frame(0, 2.0, 5.0, 7.0)) == [
        LimitEvent(
            parameter="CO2",
            severity=Severity.CAUTION,
            value=5.0,
            limit=CAUTION_HIGH,
            sample_ns=START_NS + SECOND_NS,
        ),
        LimitEvent(
            parameter="CO2",
            severity=Severity.WARNING,
            value=7.0,
            limit=WARNING_HIGH,
            sample_ns=START_NS + 2 * SECOND_NS,
        ),
    ]


def test_a_return_to_normal_is_an_event_without_a_class():
    watch = Watch(a_parameter())
    watch.see(5.0)
    assert watch.see(4.0, at_s=1) == [(None, 1)]


def test_a_milder_class_is_an_event_too():
    watch = Watch(a_parameter())
    watch.see(7.0)
    assert watch.see(5.0, at_s=1) == [(Severity.CAUTION, 1)]


def test_normal_values_make_no_event():
    assert Watch(a_parameter()).see(2.0, 2.1, 2.2) == []


def test_a_state_alarm_comes_and_goes():
    watch = Watch(a_state())
    assert watch.see(1, 0, 2, 1) == [(Severity.WARNING, 2), (None, 3)]
    assert watch.see(2, at_s=4) == [(Severity.WARNING, 4)]


def test_an_unknown_state_keeps_a_state_alarm():
    watch = Watch(a_state())
    watch.see(7)
    watch.see(2, at_s=1)
    assert watch.see(7, 7, at_s=2) == []
    assert watch.see(0, at_s=4) == [(None, 4)]


def test_inside_the_deadband_the_alarm_stays():
    watch = Watch(a_parameter(deadband=0.3))
    watch.see(4.6)
    assert watch.see(4.3, at_s=1) == []
    assert watch.see(4.2, at_s=2) == [(None, 2)]


def test_the_deadband_of_one_side_does_not_hold_the_other():
    watch = Watch(a_parameter(deadband=0.3))
    watch.see(4.6)
    assert watch.see(1.1, at_s=1) == [(None, 1)]


def test_a_value_must_stay_beyond_for_the_on_delay():
    watch = Watch(a_parameter(on_delay_s=3))
    assert watch.see(5, 5, 5) == []
    assert watch.see(5, at_s=3) == [(Severity.CAUTION, 3)]


def test_one_normal_sample_starts_the_on_delay_anew():
    watch = Watch(a_parameter(on_delay_s=3))
    assert watch.see(5, 5, 5, 2, 5, 5, 5) == []
    assert watch.see(5, at_s=7) == [(Severity.CAUTION, 7)]


def test_a_graver_class_has_its_own_on_delay():
    watch = Watch(a_parameter(on_delay_s=2))
    assert watch.see(5, 7, 7, 7) == [(Severity.CAUTION, 2), (Severity.WARNING, 3)]


def test_a_value_must_stay_inside_for_the_off_delay():
    watch = Watch(a_parameter(off_delay_s=2))
    watch.see(5)
    assert watch.see(2, 2, 5, 2, 2, 2, at_s=1) == [(None, 6)]


def test_invalid_samples_neither_clear_nor_raise():
    watch = Watch(a_parameter())
    watch.see(5)
    assert watch.see(math.nan, math.nan, 99.0, at_s=1) == []
    assert watch.see(2, at_s=4) == [(None, 4)]
    assert watch.see(math.nan, at_s=5) == []


def test_invalid_samples_run_no_delay():
    watch = Watch(a_parameter(on_delay_s=3))
    assert watch.see(5, math.nan, math.nan, math.nan, math.nan, 5, 5) == []
    assert watch.see(5, at_s=7) == [(Severity.CAUTION, 7)]


def test_lost_frames_run_no_delay():
    watch = Watch(a_parameter(off_delay_s=3))
    watch.see(5)
    watch.see(2, at_s=1)
    assert watch.see(2, at_s=60) == []
    assert watch.see(2, 2, at_s=61) == [(None, 62)]


def test_frames_that_repeat_the_past_are_counted_and_not_judged():
    watch = Watch(a_parameter())
    watch.see(2.0, at_s=10)
    assert watch.see(7.0, at_s=9) == []
    assert watch.see(7.0, at_s=10) == []
    assert watch.monitor.late_frames == 2


def test_after_a_clock_was_set_back_what_comes_is_judged_and_classes_go_on():
    watch = Watch(a_parameter())
    watch.see(7.0, at_s=3600)
    assert watch.monitor.begin_anew() == []
    assert watch.see(7.0, at_s=0) == []
    assert watch.see(2.0, at_s=1) == [(None, 1)]


def test_only_the_new_rows_of_an_overlapping_frame_are_judged():
    watch = Watch(a_parameter())
    watch.see(2.0, 2.0, at_s=0)
    assert watch.see(7.0, 7.0, 5.0, at_s=0) == [(Severity.CAUTION, 2)]


def test_a_new_source_starts_its_own_time():
    watch = Watch(a_parameter())
    watch.see(2.0, at_s=100)
    assert watch.see(7.0, at_s=1, source="sim/2") == [(Severity.WARNING, 1)]


def test_a_restored_alarm_goes_on_without_an_event():
    watch = Watch(a_parameter(deadband=0.3))
    watch.monitor.restore("CO2", Severity.CAUTION)
    assert watch.see(4.4) == []
    assert watch.see(2.0, at_s=1) == [(None, 1)]


def test_a_restored_state_alarm_returns():
    watch = Watch(a_state())
    watch.monitor.restore("FAN", Severity.WARNING)
    assert watch.see(2) == []
    assert watch.see(1, at_s=1) == [(None, 1)]


def test_events_of_one_frame_are_in_the_order_of_their_samples():
    watch = Watch(a_parameter(on_delay_s=2), a_state())
    rows = [[7, 1], [7, 2], [7, 2], [7, 1]]
    assert [at_s for _, at_s in watch.see(*rows)] == [1, 2, 3]


def test_a_parameter_without_limits_is_never_judged():
    watch = Watch(a_number())
    watch.monitor.restore("X", Severity.WARNING)
    assert watch.see(5.0) == []


def test_restoring_an_unknown_parameter_is_an_error():
    with pytest.raises(KeyError):
        Watch(a_parameter()).monitor.restore("Y", None)


def test_a_packet_the_vehicle_does_not_have_is_refused():
    frame = Frame(source="s/1", packet="Q", sequence=0, generated_ns=1, values=np.zeros((1, 1)))
    with pytest.raises(FrameError, match="no packet 'Q'"):
        Watch(a_parameter()).monitor.check(frame)


def test_a_frame_of_another_width_is_refused():
    with pytest.raises(FrameError, match="1 columns, not 2"):
        Watch(a_parameter()).see([1.0, 2.0])
