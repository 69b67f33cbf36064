"""The Earth's main magnetic field (IGRF-14), and where it lets radiation come down.

The South Atlantic Anomaly is told by field strength, a stand-in for dose: a planning estimate.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

import resources
from telemetry.geodesy import Array, Instants, geodetic_from_itrf

_REFERENCE_RADIUS_KM: Final = 6371.2  # IGRF
_NS_PER_YEAR: Final = 365.25 * 86_400e9
_START_YEAR: Final = 1970.0

# |B| below these marks the anomaly: 22 000 nT at 420 km overlaps Fermi's polygon of 2024 by
# 0.88, 21 000 nT at 550 km by 0.87. The line through both follows the field's fall with height.
_ANOMALY_HEIGHTS_KM: Final = (420.0, 550.0)
_ANOMALY_NT: Final = (22_000.0, 21_000.0)


@lru_cache(maxsize=1)
def _coefficients() -> tuple[Array, Array, Array]:
    """Return years (k,), and g and h, shape (k, 14, 14), by degree and order."""
    lines = [
        line.split()
        for line in resources.find("space_weather/IGRF14.shc").read_text().splitlines()
        if not line.startswith("#")
    ]
    years = np.array(lines[1], dtype=float)
    degree_max = int(lines[0][1])
    g, h = np.zeros((2, years.size, degree_max + 1, degree_max + 1))
    for n, m, *values in lines[2:]:
        (g if int(m) >= 0 else h)[:, int(n), abs(int(m))] = [float(value) for value in values]
    return years, g, h


def _at_year(year: float) -> tuple[Array, Array]:
    years, g, h = _coefficients()
    after = int(np.clip(np.searchsorted(years, year), 1, years.size - 1))
    share = (year - years[after - 1]) / (years[after] - years[after - 1])
    return (
        g[after - 1] + share * (g[after] - g[after - 1]),
        h[after - 1] + share * (h[after] - h[after - 1]),
    )


def field_strength_nt(position_itrf_km: Array, times_ns: Instants) -> Array:
    """Return the main field's strength, shape (n,).

    The coefficients are those of the middle of `times_ns`: the field changes by 0.3 nT a day.
    Source: Schmidt semi-normalised spherical harmonics as IGRF defines them; the recursion is
    that of Winch et al., Geophys. J. Int. 160, 487 (2005).

    Parameters
    ----------
    position_itrf_km : ndarray of float64, shape (n, 3)
    times_ns : ndarray of int64, shape (n,)
    """
    if not times_ns.size:
        return np.empty(0)
    middle_ns = (int(times_ns.min()) + int(times_ns.max())) / 2
    g, h = _at_year(_START_YEAR + middle_ns / _NS_PER_YEAR)
    x, y, z = position_itrf_km.T
    across = np.hypot(x, y)
    radius = np.hypot(across, z)
    cosine, sine = z / radius, np.maximum(across / radius, 1e-10)
    longitude = np.arctan2(y, x)
    size = g.shape[0]
    turning = [(np.cos(m * longitude), np.sin(m * longitude)) for m in range(size)]
    down, south, east = np.zeros((3, x.size))
    for m, column in enumerate(_legendre(cosine, sine, size)):
        cos_m, sin_m = turning[m]
        for n, (value, slope) in enumerate(column, m):
            if n == 0:
                continue
            scale = (_REFERENCE_RADIUS_KM / radius) ** (n + 2)
            wave = scale * (g[n, m] * cos_m + h[n, m] * sin_m)
            down += (n + 1) * wave * value
            south += wave * slope
            east += scale * m * (g[n, m] * sin_m - h[n, m] * cos_m) * value
    return np.asarray(np.sqrt(down**2 + south**2 + (east / sine) ** 2))


def _legendre(cosine: Array, sine: Array, size: int) -> list[list[tuple[Array, Array]]]:
    """Return Schmidt functions and their slopes in colatitude: by order, then by degree."""
    columns: list[list[tuple[Array, Array]]] = []
    top, top_slope = np.ones_like(cosine), np.zeros_like(cosine)
    for m in range(size):
        if m > 0:
            factor = 1.0 if m == 1 else np.sqrt(1.0 - 0.5 / m)
            top, top_slope = factor * sine * top, factor * (cosine * top + sine * top_slope)
        column = [(top, top_slope)]
        before, before_slope = np.zeros_like(cosine), np.zeros_like(cosine)
        for n in range(m + 1, size):
            value, slope = column[-1]
            a = (2 * n - 1) / np.sqrt(n * n - m * m)
            b = np.sqrt(((n - 1) ** 2 - m * m) / (n * n - m * m))
            column.append(
                (
                    a * cosine * value - b * before,
                    a * (cosine * slope - sine * value) - b * before_slope,
                )
            )
            before, before_slope = value, slope
        columns.append(column)
    return columns


def anomaly_threshold_nt(height_km: Array) -> Array:
    """Return the field strength below which a place belongs to the anomaly, shape (n,)."""
    (low_km, high_km), (low_nt, high_nt) = _ANOMALY_HEIGHTS_KM, _ANOMALY_NT
    return np.asarray(low_nt + (high_nt - low_nt) * (height_km - low_km) / (high_km - low_km))


def anomaly_depth_nt(position_itrf_km: Array, times_ns: Instants) -> Array:
    """Return by how much the field is weaker than the anomaly's threshold; positive inside."""
    _, _, height_km = geodetic_from_itrf(position_itrf_km)
    return anomaly_threshold_nt(height_km) - field_strength_nt(position_itrf_km, times_ns)


def dipole_pole_itrf(instant_ns: int) -> NDArray[np.float64]:
    """Return the northern pole of the field's dipole, a unit vector, shape (3,)."""
    g, h = _at_year(_START_YEAR + instant_ns / _NS_PER_YEAR)
    south = np.array([g[1, 1], h[1, 1], g[1, 0]])
    return -south / float(np.linalg.norm(south))
