"""Rise, culmination and set agree with plain Skyfield, and no pass is missed."""

import json
from importlib.resources import files

import numpy as np
import pytest
from skyfield.api import EarthSatellite, load, wgs84

from console.domain.viewing.access import Sites, find_passes
from console.domain.viewing.ephemeris import Ephemeris
from telemetry.elements import ElementSet, Orbit, propagate_teme, read_elements
from telemetry.geodesy import elevation_deg, itrf_from_teme
from telemetry.mission import load_mission, read_configuration
from telemetry.timebase import NS_PER_S

HOURS = 24
SITES = 25
FIFTIETH_OF_A_SECOND_S = 0.02
# Skyfield's own search stops within half a second.
SKYFIELD_SEARCH_S = 0.6


@pytest.fixture(scope="module")
def timescale():
    return load.timescale(builtin=True)


@pytest.fixture(scope="module")
def sites():
    chance = np.random.default_rng(42)
    return Sites(
        np.degrees(np.arcsin(chance.uniform(-1, 1, SITES))),
        chance.uniform(-180, 180, SITES),
        chance.uniform(0, 4, SITES),
    )


@pytest.fixture(scope="module", params=["meridian-1", "polar-1", "station-1"])
def flight(request, timescale):
    elements = load_mission(read_configuration(request.param)).orbit.segments[-1].elements
    start_ns = elements.epoch_ns // NS_PER_S * NS_PER_S
    end_ns = start_ns + HOURS * 3600 * NS_PER_S
    ephemeris = Ephemeris.over(Orbit.of(elements), start_ns, end_ns)
    return ephemeris, EarthSatellite.from_satrec(elements.satrec, timescale), start_ns


def moments(timescale, start_ns, seconds):
    day, rest_ns = divmod(start_ns, 86_400 * NS_PER_S)
    midnight = timescale.utc(1970, 1, 1 + day)
    return timescale.tt_jd(
        midnight.whole, midnight.tt_fraction + (rest_ns / NS_PER_S + seconds) / 86_400.0
    )


def topos_of(sites, i):
    return wgs84.latlon(
        sites.latitude_deg[i], sites.longitude_deg[i], elevation_m=1000 * sites.height_km[i]
    )


@pytest.mark.parametrize("limit_deg", [0.0, 10.0, 45.0])
def test_no_pass_of_skyfields_is_missed_and_none_is_invented(
    flight, sites, timescale, limit_deg
) -> None:
    ephemeris, satellite, start_ns = flight
    passes = find_passes(ephemeris, sites, limit_deg)
    first, last = moments(timescale, start_ns, 0.0), moments(timescale, start_ns, HOURS * 3600.0)
    for i in range(SITES):
        times, kinds = satellite.find_events(topos_of(sites, i), first, last, limit_deg)
        expected = 86_400.0 * (
            (times.whole - first.whole) + (times.tt_fraction - first.tt_fraction)
        )
        found = passes.culmination_s[passes.site == i] - ephemeris.from_s
        assert found == pytest.approx(expected[kinds == 1], abs=SKYFIELD_SEARCH_S)


def test_rise_and_set_are_where_skyfields_elevation_is_the_limit(flight, sites, timescale) -> None:
    ephemeris, satellite, start_ns = flight
    limit_deg = 10.0
    passes = find_passes(ephemeris, sites, limit_deg)
    assert len(passes.site) > 40
    for i in range(0, SITES, 3):
        mine = passes.site == i
        if not mine.any():
            continue
        for edge in (passes.rise_s[mine], passes.set_s[mine]):
            seconds = edge[:, None] - ephemeris.from_s + np.array([-0.5, 0.0, 0.5])
            when = moments(timescale, start_ns, seconds.ravel())
            altitude = (satellite - topos_of(sites, i)).at(when).altaz()[0].degrees.reshape(-1, 3)
            error_s = (altitude[:, 1] - limit_deg) / (altitude[:, 2] - altitude[:, 0])
            assert np.abs(error_s).max() < FIFTIETH_OF_A_SECOND_S


def test_culminations_are_where_skyfields_elevation_is_highest(flight, sites, timescale) -> None:
    ephemeris, satellite, start_ns = flight
    passes = find_passes(ephemeris, sites, 10.0)
    for i in range(1, SITES, 4):
        mine = passes.site == i
        if not mine.any():
            continue
        seconds = passes.culmination_s[mine][:, None] - ephemeris.from_s + np.array([-2, 0, 2.0])
        when = moments(timescale, start_ns, seconds.ravel())
        altitude = (satellite - topos_of(sites, i)).at(when).altaz()[0].degrees.reshape(-1, 3)
        assert (altitude[:, 1] > altitude[:, 0]).all()
        assert (altitude[:, 1] > altitude[:, 2]).all()
        assert np.abs(altitude[:, 1] - passes.max_elevation_deg[mine]).max() < 1e-4


def test_a_grazing_pass_is_kept(flight, sites) -> None:
    ephemeris, _, _ = flight
    passes = find_passes(ephemeris, sites, 10.0)
    for site, top_deg in list(zip(passes.site, passes.max_elevation_deg, strict=True))[:10]:
        only = Sites(
            *(a[[site]] for a in (sites.latitude_deg, sites.longitude_deg, sites.height_km))
        )
        grazing = find_passes(ephemeris, only, top_deg - 1e-4)
        here = np.abs(grazing.max_elevation_deg - top_deg) < 1e-9
        assert here.any()
        assert (grazing.set_s - grazing.rise_s)[here].max() < 30.0
        assert not (
            np.abs(find_passes(ephemeris, only, top_deg + 1e-4).max_elevation_deg - top_deg) < 1e-9
        ).any()


