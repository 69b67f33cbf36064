"""Listings keep the columns other tools rely on, and their numbers."""

import json

import pytest

import resources
from console.domain.viewing.listings import (
    EVENT_COLUMNS,
    PASS_COLUMNS,
    TRACK_COLUMNS,
    VIEWING_COLUMNS,
    list_events,
    list_opportunities,
    list_passes,
    list_track,
    parse_stretch,
)
from console.domain.viewing.sites import parse_site
from telemetry.elements import Orbit, read_elements
from telemetry.mission import load_mission, read_configuration
from telemetry.timebase import NS_PER_S, parse_utc

START_NS = parse_utc("2025-05-22T06:00:00Z")
SIX_HOURS_NS = 6 * 3600 * NS_PER_S


@pytest.fixture(scope="module")
def orbit():
    path = resources.find("missions/station-1/elements-2025-142.json")
    return Orbit.of(read_elements(path.read_bytes(), path.name)[0])


def test_columns_are_those_of_the_contract() -> None:
    assert ",".join(PASS_COLUMNS) == (
        "site,rise_utc,culmination_utc,set_utc,max_elevation_deg,"
        "rise_azimuth_deg,culmination_azimuth_deg,set_azimuth_deg"
    )
    assert ",".join(TRACK_COLUMNS) == (
        "utc,x_itrf_km,y_itrf_km,z_itrf_km,latitude_deg,longitude_deg,height_km,"
        "sun_elevation_deg,beta_deg,shadow"
    )
    assert ",".join(EVENT_COLUMNS) == "utc,kind"


def test_passes_are_listed_by_site_then_time(orbit) -> None:
    places = [parse_site("Wallops=37.946,-75.4614,10"), parse_site("Awarua=-46.53,168.38")]
    header, *rows = list_passes(orbit, places, START_NS, START_NS + SIX_HOURS_NS, 10.0)
    assert header == PASS_COLUMNS
    assert rows == sorted(rows, key=lambda row: (row[0] != "Wallops", row[2]))
    for _, rise, culmination, set_, elevation, *azimuths in rows:
        assert rise < culmination < set_
        assert float(elevation) >= 10.0
        assert all(0.0 <= float(azimuth) < 360.0 for azimuth in azimuths)


def test_a_pass_the_stretch_cuts_is_listed_whole_on_both_sides_of_the_cut(orbit) -> None:
    places = [parse_site("Awarua=-46.53,168.38")]

    def listed(start_ns, end_ns):
        return list(list_passes(orbit, places, start_ns, end_ns, 10.0))[1:]

    end_ns = START_NS + 4 * SIX_HOURS_NS
    whole = listed(START_NS, end_ns)
    rise, culmination, set_ = (parse_utc(text) for text in whole[1][1:4])
    for cut_ns in ((rise + culmination) // 2, (culmination + set_) // 2):
        before, after = listed(START_NS, cut_ns), listed(cut_ns, end_ns)
        assert [*before, *after[1:]] == whole
        assert before[-1][1:4] == after[0][1:4] == whole[1][1:4]
    assert listed(set_ + NS_PER_S, end_ns) == whole[2:]


def test_what_neither_rises_nor_sets_has_nothing_there() -> None:
    geostationary = {
        "OBJECT_NAME": "GEO",
        "EPOCH": "2025-05-22T00:00:00",
        "MEAN_MOTION": 1.00273791,
        "ECCENTRICITY": 0.0003,
        "INCLINATION": 0.05,
        "RA_OF_ASC_NODE": 80.0,
        "ARG_OF_PERICENTER": 0.0,
        "MEAN_ANOMALY": 0.0,
        "BSTAR": 0.0,
    }
    orbit = Orbit.of(read_elements(json.dumps(geostationary).encode(), "geo.json")[0])
    _, track, *_ = list_track(orbit, START_NS, START_NS + NS_PER_S, 1.0)
    below = parse_site(f"Below=0,{track[5]}")
    _, *rows = list_passes(orbit, [below], START_NS, START_NS + SIX_HOURS_NS, 10.0)
    assert rows
    for _, rise, culmination, set_, _, rise_azimuth, _, set_azimuth in rows:
        assert (rise, set_, rise_azimuth, set_azimuth) == ("", "", "", "")
        assert culmination


def test_a_track_has_a_row_for_every_step_and_both_ends(orbit) -> None:
    header, *rows = list_track(orbit, START_NS, START_NS + 3600 * NS_PER_S, 60.0)
    assert header == TRACK_COLUMNS
    assert len(rows) == 61
    assert rows[0][0] == "2025-05-22T06:00:00.000Z"
    assert rows[-1][0] == "2025-05-22T07:00:00.000Z"
    assert {row[-1] for row in rows} >= {"SUN", "ECLIPSE"}
    x, y, z = (float(value) for value in rows[0][1:4])
    assert (x * x + y * y + z * z) ** 0.5 == pytest.approx(6378 + float(rows[0][6]), abs=22)


def test_events_are_listed_with_milliseconds(orbit) -> None:
    header, *rows = list_events(orbit, START_NS, START_NS + SIX_HOURS_NS)
    assert header == EVENT_COLUMNS
    assert rows == sorted(rows)
    assert all(len(row[0]) == len("2025-05-22T06:00:00.000Z") for row in rows)


def test_opportunities_are_listed_with_their_reasons() -> None:
    mission = load_mission(read_configuration("station-1"))
    start_ns = mission.simulation_start_ns
    header, *rows = list_opportunities(mission, start_ns, start_ns + SIX_HOURS_NS)
    assert header == VIEWING_COLUMNS
    assert rows
    assert all(len(row) == len(header) and row[-1] for row in rows)


def test_a_stretch_is_read_from_its_start_and_hours() -> None:
    start_ns, end_ns = parse_stretch("2025-05-22T06:00:00Z", 6.0)
    assert (start_ns, end_ns) == (START_NS, START_NS + SIX_HOURS_NS)


@pytest.mark.parametrize(
    ("start", "hours", "problem"),
    [
        ("soon", 6.0, "'soon' is not a UTC time"),
        ("9999-01-01T00:00:00Z", 6.0, "is not between 1961 and 2050"),
        ("2025-05-22T06:00:00Z", 0.0, "0 hours cannot be listed"),
        ("2025-05-22T06:00:00Z", 1e9, "1e\\+09 hours cannot be listed"),
        ("2025-05-22T06:00:00Z", float("nan"), "nan hours cannot be listed"),
    ],
)
def test_a_stretch_nobody_can_list_is_refused_in_words(start, hours, problem) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_stretch(start, hours)


@pytest.mark.parametrize("step_s", [0.0, -1.0, float("nan")])
def test_a_track_needs_a_step(orbit, step_s) -> None:
    with pytest.raises(ValueError, match="shorter than a millisecond"):
        list(list_track(orbit, START_NS, START_NS + SIX_HOURS_NS, step_s))
