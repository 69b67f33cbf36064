"""The Earth seen from far away, straight down on one place. No Qt: degrees in, a unit disc out.

Source of the projection: Snyder, Map Projections: A Working Manual (USGS 1395), section 20.
"""

from dataclasses import dataclass

import numpy as np

from console.ui.plots.map_geometry import TWILIGHT_ELEVATIONS_DEG, Array


@dataclass(frozen=True, slots=True)
class GlobeView:
    """The place in the middle of the disc, in degrees."""

    longitude_deg: float
    latitude_deg: float

    def project(self, line: Array) -> tuple[Array, Array]:
        """Return where longitudes and latitudes, shape (n, 2), fall.

        Returns
        -------
        points : ndarray of float64, shape (n, 2)
            x to the right and y upwards, within the unit disc.
        depth : ndarray of float64, shape (n,)
            Positive on the near side.
        """
        longitude, latitude = np.radians(line.T)
        east = longitude - np.radians(self.longitude_deg)
        sine, cosine = np.sin(np.radians(self.latitude_deg)), np.cos(np.radians(self.latitude_deg))
        along = np.cos(latitude) * np.cos(east)
        x = np.cos(latitude) * np.sin(east)
        y = cosine * np.sin(latitude) - sine * along
        return np.column_stack((x, y)), sine * np.sin(latitude) + cosine * along

    def area(self, ring: Array) -> Array:
        """Return the seen part of a ring: what is behind lies on the rim; empty if all is."""
        points, depth = self.project(ring)
        behind = depth < 0
        if behind.all():
            return np.empty((0, 2))
        reach = np.maximum(np.hypot(points[:, 0], points[:, 1]), 1e-9)
        points[behind] /= reach[behind, None]
        return points

    def seen(self, line: Array) -> list[Array]:
        """Return the parts of a line on the near side."""
        points, depth = self.project(line)
        edges = np.flatnonzero(np.diff(depth >= 0)) + 1
        parts = zip(np.split(points, edges), np.split(depth, edges), strict=True)
        return [part for part, side in parts if len(part) > 1 and side[0] >= 0]

    def darkness_steps(
        self, sun_longitude_deg: float, sun_latitude_deg: float, pixels: int
    ) -> Array:
        """Return how many twilights have passed at each pixel of the disc's square.

        Returns
        -------
        ndarray of float64, shape (pixels, pixels)
            From the top, 0 by day and off the disc, 4 in full night.
        """
        across = (np.arange(pixels) + 0.5) / pixels * 2 - 1
        x, y = np.meshgrid(across, -across)
        depth = np.sqrt(np.maximum(0.0, 1 - x * x - y * y))
        (sun,), (sun_depth,) = self.project(np.array([[sun_longitude_deg, sun_latitude_deg]]))
        sine = x * sun[0] + y * sun[1] + depth * sun_depth
        steps = sum((sine < np.sin(np.radians(each))) for each in TWILIGHT_ELEVATIONS_DEG)
        return np.where(x * x + y * y <= 1, steps, 0).astype(np.float64)
