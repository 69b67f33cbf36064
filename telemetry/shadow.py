"""Sun and Moon behind the Earth's limb, on the WGS 84 ellipsoid.

A sphere would be 7 to 24 seconds wrong at sunrise and sunset from orbit. Scaling z makes the
ellipsoid a sphere and keeps straight lines straight, so the ray test is exact.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from telemetry.geodesy import (
    EARTH_RADIUS_EQUATORIAL_KM,
    EARTH_RADIUS_POLAR_KM,
    Array,
    angle_deg,
    dot,
    length,
    unit,
)
from telemetry.sun_moon import SUN_RADIUS_KM


class Illumination(IntEnum):
    """What the Sun does for a vehicle."""

    SUN = 0
    PENUMBRA = 1
    ECLIPSE = 2


def limb_clearance_deg(
    position_itrf_km: Array,
    body_itrf_km: Array,
    body_radius_km: float = 0.0,
    air_km: float = 0.0,
) -> Array:
    """Return how far a body's edge stands clear of the Earth's limb; negative is hidden.

    Measured in the space in which the ellipsoid is a sphere: zero exactly at the limb,
    elsewhere within 0.4 % of the angle seen. There is no refraction.

    Parameters
    ----------
    position_itrf_km : ndarray of float64, shape (n, 3)
        The vehicle.
    body_itrf_km : ndarray of float64, shape (n, 3)
        The body's centre, from the Earth's centre.
    body_radius_km : float
        0 for the body's centre; positive for its last visible point, the one furthest up from
        the limb; negative for its first point to touch the limb.
    air_km : float
        Height of a layer of air that must be clear, too.
    """
    equatorial_km = EARTH_RADIUS_EQUATORIAL_KM + air_km
    to_sphere = np.array([1.0, 1.0, equatorial_km / (EARTH_RADIUS_POLAR_KM + air_km)])
    ray = unit(body_itrf_km - position_itrf_km)
    if body_radius_km:
        sine = body_radius_km / length(body_itrf_km - position_itrf_km)
        ray = _raised(position_itrf_km, ray, sine, to_sphere)
    position = position_itrf_km * to_sphere
    # A vehicle within the layer of air sees the limb square to its vertical.
    horizon_deg = np.degrees(np.arcsin(np.minimum(equatorial_km / length(position), 1.0)))
    return angle_deg(-position, ray * to_sphere) - horizon_deg


def _raised(position: Array, ray: Array, sine: Array, to_sphere: Array) -> Array:
    """Return the ray turned by an angle, given by its sine, away from the limb."""
    scaled_position, scaled_ray = position * to_sphere, ray * to_sphere
    along = -dot(scaled_position, scaled_ray) / dot(scaled_ray, scaled_ray)
    nearest = scaled_position + along[:, None] * scaled_ray
    # The limb recedes along the ellipsoid's normal at the point the ray grazes.
    normal = nearest * to_sphere
    across = normal - dot(normal, ray)[:, None] * ray
    # A ray through the Earth's very centre has no nearest limb and needs none.
    across /= np.maximum(length(across), 1e-9)[:, None]
    return np.asarray(np.sqrt(1.0 - sine**2)[:, None] * ray + sine[:, None] * across)


def illumination(position_itrf_km: Array, sun_itrf_km: Array) -> NDArray[np.uint8]:
    """Return `Illumination` of a vehicle, as its numbers, shape (n,)."""
    top_deg = limb_clearance_deg(position_itrf_km, sun_itrf_km, SUN_RADIUS_KM)
    bottom_deg = limb_clearance_deg(position_itrf_km, sun_itrf_km, -SUN_RADIUS_KM)
    partly = np.where(bottom_deg < 0.0, Illumination.PENUMBRA, Illumination.SUN)
    return np.where(top_deg < 0.0, Illumination.ECLIPSE, partly).astype(np.uint8)
