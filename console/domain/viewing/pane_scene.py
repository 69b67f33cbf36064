"""What stands where in a cabin window at one instant: limb, ground, Sun, Moon, stars.

Places in a pane are degrees right and up of its middle; their distance from the middle is the
angle from the boresight (an azimuthal equidistant picture, as an eye close to the glass has it).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.window_view import body_axes_at, pane_frame, place_in_pane_deg
from telemetry.geodesy import (
    EARTH_RADIUS_EQUATORIAL_KM,
    EARTH_RADIUS_POLAR_KM,
    Array,
    dot,
    length,
    unit,
)
from telemetry.mission import Mission, Pane
from telemetry.shadow import limb_clearance_deg
from telemetry.sun_moon import SUN_RADIUS_KM, moon_phase_fraction, star_itrf
from telemetry.timebase import NS_PER_S

_LIMB_POINTS: Final = 720
_DISC_POINTS: Final = 24
# Scaling z makes the ellipsoid a sphere and keeps straight lines straight.
_TO_SPHERE: Final = np.array([1.0, 1.0, EARTH_RADIUS_EQUATORIAL_KM / EARTH_RADIUS_POLAR_KM])
Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class PaneScene:
    """One pane at one instant; all vectors are Earth-fixed.

    Parameters
    ----------
    body_axes : ndarray of float64, shape (3, 3)
        The vehicle's axes as rows.
    vehicle_km, sun_km, moon_km : ndarray of float64, shape (3,)
        From the Earth's centre.
    """

    pane: Pane
    instant_ns: int
    body_axes: Array
    vehicle_km: Array
    sun_km: Array
    moon_km: Array

    def place_deg(self, directions: Array) -> Array:
        """Return where directions (of any length) fall in the pane, shape (n, 2)."""
        axes = np.broadcast_to(self.body_axes, (len(directions), 3, 3))
        return np.stack(place_in_pane_deg(axes, directions, self.pane), axis=1)

    def directions(self, place_deg: Array) -> Array:
        """Return the unit vectors towards places in the pane, shape (n, 3)."""
        away = np.hypot(place_deg[:, 0], place_deg[:, 1])
        sideways = np.sinc(away / 180.0) * np.pi / 180.0  # sin(a)/a, finite in the middle
        across = place_deg * sideways[:, None]
        in_pane = np.column_stack((across, np.cos(np.radians(away))))
        return np.asarray(in_pane @ pane_frame(self.pane) @ self.body_axes)

    @cached_property
    def limb_deg(self) -> Array:
        """The Earth's limb on WGS 84 as a closed line in the pane, shape (n, 2)."""
        return self.place_deg(self.limb_km - self.vehicle_km)

    @cached_property
    def limb_km(self) -> Array:
        """The points of WGS 84 that lines of sight graze, shape (n, 3)."""
        eye = self.vehicle_km * _TO_SPHERE
        distance_km = float(length(eye))
        toward = eye / distance_km
        sine = EARTH_RADIUS_EQUATORIAL_KM / distance_km
        side = unit(np.cross(toward, np.eye(3)[np.argmin(np.abs(toward))]))
        turn = np.linspace(0.0, 2.0 * np.pi, _LIMB_POINTS)[:, None]
        across = np.cos(turn) * side + np.sin(turn) * np.cross(toward, side)
        grazed = EARTH_RADIUS_EQUATORIAL_KM * (sine * toward + np.sqrt(1.0 - sine**2) * across)
        return np.asarray(grazed / _TO_SPHERE)

    @property
    def limb_range_km(self) -> float:
        """How far away the limb is."""
        height = float(self.vehicle_km @ self.vehicle_km) - EARTH_RADIUS_EQUATORIAL_KM**2
        return float(np.sqrt(max(height, 0.0)))

    def shows_disc(self, sight: Array, radius_deg: float) -> bool:
        """Return whether the Earth leaves any of a disc in sight; `sight` has shape (1, 3)."""
        turn = np.linspace(0.0, 2.0 * np.pi, _DISC_POINTS, endpoint=False)
        edge = radius_deg * np.column_stack((np.cos(turn), np.sin(turn)))
        return not self.is_hidden(self.directions(self.place_deg(sight) + edge)).all()

    def is_hidden(self, directions: Array) -> Mask:
        """Return which directions end on the Earth, shape (n,)."""
        return np.asarray(np.isfinite(self._hit_km(directions)))

    def ground_km(self, directions: Array) -> Array:
        """Return the points of the ellipsoid that directions end on, shape (n, 3); NaN for sky."""
        return self.vehicle_km + self._hit_km(directions)[:, None] * directions

    def is_above_horizon(self, places_km: Array) -> Mask:
        """Return which places on (or above) the ground the Earth does not hide, shape (n,)."""
        sight = places_km - self.vehicle_km
        hit_km = self._hit_km(unit(sight))
        # A point of the ground is its own hit: what is hidden lies far behind another.
        return np.asarray(~(hit_km < length(sight) - 1.0))

    @property
    def sun_sight(self) -> Array:
        """The way to the Sun's centre, shape (1, 3)."""
        return (self.sun_km - self.vehicle_km)[None]

    @property
    def moon_sight(self) -> Array:
        """The way to the Moon's centre, shape (1, 3)."""
        return (self.moon_km - self.vehicle_km)[None]

    @cached_property
    def is_dark(self) -> bool:
        """Whether no part of the Sun is above the limb, so that stars can be seen."""
        clear = limb_clearance_deg(self.vehicle_km[None], self.sun_km[None], SUN_RADIUS_KM)
        return bool(clear[0] < 0.0)

    @cached_property
    def moon_lit(self) -> float:
        """The sunlit part of the Moon's disc, 0 to 1."""
        return float(moon_phase_fraction(np.array([self.instant_ns]))[0])

    @cached_property
    def stars_to_itrf(self) -> Array:
        """The axes of ICRS as columns, shape (3, 3)."""
        at = np.array([self.instant_ns])
        poles = ((0.0, 0.0), (90.0, 0.0), (0.0, 90.0))
        return np.column_stack([star_itrf(*pole, at)[0] for pole in poles])

    def _hit_km(self, directions: Array) -> Array:
        """Return how far along each unit vector the Earth begins, NaN where it does not."""
        eye, ray = self.vehicle_km * _TO_SPHERE, directions * _TO_SPHERE
        squared, along = dot(ray, ray), ray @ eye
        inside = along**2 - squared * (eye @ eye - EARTH_RADIUS_EQUATORIAL_KM**2)
        with np.errstate(invalid="ignore"):
            near = (-along - np.sqrt(inside)) / squared
        return np.where((inside >= 0.0) & (near > 0.0), near, np.nan)


class PaneScenes:
    """One pane over a stretch of flight.

    Parameters
    ----------
    from_ns, to_ns : int
        UTC nanoseconds.

    Raises
    ------
    PropagationError
        If SGP4 cannot carry the elements over the stretch.
    """

    def __init__(self, mission: Mission, pane: str, from_ns: int, to_ns: int) -> None:
        self.pane = next(each for each in mission.panes if each.id == pane)
        self.from_ns, self.to_ns = from_ns, to_ns
        self._attitude = mission.attitude
        self._ephemeris = Ephemeris.over(mission.orbit, from_ns, to_ns)

    def at(self, instant_ns: int) -> PaneScene | None:
        """Return the scene at an instant, None where no plan says how the vehicle is turned."""
        ephemeris = self._ephemeris
        second = np.array([(instant_ns - ephemeris.start_ns) / NS_PER_S])
        axes = body_axes_at(ephemeris, self._attitude, second)[0]
        if not np.isfinite(axes).all():
            return None
        return PaneScene(
            pane=self.pane,
            instant_ns=instant_ns,
            body_axes=axes,
            vehicle_km=ephemeris.position(second)[0],
            sun_km=ephemeris.sun(second)[0],
            moon_km=ephemeris.moon(second)[0],
        )
