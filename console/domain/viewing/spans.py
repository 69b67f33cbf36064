"""How long a condition holds around an instant, for many cases at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing.roots import LaneFunction, bracketed_roots
from telemetry.geodesy import Array


@dataclass(frozen=True, eq=False)
class Spans:
    """Stretches on which a margin is positive; one entry for each lane that has one.

    Parameters
    ----------
    lane : ndarray of int, shape (n,)
    start_s, end_s : ndarray of float64, shape (n,)
    """

    lane: NDArray[np.intp]
    start_s: Array
    end_s: Array

    def lasting(self, least_s: float) -> "Spans":
        """Return those that last at least `least_s`."""
        long = self.end_s - self.start_s >= least_s
        return Spans(self.lane[long], self.start_s[long], self.end_s[long])


def spans_around(
    margin: LaneFunction, samples_s: Array, sampled: Array, best: NDArray[np.intp]
) -> Spans:
    """Return the stretch of positive margin around the best sample of each lane.

    Parameters
    ----------
    margin : callable
        Takes instants and lanes; positive where everything is within its limits.
    samples_s, sampled : ndarray of float64, shape (lanes, samples)
        Rising instants and the margin there; NaN counts as outside.
    best : ndarray of int, shape (lanes,)
        The sample the stretch must contain; a lane that is outside there has no stretch.
    """
    count = samples_s.shape[1]
    index = np.arange(count)
    outside = ~(sampled > 0.0)
    lane = np.flatnonzero(~outside[np.arange(best.size), best])
    outside, at = outside[lane], best[lane]
    rows = np.arange(lane.size)
    before = np.maximum.accumulate(np.where(outside, index, -1), axis=1)[rows, at]
    beyond = np.where(outside, index, count)[:, ::-1]
    after = np.minimum.accumulate(beyond, axis=1)[:, ::-1][rows, at]

    def edge(outer: NDArray[np.intp], inner: NDArray[np.intp]) -> Array:
        cut = (outer < 0) | (outer >= count)
        found = samples_s[lane, np.clip(inner, 0, count - 1)]
        rest = np.flatnonzero(~cut)
        found[rest] = bracketed_roots(
            lambda seconds, lanes: margin(seconds, lane[rest[lanes]]),
            samples_s[lane[rest], outer[rest]],
            samples_s[lane[rest], inner[rest]],
        )
        return found

    return Spans(lane, edge(before, before + 1), edge(after, after - 1))
