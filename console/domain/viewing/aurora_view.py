"""The aurora from the vehicle: where its oval is nearest, and whether it can be seen."""

from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing import quality
from console.domain.viewing.aurora import AURORA_HEIGHT_KM, oval_edges
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.lighting import sun_clearance_deg
from console.domain.viewing.rules import ViewingRules
from telemetry.geodesy import (
    EARTH_RADIUS_EQUATORIAL_KM,
    Array,
    angle_deg,
    geodetic_from_itrf,
    unit,
)
from telemetry.sun_moon import SUN_RADIUS_KM, sun_itrf_km
from telemetry.timebase import NS_PER_S

# The oval keeps its place towards the Sun; in half an hour the Earth turns 7.5 degrees under it.
_BLOCK_NS: Final = 1800 * NS_PER_S
# Above this margin of darkness the oval is looked for; the root of darkness itself lies within.
_DUSK_DEG: Final = -1.0
_AT_ONCE: Final = 512
_FINER: Final = 5


class AuroraView:
    """The nearest part of the auroral oval over a stretch of flight.

    Guests look at the oval's middle; how far away it is counts from its nearer edge.
    """

    def __init__(self, ephemeris: Ephemeris, rules: ViewingRules) -> None:
        self._ephemeris = ephemeris
        self._rules = rules

    def margin_and_sight(self, seconds: Array) -> tuple[Array, Array]:
        """Return by how many degrees it is dark and near enough, and the way to the aurora.

        By day the oval is not looked for: the way is then towards the Earth's centre.
        """
        vehicle = self._ephemeris.position(seconds)
        margin = -sun_clearance_deg(self._ephemeris, seconds, SUN_RADIUS_KM)
        sight = -vehicle
        dark = np.flatnonzero(margin > _DUSK_DEG)
        point, distance_km = self._nearest(seconds[dark])
        near_rad = (self._rules.aurora_max_distance_km - distance_km) / EARTH_RADIUS_EQUATORIAL_KM
        margin[dark] = np.minimum(margin[dark], np.degrees(near_rad))
        sight[dark] = point - vehicle[dark]
        return margin, sight

    def ground(self, seconds: Array) -> tuple[Array, Array]:
        """Return latitude and longitude below the nearest point, degrees."""
        latitude_deg, longitude_deg, _ = geodetic_from_itrf(self._nearest(seconds)[0])
        return latitude_deg, longitude_deg

    def parts(self, second: float) -> tuple[quality.Part, ...]:
        """Return what is to be said of an aurora at one instant."""
        _, distance_km = self._nearest(np.array([second]))
        return (
            quality.aurora_part(self._rules.kp),
            quality.distance_part(float(distance_km[0]), self._rules.aurora_max_distance_km),
        )

    def _nearest(self, seconds: Array) -> tuple[Array, Array]:
        """Return the nearest points, shape (n, 3), and their distance along the ground."""
        block = self._ephemeris.instants_ns(seconds) // _BLOCK_NS - self._first_block
        vehicle = unit(self._ephemeris.position(seconds))
        point = np.empty((seconds.size, 3))
        away_rad = np.empty(seconds.size)
        for side, is_side in enumerate((vehicle[:, 2] >= 0.0, vehicle[:, 2] < 0.0)):
            lanes = np.flatnonzero(is_side)
            for begin in range(0, lanes.size, _AT_ONCE):
                part = lanes[begin : begin + _AT_ONCE]
                oval = self._oval[side, block[part]]
                near = np.einsum("ni,npi->np", vehicle[part], oval[..., :3])
                at = (np.arange(part.size), near.argmax(axis=1))
                point[part] = oval[at][:, :3]
                away_rad[part] = np.arccos(np.minimum(near[at], 1.0)) - oval[at][:, 3]
        distance_km = np.maximum(away_rad, 0.0) * EARTH_RADIUS_EQUATORIAL_KM
        return point * (EARTH_RADIUS_EQUATORIAL_KM + AURORA_HEIGHT_KM), np.asarray(distance_km)

    @cached_property
    def _first_block(self) -> int:
        return self._ephemeris.start_ns // _BLOCK_NS

    @cached_property
    def _oval(self) -> Array:
        """Points of the oval's middle, as directions, and half its width there in radians.

        Shape (2 hemispheres, blocks, points, 4); zero where there is no oval.
        """
        count = int(self._ephemeris.end_s * NS_PER_S) // _BLOCK_NS + 2
        middles_ns: NDArray[np.int64] = (
            self._first_block + np.arange(count, dtype=np.int64)
        ) * _BLOCK_NS + _BLOCK_NS // 2
        edges = oval_edges(self._rules.kp, sun_itrf_km(middles_ns), int(middles_ns[0]))
        sides = []
        for is_north in (True, False):
            poleward, equatorward = (
                _closed(edge.position_itrf_km()) for edge in edges if edge.is_north == is_north
            )
            middle = unit(poleward + equatorward)
            half_rad = np.radians(angle_deg(poleward, equatorward)) / 2.0
            sides.append(np.concatenate((middle, half_rad[..., None]), axis=-1))
        return np.asarray(np.nan_to_num(np.stack(sides), nan=0.0))


def _closed(line: Array) -> Array:
    """Return a closed line, shape (blocks, points, 3), with four more points between each two."""
    following = np.roll(line, -1, axis=1)
    share = np.arange(_FINER)[:, None] / _FINER
    between = line[:, :, None] * (1.0 - share) + following[:, :, None] * share
    return between.reshape(len(line), -1, 3)
