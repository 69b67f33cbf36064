"""The turning Earth and its shape: TEME to ITRF, WGS 84, and where things stand in the sky.

Everything is vectorised over instants; angles are degrees unless the name says radians.
Polar motion is left out (15 m, at most 0.013 s in a rise or set).
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from telemetry.timebase import NS_PER_S

Array = NDArray[np.float64]
Instants = NDArray[np.int64]

EARTH_RADIUS_EQUATORIAL_KM: Final = 6378.137  # WGS 84
EARTH_FLATTENING: Final = 1.0 / 298.257223563  # WGS 84
EARTH_RADIUS_POLAR_KM: Final = EARTH_RADIUS_EQUATORIAL_KM * (1.0 - EARTH_FLATTENING)
ECCENTRICITY_SQUARED: Final = EARTH_FLATTENING * (2.0 - EARTH_FLATTENING)

_NS_PER_DAY: Final = 86_400 * NS_PER_S
_J2000_FROM_1970_DAYS: Final = 10_957.5
_DAYS_PER_CENTURY: Final = 36_525.0


@lru_cache(maxsize=1024)
def _ut1_minus_utc_at_midnight_s(day: int) -> float:
    # Imported here: a console that never looks at the orbit need not wait for Skyfield.
    from skyfield.api import load

    return float(load.timescale(builtin=True).utc(1970, 1, 1 + day).dut1)


def ut1_minus_utc_s(times_ns: Instants) -> Array:
    """Return UT1 - UTC at each instant, from Skyfield's built-in table, linear within a day.

    The table is good to milliseconds in the past; 0.035 s (16 m on the ground) in late 2026.
    """
    days, rest_ns = np.divmod(times_ns, _NS_PER_DAY)
    result = np.empty(times_ns.shape)
    for day in np.unique(days):
        today = _ut1_minus_utc_at_midnight_s(int(day))
        tomorrow = _ut1_minus_utc_at_midnight_s(int(day) + 1)
        if abs(tomorrow - today) > 0.5:
            tomorrow = today  # a leap second was inserted at this midnight
        chosen = days == day
        result[chosen] = today + (tomorrow - today) * (rest_ns[chosen] / _NS_PER_DAY)
    return result


def gmst82_rad(times_ns: Instants) -> tuple[Array, Array]:
    """Return Greenwich mean sidereal time of 1982 and its rate.

    This is the angle that SGP4's frame TEME is defined by; apparent sidereal time on TEME
    would be 21 m wrong. Source: AIAA 2006-6753, appendix C.

    Returns
    -------
    angle_rad, rate_rad_s : ndarray of float64, shape (n,)
    """
    days, rest_ns = np.divmod(times_ns, _NS_PER_DAY)
    day_fraction = rest_ns / _NS_PER_DAY + ut1_minus_utc_s(times_ns) / 86_400.0
    t = (days - _J2000_FROM_1970_DAYS + day_fraction) / _DAYS_PER_CENTURY
    seconds = 67310.54841 + (8640184.812866 + (0.093104 - 6.2e-6 * t) * t) * t
    seconds_per_century = 8640184.812866 + (2.0 * 0.093104 - 3.0 * 6.2e-6 * t) * t
    # Days begin at midnight here and at noon in the formula's Julian date.
    turns = (day_fraction + 0.5) % 1.0 + seconds / 86_400.0 % 1.0
    rate = (1.0 + seconds_per_century / (86_400.0 * _DAYS_PER_CENTURY)) * math.tau / 86_400.0
    return turns % 1.0 * math.tau, rate


def turned_to_itrf(vector_teme: Array, times_ns: Instants) -> Array:
    """Return vectors, shape (n, 3), turned from TEME to the Earth-fixed frame ITRF."""
    angle_rad, _ = gmst82_rad(times_ns)
    return _turned(vector_teme, np.cos(angle_rad), np.sin(angle_rad))


def itrf_from_teme(
    position_teme_km: Array, velocity_teme_km_s: Array, times_ns: Instants
) -> tuple[Array, Array]:
    """Return Earth-fixed position and the velocity an observer on the Earth sees.

    Parameters
    ----------
    position_teme_km, velocity_teme_km_s : ndarray of float64, shape (n, 3)
    times_ns : ndarray of int64, shape (n,)

    Returns
    -------
    position_itrf_km, velocity_itrf_km_s : ndarray of float64, shape (n, 3)
    """
    angle_rad, rate_rad_s = gmst82_rad(times_ns)
    cosine, sine = np.cos(angle_rad), np.sin(angle_rad)
    position = _turned(position_teme_km, cosine, sine)
    velocity = _turned(velocity_teme_km_s, cosine, sine)
    velocity[:, 0] += rate_rad_s * position[:, 1]
    velocity[:, 1] -= rate_rad_s * position[:, 0]
    return position, velocity


def teme_from_itrf(
    position_itrf_km: Array, velocity_itrf_km_s: Array, times_ns: Instants
) -> tuple[Array, Array]:
    """Return position and inertial velocity in TEME; undoes `itrf_from_teme`."""
    angle_rad, rate_rad_s = gmst82_rad(times_ns)
    velocity = velocity_itrf_km_s.copy()
    velocity[:, 0] -= rate_rad_s * position_itrf_km[:, 1]
    velocity[:, 1] += rate_rad_s * position_itrf_km[:, 0]
    cosine, sine = np.cos(angle_rad), -np.sin(angle_rad)
    return _turned(position_itrf_km, cosine, sine), _turned(velocity, cosine, sine)


def _turned(vector: Array, cosine: Array, sine: Array) -> Array:
    x, y = vector[:, 0], vector[:, 1]
    return np.stack((cosine * x + sine * y, cosine * y - sine * x, vector[:, 2]), axis=1)


def geodetic_from_itrf(position_itrf_km: Array) -> tuple[Array, Array, Array]:
    """Return latitude, longitude (east-positive) and height above WGS 84.

    Source: Bowring 1985, one step; within 2e-8 degree and nanometres for orbits.

    Parameters
    ----------
    position_itrf_km : ndarray of float64, shape (..., 3)

    Returns
    -------
    latitude_deg, longitude_deg, height_km : ndarray of float64, shape (...)
    """
    x, y, z = np.moveaxis(np.asarray(position_itrf_km, dtype=np.float64), -1, 0)
    a, b, e2 = EARTH_RADIUS_EQUATORIAL_KM, EARTH_RADIUS_POLAR_KM, ECCENTRICITY_SQUARED
    e2_second = e2 / (1.0 - e2)
    p = np.hypot(x, y)
    r = np.hypot(p, z)
    reduced = np.arctan2(b * z * (1.0 + e2_second * b / r), a * p)
    latitude = np.arctan2(
        z + e2_second * b * np.sin(reduced) ** 3, p - e2 * a * np.cos(reduced) ** 3
    )
    sine, cosine = np.sin(latitude), np.cos(latitude)
    height = p * cosine + z * sine - a * np.sqrt(1.0 - e2 * sine**2)
    return np.degrees(latitude), np.degrees(np.arctan2(y, x)), height


def itrf_from_geodetic(
    latitude_deg: ArrayLike, longitude_deg: ArrayLike, height_km: ArrayLike = 0.0
) -> Array:
    """Return Earth-fixed positions, shape (..., 3), of places on or above WGS 84."""
    latitude = np.radians(np.asarray(latitude_deg, dtype=np.float64))
    longitude = np.radians(np.asarray(longitude_deg, dtype=np.float64))
    height = np.asarray(height_km, dtype=np.float64)
    sine, cosine = np.sin(latitude), np.cos(latitude)
    normal = EARTH_RADIUS_EQUATORIAL_KM / np.sqrt(1.0 - ECCENTRICITY_SQUARED * sine**2)
    x = (normal + height) * cosine * np.cos(longitude)
    y = (normal + height) * cosine * np.sin(longitude)
    z = (normal * (1.0 - ECCENTRICITY_SQUARED) + height) * sine
    return np.stack(np.broadcast_arrays(x, y, z), axis=-1)


def up_itrf(latitude_deg: ArrayLike, longitude_deg: ArrayLike) -> Array:
    """Return unit vectors, shape (..., 3), square to the ellipsoid: geodetic up."""
    latitude = np.radians(np.asarray(latitude_deg, dtype=np.float64))
    longitude = np.radians(np.asarray(longitude_deg, dtype=np.float64))
    cosine = np.cos(latitude)
    x, y = cosine * np.cos(longitude), cosine * np.sin(longitude)
    return np.stack(np.broadcast_arrays(x, y, np.sin(latitude)), axis=-1)


def on_ellipsoid(direction: Array) -> Array:
    """Return the points of WGS 84, shape (..., 3), in directions from the Earth's centre."""
    axes_km = np.array([EARTH_RADIUS_EQUATORIAL_KM] * 2 + [EARTH_RADIUS_POLAR_KM])
    return np.asarray(direction / length(direction / axes_km)[..., None])


