"""What the telemetry says now, and how far it can be believed."""

import math

import numpy as np
import pytest
from builders import T0_NS, a_mission
from desks import received

from console.client.feed import STALE_AFTER_PERIODS, Feed
from console.protocol import History
from telemetry.judgement import Validity
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

CO2 = "CAB_PPCO2_Z3"
PACKET, COLUMN = a_mission().database.place[CO2]
PERIOD_NS = PACKET.period_ns


def a_frame(sequence=0, value=2.5, *, rows=1, source="sim/1", columns=None):
    values = np.zeros((rows, columns or PACKET.columns))
    values[:, min(COLUMN, values.shape[1] - 1)] = value
    return Frame(
        source=source,
        packet=PACKET.name,
        sequence=sequence,
        generated_ns=T0_NS + sequence * PERIOD_NS,
        values=values,
    )


def a_feed(*frames):
    feed = Feed(a_mission().database)
    for frame in frames:
        feed.take(received(frame, received_ns=7))
    return feed


def test_before_anything_was_received_a_value_says_so():
    reading = a_feed().value(CO2, T0_NS)
    assert reading.validity is Validity.NOT_RECEIVED
    assert math.isnan(reading.value)


def test_a_reading_carries_its_value_both_times_and_its_age():
    reading = a_feed(a_frame()).value(CO2, T0_NS + NS_PER_S // 2)
    assert (reading.value, reading.validity) == (2.5, Validity.VALID)
    assert (reading.generated_ns, reading.received_ns, reading.age_s) == (T0_NS, 7, 0.5)


def test_a_reading_is_stale_after_three_periods_of_its_own_packet():
    feed = a_feed(a_frame())
    limit_ns = T0_NS + STALE_AFTER_PERIODS * PERIOD_NS
    assert feed.value(CO2, limit_ns).validity is Validity.VALID
    assert feed.value(CO2, limit_ns + 1).validity is Validity.STALE


def test_nan_is_invalid_and_never_nominal():
    assert a_feed(a_frame(value=math.nan)).value(CO2, T0_NS).validity is Validity.INVALID


def test_the_newest_row_of_a_frame_is_the_reading():
    feed = a_feed(a_frame(rows=3))
    assert feed.newest_ns == T0_NS + 2 * PERIOD_NS
    assert feed.value(CO2, feed.newest_ns).generated_ns == feed.newest_ns


def test_a_frame_of_another_vehicle_changes_nothing():
    feed = a_feed(a_frame(columns=PACKET.columns + 1))
    assert feed.newest_ns == 0
    assert feed.gaps.total.received == 0


def test_frames_asked_back_are_put_where_they_belong_and_counted_as_repaired():
    feed = a_feed(a_frame(0, 1.0), a_frame(3, 4.0))
    assert feed.gaps.total.lost == 2
    feed.repair([a_frame(1, 2.0), a_frame(2, 3.0)])
    total = feed.gaps.total
    assert (total.lost, total.repaired) == (0, 2)
    _times_ns, values = feed.history.raw(CO2, 0, 1 << 62)
    assert values.tolist() == [1.0, 2.0, 3.0, 4.0]


def test_a_frame_asked_back_is_not_the_newest_reading():
    feed = a_feed(a_frame(0, 1.0), a_frame(3, 4.0))
    feed.repair([a_frame(1, 2.0)])
    assert feed.value(CO2, T0_NS + 3 * PERIOD_NS).value == 4.0


def test_a_frame_asked_back_of_another_vehicle_is_left_alone():
    feed = a_feed(a_frame(0), a_frame(2))
    feed.repair([a_frame(1, columns=PACKET.columns + 1)])
    assert feed.gaps.total.lost == 1


@pytest.mark.parametrize("width_ns", [0, 1_000_000_000])
def test_recorded_history_is_joined_to_what_was_heard_since(width_ns):
    feed = a_feed(a_frame(100))
    times_ns = np.arange(10, dtype="<i8") * PERIOD_NS + T0_NS
    values = np.arange(10, dtype="<f8")
    feed.back_fill(
        History(
            parameter=CO2,
            from_ns=T0_NS,
            to_ns=T0_NS + 10 * PERIOD_NS,
            width_ns=width_ns,
            times_ns=times_ns.tobytes(),
            low=values.tobytes(),
            high=values.tobytes(),
        )
    )
    drawn = feed.history.columns(CO2, T0_NS, T0_NS + 101 * PERIOD_NS, 500)
    assert np.nanmax(drawn.high) == 9.0
