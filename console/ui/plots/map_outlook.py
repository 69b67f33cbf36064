"""What lies over the ground at an instant: worked out in some 50 ms, so beside the window loop."""

from typing import Final

import numpy as np

from console.domain.viewing.map_outlines import anomaly_outline, aurora_outlines
from console.domain.viewing.rules import ViewingRules
from console.ui.plots.map_geometry import Array, unwrapped_deg
from console.ui.plots.map_regions import MapRegions, MapTarget
from telemetry.mission import Mission

ANOMALY_POINTS: Final = 49
_MOST_STEP_DEG: Final = 10.0


def regions_at(mission: Mission, height_km: float, at_ns: int) -> MapRegions:
    """Return what stands still on the map at a height and an instant."""
    latitude, longitude = anomaly_outline(height_km, at_ns, ANOMALY_POINTS)
    kp = ViewingRules().kp
    return MapRegions(
        anomaly=_line(latitude, longitude) if latitude.size else None,
        ovals=tuple(_closed(*line) for line in aurora_outlines(kp, at_ns)),
        kp=kp,
        targets=tuple(
            MapTarget(each.name, each.latitude_deg, each.longitude_deg)
            for each in mission.targets
            if each.is_core
        ),
    )


def _line(latitude_deg: Array, longitude_deg: Array) -> Array:
    return np.column_stack((unwrapped_deg(longitude_deg), latitude_deg))


def _closed(latitude_deg: Array, longitude_deg: Array) -> Array:
    """Return a line round the Earth that ends where it began, unless meridians are left out."""
    line = np.column_stack((longitude_deg, latitude_deg))
    is_whole = np.diff(longitude_deg, append=longitude_deg[0] + 360.0).max() < _MOST_STEP_DEG
    return np.vstack((line, line[0] + (360.0, 0.0))) if is_whole else line
