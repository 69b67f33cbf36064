from hypothesis import given
from hypothesis import strategies as st

from console.ui.plots.time_axis import met_hours_text, step_s, ticks
from telemetry.timebase import NS_PER_S, parse_utc

LAUNCH = parse_utc("2021-09-16T00:02:56Z")


@given(st.integers(5, 72 * 3600), st.integers(2, 30))
def test_a_time_axis_never_carries_more_marks_than_fit(span_s, marks):
    found = ticks(LAUNCH, LAUNCH + span_s * NS_PER_S, marks)

    assert len(found) <= max(marks, span_s // 86_400) + 1


def test_marks_stand_on_round_utc():
    found = ticks(LAUNCH, LAUNCH + 6 * 3600 * NS_PER_S, 8)

    assert [tick.text for tick in found] == ["01:00", "02:00", "03:00", "04:00", "05:00", "06:00"]


def test_a_new_day_says_its_date():
    midnight = parse_utc("2021-09-17T00:00:00Z")

    marked = next(tick for tick in ticks(LAUNCH, midnight, 12) if tick.is_midnight)

    assert (marked.at_ns, marked.text) == (midnight, "09-17")


def test_more_room_gives_finer_steps():
    assert step_s(3600, 6) == 600
    assert step_s(3600, 12) == 300


def test_elapsed_time_is_written_to_the_minute():
    assert met_hours_text(LAUNCH + 30 * 3600 * NS_PER_S, LAUNCH) == "1/06:00"


def test_a_few_seconds_are_marked_to_the_second():
    found = ticks(LAUNCH, LAUNCH + 10 * NS_PER_S, 6)

    texts = [tick.text for tick in found]
    assert texts == [f"00:0{at}" for at in ("2:56", "2:58", "3:00", "3:02", "3:04", "3:06")]
