"""When the vehicle stands above a place's horizon: rise, culmination and set for many places.

Places are culled with one matrix product, culminations are refined before anything is thrown
away, so grazing passes are kept, and all roots are found together.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.roots import bracketed_roots
from telemetry.geodesy import (
    EARTH_RADIUS_POLAR_KM,
    Array,
    dot,
    itrf_from_geodetic,
    length,
    unit,
    up_itrf,
)

# Geodetic against geocentric up (0.2 degrees) and half a step's motion of a sample (1 degree).
_CULL_MARGIN_DEG: Final = 1.5
# Places times samples looked at together: what stays in the processor's cache.
_PAIRS_AT_ONCE: Final = 200_000
# Up to here the nearest approach is within a minute or so of the highest elevation.
_LOW_ORBIT_RADIUS_KM: Final = 9000.0
_SINE_MARGIN: Final = 0.01
_MARCH_S: Final = 45.0
_GUESS_S: Final = 10.0


@dataclass(frozen=True, eq=False)
class Sites:
    """Places on the ground; all arrays have one entry for each place.

    Parameters
    ----------
    latitude_deg, longitude_deg, height_km : ndarray of float64, shape (n,)
    """

    latitude_deg: Array
    longitude_deg: Array
    height_km: Array

    @property
    def position_itrf_km(self) -> Array:
        """Places in space, shape (n, 3)."""
        return itrf_from_geodetic(self.latitude_deg, self.longitude_deg, self.height_km)

    @property
    def up(self) -> Array:
        """Geodetic up, shape (n, 3)."""
        return up_itrf(self.latitude_deg, self.longitude_deg)


@dataclass(frozen=True, eq=False)
class Passes:
    """Passes in order of place, then time; all arrays have one entry for each pass.

    Parameters
    ----------
    site : ndarray of int, shape (n,)
        Index of the place.
    rise_s, culmination_s, set_s : ndarray of float64, shape (n,)
        Seconds after the ephemeris' start.
    max_elevation_deg : ndarray of float64, shape (n,)
    """

    site: NDArray[np.intp]
    rise_s: Array
    culmination_s: Array
    set_s: Array
    max_elevation_deg: Array

    def chosen(self, which: NDArray[np.bool_]) -> "Passes":
        """Return the passes marked in `which`."""
        return Passes(
            self.site[which],
            self.rise_s[which],
            self.culmination_s[which],
            self.set_s[which],
            self.max_elevation_deg[which],
        )


class _Sight:
    """Elevations of the vehicle as seen from one place in each lane."""

    def __init__(self, ephemeris: Ephemeris, sites: Sites, site: NDArray[np.intp]) -> None:
        self._ephemeris = ephemeris
        self._place_and_up = np.hstack((sites.position_itrf_km, sites.up))[site]

    def sine(self, seconds: Array, lanes: NDArray[np.intp]) -> Array:
        """Return the sine of the elevation."""
        place, up = np.hsplit(self._place_and_up[lanes], 2)
        sight = self._ephemeris.position(seconds) - place
        return np.asarray(dot(sight, up) / length(sight))

    def climb(self, seconds: Array, lanes: NDArray[np.intp]) -> Array:
        """Return the rate of change of the sine of the elevation."""
        place, up = np.hsplit(self._place_and_up[lanes], 2)
        position, velocity = self._ephemeris.state(seconds)
        sight = position - place
        distance = length(sight)
        approach = dot(sight, up) * dot(sight, velocity) / distance**2
        return np.asarray((dot(velocity, up) - approach) / distance)


def find_passes(
    ephemeris: Ephemeris,
    sites: Sites,
    min_elevation_deg: ArrayLike,
    *,
    with_cut_ones: bool = False,
) -> Passes:
    """Return every pass that culminates within the stretch the ephemeris was asked for.

    Parameters
    ----------
    min_elevation_deg : float or array of float, shape (sites,)
        A pass begins and ends where the vehicle's elevation is this.
    with_cut_ones : bool
        Whether a pass that lies in the stretch only in part counts without its culmination, too.

    Returns
    -------
    Passes
        Their rise and set may lie outside the stretch; at the end of the path they are cut. A
        pass with several culminations, as high orbits have, is one pass with the highest.
    """
    limit_deg = np.broadcast_to(np.asarray(min_elevation_deg, float), sites.latitude_deg.shape)
    is_low = float(length(ephemeris.position_itrf_km).max()) < _LOW_ORBIT_RADIUS_KM
    search = _nearest_approaches if is_low else _highest_samples
    site, sample = search(ephemeris, sites, limit_deg)
    sight = _Sight(ephemeris, sites, site)
    culmination = _culminations(ephemeris, sight, sample)
    sine_limit = np.sin(np.radians(limit_deg[site]))
    sine = sight.sine(culmination, np.arange(site.size))
    # Two candidates of one flat maximum meet at the same culmination.
    again = np.r_[False, (np.diff(site) == 0) & (np.abs(np.diff(culmination)) < 1.0)]
    within = (culmination >= ephemeris.from_s) & (culmination < ephemeris.to_s)
    kept = (sine >= sine_limit) & (within | with_cut_ones) & ~again
    site, culmination, sine_limit = site[kept], culmination[kept], sine_limit[kept]
    sight = _Sight(ephemeris, sites, site)
    places = sites.position_itrf_km[site]
    if is_low:
        half_s = _half_lengths_s(ephemeris, places, np.arcsin(sine_limit), culmination)
    else:  # no guess: march all the way
        half_s = (np.zeros(site.size), np.full(site.size, _MARCH_S))
    rise = _edge(ephemeris, sight, sine_limit, culmination, half_s, -1.0)
    set_ = _edge(ephemeris, sight, sine_limit, culmination, half_s, 1.0)
    # Rounding may put something straight overhead a little past it.
    highest_deg = np.degrees(np.arcsin(np.minimum(sine[kept], 1.0)))
    passes = Passes(site, rise, culmination, set_, highest_deg)
    touches = (passes.set_s > ephemeris.from_s) & (passes.rise_s < ephemeris.to_s)
    return passes.chosen(_highest_of_each(passes) & touches)


def _highest_of_each(passes: Passes) -> NDArray[np.bool_]:
    """Mark one culmination for each stretch between rise and set: its highest."""
    same = (np.diff(passes.site) == 0) & (np.abs(np.diff(passes.rise_s)) < 1.0)
    number = np.concatenate(([0], np.cumsum(~same))) if passes.site.size else passes.site
    order = np.lexsort((-passes.max_elevation_deg, number))
    first = np.concatenate(([True], np.diff(number[order]) > 0))[: order.size]
    kept = np.zeros(order.size, dtype=bool)
    kept[order[first]] = True
    return kept


def _nearest_approaches(
    ephemeris: Ephemeris, sites: Sites, limit_deg: Array
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return place and sample of every nearest approach that might be a pass."""
    samples = unit(ephemeris.position_itrf_km).astype(np.float32).T
    places = unit(sites.position_itrf_km).astype(np.float32)
    highest_km = float(length(ephemeris.position_itrf_km).max())
    limit = np.radians(limit_deg)
    horizon = np.arccos(EARTH_RADIUS_POLAR_KM * np.cos(limit) / highest_km) - limit
    least = np.cos(horizon + np.radians(_CULL_MARGIN_DEG)).astype(np.float32)[:, None]
    found: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    at_once = max(_PAIRS_AT_ONCE // samples.shape[1], 1)
    for begin in range(0, max(len(places), 1), at_once):
        chunk = slice(begin, begin + at_once)
        # Not a matrix product: BLAS would start threads that cost more than the work.
        near = sum(places[chunk, axis, None] * samples[axis] for axis in range(3))
        # Few samples are near: look for the nearest among those only.
        flat = np.flatnonzero(near > least[chunk])
        values = near.ravel()
        last = values.size - 1
        peak = values[flat] >= values[np.maximum(flat - 1, 0)]
        peak &= values[flat] > values[np.minimum(flat + 1, last)]
        site, sample = np.divmod(flat[peak], samples.shape[1])
        inside = (sample > 0) & (sample < samples.shape[1] - 1)
        found.append((site[inside] + begin, sample[inside]))
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def _highest_samples(
    ephemeris: Ephemeris, sites: Sites, limit_deg: Array
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return place and sample of every highest elevation on the grid.

    For high orbits, on which the nearest approach need not be near the highest elevation; slower.
    """
    places, up = sites.position_itrf_km, sites.up
    least = np.sin(np.radians(limit_deg)) - _SINE_MARGIN
    found: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = [(np.empty(0, np.intp),) * 2]
    for index in range(len(places)):
        sight = ephemeris.position_itrf_km - places[index]
        sine = dot(sight, up[index]) / length(sight)
        here = sine[1:-1]
        peak = (here > least[index]) & (here >= sine[:-2]) & (here > sine[2:])
        sample = np.flatnonzero(peak) + 1
        found.append((np.full(sample.size, index), sample))
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def _culminations(ephemeris: Ephemeris, sight: _Sight, sample: NDArray[np.intp]) -> Array:
    """Return where the elevation itself is highest, near the nearest approach.

    On an orbit that climbs or falls the highest elevation comes up to a minute off the nearest
    approach, so the bracket is widened until the elevation falls at both its ends.
    """
    lanes = np.arange(sample.size)
    left = ephemeris.knots_s[np.maximum(sample - 1, 0)]
    right = ephemeris.knots_s[np.minimum(sample + 1, ephemeris.knots_s.size - 1)]
    at_left, at_right = sight.climb(left, lanes), sight.climb(right, lanes)
    for _ in range(8):
        early, late = np.flatnonzero(at_left <= 0), np.flatnonzero(at_right >= 0)
        if not (early.size or late.size):
            break
        left[early] = np.maximum(left[early] - _MARCH_S, 0.0)
        right[late] = np.minimum(right[late] + _MARCH_S, ephemeris.end_s)
        at_left[early] = sight.climb(left[early], early)
        at_right[late] = sight.climb(right[late], late)
    return bracketed_roots(sight.climb, left, right, (at_left, at_right))


def _half_lengths_s(
    ephemeris: Ephemeris, places: Array, limit_rad: Array, culmination: Array
) -> tuple[Array, Array]:
    """Return a little less and a little more than half of each pass, for a circular orbit."""
    position, velocity = ephemeris.state(culmination)
    distance = length(position)
    turning_rad_s = length(np.cross(position, velocity)) / distance**2
    nearest = np.minimum(dot(unit(position), unit(places)), 1.0)
    horizon = np.arccos(length(places) * np.cos(limit_rad) / distance) - limit_rad
    half_s = np.arccos(np.clip(np.cos(horizon) / nearest, -1.0, 1.0)) / turning_rad_s
    return np.maximum(half_s - _GUESS_S, 0.0), half_s + _GUESS_S


def _edge(
    ephemeris: Ephemeris,
    sight: _Sight,
    sine_limit: Array,
    culmination: Array,
    half_lengths_s: tuple[Array, Array],
    direction: float,
) -> Array:
    """Return where each pass crosses its limit, from a guess, marching outward where it fails."""

    def above(seconds: Array, lanes: NDArray[np.intp]) -> Array:
        return sight.sine(seconds, lanes) - sine_limit[lanes]

    lanes = np.arange(culmination.size)
    near_s, far_s = half_lengths_s
    inner = np.clip(culmination + direction * near_s, 0.0, ephemeris.end_s)
    outer = np.clip(culmination + direction * far_s, 0.0, ephemeris.end_s)
    at_inner, at_outer = above(inner, lanes), above(outer, lanes)
    missed = np.flatnonzero(at_inner <= 0)
    inner[missed] = culmination[missed]
    at_inner[missed] = above(culmination[missed], missed)
    going = np.flatnonzero(at_outer > 0)
    while going.size:
        inner[going], at_inner[going] = outer[going], at_outer[going]
        outer[going] = np.clip(outer[going] + direction * _MARCH_S, 0.0, ephemeris.end_s)
        at_outer[going] = above(outer[going], going)
        going = going[(at_outer[going] > 0) & (outer[going] != inner[going])]
    edge = bracketed_roots(above, outer, inner, (at_outer, at_inner))
    return np.where(at_outer > 0, outer, edge)
