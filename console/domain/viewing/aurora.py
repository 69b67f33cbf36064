"""Where the auroral oval is, by Kp and magnetic local time."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from telemetry.geodesy import Array, itrf_from_geodetic
from telemetry.magnetic_latitude import latitude_at_magnetic_deg, magnetic_local_time_h

AURORA_HEIGHT_KM: Final = 110.0
_MERIDIANS_DEG: Final = np.arange(-180.0, 180.0, 5.0)
_ROUNDS: Final = 3


class Edge(StrEnum):
    """A boundary of the oval."""

    POLEWARD = "poleward"
    EQUATORWARD = "equatorward"
    DIFFUSE = "diffuse"


# Colatitude = A0 + Σ Ai cos(15°(i·MLT + αi)); each coefficient a cubic in log10 |AL|.
# Starkov 1994, as given by Sigernes et al., J. Space Weather Space Clim. 1, A03 (2011), table 1.
_COEFFICIENTS: Final = {
    Edge.POLEWARD: {
        "A": (
            (-0.07, 24.54, -12.53, 2.15),
            (-10.06, 19.83, -9.33, 1.24),
            (-4.44, 7.47, -3.01, 0.25),
            (-3.77, 7.90, -4.73, 0.91),
        ),
        "alpha": (
            (-6.61, 10.17, -5.80, 1.19),
            (6.37, -1.10, 0.34, -0.38),
            (-4.48, 10.16, -5.87, 0.98),
        ),
    },
    Edge.EQUATORWARD: {
        "A": (
            (1.16, 23.21, -10.97, 2.03),
            (-9.59, 17.78, -7.20, 0.96),
            (-12.07, 17.49, -7.96, 1.15),
            (-6.56, 11.44, -6.73, 1.31),
        ),
        "alpha": (
            (-2.22, 1.50, -0.58, 0.08),
            (-23.98, 42.79, -26.96, 5.56),
            (-20.07, 36.67, -24.20, 5.11),
        ),
    },
    Edge.DIFFUSE: {
        "A": (
            (3.44, 29.77, -16.38, 3.35),
            (-2.41, 7.89, -4.32, 0.87),
            (-0.74, 3.94, -3.09, 0.72),
            (-2.12, 3.24, -1.67, 0.31),
        ),
        "alpha": (
            (-1.68, -2.48, 1.58, -0.28),
            (8.69, -20.73, 13.03, -2.14),
            (8.61, -5.34, -1.36, 0.76),
        ),
    },
}


def edge_magnetic_latitude_deg(kp: float, local_time_h: Array, edge: Edge) -> Array:
    """Return the magnetic latitude of the oval's edge, positive, at magnetic local times."""
    al_nt = 18.0 - 12.3 * kp + 27.2 * kp**2 - 2.0 * kp**3
    powers = np.log10(al_nt) ** np.arange(4)
    size = [float(np.dot(c, powers)) for c in _COEFFICIENTS[edge]["A"]]
    phase_h = [float(np.dot(c, powers)) for c in _COEFFICIENTS[edge]["alpha"]]
    colatitude = np.full(np.shape(local_time_h), size[0])
    for i, (a, alpha) in enumerate(zip(size[1:], phase_h, strict=True), 1):
        colatitude = colatitude + a * np.cos(np.radians(15.0 * (i * local_time_h + alpha)))
    return np.asarray(90.0 - np.maximum(colatitude, 0.0))


@dataclass(frozen=True, slots=True)
class OvalEdge:
    """One edge of one hemisphere's oval, at 110 km, at several instants.

    Parameters
    ----------
    latitude_deg : ndarray of float64, shape (instants, meridians)
        NaN where a meridian does not reach the edge.
    longitude_deg : ndarray of float64, shape (meridians,)
    """

    edge: Edge
    is_north: bool
    latitude_deg: Array
    longitude_deg: Array

    def position_itrf_km(self) -> Array:
        """Return its points in space, shape (instants, meridians, 3)."""
        return itrf_from_geodetic(self.latitude_deg, self.longitude_deg, AURORA_HEIGHT_KM)


def oval_edges(kp: float, sun_itrf_km: Array, instant_ns: int) -> tuple[OvalEdge, ...]:
    """Return poleward and equatorward edges of both ovals.

    Parameters
    ----------
    kp : float
        Planetary index, 0 to 9.
    sun_itrf_km : ndarray of float64, shape (instants, 3)
    instant_ns : int
        Any of the instants, for the magnetic axis.
    """
    return tuple(
        _edge(kp, sun_itrf_km, instant_ns, edge, is_north)
        for is_north in (True, False)
        for edge in (Edge.POLEWARD, Edge.EQUATORWARD)
    )


def _edge(kp: float, sun: Array, instant_ns: int, edge: Edge, is_north: bool) -> OvalEdge:
    longitude = np.broadcast_to(_MERIDIANS_DEG, (len(sun), _MERIDIANS_DEG.size))
    latitude = np.full(longitude.shape, 67.0 if is_north else -67.0)
    # A place's local time depends on its latitude, which depends on its local time: settle both.
    for _ in range(_ROUNDS):
        place = itrf_from_geodetic(np.nan_to_num(latitude, nan=80.0), longitude)
        local_time_h = magnetic_local_time_h(place, sun[:, None], instant_ns)
        magnetic = edge_magnetic_latitude_deg(kp, local_time_h, edge)
        latitude = latitude_at_magnetic_deg(magnetic, longitude, is_north=is_north)
    return OvalEdge(edge, is_north, latitude, _MERIDIANS_DEG)
