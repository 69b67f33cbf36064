import pytest

from telemetry.recording_times import parse_instant, parse_of_recording
from telemetry.timebase import NS_PER_S, parse_utc

ORIGIN_NS = parse_utc("2021-09-16T00:00:00Z")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2021-09-16T11:45:20Z", "2021-09-16T11:45:20Z"),
        ("T+01:30:00", "2021-09-16T01:30:00Z"),
        ("+90min", "2021-09-16T01:30:00Z"),
        ("1/06:21:44", "2021-09-17T06:21:44Z"),
        ("T+1/06:21:44", "2021-09-17T06:21:44Z"),
        ("90", "2021-09-16T00:01:30Z"),
    ],
)
def test_times_are_utc_or_elapsed(text: str, instant: str) -> None:
    assert parse_instant(text, ORIGIN_NS) == parse_utc(instant)


def test_fractions_of_a_second_count() -> None:
    assert parse_instant("T+00:00:01.5", ORIGIN_NS) - ORIGIN_NS == 3 * NS_PER_S // 2


@pytest.mark.parametrize("text", ["", "noon", "T+", "yesterday"])
def test_what_is_neither_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="neither a time such as"):
        parse_instant(text, ORIGIN_NS)


def test_a_bare_time_counts_from_launch_and_t_plus_from_the_recording() -> None:
    assert parse_of_recording("00:00:10", start_ns=5, launch_ns=1_000) == 10_000_001_000
    assert parse_of_recording("T+00:00:10", start_ns=5, launch_ns=1_000) == 10_000_000_005
