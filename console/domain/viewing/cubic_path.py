"""A path through space known at knots, with a cubic between each two."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telemetry.geodesy import Array


@dataclass(frozen=True, eq=False)
class CubicPath:
    """Hermite's cubics between knots; instants outside are held at the ends.

    Parameters
    ----------
    knots_s : ndarray of float64, shape (n,)
        Rising instants.
    step_s : float
        The distance of the knots, 0 if it differs.
    cubics : ndarray of float64, shape (n - 1, 12)
        Four coefficients, each x, y and z, of powers of the place within the interval, 0 to 1.
    """

    knots_s: Array
    step_s: float
    cubics: Array

    @classmethod
    def through(cls, knots_s: Array, places: Array, rates: Array) -> "CubicPath":
        """Return the path through `places` with `rates` (per second), shape (n, 3) each."""
        steps = np.diff(knots_s)
        regular = bool((steps == steps[0]).all())
        p0, p1 = places[:-1], places[1:]
        v0, v1 = rates[:-1] * steps[:, None], rates[1:] * steps[:, None]
        curve = 3.0 * (p1 - p0) - 2.0 * v0 - v1
        cubics = np.hstack((p0, v0, curve, 2.0 * (p0 - p1) + v0 + v1))
        return cls(knots_s, float(steps[0]) if regular else 0.0, cubics)

    def at(self, seconds: Array) -> Array:
        """Return places, shape (n, 3)."""
        cubic, x, _ = self._interval(seconds)
        p0, p1, p2, p3 = (cubic[:, 3 * k : 3 * k + 3] for k in range(4))
        return np.asarray(p0 + x * (p1 + x * (p2 + x * p3)))

    def with_rate(self, seconds: Array) -> tuple[Array, Array]:
        """Return places and their rates of change, shape (n, 3) each."""
        cubic, x, step = self._interval(seconds)
        p0, p1, p2, p3 = (cubic[:, 3 * k : 3 * k + 3] for k in range(4))
        place = p0 + x * (p1 + x * (p2 + x * p3))
        return place, (p1 + x * (2.0 * p2 + 3.0 * x * p3)) / step

    def _interval(self, seconds: Array) -> tuple[Array, Array, NDArray[np.float64]]:
        """Return coefficients (n, 12), place within the interval and its length, (n, 1) each."""
        first, last = self.knots_s[0], self.knots_s[-1]
        at = np.minimum(np.maximum(seconds, first), last)
        if self.step_s:
            index = ((at - first) * (1.0 / self.step_s)).astype(np.intp)
        else:
            index = np.searchsorted(self.knots_s, at, "right") - 1
        index = np.minimum(index, self.knots_s.size - 2)
        begin = self.knots_s[index]
        step = (self.knots_s[index + 1] - begin)[:, None]
        return self.cubics[index], (at - begin)[:, None] / step, step
