"""The light in a cabin window, point by point: sunlit and dark ground, air, glint, Milky Way."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from console.domain.viewing.galaxy_view import GALACTIC_CENTRE_DEC_DEG, GALACTIC_CENTRE_RA_DEG
from console.domain.viewing.pane_scene import Mask, PaneScene
from telemetry.geodesy import (
    EARTH_FLATTENING,
    EARTH_RADIUS_EQUATORIAL_KM,
    Array,
    angle_deg,
    dot,
    elevation_deg,
    geodetic_from_itrf,
    length,
    normal,
    unit,
)

# The galactic north pole as the IAU defined it in 1958, ICRS.
_GALACTIC_POLE_DEG: Final = (192.8595, 27.1283)
_GALACTIC_CENTRE_DEG: Final = (GALACTIC_CENTRE_RA_DEG, GALACTIC_CENTRE_DEC_DEG)


@dataclass(frozen=True, kw_only=True, eq=False)
class PaneLight:
    """What an eye meets in each of n directions; NaN where a figure has no meaning.

    Parameters
    ----------
    is_ground : ndarray of bool, shape (n,)
    latitude_deg, longitude_deg : ndarray of float64, shape (n,)
        Of the ground looked at.
    sun_elevation_deg : ndarray of float64, shape (n,)
        At the ground looked at; for the sky, where the line of sight passes nearest to it.
    glint_deg : ndarray of float64, shape (n,)
        How far the line of sight is from the Sun's mirror image in level water.
    air_km : ndarray of float64, shape (n,)
        How high above the ground a line of sight to the sky passes; infinite when it leads up.
    galactic_deg : ndarray of float64, shape (n, 2)
        Longitude -180 to 180 and latitude among the Milky Way of a line of sight to the sky.
    """

    is_ground: Mask
    latitude_deg: Array
    longitude_deg: Array
    sun_elevation_deg: Array
    glint_deg: Array
    air_km: Array
    galactic_deg: Array


def pane_light(scene: PaneScene, place_deg: Array) -> PaneLight:
    """Return the light at places in a pane, shape (n, 2)."""
    ray = scene.directions(place_deg)
    place = scene.ground_km(ray)
    is_ground = np.isfinite(place[:, 0])
    latitude, longitude, _ = geodetic_from_itrf(place[is_ground])
    place[~is_ground], air_km = _passed(scene, ray[~is_ground])
    up = normal(place)
    return PaneLight(
        is_ground=is_ground,
        latitude_deg=_spread(latitude, is_ground),
        longitude_deg=_spread(longitude, is_ground),
        sun_elevation_deg=elevation_deg(place, up, scene.sun_km),
        glint_deg=np.where(is_ground, _glint_deg(scene, ray, place, up), np.nan),
        air_km=_spread(air_km, ~is_ground),
        galactic_deg=_galactic_deg(scene, ray),
    )


def _passed(scene: PaneScene, ray: Array) -> tuple[Array, Array]:
    """Return where each line of sight passes nearest to the Earth, and how high, in km."""
    along = -(ray @ scene.vehicle_km)
    nearest = scene.vehicle_km + np.maximum(along, 0.0)[:, None] * ray
    height = length(nearest) - _radius_km(nearest)
    return nearest, np.asarray(np.where(along > 0.0, height, np.inf))


def _radius_km(place: Array) -> Array:
    """Return the ellipsoid's radius in the direction of `place`, to first order in flattening."""
    sine = place[:, 2] / length(place)
    return np.asarray(EARTH_RADIUS_EQUATORIAL_KM * (1.0 - EARTH_FLATTENING * sine**2))


def _glint_deg(scene: PaneScene, ray: Array, place: Array, up: Array) -> Array:
    """Return the angle between the mirrored line of sight and the Sun."""
    mirrored = ray - 2.0 * dot(ray, up)[:, None] * up
    return angle_deg(mirrored, scene.sun_km - place)


def _galactic_deg(scene: PaneScene, ray: Array) -> Array:
    icrs = ray @ scene.stars_to_itrf
    ascension, declination = np.array([_GALACTIC_POLE_DEG, _GALACTIC_CENTRE_DEG]).T
    pole, centre = icrs_directions(ascension, declination)
    towards = unit(centre - (centre @ pole) * pole)
    latitude = np.arcsin(np.clip(icrs @ pole, -1.0, 1.0))
    longitude = np.arctan2(icrs @ np.cross(pole, towards), icrs @ towards)
    return np.column_stack((np.degrees(longitude), np.degrees(latitude)))


def icrs_directions(right_ascension_deg: Array, declination_deg: Array) -> Array:
    """Return unit vectors towards places among the stars, shape (n, 3)."""
    ascension, declination = np.radians(right_ascension_deg), np.radians(declination_deg)
    level = np.cos(declination)
    return np.column_stack(
        (level * np.cos(ascension), level * np.sin(ascension), np.sin(declination))
    )


def _spread(values: Array, where: Mask) -> Array:
    found = np.full(where.shape, np.nan)
    found[where] = values
    return found
