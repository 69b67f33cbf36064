"""When the ground works values out, and what it makes of gaps, late samples and silence."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.derivation import Derivation
from telemetry.derived import PATIENCE_NS, ROWS_MOST, DerivedWatch
from telemetry.derived_file import PACKET
from telemetry.dictionary import Limit, MissionDatabase, Packet, Parameter, ParameterKind, Severity
from telemetry.limits import LimitMonitor
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

T0_S = 1_631_750_400


def a_parameter(name, derivation=None):
    return Parameter(
        id=name,
        subsystem="X",
        group="",
        name=name,
        unit="mmHg",
        kind=ParameterKind.FLOAT,
        range_low=0,
        range_high=100,
        limits=(Limit(severity=Severity.CAUTION, threshold=50, is_high=True),),
        derivation=derivation,
    )


def a_packet(name, period_s, *parameters, **other):
    period_ns = round(period_s * NS_PER_S)
    return Packet(name=name, apid=1, period_ns=period_ns, parameters=parameters, **other)


def derived(name, kind, *inputs, scale=1.0, **other):
    constants = {"scale": scale}
    return a_parameter(name, Derivation(kind=kind, inputs=inputs, constants=constants, **other))


DATABASE = MissionDatabase(
    "v",
    (
        a_packet("FAST", 0.2, a_parameter("A")),
        a_packet("SLOW", 10, a_parameter("B")),
        a_packet(
            PACKET,
            1,
            derived("MEAN", "mean", "A", window_s=5, least_s=3),
            derived("SUM", "sum", "A", "B"),
            derived("TWICE", "sum", "SUM", scale=2.0),
            is_ground=True,
        ),
    ),
)
MEAN, SUM, TWICE = range(3)


def frame(packet, at_s, *values, source="v/1"):
    return Frame(
        source=source,
        packet=packet,
        sequence=0,
        generated_ns=round((T0_S + at_s) * NS_PER_S),
        values=np.array(values, float).reshape(-1, 1),
    )


def second(at_s, value, **other):
    """Return the five samples of the second that ends at `at_s`."""
    return frame("FAST", at_s - 0.8, *[value] * 5, **other)


@pytest.fixture
def watch():
    watch = DerivedWatch(DATABASE, "ground/1")
    watch.take(frame("SLOW", 0, 1.0))
    return watch


def rows_of(said):
    return np.concatenate([each.values for each in said if each is not None])


def test_a_second_is_worked_out_once_all_its_samples_are_there(watch):
    before = watch.take(frame("FAST", 0.2, 1.0, 2.0, 3.0, 4.0))
    assert (before.rows, before.generated_ns) == (1, T0_S * NS_PER_S)
    said = watch.take(frame("FAST", 1.0, 5.0))
    assert (said.packet, said.source, said.rows) == (PACKET, "ground/1", 1)
    assert said.generated_ns == (T0_S + 1) * NS_PER_S
    assert said.values[0, SUM] == 4.0  # the mean of five samples, and one of ten seconds
    assert said.values[0, TWICE] == 8.0


def test_one_invalid_sample_makes_its_second_invalid_and_no_other(watch):
    said = [watch.take(second(at_s, 3.0)) for at_s in (1, 2, 3)]
    said.append(watch.take(frame("FAST", 3.2, 3.0, math.nan, 3.0, 3.0, 3.0)))
    said.append(watch.take(frame("FAST", 4.2, 3.0, 3.0, 300.0, 3.0, 3.0)))  # off its scale
    said.append(watch.take(second(6, 3.0)))
    rows = rows_of(said)[-6:]
    assert np.isnan(rows[:, SUM]).tolist() == [False, False, False, True, True, False]
    assert np.isnan(rows[:, MEAN]).tolist() == [True, True, False, True, True, False]


def test_a_silent_packet_is_waited_for_and_then_its_values_are_invalid(watch):
    last_s = 0
    said = []
    while not said or not math.isnan(said[-1].values[-1, SUM]):
        last_s += 1
        said += [each for each in [watch.take(second(last_s, 3.0))] if each is not None]
        assert last_s < 60
    last_ns = said[-1].generated_ns + (said[-1].rows - 1) * NS_PER_S
    assert last_ns == (T0_S + 31) * NS_PER_S  # three periods are held, not a second more
    assert PATIENCE_NS <= (T0_S + last_s) * NS_PER_S - last_ns <= PATIENCE_NS + 3 * NS_PER_S
    assert said[-1].values[-1, MEAN] == 3.0  # what does not need it goes on


def said_late(watch):
    """Return what the watch says again, waiting for what it waits for."""
    calls = [watch.take_late() for _ in range(2)]
    return [frame for frames in calls for frame in frames]


def test_seconds_that_late_samples_change_are_said_again_and_no_others(watch):
    for at_s in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12):
        watch.take(second(at_s, 3.0))
    assert watch.take(second(4, 8.0)) is None
    (again,) = said_late(watch)
    assert again.generated_ns == (T0_S + 4) * NS_PER_S
    assert again.values[:, MEAN].tolist() == [4.25, 4.0, 4.0, 4.0, 4.0]  # its window is 5 s
    assert again.values[:, SUM].tolist() == [9.0, 4.0, 4.0, 4.0, 4.0]
    assert said_late(watch) == []


def test_what_comes_late_is_waited_for_but_not_for_ever(watch):
    for at_s in (1, 40):
        watch.take(second(at_s, 3.0))
    said = []
    for at_s in range(2, 30):
        watch.take(second(at_s, 3.0))
        said += watch.take_late()
    assert len(said) == 2  # in the eleventh call and the twenty-second


def test_a_sample_that_repeats_a_known_time_changes_nothing(watch):
    for at_s in range(1, 9):
        watch.take(second(at_s, 3.0))
    assert watch.take(second(4, 90.0)) is None
    assert said_late(watch) == []


def test_an_hour_that_came_late_is_said_in_frames_of_ten_minutes(watch):
    watch.take(second(1, 3.0))
    watch.take(second(3601, 3.0))
    watch.take(frame("FAST", 1.2, *[3.0] * 5 * 3599))
    watch.take(frame("SLOW", 10, *[1.0] * 360))
    said = said_late(watch)
    assert [each.rows for each in said] == [ROWS_MOST] * 5 + [3601 - 1 - 5 * ROWS_MOST]
    assert [each.sequence for each in said] == list(range(said[0].sequence, said[0].sequence + 6))
    assert set(rows_of(said)[:, SUM]) == {4.0}


def test_after_a_clock_was_set_back_seconds_are_worked_out_again(watch):
    for at_s in range(1001, 1009):
        watch.take(second(at_s, 3.0))
    watch.begin_anew()
    watch.take(frame("SLOW", 0, 2.0))
    said = [watch.take(second(at_s, 3.0)) for at_s in range(1, 9)]
    assert said[-1].values[-1, MEAN] == 3.0


def test_a_gap_is_said_as_invalid_and_a_window_begins_anew_after_a_long_one(watch):
    for at_s in range(1, 9):
        watch.take(second(at_s, 3.0))
    said = [watch.take(frame("SLOW", 10, 1.0)), watch.take(second(12, 5.0))]
    rows = rows_of(said)
    assert np.isnan(rows[:, SUM]).tolist() == [True, True, True, False]  # seconds 9 to 12
    assert np.isnan(rows[:, MEAN]).all()  # it knows two of its five seconds
    late_s = 12 + 2 * ROWS_MOST
    watch.take(frame("SLOW", late_s - 1, 1.0))
    said = watch.take(second(late_s, 7.0))
    assert said.rows < 10
    assert math.isnan(said.values[-1, MEAN])


def test_values_of_another_source_begin_their_own_time(watch):
    for at_s in range(1001, 1009):
        watch.take(second(at_s, 3.0))
    watch.take(frame("SLOW", 0, 2.0, source="v/2"))
    said = [watch.take(second(at_s, 4.0, source="v/2")) for at_s in (1, 2)]
    assert rows_of(said)[-1, SUM] == 6.0


def test_frames_of_many_rows_that_come_in_turns_are_waited_for(watch):
    watch.take(frame("FAST", 0.2, *[3.0] * 300))
    said = watch.take(frame("SLOW", 10, *[2.0] * 6))
    assert said.rows > 50
    assert not np.isnan(said.values[:, SUM]).any()
    assert said.values[-1, SUM] == 5.0


def test_what_is_beyond_a_range_is_said_as_its_end_and_alarms(watch):
    watch.take(frame("SLOW", 1, 60.0))
    monitor = LimitMonitor(DATABASE)
    events = monitor.check(watch.take(second(2, 60.0)))
    assert {(event.parameter, event.value) for event in events} >= {("SUM", 100.0)}


def test_an_invalid_value_never_clears_an_alarm(watch):
    monitor = LimitMonitor(DATABASE)
    assert monitor.check(watch.take(second(1, 60.0)))
    assert monitor.check(watch.take(second(2, math.nan))) == []


def test_a_vehicle_that_sends_everything_costs_nothing():
    watch = DerivedWatch(replace(DATABASE, packets=DATABASE.packets[:2]), "ground/1")
    assert watch.take(second(1, 3.0)) is None


@given(st.permutations(range(1, 25)), st.sets(st.integers(0, 23)))
def test_in_whatever_order_frames_come_every_second_ends_as_if_none_was_late(order, looks):
    values = {at_s: math.nan if at_s % 9 == 0 else float(at_s % 5) for at_s in order}

    def ends(order):
        watch = DerivedWatch(DATABASE, "ground/1")
        said = [watch.take(frame("SLOW", 0, 1.0))]
        for number, at_s in enumerate(order):
            said.append(watch.take(second(at_s, values[at_s])))
            if at_s % 10 == 0:
                said.append(watch.take(frame("SLOW", at_s, float(at_s))))
            said += watch.take_late() if number in looks else []
        said += said_late(watch)
        return {
            each.generated_ns + row * NS_PER_S: values
            for each in said
            if each is not None
            for row, values in enumerate(each.values.tolist())
        }

    ended, in_order = ends(order), ends(sorted(order))
    common = sorted(ended.keys() & in_order.keys())
    assert len(common) > 10
    assert np.array_equal(
        [ended[at] for at in common], [in_order[at] for at in common], equal_nan=True
    )
