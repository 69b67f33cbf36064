"""Umbra and penumbra on the ellipsoid agree with brute force over the Sun's whole disc."""

import numpy as np
import pytest

from telemetry.elements import propagate_teme, read_elements
from telemetry.geodesy import (
    EARTH_FLATTENING,
    EARTH_RADIUS_EQUATORIAL_KM,
    EARTH_RADIUS_POLAR_KM,
    itrf_from_teme,
    length,
    unit,
)
from telemetry.shadow import Illumination, illumination, limb_clearance_deg
from telemetry.sun_moon import SUN_RADIUS_KM, sun_itrf_km
from telemetry.timebase import NS_PER_S

FRAM2 = b"""1 63427U 25066A   25091.13562238  .00000291 -92113-6  00000+0 0  9992
2 63427  90.0051 318.4936 0157861  92.0495  34.6835 15.88239845    02
"""
SUN_ON_X = np.array([[149_597_870.7, 0.0, 0.0]])


@pytest.fixture(scope="module")
def flight():
    (elements,) = read_elements(FRAM2, "fram2.tle")
    times_ns = elements.epoch_ns + np.arange(0, 6 * 3600, 1, dtype=np.int64) * NS_PER_S
    position, _ = itrf_from_teme(*propagate_teme(elements, times_ns), times_ns)
    return times_ns, position, sun_itrf_km(times_ns)


def ray_is_clear(position, direction) -> np.ndarray:
    """Solve the quadratic of a ray against the ellipsoid; no scaling trick."""
    weights = np.array([1.0, 1.0, 1.0 / (1.0 - EARTH_FLATTENING) ** 2])
    a = (direction**2 * weights).sum(-1)
    b = (position * direction * weights).sum(-1)
    c = (position**2 * weights).sum(-1) - EARTH_RADIUS_EQUATORIAL_KM**2
    return (b * b < a * c) | (b > 0)


def rim_points_clear(position, sun) -> np.ndarray:
    ray = unit(sun - position)
    sine = SUN_RADIUS_KM / length(sun - position)
    first = unit(np.cross(ray, np.array([0.0, 0.0, 1.0])))
    second = np.cross(ray, first)
    return np.stack(
        [
            ray_is_clear(
                position,
                np.sqrt(1 - sine**2)[:, None] * ray
                + sine[:, None] * (np.cos(turn) * first + np.sin(turn) * second),
            )
            for turn in np.linspace(0.0, 2 * np.pi, 72, endpoint=False)
        ]
    )


def test_umbra_and_penumbra_agree_with_brute_force_over_the_suns_rim(flight) -> None:
    _, position, sun = flight
    clear = rim_points_clear(position, sun)
    expected = np.where(
        clear.all(0), Illumination.SUN, np.where(clear.any(0), Illumination.PENUMBRA, 2)
    )
    found = illumination(position, sun)
    assert set(np.unique(found)) == {0, 1, 2}
    # 72 rim points leave gaps of five degrees: at most one sample at each of the changes.
    changes = np.count_nonzero(np.diff(expected))
    assert changes >= 12
    assert np.count_nonzero(found != expected) <= changes // 4


def test_an_orbiting_vehicle_passes_from_sun_through_penumbra_into_eclipse(flight) -> None:
    found = illumination(flight[1], flight[2]).astype(int)
    assert np.abs(np.diff(found)).max() == 1


def test_the_shadow_reaches_less_far_over_the_poles_than_a_sphere_would() -> None:
    behind = -1000.0
    between_km = (EARTH_RADIUS_POLAR_KM + EARTH_RADIUS_EQUATORIAL_KM) / 2
    over_pole = np.array([[behind, 0.0, between_km]])
    over_equator = np.array([[behind, between_km, 0.0]])
    assert limb_clearance_deg(over_pole, SUN_ON_X)[0] > 0
    assert limb_clearance_deg(over_equator, SUN_ON_X)[0] < 0


def test_the_last_point_of_the_sun_clears_the_limb_after_its_centre_and_first() -> None:
    position = np.array([[-2000.0, EARTH_RADIUS_EQUATORIAL_KM, 0.0]])
    first, centre, last = (
        limb_clearance_deg(position, SUN_ON_X, radius)[0]
        for radius in (-SUN_RADIUS_KM, 0.0, SUN_RADIUS_KM)
    )
    assert centre == pytest.approx(0.0, abs=0.01)
    # The Sun's half angle seen from the Earth's mean distance.
    assert last - centre == pytest.approx(0.2666, abs=0.001)
    assert centre - first == pytest.approx(0.2666, abs=0.001)


def test_behind_the_very_middle_of_the_earth_it_is_dark_and_in_front_it_is_light() -> None:
    position = np.array([[-6800.0, 0.0, 0.0], [6800.0, 0.0, 0.0]])
    found = illumination(position, np.repeat(SUN_ON_X, 2, axis=0))
    assert found.tolist() == [Illumination.ECLIPSE, Illumination.SUN]
