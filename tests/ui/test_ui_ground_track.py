import numpy as np
import pytest
from builders import T0_NS, a_mission
from outlooks import at

import resources
from console.ui.models.ground_track import ground_track, orbit_now
from telemetry.elements import Orbit, PropagationError, propagate_teme, read_elements
from telemetry.geodesy import geodetic_from_itrf, itrf_from_teme
from telemetry.timebase import NS_PER_S

ONE_ORBIT_S = 5769


@pytest.fixture(scope="module")
def orbit():
    return a_mission().orbit


def test_the_vehicle_stands_where_its_elements_put_it(orbit):
    times_ns = np.array([T0_NS])
    position, _ = itrf_from_teme(*propagate_teme(orbit, times_ns), times_ns)
    latitude, longitude, height = geodetic_from_itrf(position)

    now = orbit_now(orbit, T0_NS)

    assert (now.latitude_deg, now.longitude_deg) == pytest.approx((latitude[0], longitude[0]))
    assert now.height_km == pytest.approx(height[0])
    assert 550 < now.height_km < 620


def test_the_sun_is_overhead_near_greenwich_at_noon_in_september(orbit):
    now = orbit_now(orbit, T0_NS)

    assert now.sun_longitude_deg == pytest.approx(-1.4, abs=0.3)  # the equation of time
    assert now.sun_latitude_deg == pytest.approx(2.2, abs=0.3)


def test_the_course_points_along_the_track(orbit):
    now, later = (orbit_now(orbit, instant) for instant in (T0_NS, at(30)))
    north = later.latitude_deg - now.latitude_deg
    east = (later.longitude_deg - now.longitude_deg) * np.cos(np.radians(now.latitude_deg))

    assert now.course_deg == pytest.approx(np.degrees(np.arctan2(east, north)) % 360, abs=1.5)


def test_the_age_of_elements_comes_with_the_error_to_expect(orbit):
    now = orbit_now(orbit, T0_NS)

    assert now.source_age_s == pytest.approx(87_280, abs=1)
    assert now.along_track_error_km == pytest.approx(2.22, abs=0.05)


def test_the_track_reaches_both_ends_and_never_jumps(orbit):
    track = ground_track(orbit, at(-ONE_ORBIT_S), at(2 * ONE_ORBIT_S))

    assert (track.times_ns[0], track.times_ns[-1]) == (at(-ONE_ORBIT_S), at(2 * ONE_ORBIT_S))
    assert np.abs(np.diff(track.line[:, 0])).max() < 10.0
    assert 0.5 < track.is_sunlit.mean() < 0.8


def decaying_orbit():
    """Return Fram2's elements with so much drag that SGP4 gives up within days."""
    lines = resources.find("missions/polar-1/elements.tle").read_text().splitlines()
    first = lines[-2][:53] + " 10000-1" + lines[-2][61:68]
    checksum = sum(1 if c == "-" else int(c) for c in first if c.isdigit() or c == "-") % 10
    text = f"DECAYING\n{first}{checksum}\n{lines[-1]}\n"
    return Orbit.of(read_elements(text.encode(), "decaying.tle")[0])


def test_elements_that_end_are_said_to_end():
    orbit = decaying_orbit()
    epoch_ns = orbit.segments[0].elements.epoch_ns

    with pytest.raises(PropagationError, match="elements of DECAYING end"):
        orbit_now(orbit, epoch_ns + 8 * 86_400 * NS_PER_S)
