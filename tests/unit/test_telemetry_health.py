"""What the ground says of packets that come or do not."""

import math

import numpy as np
import pytest

from telemetry.dictionary import MissionDatabase, Packet, Parameter, ParameterKind, Severity
from telemetry.health import (
    FRESH,
    PACKET,
    RECORD_STATE,
    ROWS_MOST,
    SOURCE_STATE,
    STALE,
    HealthWatch,
    with_health,
)
from telemetry.limits import LimitMonitor
from telemetry.wire import Frame

SECOND_NS = 1_000_000_000
T0_S = 1_631_750_400


def a_packet(name, apid, period_s):
    parameter = Parameter(
        id=f"X_{name}",
        subsystem="X",
        group="",
        name=name,
        unit="-",
        kind=ParameterKind.FLOAT,
        range_low=0,
        range_high=1,
    )
    return Packet(name=name, apid=apid, period_ns=period_s * SECOND_NS, parameters=(parameter,))


DATABASE = with_health(MissionDatabase("v", (a_packet("FAST", 1, 1), a_packet("SLOW", 2, 10))))
FAST, SLOW = "GND_FAST", "GND_SLOW"


def heard(watch, packet, at_s, rows=1, source="s/1"):
    watch.hear(
        Frame(
            source=source,
            packet=packet,
            sequence=0,
            generated_ns=(T0_S + at_s) * SECOND_NS,
            values=np.zeros((rows, 1)),
        )
    )


def report(watch, at_s, rate=1.0):
    return watch.report(round((T0_S + at_s) * SECOND_NS), rate)


def column(frame, name):
    return frame.values[:, DATABASE.place[name][1]].tolist()


def test_nothing_is_said_before_anything_is_heard():
    assert report(HealthWatch(DATABASE, "g/1"), 10) is None


def test_a_packet_is_stale_three_periods_and_four_seconds_after_its_last_sample():
    watch = HealthWatch(DATABASE, "g/1")
    heard(watch, "FAST", 0)
    heard(watch, "SLOW", 0)
    report(watch, 0)
    frame = report(watch, 10.4)
    assert frame.generated_ns == (T0_S + 1) * SECOND_NS
    assert column(frame, FAST) == [FRESH] * 7 + [STALE] * 3
    assert column(frame, SLOW) == [FRESH] * 10


def test_what_was_never_heard_is_unknown_and_not_fresh():
    watch = HealthWatch(DATABASE, "g/1")
    heard(watch, "FAST", 0)
    assert all(math.isnan(state) for state in column(report(watch, 1), SLOW))


def test_a_source_of_which_nothing_comes_is_silent_before_all_its_packets_are_stale():
    watch = HealthWatch(DATABASE, "g/1")
    heard(watch, "SLOW", 0)
    heard(watch, "FAST", 2)
    report(watch, 7)
    frame = report(watch, 11)
    assert column(frame, SOURCE_STATE) == [FRESH, FRESH, STALE, STALE]
    assert column(frame, SLOW) == [FRESH] * 4


def test_a_source_that_sends_seldom_is_not_silent_between_its_samples():
    database = with_health(MissionDatabase("v", (a_packet("SLOW", 2, 10),)))
    watch = HealthWatch(database, "g/1")
    heard(watch, "SLOW", 0)
    report(watch, 33)
    frame = report(watch, 35)
    assert frame.values[-2:, 0].tolist() == [FRESH, STALE]


def test_a_mission_that_runs_faster_has_as_much_patience_of_waiting():
    watch = HealthWatch(DATABASE, "g/1")
    heard(watch, "FAST", 0)
    report(watch, 0)
    assert column(report(watch, 250, rate=60.0), FAST)[242:244] == [FRESH, STALE]


def test_every_second_is_said_once():
    watch = HealthWatch(DATABASE, "g/1")
    heard(watch, "FAST", 0)
    report(watch, 5)
    assert report(watch, 5.9) is None
    assert report(watch, 6).rows == 1


@pytest.mark.parametrize(("at_s", "rows"), [(100_000, ROWS_MOST), (-50_000, 1)])
def test_a_leap_of_the_clock_is_not_filled(at_s, rows):
    watch = HealthWatch(DATABASE, "g/1")
    heard(watch, "FAST", 0)
    report(watch, 5)
    assert report(watch, at_s).rows == rows


def test_what_was_heard_before_the_clock_was_set_back_is_not_fresh_for_longer():
    watch = HealthWatch(DATABASE, "g/1")
    heard(watch, "FAST", 3600)
    report(watch, 3600)
    watch.begin_anew(T0_S * SECOND_NS)
    report(watch, 0)
    assert column(report(watch, 8), FAST)[-1] == STALE


def test_a_frame_that_comes_late_makes_nothing_stale_and_a_new_source_is_heard_anew():
    watch = HealthWatch(DATABASE, "g/1")
    heard(watch, "FAST", 100)
    heard(watch, "FAST", 50)
    report(watch, 100)
    assert column(report(watch, 101), FAST) == [FRESH]
    heard(watch, "FAST", 50, source="s/2")
    assert column(report(watch, 102), FAST) == [STALE]


def test_the_ground_never_reports_itself_and_no_vehicle_sends_it():
    assert [packet.name for packet in DATABASE.sent.packets] == ["FAST", "SLOW"]
    assert DATABASE.packet_by_name[PACKET].is_ground
    assert DATABASE.packet_by_name[PACKET].columns == 4


def test_telemetry_that_is_not_recorded_is_an_emergency_that_returns():
    watch, monitor = HealthWatch(DATABASE, "g/1"), LimitMonitor(DATABASE)
    heard(watch, "FAST", 0)
    lost = watch.report((T0_S + 1) * SECOND_NS, 1.0, is_recorded=False)
    (event,) = monitor.check(lost)
    assert (event.parameter, event.severity) == (RECORD_STATE, Severity.EMERGENCY)
    (event,) = monitor.check(report(watch, 2))
    assert (event.parameter, event.severity) == (RECORD_STATE, None)


def test_stale_data_is_an_alarm_of_its_source_that_goes_when_samples_come_again():
    watch, monitor = HealthWatch(DATABASE, "g/1"), LimitMonitor(DATABASE)
    heard(watch, "FAST", 0)
    assert monitor.check(report(watch, 1)) == []
    events = monitor.check(report(watch, 20))
    assert [(e.parameter, e.severity, e.sample_ns // SECOND_NS - T0_S) for e in events] == [
        (SOURCE_STATE, Severity.WARNING, 8),
        (FAST, Severity.CAUTION, 8),
    ]
    heard(watch, "FAST", 21)
    assert {e.parameter for e in monitor.check(report(watch, 22))} == {SOURCE_STATE, FAST}