def normal(position_itrf_km: Array) -> Array:
    """Return geodetic up, shape (..., 3), at points of the ellipsoid or in their direction."""
    squash = np.array([1.0, 1.0, 1.0 / (1.0 - EARTH_FLATTENING) ** 2])
    return unit(position_itrf_km * squash)


def elevation_deg(site_itrf_km: Array, up: Array, object_itrf_km: Array) -> Array:
    """Return how high an object stands above a site's horizon; shapes (..., 3) broadcast."""
    sight = object_itrf_km - site_itrf_km
    # Rounding may put something straight overhead a little past it.
    return np.degrees(np.arcsin(np.clip(dot(sight, up) / length(sight), -1.0, 1.0)))


def azimuth_deg(latitude_deg: ArrayLike, longitude_deg: ArrayLike, sight_itrf: Array) -> Array:
    """Return the compass direction, 0 ≤ azimuth < 360, of sight vectors, shape (..., 3)."""
    latitude = np.radians(np.asarray(latitude_deg, dtype=np.float64))
    longitude = np.radians(np.asarray(longitude_deg, dtype=np.float64))
    x, y, z = np.moveaxis(sight_itrf, -1, 0)
    east = -np.sin(longitude) * x + np.cos(longitude) * y
    outward = np.cos(longitude) * x + np.sin(longitude) * y
    north = -np.sin(latitude) * outward + np.cos(latitude) * z
    # The second remainder: -1e-15 % 360 is 360.0.
    return np.asarray(np.degrees(np.arctan2(east, north)) % 360.0 % 360.0)


