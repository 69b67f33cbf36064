"""Land, coasts and borders as paths in degrees, read once from the shipped Natural Earth tables."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtGui import QPainterPath

import resources
from console.ui.plots.map_geometry import Array
from console.ui.plots.map_view import joined_path

_THINNED: Final = 4
_LONG: Final = 60  # points; shorter rings would lose their shape
_SHORT: Final = 8  # points; islets of no pixel


@dataclass(frozen=True, slots=True)
class LandPaths:
    """What does not move on any map; x is longitude, y latitude, in degrees.

    Parameters
    ----------
    land : QPainterPath
        Closed rings, to be filled.
    coast : QPainterPath
        Open lines along the water only: without the cuts at 180 degrees that close the rings.
    borders : QPainterPath
        Lines between countries.
    """

    land: QPainterPath
    coast: QPainterPath
    borders: QPainterPath


@cache
def land_paths() -> LandPaths:
    """Return the world at 1:50 million, its borders at 1:110 million."""
    folder = resources.find("map")
    land = folder / "land_50m.npz"
    return LandPaths(
        land=_path(land, "ring"),
        coast=_path(land, "line"),
        borders=_path(folder / "borders_110m.npz", "line"),
    )


@cache
def land_rings() -> tuple[Array, ...]:
    """Return the outlines of land in degrees, thinned to what a globe can show."""
    with np.load(resources.find("map") / "land_50m.npz") as arrays:
        points = np.asarray(arrays["ring_lon_lat_deg"], dtype=np.float64)
        rings = np.split(points, arrays["ring_offsets"][1:-1])
    return tuple(
        ring[:: _THINNED if len(ring) > _LONG else 1] for ring in rings if len(ring) > _SHORT
    )


def _path(table: Path, name: str) -> QPainterPath:
    with np.load(table) as arrays:
        points = np.asarray(arrays[f"{name}_lon_lat_deg"], dtype=np.float64)
        offsets = arrays[f"{name}_offsets"]
    return joined_path(np.split(points, offsets[1:-1]))
