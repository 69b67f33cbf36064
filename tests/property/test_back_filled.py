"""Samples that come late are judged in their own time, as if they had come in order."""

from hypothesis import given
from hypothesis import strategies as st
from judging import CAUTION_HIGH, SECOND_NS, START_NS, WARNING_HIGH, a_frame, a_monitor, a_number

from telemetry.dictionary import Severity

values = st.lists(st.sampled_from([0.0, 4.4, 5.0, 7.0]), min_size=2, max_size=40)
delays = st.integers(0, 3)


def monitor_of(on_delay_s=0, off_delay_s=0, deadband=0.0):
    alarm = {"on_delay_s": float(on_delay_s), "off_delay_s": float(off_delay_s)}
    return a_monitor(a_number(CAUTION_HIGH, WARNING_HIGH, deadband=deadband, **alarm))


def seconds(events):
    """Return events as (class, seconds since start, seconds when over)."""
    return [
        (
            event.severity,
            (event.sample_ns - START_NS) // SECOND_NS,
            event.returned_ns and (event.returned_ns - START_NS) // SECOND_NS,
        )
        for event in events
    ]


def episodes(events):
    """Return [start, end or None, gravest class] of every time in alarm, from events in order."""
    found, present = [], None
    for event in events:
        if present is None:
            found.append([event.sample_ns, None, event.severity])
        elif event.severity is None:
            found[-1][1] = event.sample_ns
        else:
            found[-1][2] = max(found[-1][2], event.severity)
        present = event.severity
    return found


def overlap(one, other):
    return (other[1] is None or one[0] < other[1]) and (one[1] is None or other[0] < one[1])


def test_an_alarm_that_came_and_went_in_a_gap_is_told_late_with_its_own_times():
    monitor = monitor_of()
    assert monitor.check(a_frame(0, 0.0)) == []
    assert monitor.check(a_frame(9, 0.0)) == []
    assert monitor.check(a_frame(1, 0.0, 0.0, 5.0, 7.0, 5.0, 0.0)) == []
    (late,) = monitor.judge_late()
    assert seconds([late]) == [(Severity.WARNING, 3, 6)]
    assert late.is_late
    assert monitor.judge_late() == []
    assert monitor.late_frames == 0


def test_an_alarm_that_began_in_a_gap_and_still_waits_for_its_delay_is_told_with_its_own_time():
    monitor = monitor_of(on_delay_s=3)
    monitor.check(a_frame(0, 0.0))
    assert monitor.check(a_frame(5, 5.0)) == []
    monitor.check(a_frame(1, 5.0, 5.0, 5.0, 5.0))
    assert seconds(monitor.judge_late()) == [(Severity.CAUTION, 4, None)]
    assert seconds(monitor.check(a_frame(6, 0.0))) == [(None, 6, None)]


def test_rows_that_fill_half_a_gap_are_judged_and_the_rest_may_still_come():
    monitor = monitor_of()
    monitor.check(a_frame(0, 0.0))
    monitor.check(a_frame(9, 0.0))
    monitor.check(a_frame(5, 5.0, 0.0))
    assert seconds(monitor.judge_late()) == [(Severity.CAUTION, 5, 6)]
    monitor.check(a_frame(1, 7.0, 0.0))
    assert seconds(monitor.judge_late()) == [(Severity.WARNING, 1, 2)]


def test_what_only_repeats_the_known_is_counted():
    monitor = monitor_of()
    monitor.check(a_frame(0, 0.0, 0.0))
    monitor.check(a_frame(5, 0.0))
    monitor.check(a_frame(1, 7.0))
    assert monitor.late_frames == 1
    assert monitor.judge_late() == []


@given(values, delays, delays, st.sampled_from([0.0, 0.3]), st.data())
def test_every_order_of_frames_tells_every_alarm_and_ends_as_the_live_order(
    rows, on_delay_s, off_delay_s, deadband, data
):
    order = data.draw(st.permutations(range(1, len(rows))))
    settle_at = data.draw(st.sets(st.integers(1, len(rows))))
    live = monitor_of(on_delay_s, off_delay_s, deadband)
    true = [event for s, value in enumerate(rows) for event in live.check(a_frame(s, value))]
    back = monitor_of(on_delay_s, off_delay_s, deadband)
    told = back.check(a_frame(0, rows[0]))
    for place, second in enumerate(order):
        told += back.check(a_frame(second, rows[second]))
        if place in settle_at:
            told += back.judge_late()
    told += back.judge_late()

    over = [event for event in told if event.returned_ns is not None]
    running = [event for event in told if event.returned_ns is None]
    assert (running[-1].severity if running else None) == (true[-1].severity if true else None)
    heard = [[e.sample_ns, e.returned_ns, e.severity] for e in over] + episodes(running)
    for episode in episodes(true):
        reached = [each[2] for each in heard if overlap(each, episode)]
        assert episode[2] <= max(reached, default=0)


@given(values, delays, delays)
def test_a_gap_that_is_filled_before_it_is_passed_over_leaves_no_trace(rows, on_s, off_s):
    """After the gap is filled the monitor goes on exactly as one that never had a gap."""
    live, back = monitor_of(on_s, off_s), monitor_of(on_s, off_s)
    for second, value in enumerate(rows):
        live.check(a_frame(second, value))
    last = len(rows) - 1
    back.check(a_frame(0, rows[0]))
    back.check(a_frame(last, rows[last]))
    for second in reversed(range(1, last)):
        back.check(a_frame(second, rows[second]))
    back.judge_late()
    for second in range(len(rows), len(rows) + 20):
        value = 7.0 if second % 7 < 4 else 0.0
        assert back.check(a_frame(second, value)) == live.check(a_frame(second, value))
