"""A record refuses what is no orbit, and numbers are read strictly."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from telemetry.element_record import ElementRecord, parse_number

ISS = ElementRecord(
    line=1,
    name="ISS (ZARYA)",
    norad_id=25544,
    epoch=datetime(2025, 5, 22, 4, 13, 49, 199232, tzinfo=UTC),
    bstar=1.4902e-4,
    mean_motion_dot=7.957e-5,
    mean_motion_ddot=0.0,
    eccentricity=0.0002437,
    argument_of_perigee_deg=130.6256,
    inclination_deg=51.6387,
    mean_anomaly_deg=11.0458,
    mean_motion_rev_day=15.49654472,
    node_deg=75.9349,
    revolution=51112,
)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("epoch", datetime(9999, 1, 1, tzinfo=UTC), "the epoch is in the year 9999"),
        ("eccentricity", 1.0, "the eccentricity 1 is not between 0 and 1"),
        ("eccentricity", -0.1, "the eccentricity -0.1"),
        ("inclination_deg", 180.1, "the inclination 180.1"),
        ("mean_motion_rev_day", 0.0, "the mean motion 0"),
        ("mean_motion_rev_day", 18.0, "the mean motion 18"),
    ],
)
def test_what_cannot_be_an_orbit_round_the_earth_is_refused(field, value, problem) -> None:
    with pytest.raises(ValueError, match=problem):
        replace(ISS, **{field: value})


@pytest.mark.parametrize("text", ["", "x", "1_0", "nan", "inf", "-inf", "1,5", "1e999"])
def test_what_is_not_a_plain_finite_number_is_refused_by_name(text) -> None:
    with pytest.raises(ValueError, match="the drag"):
        parse_number(text, "drag")


def test_blanks_around_a_number_do_not_matter() -> None:
    assert parse_number("  -0.00030321 ", "drag") == -0.00030321
