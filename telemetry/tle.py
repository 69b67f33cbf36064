"""Two-line element sets, with or without a name line, as records."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sgp4.alpha5 import from_alpha5

from telemetry.element_record import ElementRecord, Refuse, parse_number

_TLE_LENGTH: Final = 69
_IMPLIED_POINT: Final = re.compile(r"([ +-])( *\d{1,5})([+-]\d)")


def read_tle(text: str, refuse: Refuse) -> Iterator[ElementRecord]:
    """Yield the element sets in `text`; tell `refuse` what cannot be used.

    Checksums are verified, so that a mistyped digit is refused instead of flown.
    """
    name, first = "", ("", 0)
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.rstrip()
        if line.startswith("2 ") and first[0]:
            yield from _tle_record(name, first, (line, number), refuse)
            name, first = "", ("", 0)
        elif first[0]:
            refuse(number, "line 2 of the element set was expected here")
            first = ("", 0)
        elif line.startswith("1 ") and len(line) > 24:
            first = (line, number)
        elif line.startswith("2 ") and len(line) > 24:
            refuse(number, "line 2 of an element set without its line 1")
        elif line and not line.startswith("#"):
            name = line.removeprefix("0 ").strip()
    if first[0]:
        refuse(first[1], "line 1 of an element set without its line 2")


def _tle_record(
    name: str, first: tuple[str, int], second: tuple[str, int], refuse: Refuse
) -> Iterator[ElementRecord]:
    sound = True
    for line, number in (first, second):
        for problem in _line_problems(line):
            refuse(number, problem)
            sound = False
    if not sound:
        return
    one, two = first[0], second[0]
    at = first[1]
    try:
        if one[2:7] != two[2:7]:
            raise ValueError(f"line 1 is of satellite {one[2:7]}, line 2 of {two[2:7]}")  # noqa: TRY301
        half = _tle_half_one(one)
        at = second[1]
        yield ElementRecord(
            line=first[1], name=name or one[2:7].strip(), **half, **_tle_half_two(two)
        )
    except ValueError as error:
        refuse(at, str(error))


def _line_problems(line: str) -> Iterator[str]:
    if len(line) != _TLE_LENGTH or not line.isascii():
        yield f"a TLE line has {_TLE_LENGTH} characters, this one {len(line)}"
        return
    total = sum(int(c) if c.isdigit() else c == "-" for c in line[:-1]) % 10
    if str(total) != line[-1]:
        yield f"wrong checksum: the line adds up to {total}, it says '{line[-1]}'"


def _tle_half_one(line: str) -> dict[str, Any]:
    year = int(parse_number(line[18:20], "epoch year"))
    day = parse_number(line[20:32], "epoch day")
    if not 1.0 <= day < 367.0:
        raise ValueError(f"the epoch day {day:g} is not between 1 and 367")
    start = datetime(year + (1900 if year >= 57 else 2000), 1, 1, tzinfo=UTC)
    return {
        "norad_id": from_alpha5(line[2:7]),
        "epoch": start + timedelta(days=day - 1.0),
        "mean_motion_dot": parse_number(line[33:43], "mean motion derivative"),
        "mean_motion_ddot": _implied_point(line[44:52], "mean motion second derivative"),
        "bstar": _implied_point(line[53:61], "B*"),
    }


def _tle_half_two(line: str) -> dict[str, Any]:
    return {
        "inclination_deg": parse_number(line[8:16], "inclination"),
        "node_deg": parse_number(line[17:25], "right ascension of the node"),
        "eccentricity": parse_number("0." + line[26:33].replace(" ", "0"), "eccentricity"),
        "argument_of_perigee_deg": parse_number(line[34:42], "argument of perigee"),
        "mean_anomaly_deg": parse_number(line[43:51], "mean anomaly"),
        "mean_motion_rev_day": parse_number(line[52:63], "mean motion"),
        "revolution": int(parse_number(line[63:68] if line[63:68].strip() else "0", "revolution")),
    }


def _implied_point(text: str, what: str) -> float:
    """Return a TLE number such as ``-92113-6``, which means -0.92113e-6."""
    if not text.strip():
        return 0.0
    match = _IMPLIED_POINT.fullmatch(text)
    if not match:
        raise ValueError(f"the {what} '{text.strip()}' is not a number")
    sign, digits, exponent = match.groups()
    return parse_number(f"{sign.strip()}0.{digits.strip()}e{exponent}", what)
