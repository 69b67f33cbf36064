"""Outlines of regions on a world map: the South Atlantic Anomaly and the auroral oval."""

from typing import Final

import numpy as np

from console.domain.viewing.aurora import Edge, oval_edges
from telemetry.geodesy import Array, geodetic_from_itrf, itrf_from_geodetic, on_ellipsoid, unit
from telemetry.magnetic_field import anomaly_depth_nt
from telemetry.sun_moon import sun_itrf_km

_WIDEST_DEG: Final = 80.0
_HALVINGS: Final = 14  # of 80 degrees: 0.005 degrees


def anomaly_outline(height_km: float, instant_ns: int, points: int = 73) -> tuple[Array, Array]:
    """Return the outline of the South Atlantic Anomaly at a height, a closed line.

    The outline as seen from its middle: found on rays from there by halving.

    Returns
    -------
    latitude_deg, longitude_deg : ndarray of float64, shape (points,)
        Empty if the field is nowhere weak enough at that height.
    """
    latitude, longitude = (a.ravel() for a in np.mgrid[-60:11:3, -110:31:3].astype(float))
    depth = _depth_nt(itrf_from_geodetic(latitude, longitude, height_km), instant_ns)
    if depth.max() <= 0.0:
        return np.empty(0), np.empty(0)
    middle = unit(itrf_from_geodetic(latitude[depth > 0], longitude[depth > 0]).mean(axis=0))
    east = unit(np.cross(np.array([0.0, 0.0, 1.0]), middle))
    turn = np.linspace(0.0, 2.0 * np.pi, points)[:, None]
    ray = np.cos(turn) * np.cross(middle, east) + np.sin(turn) * east
    near, far = np.zeros(points), np.full(points, np.radians(_WIDEST_DEG))
    for _ in range(_HALVINGS):
        half = (near + far) / 2.0
        direction = np.cos(half)[:, None] * middle + np.sin(half)[:, None] * ray
        inside = _depth_nt(_raised(direction, height_km), instant_ns) > 0.0
        near, far = np.where(inside, half, near), np.where(inside, far, half)
    direction = np.cos(near)[:, None] * middle + np.sin(near)[:, None] * ray
    latitude, longitude, _ = geodetic_from_itrf(on_ellipsoid(direction))
    return latitude, longitude


def aurora_outlines(kp: float, instant_ns: int) -> tuple[tuple[Array, Array], ...]:
    """Return four lines: poleward and equatorward edge in the north, then in the south.

    Returns
    -------
    tuple of (latitude_deg, longitude_deg)
        Longitudes rise from -180 to 175; meridians that do not reach the oval are left out.
    """
    edges = oval_edges(kp, sun_itrf_km(np.array([instant_ns])), instant_ns)
    lines = []
    for line in sorted(edges, key=lambda e: (not e.is_north, e.edge is Edge.EQUATORWARD)):
        known = np.isfinite(line.latitude_deg[0])
        lines.append((line.latitude_deg[0, known], line.longitude_deg[known]))
    return tuple(lines)


def _raised(direction: Array, height_km: float) -> Array:
    latitude_deg, longitude_deg, _ = geodetic_from_itrf(on_ellipsoid(direction))
    return itrf_from_geodetic(latitude_deg, longitude_deg, height_km)


def _depth_nt(position_itrf_km: Array, instant_ns: int) -> Array:
    times_ns = np.full(len(position_itrf_km), instant_ns, dtype=np.int64)
    return anomaly_depth_nt(position_itrf_km, times_ns)
