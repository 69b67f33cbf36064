"""One flight path for everybody: SGP4 every 30 s, a cubic between, Earth-fixed."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing.cubic_path import CubicPath
from telemetry.elements import Orbit, PropagationError, propagate_teme
from telemetry.geodesy import Array, Instants, gmst82_rad, itrf_from_teme, turned_to_itrf
from telemetry.sun_moon import moon_itrf_km, moon_teme_km, sun_itrf_km
from telemetry.timebase import NS_PER_S

STEP_S: Final = 30
_LEAST_MARGIN_S: Final = 900.0
_DAY_S: Final = 86_400.0
# Longer than this and a pass may last for most of a revolution, or of a day.
_LOW_ORBIT_PERIOD_S: Final = 8600.0
# How fast the Sun goes round the turning Earth; its own slow ways are too small to matter.
_SOLAR_DAY_RAD_S: Final = math.tau / 86_400.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Ephemeris:
    """The vehicle's path over a stretch of time, to a tenth of a metre.

    Beside a change of elements it is half a metre, or 70 microseconds of flight.

    Inside, instants are seconds after `start_ns`, a whole half minute of UTC, so that the
    samples are the same whatever stretch is asked for.

    Parameters
    ----------
    start_ns : int
        Where seconds count from.
    from_s, to_s : float
        The stretch asked for; the path reaches past both ends so that passes are whole.
    knots_s : ndarray of float64, shape (n,)
        Every 30 s, and one nanosecond before and at each change of elements.
    position_itrf_km : ndarray of float64, shape (n, 3)
        At the knots.
    """

    start_ns: int
    from_s: float
    to_s: float
    knots_s: Array
    position_itrf_km: Array
    _vehicle: CubicPath
    _turning_rad_s: float

    @classmethod
    def over(cls, orbit: Orbit, from_ns: int, to_ns: int) -> "Ephemeris":
        """Return the path of `orbit` from `from_ns` to `to_ns`.

        Raises
        ------
        PropagationError
            If SGP4 cannot carry the elements over the stretch; past its ends the path may stop
            short.
        """
        period_s = orbit.elements_at(from_ns).period_s
        is_low = period_s < _LOW_ORBIT_PERIOD_S
        margin_s = max(_LEAST_MARGIN_S, 0.25 * period_s) if is_low else min(period_s, _DAY_S)
        step_ns = STEP_S * NS_PER_S
        first = (from_ns - round(margin_s * NS_PER_S)) // step_ns
        last = -(-(to_ns + round(margin_s * NS_PER_S)) // step_ns)
        knots_ns: Instants = np.arange(first, last + 1, dtype=np.int64) * step_ns
        changes = [b for b in orbit.boundaries_ns() if knots_ns[0] < b < knots_ns[-1]]
        if changes:
            both = np.array([side for b in changes for side in (b - 1, b)], dtype=np.int64)
            knots_ns = np.unique(np.concatenate((knots_ns, both)))
        knots_ns, position_teme, velocity_teme = _reached(orbit, knots_ns, from_ns, to_ns)
        start_ns = int(knots_ns[0])
        knots_s = (knots_ns - start_ns) / NS_PER_S
        position, velocity = itrf_from_teme(position_teme, velocity_teme, knots_ns)
        _, turning_rad_s = gmst82_rad(knots_ns[:1])
        return cls(
            start_ns=start_ns,
            from_s=(from_ns - start_ns) / NS_PER_S,
            to_s=(min(to_ns, int(knots_ns[-1])) - start_ns) / NS_PER_S,
            knots_s=knots_s,
            position_itrf_km=position,
            _vehicle=CubicPath.through(knots_s, position, _rates(knots_ns, position, velocity)),
            _turning_rad_s=float(turning_rad_s[0]),
        )

    @property
    def end_s(self) -> float:
        """The last instant the path reaches."""
        return float(self.knots_s[-1])

    def state(self, seconds: Array) -> tuple[Array, Array]:
        """Return Earth-fixed position (km) and velocity (km/s), shape (n, 3).

        The velocity is what an observer on the turning Earth sees. Instants outside the path
        are held at its ends.
        """
        return self._vehicle.with_rate(seconds)

    def position(self, seconds: Array) -> Array:
        """Return Earth-fixed positions in km, shape (n, 3)."""
        return self._vehicle.at(seconds)

    def sun(self, seconds: Array) -> Array:
        """Return the Sun's Earth-fixed positions in km, shape (n, 3), to 0.1 arc seconds."""
        return self._sun.at(seconds)

    def moon(self, seconds: Array) -> Array:
        """Return the Moon's Earth-fixed positions in km, shape (n, 3), to 0.1 arc seconds."""
        return self._moon.at(seconds)

    def inertial_velocity(self, position_itrf_km: Array, velocity_itrf_km_s: Array) -> Array:
        """Return velocities as the stars see them, on Earth-fixed axes, shape (n, 3)."""
        return velocity_itrf_km_s - _westward(position_itrf_km, self._turning_rad_s)

    def instants_ns(self, seconds: Array) -> NDArray[np.int64]:
        """Return UTC nanoseconds since 1970."""
        return self.start_ns + np.round(seconds * NS_PER_S).astype(np.int64)

    def grid_s(self, step_s: int = STEP_S) -> Array:
        """Return instants within the stretch asked for, at whole steps of UTC, and its two ends.

        Parameters
        ----------
        step_s : int
            A multiple of the samples' 30 s.
        """
        inside = (self.knots_s > self.from_s) & (self.knots_s < self.to_s)
        if step_s != STEP_S:
            inside &= self.instants_ns(self.knots_s) % (step_s * NS_PER_S) == 0
        return np.concatenate(([self.from_s], self.knots_s[inside], [self.to_s]))

    @cached_property
    def _sun(self) -> CubicPath:
        sun = sun_itrf_km(self.instants_ns(self.knots_s))
        return CubicPath.through(self.knots_s, sun, _westward(sun, _SOLAR_DAY_RAD_S))

    @cached_property
    def _moon(self) -> CubicPath:
        times_ns = self.instants_ns(self.knots_s)
        half_ns = STEP_S * NS_PER_S // 2
        # The Moon's own way among the stars is a thirtieth of the sky's turning: not left out.
        drift = (moon_teme_km(times_ns + half_ns) - moon_teme_km(times_ns - half_ns)) / STEP_S
        moon = moon_itrf_km(times_ns)
        rate = turned_to_itrf(drift, times_ns) + _westward(moon, self._turning_rad_s)
        return CubicPath.through(self.knots_s, moon, rate)


