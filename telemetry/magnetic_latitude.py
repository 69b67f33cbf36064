"""Magnetic latitude and local time, in which the aurora keeps its place."""

import csv
from functools import lru_cache
from typing import Final

import numpy as np

import resources
from telemetry.geodesy import Array, dot, unit
from telemetry.magnetic_field import dipole_pole_itrf

_MAGNETIC_DEG: Final = np.arange(40.0, 90.01, 0.25)


@lru_cache(maxsize=1)
def _table() -> tuple[Array, Array, Array]:
    """Return latitudes (l,), longitudes (k,) closed at 180, and magnetic latitudes (l, k).

    Undefined places near the magnetic equator are NaN.
    """
    text = resources.find("space_weather/aacgm_mlat_110km_2026.csv").read_text()
    header, *rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    values = np.array([[float(cell or "nan") for cell in row] for row in rows])
    longitudes = np.array([*(float(cell) for cell in header[1:]), 180.0])
    return values[:, 0], longitudes, np.hstack((values[:, 1:], values[:, 1:2]))


def magnetic_latitude_deg(latitude_deg: Array, longitude_deg: Array) -> Array:
    """Return AACGM-v2 magnetic latitude at 110 km, shape (n,); NaN near the magnetic equator.

    Bilinear in a table of 2 by 5 degrees: 0.015 degrees rms, 0.15 at most poleward of 45.
    """
    latitudes, longitudes, table = _table()
    row = (np.asarray(latitude_deg) - latitudes[0]) / (latitudes[1] - latitudes[0])
    column = ((np.asarray(longitude_deg) + 180.0) % 360.0) / (longitudes[1] - longitudes[0])
    i = np.clip(row.astype(np.intp), 0, latitudes.size - 2)
    j = np.clip(column.astype(np.intp), 0, longitudes.size - 2)
    y, x = row - i, column - j
    return np.asarray(
        (1 - y) * ((1 - x) * table[i, j] + x * table[i, j + 1])
        + y * ((1 - x) * table[i + 1, j] + x * table[i + 1, j + 1])
    )


@lru_cache(maxsize=2)
def _inverse(is_north: bool) -> Array:
    """Return geographic latitudes by meridian and magnetic latitude, NaN where there is none."""
    sign = 1.0 if is_north else -1.0
    latitudes = sign * np.arange(30.0, 90.01, 0.5)
    _, longitudes, _ = _table()
    rows = []
    for longitude in longitudes:
        magnetic = sign * magnetic_latitude_deg(latitudes, np.full(latitudes.size, longitude))
        # Towards the pole, as far as it rises: on the far side of a magnetic pole it falls again.
        top = int(magnetic.argmax()) + 1
        rows.append(
            np.interp(_MAGNETIC_DEG, magnetic[:top], latitudes[:top], left=np.nan, right=np.nan)
        )
    return np.array(rows)


def latitude_at_magnetic_deg(magnetic_deg: Array, longitude_deg: Array, *, is_north: bool) -> Array:
    """Return geographic latitudes of given magnetic latitudes, positive in both hemispheres.

    NaN where a meridian reaches no such magnetic latitude.

    Parameters
    ----------
    magnetic_deg, longitude_deg : ndarray of float64, of one shape
    """
    _, longitudes, _ = _table()
    table = _inverse(is_north)
    row = ((longitude_deg + 180.0) % 360.0) / (longitudes[1] - longitudes[0])
    column = (magnetic_deg - _MAGNETIC_DEG[0]) / (_MAGNETIC_DEG[1] - _MAGNETIC_DEG[0])
    i = np.clip(row.astype(np.intp), 0, longitudes.size - 2)
    j = np.clip(column.astype(np.intp), 0, _MAGNETIC_DEG.size - 2)
    x, y = row - i, column - j
    # A weight of nothing must not bring in a neighbour that does not exist.
    east = np.where(x > 0.0, (1 - y) * table[i + 1, j] + y * table[i + 1, j + 1], 0.0)
    return np.asarray((1 - x) * ((1 - y) * table[i, j] + y * table[i, j + 1]) + x * east)


def magnetic_local_time_h(place_itrf: Array, sun_itrf: Array, instant_ns: int) -> Array:
    """Return magnetic local time in hours, 0 to 24, about the dipole's axis, shape (n,).

    Parameters
    ----------
    place_itrf, sun_itrf : ndarray of float64, shapes (..., 3) that broadcast
    instant_ns : int
        For the dipole's slow drift only.
    """
    pole = dipole_pole_itrf(instant_ns)
    noon = unit(sun_itrf - (sun_itrf @ pole)[..., None] * pole)
    angle = np.arctan2(dot(place_itrf, np.cross(pole, noon)), dot(place_itrf, noon))
    return np.asarray((12.0 + np.degrees(angle) / 15.0) % 24.0)
