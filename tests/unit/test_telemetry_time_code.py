import pytest

from telemetry.time_code import parse_time_code, usual_time_code
from telemetry.timebase import parse_utc


def test_a_day_segmented_code_counts_days_milliseconds_and_microseconds() -> None:
    code = parse_time_code("cds:1958-01-01:DOY,MSEC,USEC")
    # The first packet of the JPSS-1 capture, whose file name says 2021-04-09T00:00:00Z.
    instant_ns = code.instant_ns({"DOY": 23109, "MSEC": 7, "USEC": 137})
    assert instant_ns == parse_utc("2021-04-09T00:00:00.007137Z")


def test_an_unsegmented_code_counts_seconds_and_a_fraction() -> None:
    code = parse_time_code("cuc:1970-01-01:S,F/32")
    assert code.instant_ns({"S": 1_631_750_400, "F": 1 << 31}) == 1_631_750_400_500_000_000


def test_whole_seconds_are_exact_to_the_nanosecond() -> None:
    code = parse_time_code("cuc:1980-01-06:S")
    epoch_ns = parse_utc("1980-01-06")
    assert code.instant_ns({"S": 1_315_785_599}) == epoch_ns + 1_315_785_599_000_000_000


def test_an_epoch_may_have_a_time_of_day() -> None:
    code = parse_time_code("cuc:2000-01-01T11:58:55.816:S,F/16")
    assert code.epoch_ns == parse_utc("2000-01-01T11:58:55.816Z")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cds",
        "cds:1958-01-01",
        "cds:1958-01-01:DAYS",
        "cds:soon:D,M",
        "cuc:1970-01-01:S,F",
        "cuc:1970-01-01:S,F/x",
        "cuc:1970-01-01:A,B/2,C",
        "gps:1980-01-06:S",
    ],
)
def test_what_is_no_time_code_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="no time code such as cds:1958"):
        parse_time_code(text)


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(KeyError, match="MS"):
        parse_time_code("cds:1958-01-01:D,MS").instant_ns({"D": 1})


def test_usual_names_suggest_their_code() -> None:
    ours = usual_time_code(frozenset({"TIME_SECONDS", "TIME_FRACTION", "X"}))
    theirs = usual_time_code(frozenset({"DOY", "MSEC", "USEC"}))
    assert ours == parse_time_code("cuc:1970-01-01:TIME_SECONDS,TIME_FRACTION/32")
    assert theirs == parse_time_code("cds:1958-01-01:DOY,MSEC,USEC")
    assert usual_time_code(frozenset({"DOY"})) is None