def test_each_site_may_have_its_own_limit(flight, sites) -> None:
    ephemeris, _, _ = flight
    limits = np.where(np.arange(SITES) % 2, 10.0, 60.0)
    passes = find_passes(ephemeris, sites, limits)
    assert (passes.max_elevation_deg >= limits[passes.site]).all()
    same = find_passes(ephemeris, sites, 10.0)
    odd = same.chosen(same.site % 2 == 1)
    assert passes.rise_s[passes.site % 2 == 1] == pytest.approx(odd.rise_s)


def test_no_sites_have_no_passes(flight) -> None:
    ephemeris, _, _ = flight
    nowhere = np.empty(0)
    assert find_passes(ephemeris, Sites(nowhere, nowhere, nowhere), 10.0).site.size == 0


ALERT = Sites(np.array([82.5]), np.array([-62.3]), np.zeros(1))


def molniya_elements() -> ElementSet:
    """Return satellite 8195 of Vallado's set: 12 hours, eccentricity 0.69."""
    lines = files("sgp4").joinpath("SGP4-VER.TLE").read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("1 08195"))
    tle = f"{lines[at][:69]}\n{lines[at + 1][:69]}\n"
    return read_elements(tle.encode(), "molniya.tle")[0]


def molniya() -> Ephemeris:
    """Return two days of it."""
    elements = molniya_elements()
    start_ns = elements.epoch_ns
    return Ephemeris.over(Orbit.of(elements), start_ns, start_ns + 48 * 3600 * NS_PER_S)


def test_on_a_high_orbit_a_pass_ends_where_the_vehicle_dips_below_the_limit(sites) -> None:
    ephemeris = molniya()
    passes = find_passes(ephemeris, sites, 10.0)
    assert passes.site.size > 20
    seconds = np.arange(ephemeris.from_s, ephemeris.to_s, 60.0)
    for i in range(SITES):
        mine = np.flatnonzero(passes.site == i)
        place, up = sites.position_itrf_km[i], sites.up[i]
        above = elevation_deg(place, up, ephemeris.position(seconds)) > 10.0
        for k in mine:
            inside = (seconds > passes.rise_s[k]) & (seconds < passes.set_s[k])
            assert above[inside].all()
        assert (np.diff(passes.rise_s[mine]) > 0).all()
        # What is above the limit belongs to a pass, if its culmination is within the stretch.
        claimed = np.zeros(seconds.size, dtype=bool)
        for k in mine:
            claimed |= (seconds >= passes.rise_s[k]) & (seconds <= passes.set_s[k])
        starts = np.flatnonzero(np.diff(above.astype(int)) == 1)
        ends = np.flatnonzero(np.diff(above.astype(int)) == -1)
        if starts.size and ends.size:
            whole = slice(starts[0] + 1, ends[-1])
            assert (claimed[whole] | ~above[whole]).all()


def test_the_flat_culmination_of_a_high_orbit_is_right_to_the_hundredth_second(sites) -> None:
    ephemeris = molniya()
    passes = find_passes(ephemeris, sites, 10.0)
    orbit = Orbit.of(molniya_elements())
    offsets_s = np.linspace(-60.0, 60.0, 61)
    for i in range(0, passes.site.size, 5):
        times_ns = ephemeris.instants_ns(passes.culmination_s[i] + offsets_s)
        position, _ = itrf_from_teme(*propagate_teme(orbit, times_ns), times_ns)
        site = passes.site[i]
        height = elevation_deg(sites.position_itrf_km[site], sites.up[site], position)
        tops = np.polynomial.Polynomial.fit(offsets_s, height, 6).deriv().roots()
        assert np.abs(tops).min() < 0.02


def test_a_long_pass_in_progress_at_an_end_is_kept_though_it_culminates_hours_later() -> None:
    elements = molniya_elements()
    whole = find_passes(molniya(), ALERT, 10.0)
    assert (whole.culmination_s - whole.rise_s).max() > 3 * 3600.0
    longest = int(np.argmax(whole.culmination_s - whole.rise_s))
    soon_ns = int(molniya().instants_ns(whole.rise_s[longest] + 60.0))
    cut = Ephemeris.over(Orbit.of(elements), soon_ns - 3600 * NS_PER_S, soon_ns)
    passes = find_passes(cut, ALERT, 10.0, with_cut_ones=True)
    here = cut.instants_ns(passes.culmination_s)
    there = molniya().instants_ns(whole.culmination_s[longest : longest + 1])
    assert np.abs(here - there).min() < NS_PER_S // 50


def test_a_pass_straight_overhead_culminates_at_ninety_degrees() -> None:
    equatorial = {
        "OBJECT_NAME": "EQUATORIAL",
        "EPOCH": "2025-05-22T00:00:00",
        "MEAN_MOTION": 15.072856357759465,
        "ECCENTRICITY": 0.046875,
        "INCLINATION": 0.0,
        "RA_OF_ASC_NODE": 0.0,
        "ARG_OF_PERICENTER": 0.0,
        "MEAN_ANOMALY": 0.0,
        "BSTAR": 0.0,
    }
    (elements,) = read_elements(json.dumps(equatorial).encode(), "equatorial.json")
    start_ns = elements.epoch_ns
    ephemeris = Ephemeris.over(Orbit.of(elements), start_ns, start_ns + 6 * 3600 * NS_PER_S)
    longitude = np.arange(-180.0, 180.0, 0.25)
    below = Sites(np.zeros(longitude.size), longitude, np.zeros(longitude.size))
    assert find_passes(ephemeris, below, 0.0).max_elevation_deg == pytest.approx(90.0, abs=1e-4)
