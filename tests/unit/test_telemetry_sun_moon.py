"""The sampled Sun and Moon agree with Skyfield's full computation."""

from importlib.resources import files

import numpy as np
import pytest
from skyfield.almanac import fraction_illuminated
from skyfield.api import load, load_file
from skyfield.framelib import itrs

from telemetry.elements import propagate_teme, read_elements
from telemetry.geodesy import angle_deg, length
from telemetry.sun_moon import (
    beta_deg,
    moon_itrf_km,
    moon_phase_fraction,
    moon_teme_km,
    sun_itrf_km,
    sun_teme_km,
)
from telemetry.timebase import NS_PER_S, parse_utc

HUNDREDTH_OF_AN_ARCSECOND_DEG = 0.01 / 3600
INSTANTS = ["2021-09-16T00:14:59Z", "2025-04-01T23:59:59Z", "2025-05-22T12:07:31Z"]


@pytest.fixture(scope="module")
def moments():
    timescale = load.timescale(builtin=True)
    return timescale.utc(*zip(*(i_to_calendar(i) for i in INSTANTS), strict=True))


def i_to_calendar(text: str) -> tuple[int, int, int, int, int, int]:
    date, clock = text.rstrip("Z").split("T")
    year, month, day = (int(p) for p in date.split("-"))
    hour, minute, second = (int(p) for p in clock.split(":"))
    return year, month, day, hour, minute, second


@pytest.fixture(scope="module")
def bodies():
    ephemeris = load_file(str(files("skyfield_data") / "data" / "de421.bsp"))
    yield ephemeris
    ephemeris.close()


@pytest.fixture(scope="module")
def times_ns():
    return np.array([parse_utc(text) for text in INSTANTS])


@pytest.mark.parametrize(("name", "ours"), [("sun", sun_itrf_km), ("moon", moon_itrf_km)])
def test_directions_agree_with_skyfields_apparent_places(
    name, ours, times_ns, moments, bodies
) -> None:
    apparent = bodies["earth"].at(moments).observe(bodies[name]).apparent()
    expected = apparent.frame_xyz(itrs).km.T
    found = ours(times_ns)
    # 40 microseconds of the calendar's float turn the Earth by 0.0006 arc seconds.
    assert angle_deg(found, expected).max() < HUNDREDTH_OF_AN_ARCSECOND_DEG
    assert np.abs(length(found) - length(expected)).max() < 0.1


def test_interpolation_is_continuous_over_midnight() -> None:
    midnight_ns = parse_utc("2025-04-02T00:00:00Z")
    times_ns = np.array([midnight_ns - 1000, midnight_ns + 1000])
    for position in (sun_teme_km(times_ns), moon_teme_km(times_ns)):
        assert length(position[1] - position[0]) < 1e-3


def test_the_moons_phase_agrees_with_skyfields(times_ns, moments, bodies) -> None:
    expected = fraction_illuminated(bodies, "moon", moments)
    assert moon_phase_fraction(times_ns) == pytest.approx(expected, abs=0.001)


def test_beta_is_the_suns_angle_out_of_the_orbit_plane(times_ns) -> None:
    sun = sun_teme_km(times_ns[:1])
    along = np.cross(sun, [[0.0, 0.0, 1.0]])
    # An orbit whose momentum points at the Sun never sees it set.
    assert beta_deg(along, np.cross(sun, along), times_ns[:1]) == pytest.approx(90.0)
    assert beta_deg(sun, along, times_ns[:1]) == pytest.approx(0.0, abs=1e-6)


def test_beta_of_a_real_flight_agrees_with_the_node_and_the_sun() -> None:
    (elements,) = read_elements(
        b"1 25544U 98067A   25142.17626388  .00007957  00000+0  14902-3 0  9991\n"
        b"2 25544  51.6387  75.9349 0002437 130.6256  11.0458 15.49654472511124\n",
        "iss.tle",
    )
    times_ns = np.array([elements.epoch_ns])
    inclination, node = np.radians(51.6387), np.radians(75.9349)
    sun = sun_teme_km(times_ns)[0]
    pole = [
        np.sin(inclination) * np.sin(node),
        -np.sin(inclination) * np.cos(node),
        np.cos(inclination),
    ]
    expected = 90.0 - angle_deg(np.array(pole), sun)
    # Mean elements and the osculating plane differ by some hundredths of a degree.
    found = beta_deg(*propagate_teme(elements, times_ns), times_ns)
    assert found[0] == pytest.approx(expected, abs=0.05)


def test_the_sun_is_asked_for_a_whole_flight_in_no_time_after_the_first_time() -> None:
    start_ns = parse_utc("2021-09-16T00:00:00Z")
    times_ns = start_ns + np.arange(0, 72 * 3600, 10, dtype=np.int64) * NS_PER_S
    assert np.isfinite(sun_itrf_km(times_ns)).all()
    assert np.isfinite(moon_itrf_km(times_ns)).all()