def _reached(
    orbit: Orbit, knots_ns: Instants, from_ns: int, to_ns: int
) -> tuple[Instants, Array, Array]:
    """Return the knots, and SGP4's positions and velocities, without a margin it cannot reach."""
    try:
        return knots_ns, *propagate_teme(orbit, knots_ns)
    except PropagationError as end:
        if end.instant_ns >= to_ns:
            kept = knots_ns < end.instant_ns
        elif end.instant_ns < from_ns:
            kept = knots_ns > from_ns - STEP_S * NS_PER_S
        else:
            raise
        if kept.all():
            raise
    return _reached(orbit, knots_ns[kept], from_ns, to_ns)


def _rates(knots_ns: Instants, position: Array, velocity: Array) -> Array:
    """Return the derivative of the positions: five-point differences where the knots are regular.

    SGP4's velocity is not that derivative: decimetres a second off, which would move the flat
    culminations of a high orbit by seconds. It serves at the ends and beside a change.
    """
    rates = velocity.copy()
    steps = np.diff(knots_ns) == STEP_S * NS_PER_S
    regular = 2 + np.flatnonzero(steps[:-3] & steps[1:-2] & steps[2:-1] & steps[3:])
    inner = position[regular + 1] - position[regular - 1]
    outer = position[regular + 2] - position[regular - 2]
    rates[regular] = (8.0 * inner - outer) / (12.0 * STEP_S)
    return rates


def _westward(place: Array, rate_rad_s: float) -> Array:
    """Return how fast places at rest among the stars move past the turning Earth."""
    x, y, _ = place.T
    return rate_rad_s * np.stack((y, -x, np.zeros_like(x)), axis=1)