def look_angles(
    latitude_deg: float, longitude_deg: float, height_km: float, object_itrf_km: Array
) -> tuple[Array, Array, Array]:
    """Return azimuth_deg, elevation_deg and range_km, shape (n,), of an object from one site."""
    site = itrf_from_geodetic(latitude_deg, longitude_deg, height_km)
    sight = object_itrf_km - site
    up = up_itrf(latitude_deg, longitude_deg)
    return (
        azimuth_deg(latitude_deg, longitude_deg, sight),
        elevation_deg(site, up, object_itrf_km),
        length(sight),
    )


def off_nadir_deg(vehicle_itrf_km: Array, target_itrf_km: Array) -> Array:
    """Return how far from straight down the vehicle must look; shapes (..., 3) broadcast.

    Straight down is towards the Earth's centre, as in the vehicle's LVLH frame; the foot of
    the geodetic normal is at most 0.2 degrees away.
    """
    sight = target_itrf_km - vehicle_itrf_km
    cosine = -dot(sight, vehicle_itrf_km) / (length(sight) * length(vehicle_itrf_km))
    return np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))


def angle_deg(a: Array, b: Array) -> Array:
    """Return the angle between vectors, shapes (..., 3), precise for small angles too."""
    return np.degrees(np.arctan2(length(np.cross(a, b)), dot(a, b)))


def dot(a: Array, b: Array) -> Array:
    """Return the scalar products of vectors, shapes (..., 3), shape (...)."""
    product: Array = np.einsum("...i,...i->...", a, b)
    return product


def length(a: Array) -> Array:
    """Return the lengths of vectors, shape (..., 3)."""
    return np.sqrt(dot(a, a))


def unit(a: Array) -> Array:
    """Return vectors, shape (..., 3), of the same directions and length one."""
    return np.asarray(a / length(a)[..., None])
