import time

import pytest

from telemetry.timebase import (
    NS_PER_S,
    FollowedClock,
    ManualClock,
    SystemClock,
    countdown_text,
    met_text,
    parse_duration_s,
    parse_utc,
    utc_text,
)

LAUNCH_NS = 1_631_750_575_000_000_000  # 2021-09-16T00:02:55Z, by `date -u -d @1631750575`


def test_the_system_clock_is_the_machines() -> None:
    before_ns = time.time_ns()  # noqa: TID251  # this is the one test of the wall clock
    assert before_ns <= SystemClock().now_ns() <= time.time_ns()  # noqa: TID251


def test_a_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(5)
    assert clock.now_ns() == clock.now_ns() == 5
    clock.advance(1.5)
    assert clock.now_ns() == 5 + 1_500_000_000


def test_times_are_written_and_read_in_utc() -> None:
    assert utc_text(LAUNCH_NS) == "2021-09-16T00:02:55Z"
    assert utc_text(LAUNCH_NS + 45_999_999, milliseconds=True) == "2021-09-16T00:02:55.045Z"
    assert parse_utc("2021-09-16T00:02:55Z") == LAUNCH_NS
    assert parse_utc("2021-09-16T00:02:55") == LAUNCH_NS
    assert parse_utc("2021-09-15T20:02:55-04:00") == LAUNCH_NS
    assert parse_utc("2021-09-16T00:02:55.25Z") == LAUNCH_NS + NS_PER_S // 4


def test_a_microsecond_is_not_lost_to_rounding() -> None:
    assert parse_utc("2021-09-16T00:02:55.000001Z") == LAUNCH_NS + 1000


@pytest.mark.parametrize("text", ["", "yesterday", "2021-13-01T00:00:00Z", "12:00"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="not a UTC time such as"):
        parse_utc(text)


@pytest.mark.parametrize(
    ("elapsed_s", "text"),
    [
        (0, "0/00:00:00"),
        (59.9, "0/00:00:59"),
        (86400 + 6 * 3600 + 21 * 60 + 44, "1/06:21:44"),
        (-61, "-0/00:01:01"),
    ],
)
def test_mission_elapsed_time_is_days_hours_minutes_seconds(elapsed_s: float, text: str) -> None:
    assert met_text(elapsed_s) == text
    assert parse_duration_s(text) == int(elapsed_s)


@pytest.mark.parametrize(
    ("remaining_s", "text"),
    [(252, "04:12"), (3852, "01:04:12"), (0.9, "00:00"), (-5, "00:00"), (3600, "01:00:00")],
)
def test_a_countdown_grows_hours_when_needed_and_is_never_negative(
    remaining_s: float, text: str
) -> None:
    assert countdown_text(remaining_s) == text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("90s", 90),
        ("10min", 600),
        ("10m", 600),
        ("72h", 259_200),
        ("1.5h", 5400),
        ("2d", 172_800),
        ("+00:00:10", 10),
        ("-00:00:10", -10),
        ("1/06:21:44.5", 109_304.5),
    ],
)
def test_durations_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert parse_duration_s(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "h", "ten minutes", "1:2:3", "5 h", "-5s", "25:61:00", "00:00:60"]
)
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration such as"):
        parse_duration_s(text)


def test_a_followed_clock_runs_on_at_the_announced_rate() -> None:
    wall = ManualClock(1000 * NS_PER_S)
    clock = FollowedClock(wall)
    assert not clock.is_set
    assert clock.now_ns() == 0
    clock.follow(LAUNCH_NS, 60.0, wall.now_ns())
    wall.advance(2)
    assert clock.is_set
    assert clock.rate == 60.0
    assert clock.now_ns() == LAUNCH_NS + 120 * NS_PER_S


def test_a_followed_clock_counts_from_when_the_announcement_was_received() -> None:
    wall = ManualClock(1000 * NS_PER_S)
    clock = FollowedClock(wall)
    clock.follow(LAUNCH_NS, 1.0, wall.now_ns() - NS_PER_S)
    assert clock.now_ns() == LAUNCH_NS + NS_PER_S


def test_a_paused_source_stands_still() -> None:
    wall = ManualClock(1000 * NS_PER_S)
    clock = FollowedClock(wall)
    clock.follow(LAUNCH_NS, 0.0, wall.now_ns())
    wall.advance(100)
    assert clock.now_ns() == LAUNCH_NS
