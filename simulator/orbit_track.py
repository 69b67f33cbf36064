"""Where the vehicle is and how the Sun lights it, second by second, worked out ahead in chunks.

Chunks lie on a fixed grid from the start of the simulation, so nothing depends on how the time is
cut into blocks.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.elements import Orbit, propagate_teme
from telemetry.geodesy import geodetic_from_itrf, itrf_from_teme, turned_to_itrf, unit
from telemetry.shadow import illumination
from telemetry.sun_moon import beta_deg, sun_teme_km
from telemetry.timebase import NS_PER_S

Array = NDArray[np.float64]
CHUNK_S: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrackChunk:
    """One chunk of the orbit; every array has one row per second.

    Parameters
    ----------
    first_second : int
        Since the start of the simulation.
    position_teme_km, velocity_teme_km_s, position_itrf_km : ndarray, shape (n, 3)
    latitude_deg, longitude_deg, altitude_km, beta_deg : ndarray, shape (n,)
    illumination : ndarray of uint8, shape (n,)
        Numbers of `telemetry.shadow.Illumination`.
    sun_teme : ndarray, shape (n, 3)
        Unit vectors to the Sun.
    """

    first_second: int
    times_ns: NDArray[np.int64]
    position_teme_km: Array
    velocity_teme_km_s: Array
    position_itrf_km: Array
    latitude_deg: Array
    longitude_deg: Array
    altitude_km: Array
    beta_deg: Array
    illumination: NDArray[np.uint8]
    sun_teme: Array


class OrbitTrack:
    """The orbit of one simulation.

    Parameters
    ----------
    orbit
        Elements in force; a burn replaces them by `follow`.
    start_ns
        UTC nanoseconds at second 0.
    """

    def __init__(self, orbit: Orbit, start_ns: int) -> None:
        self.orbit = orbit
        self.start_ns = start_ns
        self._chunk: TrackChunk | None = None

    def follow(self, orbit: Orbit) -> None:
        """Fly on along other elements, as after a burn."""
        self.orbit = orbit
        self._chunk = None

    def chunk(self, second: int) -> TrackChunk:
        """Return the chunk that holds `second`."""
        first = second // CHUNK_S * CHUNK_S
        if self._chunk is None or self._chunk.first_second != first:
            self._chunk = self._compute(first)
        return self._chunk

    def _compute(self, first_second: int) -> TrackChunk:
        seconds = np.arange(first_second, first_second + CHUNK_S, dtype=np.int64)
        times_ns = self.start_ns + seconds * NS_PER_S
        position, velocity = propagate_teme(self.orbit, times_ns)
        position_itrf, _ = itrf_from_teme(position, velocity, times_ns)
        latitude, longitude, altitude = geodetic_from_itrf(position_itrf)
        sun = sun_teme_km(times_ns)
        return TrackChunk(
            first_second=first_second,
            times_ns=times_ns,
            position_teme_km=position,
            velocity_teme_km_s=velocity,
            position_itrf_km=position_itrf,
            latitude_deg=latitude,
            longitude_deg=longitude,
            altitude_km=altitude,
            beta_deg=beta_deg(position, velocity, times_ns),
            illumination=illumination(position_itrf, turned_to_itrf(sun, times_ns)),
            sun_teme=unit(sun),
        )


def lvlh_quaternion(position_teme_km: Array, velocity_teme_km_s: Array) -> Array:
    """Return the attitude that holds x forward and z towards the Earth.

    Returns
    -------
    ndarray, shape (n, 4)
        Scalar first; turns a vector given in TEME into the body frame, continuous along the rows.
    """
    down = -unit(position_teme_km)
    right = -unit(np.cross(position_teme_km, velocity_teme_km_s))
    forward = np.cross(right, down)
    return quaternion_of(np.stack((forward, right, down), axis=1))


def quaternion_of(matrices: Array) -> Array:
    """Return unit quaternions, scalar first, of rotation matrices, shape (n, 3, 3).

    Source: Shepperd 1978, choosing the largest component; the scalar is kept positive.
    """
    m = matrices
    diagonal = np.stack((m[:, 0, 0], m[:, 1, 1], m[:, 2, 2]), axis=1)
    trace = diagonal.sum(axis=1, keepdims=True)
    squares = np.concatenate((1.0 + trace, 1.0 + 2.0 * diagonal - trace), axis=1)
    largest = squares.argmax(axis=1)
    products = np.empty((len(m), 4, 4))
    products[:, 0, 0], products[:, 1, 1] = squares[:, 0], squares[:, 1]
    products[:, 2, 2], products[:, 3, 3] = squares[:, 2], squares[:, 3]
    # Body from inertial: the off-diagonal differences have the sign of m[j, k] − m[k, j].
    products[:, 0, 1] = products[:, 1, 0] = m[:, 1, 2] - m[:, 2, 1]
    products[:, 0, 2] = products[:, 2, 0] = m[:, 2, 0] - m[:, 0, 2]
    products[:, 0, 3] = products[:, 3, 0] = m[:, 0, 1] - m[:, 1, 0]
    products[:, 1, 2] = products[:, 2, 1] = m[:, 0, 1] + m[:, 1, 0]
    products[:, 1, 3] = products[:, 3, 1] = m[:, 0, 2] + m[:, 2, 0]
    products[:, 2, 3] = products[:, 3, 2] = m[:, 1, 2] + m[:, 2, 1]
    chosen = products[np.arange(len(m)), largest]
    quaternion = chosen / np.linalg.norm(chosen, axis=1, keepdims=True)
    return np.asarray(quaternion * np.where(quaternion[:, :1] < 0.0, -1.0, 1.0))
