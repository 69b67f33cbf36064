"""Angles between vehicle, targets and Sun at many instants at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing.access import Sites
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.products import GroundProduct
from console.domain.viewing.window_view import body_axes_at
from telemetry.geodesy import (
    Array,
    angle_deg,
    dot,
    elevation_deg,
    length,
    normal,
    off_nadir_deg,
    on_ellipsoid,
    unit,
)
from telemetry.mission import AttitudeSegment, Target
from telemetry.shadow import limb_clearance_deg
from telemetry.sun_moon import SUN_RADIUS_KM


@dataclass(frozen=True, eq=False)
class GroundView:
    """What is seen of the targets, one lane for each instant and target.

    Angles are computed when first asked for; many products need only some of them.

    Parameters
    ----------
    seconds : ndarray of float64, shape (n,)
        After the ephemeris' start.
    vehicle, sun, place, up : ndarray of float64, shape (n, 3)
        Earth-fixed; `place` is the target, or an area's nearest point, `up` its geodetic up.
    """

    ephemeris: Ephemeris
    attitude: tuple[AttitudeSegment, ...]
    seconds: Array
    vehicle: Array
    sun: Array
    place: Array
    up: Array

    def chosen(self, which: NDArray[np.bool_]) -> "GroundView":
        """Return some of the lanes."""
        lanes = (a[which] for a in (self.seconds, self.vehicle, self.sun, self.place, self.up))
        return GroundView(self.ephemeris, self.attitude, *lanes)

    @cached_property
    def off_nadir_deg(self) -> Array:
        """How far from straight down the target is seen."""
        return off_nadir_deg(self.vehicle, self.place)

    @cached_property
    def elevation_deg(self) -> Array:
        """How high the vehicle stands above the target's horizon."""
        return elevation_deg(self.place, self.up, self.vehicle)

    @cached_property
    def sun_elevation_deg(self) -> Array:
        """How high the Sun stands above the target's horizon."""
        return elevation_deg(self.place, self.up, self.sun)

    @cached_property
    def glint_deg(self) -> Array:
        """Angle between the line of sight and the Sun's mirror image in level water."""
        to_sun = unit(self.sun - self.place)
        mirrored = 2.0 * dot(to_sun, self.up)[:, None] * self.up - to_sun
        return angle_deg(mirrored, self.vehicle - self.place)

    @cached_property
    def sun_clearance_deg(self) -> Array:
        """How far the Sun's last point stands clear of the limb for the vehicle."""
        return limb_clearance_deg(self.vehicle, self.sun, SUN_RADIUS_KM)

    @cached_property
    def axes(self) -> Array:
        """The body's axes, NaN where the attitude is not planned, shape (n, 3, 3)."""
        return body_axes_at(self.ephemeris, self.attitude, self.seconds)

    @property
    def sight(self) -> Array:
        """The way from the vehicle to the target, Earth-fixed, km, shape (n, 3)."""
        return self.place - self.vehicle

    def limits_margin(self, product: GroundProduct) -> Array:
        """Return by how many degrees every limit of `product` but the window's is kept."""
        margin = np.minimum(
            product.max_off_nadir_deg - self.off_nadir_deg,
            np.minimum(
                self.sun_elevation_deg - product.min_sun_deg,
                product.max_sun_deg - self.sun_elevation_deg,
            ),
        )
        if product.needs_dark_cabin:
            margin = np.minimum(margin, -self.sun_clearance_deg)
        if product.max_glint_deg is not None:
            margin = np.minimum(margin, product.max_glint_deg - self.glint_deg)
        return np.asarray(margin)


class GroundGeometry:
    """Vehicle and Sun over a set of targets.

    Parameters
    ----------
    reach_max_km : float
        An area is judged by its nearest point, but no further from its middle than this.
    """

    def __init__(
        self,
        ephemeris: Ephemeris,
        attitude: tuple[AttitudeSegment, ...],
        targets: tuple[Target, ...],
        reach_max_km: float,
    ) -> None:
        self.ephemeris = ephemeris
        self._attitude = attitude
        self.sites = Sites(
            np.array([target.latitude_deg for target in targets]),
            np.array([target.longitude_deg for target in targets]),
            np.array([target.height_km for target in targets]),
        )
        self._reach_km = np.array([min(t.extent_km / 2.0, reach_max_km) for t in targets])
        self._places = self.sites.position_itrf_km
        self._ups = self.sites.up

    def view(self, seconds: Array, target: NDArray[np.intp]) -> GroundView:
        """Return what is seen of a target at each instant, shape (n,) both."""
        vehicle, sun = self.ephemeris.position(seconds), self.ephemeris.sun(seconds)
        place, up = self._nearest_place(vehicle, target)
        return GroundView(self.ephemeris, self._attitude, seconds, vehicle, sun, place, up)

    def moon_elevation_deg(self, seconds: Array, target: NDArray[np.intp]) -> Array:
        """Return how high the Moon stands over the targets, shape (n,)."""
        moon = self.ephemeris.moon(seconds)
        return elevation_deg(self._places[target], self._ups[target], moon)

    def _nearest_place(self, vehicle: Array, target: NDArray[np.intp]) -> tuple[Array, Array]:
        """Return the target, or an area's point nearest to the vehicle within its reach."""
        place, up, reach_km = self._places[target], self._ups[target], self._reach_km[target]
        areas = np.flatnonzero(reach_km)
        if not areas.size:
            return place, up
        centre, beneath = unit(place[areas]), unit(vehicle[areas])
        outward = beneath - dot(beneath, centre)[:, None] * centre
        away = length(outward)
        reach_rad = reach_km[areas] / length(place[areas])
        shift_rad = np.minimum(reach_rad, np.arcsin(np.minimum(away, 1.0)))[:, None]
        direction = outward / np.maximum(away, 1e-12)[:, None]
        moved = np.cos(shift_rad) * centre + np.sin(shift_rad) * direction
        place[areas], up[areas] = on_ellipsoid(moved), normal(moved)
        return place, up
