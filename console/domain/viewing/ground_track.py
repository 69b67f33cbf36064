"""Lines for a world map: the vehicle's track, the edge of the night, who sees the vehicle."""

import numpy as np

from telemetry.elements import propagate_teme
from telemetry.geodesy import (
    EARTH_RADIUS_EQUATORIAL_KM,
    Array,
    Instants,
    geodetic_from_itrf,
    itrf_from_geodetic,
    turned_to_itrf,
    unit,
)
from telemetry.mission import Mission
from telemetry.sun_moon import sun_itrf_km


def ground_track(mission: Mission, times_ns: Instants) -> tuple[Array, Array, Array]:
    """Return latitude_deg, longitude_deg and height_km below the vehicle, shape (n,).

    Raises
    ------
    PropagationError
        If the mission's elements do not carry to one of the instants.
    """
    position_teme_km, _ = propagate_teme(mission.orbit, times_ns)
    return geodetic_from_itrf(turned_to_itrf(position_teme_km, times_ns))


def subsolar_point(instant_ns: int) -> tuple[float, float]:
    """Return latitude and longitude where the Sun stands overhead, degrees."""
    x, y, z = unit(sun_itrf_km(np.array([instant_ns])))[0]
    return float(np.degrees(np.arcsin(z))), float(np.degrees(np.arctan2(y, x)))


def terminator(instant_ns: int, points: int = 181) -> tuple[Array, Array]:
    """Return the line where the Sun's centre stands on the horizon, west to east.

    Returns
    -------
    latitude_deg, longitude_deg : ndarray of float64, shape (points,)
        Longitudes from -180 to 180.
    """
    x, y, z = unit(sun_itrf_km(np.array([instant_ns])))[0]
    longitude = np.linspace(-np.pi, np.pi, points)
    # Up is square to the Sun; an equinox Sun, z = 0, gives the limit of a line over the poles.
    toward = x * np.cos(longitude) + y * np.sin(longitude)
    latitude = np.arctan2(-toward * np.copysign(1.0, z), abs(z))
    return np.degrees(latitude), np.degrees(longitude)


def night_polygon(instant_ns: int, points: int = 181) -> tuple[Array, Array]:
    """Return the outline of the dark side on a flat map, closed over the dark pole.

    Returns
    -------
    latitude_deg, longitude_deg : ndarray of float64, shape (points + 2,)
    """
    latitude_deg, longitude_deg = terminator(instant_ns, points)
    dark_pole_deg = -90.0 if subsolar_point(instant_ns)[0] >= 0 else 90.0
    return (
        np.concatenate((latitude_deg, [dark_pole_deg, dark_pole_deg])),
        np.concatenate((longitude_deg, [180.0, -180.0])),
    )


def visibility_circle(
    latitude_deg: float,
    longitude_deg: float,
    min_elevation_deg: float,
    vehicle_height_km: float,
    points: int = 91,
) -> tuple[Array, Array]:
    """Return the line below which the vehicle stands at a station's least elevation.

    Drawn on a sphere, for a map: within 0.2 degrees.

    Returns
    -------
    latitude_deg, longitude_deg : ndarray of float64, shape (points,)
        A closed line; its longitudes may jump at 180 degrees.
    """
    elevation = np.radians(min_elevation_deg)
    ratio = EARTH_RADIUS_EQUATORIAL_KM / (EARTH_RADIUS_EQUATORIAL_KM + vehicle_height_km)
    radius = np.arccos(ratio * np.cos(elevation)) - elevation
    middle = unit(itrf_from_geodetic(latitude_deg, longitude_deg))
    longitude = np.radians(longitude_deg)
    east = np.array([-np.sin(longitude), np.cos(longitude), 0.0])
    north = np.cross(middle, east)
    turn = np.linspace(0.0, 2.0 * np.pi, points)[:, None]
    rim = np.cos(radius) * middle + np.sin(radius) * (np.sin(turn) * east + np.cos(turn) * north)
    latitude = np.degrees(np.arcsin(np.clip(rim[:, 2], -1.0, 1.0)))
    return latitude, np.degrees(np.arctan2(rim[:, 1], rim[:, 0]))
