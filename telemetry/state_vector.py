"""Where a vehicle itself says it is: its position, velocity and attitude among its parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from telemetry.dictionary import MissionDatabase
from telemetry.geodesy import Array, Instants, itrf_from_teme, teme_from_itrf
from telemetry.mission_tables import Fields
from telemetry.timebase import NS_PER_S

FRAMES: Final = ("ITRF", "TEME", "J2000")
_KM_PER_UNIT: Final = {"m": 0.001, "km": 1.0}
_KM_S_PER_UNIT: Final = {"m/s": 0.001, "km/s": 1.0}
_HOUR_NS: Final = 3600 * NS_PER_S
EARTH_GM_KM3_S2: Final = 398_600.4418  # WGS 84


@dataclass(frozen=True, slots=True, kw_only=True)
class StateVector:
    """Which parameters of one packet tell where the vehicle is.

    Parameters
    ----------
    frame : str
        Of position and velocity, one of `FRAMES`; a velocity in ITRF is that past the Earth.
    position, velocity : tuple of 3 str
        Parameters along x, y, z; `velocity` is empty where none is told.
    attitude : tuple of 4 str
        A unit quaternion i, j, k, scalar that turns J2000 to the body; empty where none is told.
    km_per_unit, km_s_per_unit : float
    """

    frame: str
    position: tuple[str, ...]
    velocity: tuple[str, ...] = ()
    attitude: tuple[str, ...] = ()
    km_per_unit: float = 1.0
    km_s_per_unit: float = 1.0

    @property
    def parameters(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.position, *self.velocity, *self.attitude)

    def teme(self, position: Array, velocity: Array, times_ns: Instants) -> tuple[Array, Array]:
        """Return reported positions and velocities in TEME, km and km/s, shape (n, 3) each."""
        position_km, velocity_km_s = position * self.km_per_unit, velocity * self.km_s_per_unit
        if self.frame == "ITRF":
            return teme_from_itrf(position_km, velocity_km_s, times_ns)
        if self.frame == "TEME":
            return position_km, velocity_km_s
        turn = teme_from_j2000(times_ns)
        return (
            np.einsum("nij,nj->ni", turn, position_km),
            np.einsum("nij,nj->ni", turn, velocity_km_s),
        )

    def itrf_km(self, position: Array, times_ns: Instants) -> Array:
        """Return reported positions in ITRF, km, shape (n, 3)."""
        if self.frame == "ITRF":
            return position * self.km_per_unit
        still = np.zeros_like(position)
        return itrf_from_teme(*self.teme(position, still, times_ns), times_ns)[0]


def teme_from_j2000(times_ns: Instants) -> Array:
    """Return the rotations from J2000 to TEME, shape (n, 3, 3), to 0.01 arc seconds."""
    hours, place = np.unique(times_ns // _HOUR_NS, return_inverse=True)
    rotations = np.stack([_teme_from_j2000_in(int(hour)) for hour in hours])
    return rotations[place]


@lru_cache(maxsize=256)
def _teme_from_j2000_in(hour: int) -> Array:
    # Imported here: most missions report no such frame, and need not wait for Skyfield.
    from skyfield.api import load
    from skyfield.sgp4lib import TEME

    moment = load.timescale(builtin=True).utc(1970, 1, 1 + hour // 24, hour % 24, 30)
    return np.asarray(TEME.rotation_at(moment), dtype=np.float64)


def read_state_vector(top: Fields) -> StateVector | None:
    """Return what ``[state_vector]`` of ``mission.toml`` names, None where it is not there."""
    for entry in top.tables("state_vector", single=True):
        read = StateVector(
            frame=entry.choice("frame", FRAMES),
            position=entry.words("position"),
            velocity=entry.words("velocity"),
            attitude=entry.words("attitude"),
            km_per_unit=_KM_PER_UNIT.get(entry.choice("unit", tuple(_KM_PER_UNIT)), 1.0),
            km_s_per_unit=_KM_S_PER_UNIT.get(
                entry.choice("velocity_unit", tuple(_KM_S_PER_UNIT), "m/s"), 1.0
            ),
        )
        for key, names, count in (
            ("position", read.position, (3,)),
            ("velocity", read.velocity, (0, 3)),
            ("attitude", read.attitude, (0, 4)),
        ):
            if len(names) not in count:
                entry.refuse(f"{key} must name {count[-1]} parameters, not {len(names)}")
        entry.finish()
        return read
    return None


def find_missing(named: StateVector, database: MissionDatabase) -> Sequence[str]:
    """Return what the vehicle does not report as it is named, as sentences."""
    known = [name for name in named.parameters if name in database.place]
    problems = [
        f"state_vector: the vehicle has no parameter {name}"
        for name in named.parameters
        if name not in database.place
    ]
    packets = sorted({database.place[name][0].name for name in known})
    if len(packets) > 1:
        problems.append(f"state_vector: its parameters are of several packets: {packets}")
    return problems


def body_z_teme(attitude: Array, times_ns: Instants) -> Array:
    """Return where the body's z axis points in TEME, unit vectors, shape (n, 3).

    Parameters
    ----------
    attitude : ndarray of float64, shape (n, 4)
        Quaternions i, j, k, scalar from J2000 to the body.
    """
    i, j, k, scalar = attitude.T
    # The third row of the quaternion's direction cosine matrix.
    z_j2000 = np.stack(
        (
            2.0 * (i * k + j * scalar),
            2.0 * (j * k - i * scalar),
            1.0 - 2.0 * (i * i + j * j),
        ),
        axis=1,
    )
    z_teme: Array = np.einsum("nij,nj->ni", teme_from_j2000(times_ns), z_j2000)
    return z_teme
