"""One flight path for everybody: SGP4 every 30 s, a cubic between, Earth-fixed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.elements import Orbit, propagate_teme
from telemetry.geodesy import Array, Instants, gmst82_rad, itrf_from_teme
from telemetry.sun_moon import moon_itrf_km, sun_itrf_km
from telemetry.timebase import NS_PER_S

STEP_S: Final = 30
_LEAST_MARGIN_S: Final = 900.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Ephemeris:
    """The vehicle's path over a stretch of time, to half a metre (70 microseconds of flight).

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
    position_itrf_km, velocity_itrf_km_s : ndarray of float64, shape (n, 3)
        The velocity is what an observer on the turning Earth sees.
    """

    start_ns: int
    from_s: float
    to_s: float
    knots_s: Array
    position_itrf_km: Array
    velocity_itrf_km_s: Array

    @classmethod
    def over(cls, orbit: Orbit, from_ns: int, to_ns: int) -> "Ephemeris":
        """Return the path of `orbit` from `from_ns` to `to_ns`.

        Raises
        ------
        PropagationError
            If SGP4 cannot carry the elements over the stretch.
        """
        margin_s = max(_LEAST_MARGIN_S, 0.25 * orbit.elements_at(from_ns).period_s)
        step_ns = STEP_S * NS_PER_S
        first = (from_ns - round(margin_s * NS_PER_S)) // step_ns
        last = -(-(to_ns + round(margin_s * NS_PER_S)) // step_ns)
        knots_ns: Instants = np.arange(first, last + 1, dtype=np.int64) * step_ns
        changes = [b for b in orbit.boundaries_ns() if knots_ns[0] < b < knots_ns[-1]]
        if changes:
            both = np.array([side for b in changes for side in (b - 1, b)], dtype=np.int64)
            knots_ns = np.unique(np.concatenate((knots_ns, both)))
        start_ns = int(knots_ns[0])
        position, velocity = itrf_from_teme(*propagate_teme(orbit, knots_ns), knots_ns)
        return cls(
            start_ns=start_ns,
            from_s=(from_ns - start_ns) / NS_PER_S,
            to_s=(to_ns - start_ns) / NS_PER_S,
            knots_s=(knots_ns - start_ns) / NS_PER_S,
            position_itrf_km=position,
            velocity_itrf_km_s=velocity,
        )

    @property
    def end_s(self) -> float:
        """The last instant the path reaches."""
        return float(self.knots_s[-1])

    def state(self, seconds: Array) -> tuple[Array, Array]:
        """Return Earth-fixed position (km) and velocity (km/s), shape (n, 3), by Hermite's cubic.

        Instants outside the path are held at its ends.
        """
        cubic, x, step = self._cubic(seconds)
        p0, p1, p2, p3 = (cubic[:, 3 * k : 3 * k + 3] for k in range(4))
        position = p0 + x * (p1 + x * (p2 + x * p3))
        velocity = (p1 + x * (2.0 * p2 + 3.0 * x * p3)) / step
        return position, velocity

    def position(self, seconds: Array) -> Array:
        """Return Earth-fixed positions in km, shape (n, 3)."""
        cubic, x, _ = self._cubic(seconds)
        p0, p1, p2, p3 = (cubic[:, 3 * k : 3 * k + 3] for k in range(4))
        return np.asarray(p0 + x * (p1 + x * (p2 + x * p3)))

    def _cubic(self, seconds: Array) -> tuple[Array, Array, Array]:
        """Return coefficients (n, 12), place within the interval and its length, (n, 1) each."""
        at = np.minimum(np.maximum(seconds, 0.0), self.end_s)
        if self._is_regular:
            index = (at * (1.0 / STEP_S)).astype(np.intp)
        else:
            index = np.searchsorted(self.knots_s, at, "right") - 1
        index = np.minimum(index, self.knots_s.size - 2)
        begin = self.knots_s[index]
        step = (self.knots_s[index + 1] - begin)[:, None]
        return self._cubics[index], (at - begin)[:, None] / step, step

    def sun(self, seconds: Array) -> Array:
        """Return the Sun's Earth-fixed positions in km, shape (n, 3)."""
        return sun_itrf_km(self.instants_ns(seconds))

    def moon(self, seconds: Array) -> Array:
        """Return the Moon's Earth-fixed positions in km, shape (n, 3)."""
        return moon_itrf_km(self.instants_ns(seconds))

    def inertial_velocity(self, position_itrf_km: Array, velocity_itrf_km_s: Array) -> Array:
        """Return velocities as the stars see them, on Earth-fixed axes, shape (n, 3)."""
        x, y, _ = position_itrf_km.T
        zero = np.zeros_like(x)
        return velocity_itrf_km_s + self._turning_rad_s * np.stack((-y, x, zero), axis=1)

    def instants_ns(self, seconds: Array) -> NDArray[np.int64]:
        """Return UTC nanoseconds since 1970."""
        return self.start_ns + np.round(seconds * NS_PER_S).astype(np.int64)

    def grid_s(self) -> Array:
        """Return the samples' instants within the stretch asked for, and its two ends."""
        inside = self.knots_s[(self.knots_s > self.from_s) & (self.knots_s < self.to_s)]
        return np.concatenate(([self.from_s], inside, [self.to_s]))

    @cached_property
    def _is_regular(self) -> bool:
        return bool((np.diff(self.knots_s) == STEP_S).all())

    @cached_property
    def _cubics(self) -> Array:
        """Hermite's cubics as powers of the place within the interval, shape (n - 1, 12)."""
        step = np.diff(self.knots_s)[:, None]
        p0, p1 = self.position_itrf_km[:-1], self.position_itrf_km[1:]
        v0, v1 = self.velocity_itrf_km_s[:-1] * step, self.velocity_itrf_km_s[1:] * step
        curve = 3.0 * (p1 - p0) - 2.0 * v0 - v1
        return np.hstack((p0, v0, curve, 2.0 * (p0 - p1) + v0 + v1))

    @cached_property
    def _turning_rad_s(self) -> float:
        _, rate_rad_s = gmst82_rad(np.array([self.start_ns]))
        return float(rate_rad_s[0])
