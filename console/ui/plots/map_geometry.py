"""Circles and tracks on the Earth as lines on a flat map. No Qt: numbers in, numbers out.

Longitudes come out *unwrapped*: they may run past ±180 degrees, so that a line never jumps
across the map. A map draws each line also shifted by ±360 degrees and clips.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.geodesy import EARTH_RADIUS_EQUATORIAL_KM

Array = NDArray[np.float64]

SUNRISE_ELEVATION_DEG: Final = -0.833  # upper limb on the horizon with 34' of refraction
TWILIGHT_ELEVATIONS_DEG: Final = (SUNRISE_ELEVATION_DEG, -6.0, -12.0, -18.0)
_CIRCLE_POINTS: Final = 181


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A circle on the Earth, as a line and as an area of the map.

    Parameters
    ----------
    line : ndarray of float64, shape (n, 2)
        Unwrapped longitude and latitude in degrees along the circle.
    area : ndarray of float64, shape (m, 2)
        The same, closed along the map's edge when the circle goes round a pole.
    """

    line: Array
    area: Array


def visibility_radius_deg(height_km: float, min_elevation_deg: float = 0.0) -> float:
    """Return the angle at the Earth's centre within which a vehicle stands above an elevation.

    Source: Wertz & Larson, Space Mission Analysis and Design, 3rd ed., section 5.2; spherical
    Earth, good to 0.2 degrees, half a pixel of a world map.
    """
    elevation = np.radians(min_elevation_deg)
    ratio = EARTH_RADIUS_EQUATORIAL_KM / (EARTH_RADIUS_EQUATORIAL_KM + max(height_km, 0.0))
    return float(np.degrees(np.arccos(ratio * np.cos(elevation)) - elevation))


def circle_on_earth(latitude_deg: float, longitude_deg: float, radius_deg: float) -> Outline:
    """Return the small circle of `radius_deg` around a place.

    Parameters
    ----------
    radius_deg : float
        Angle at the Earth's centre, more than 0 and less than 180.
    """
    bearing = np.linspace(0.0, 2.0 * np.pi, _CIRCLE_POINTS)
    latitude, radius = np.radians(latitude_deg), np.radians(radius_deg)
    sine = np.sin(latitude) * np.cos(radius) + np.cos(latitude) * np.sin(radius) * np.cos(bearing)
    east = np.sin(bearing) * np.sin(radius) * np.cos(latitude)
    outward = np.cos(radius) - np.sin(latitude) * sine
    line = np.column_stack(
        (
            unwrapped_deg(longitude_deg + np.degrees(np.arctan2(east, outward))),
            np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))),
        )
    )
    turned_deg = line[-1, 0] - line[0, 0]
    if abs(turned_deg) < 180.0:
        return Outline(line=line, area=line)
    pole_deg = 90.0 if latitude_deg > 0.0 else -90.0
    edge = np.array([[line[-1, 0], pole_deg], [line[0, 0], pole_deg]])
    return Outline(line=line, area=np.concatenate((line, edge)))


def darkness(
    sun_latitude_deg: float, sun_longitude_deg: float, sun_elevation_deg: float
) -> Outline:
    """Return where on the ground the Sun stands lower than `sun_elevation_deg`.

    Parameters
    ----------
    sun_latitude_deg, sun_longitude_deg : float
        The place where the Sun is overhead.
    """
    return circle_on_earth(-sun_latitude_deg, sun_longitude_deg + 180.0, 90.0 + sun_elevation_deg)


def unwrapped_deg(longitude_deg: Array) -> Array:
    """Return longitudes without jumps of a whole turn, beginning between -180 and 180."""
    unwrapped = np.unwrap(longitude_deg, period=360.0)
    return np.asarray(unwrapped - 360.0 * np.round(unwrapped[0] / 360.0))


def shifts_deg(line: Array, west_deg: float, east_deg: float) -> list[float]:
    """Return by how much an unwrapped line must be shifted to show on a map from west to east."""
    first = np.ceil((west_deg - line[:, 0].max()) / 360.0)
    last = np.floor((east_deg - line[:, 0].min()) / 360.0)
    return [360.0 * turn for turn in range(int(first), int(last) + 1)]
