"""Land, coasts and borders as paths in degrees, read once from the shipped Natural Earth tables."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PySide6.QtGui import QPainterPath

import resources
from console.ui.plots.map_view import joined_path


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


def _path(table: Path, name: str) -> QPainterPath:
    with np.load(table) as arrays:
        points = np.asarray(arrays[f"{name}_lon_lat_deg"], dtype=np.float64)
        offsets = arrays[f"{name}_offsets"]
    return joined_path(np.split(points, offsets[1:-1]))
