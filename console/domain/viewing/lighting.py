"""Light on the target and on the vehicle: Sun elevation, orbital sunrise and sunset, shadow."""

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.roots import sign_changes
from telemetry.geodesy import (
    EARTH_FLATTENING,
    Array,
    dot,
    elevation_deg,
    geodetic_from_itrf,
    unit,
)
from telemetry.shadow import limb_clearance_deg
from telemetry.sun_moon import MOON_RADIUS_KM, SUN_RADIUS_KM

_TO_SPHERE: Final = np.array([1.0, 1.0, 1.0 / (1.0 - EARTH_FLATTENING)])


@dataclass(frozen=True, eq=False)
class LimbEvents:
    """Instants at which a body's edge crosses the Earth's limb as the vehicle sees it.

    Parameters
    ----------
    seconds : ndarray of float64, shape (n,)
        After the ephemeris' start, rising.
    is_rising : ndarray of bool, shape (n,)
        Whether the body comes into sight.
    """

    seconds: Array
    is_rising: NDArray[np.bool_]


def sun_clearance_deg(ephemeris: Ephemeris, seconds: Array, radius_km: float) -> Array:
    """Return how far a point of the Sun stands clear of the limb, as `limb_clearance_deg`."""
    return limb_clearance_deg(ephemeris.position(seconds), ephemeris.sun(seconds), radius_km)


def moon_clearance_deg(ephemeris: Ephemeris, seconds: Array) -> Array:
    """Return how far the Moon's last visible point stands clear of the limb."""
    return limb_clearance_deg(ephemeris.position(seconds), ephemeris.moon(seconds), MOON_RADIUS_KM)


def moon_events(ephemeris: Ephemeris) -> LimbEvents:
    """Return moonrises and moonsets in orbit: the first and the last of its disc."""
    clearance = partial(moon_clearance_deg, ephemeris)
    return LimbEvents(*sign_changes(clearance, ephemeris.grid_s()))


def sun_events(ephemeris: Ephemeris, radius_km: float = SUN_RADIUS_KM) -> LimbEvents:
    """Return sunrises and sunsets in orbit within the stretch asked for.

    Geometric, on WGS 84: refraction shows the Sun 15 to 25 seconds longer.

    Parameters
    ----------
    radius_km : float
        The Sun's radius for its upper limb (umbra), 0 for its centre, negative for its lower
        limb (penumbra).
    """
    clearance = partial(sun_clearance_deg, ephemeris, radius_km=radius_km)
    return LimbEvents(*sign_changes(clearance, ephemeris.grid_s()))


def sun_elevation_deg(ephemeris: Ephemeris, seconds: Array, places: Array, up: Array) -> Array:
    """Return the Sun's geometric elevation at places on the ground, shape (n,)."""
    return elevation_deg(places, up, ephemeris.sun(seconds))


def limb_point(vehicle_itrf_km: Array, sun_itrf_km: Array) -> tuple[Array, Array]:
    """Return latitude and longitude of the ground below the Sun at the limb, shape (n,)."""
    vehicle = vehicle_itrf_km * _TO_SPHERE
    ray = unit(sun_itrf_km - vehicle_itrf_km) * _TO_SPHERE
    nearest = vehicle - (dot(vehicle, ray) / dot(ray, ray))[:, None] * ray
    latitude_deg, longitude_deg, _ = geodetic_from_itrf(nearest / _TO_SPHERE)
    return latitude_deg, longitude_deg
