"""Where the vehicle is, was and will be over the ground. No Qt."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.elements import Orbit, expected_error_km, propagate_teme
from telemetry.geodesy import Array, geodetic_from_itrf, turned_to_itrf
from telemetry.shadow import Illumination, illumination
from telemetry.sun_moon import beta_deg, sun_itrf_km, sun_teme_km
from telemetry.timebase import NS_PER_S

TRACK_STEP_S: Final = 30


@dataclass(frozen=True, slots=True, eq=False)
class GroundTrack:
    """The track of the point below the vehicle.

    Parameters
    ----------
    times_ns : ndarray of int64, shape (n,)
    line : ndarray of float64, shape (n, 2)
        Unwrapped longitude and latitude in degrees.
    is_sunlit : ndarray of bool, shape (n,)
        Whether the vehicle itself, not the ground, is in sunlight.
    """

    times_ns: NDArray[np.int64]
    line: Array
    is_sunlit: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrbitNow:
    """Where the vehicle and the Sun stand at one instant; NaN is what nobody can tell.

    Parameters
    ----------
    height_km : float
        Above the WGS 84 ellipsoid.
    course_deg : float
        Direction of the ground track, from north over east.
    sun_latitude_deg, sun_longitude_deg : float
        Where the Sun is overhead.
    source : str
        Name of the elements, or of the vehicle whose own word it is.
    source_age_s : float
        Of elements since their epoch, negative before it; of telemetry since it was made.
    along_track_error_km : float
        To expect from elements of this age, without burns.
    off_nadir_deg : float
        How far the body's z axis stands off straight down, where the vehicle reports it.
    """

    at_ns: int
    latitude_deg: float
    longitude_deg: float
    height_km: float
    speed_km_s: float
    course_deg: float
    is_sunlit: bool
    beta_deg: float
    period_s: float
    inclination_deg: float
    sun_latitude_deg: float
    sun_longitude_deg: float
    source: str
    source_age_s: float
    along_track_error_km: float
    off_nadir_deg: float = math.nan


def ground_track(orbit: Orbit, from_ns: int, to_ns: int) -> GroundTrack:
    """Return the track between two instants, with a point every `TRACK_STEP_S`.

    Raises
    ------
    telemetry.elements.PropagationError
        If the elements end within.
    """
    times_ns = np.append(np.arange(from_ns, to_ns, TRACK_STEP_S * NS_PER_S, dtype=np.int64), to_ns)
    position_teme, _velocity = propagate_teme(orbit, times_ns)
    return track_through(times_ns, turned_to_itrf(position_teme, times_ns))


def track_through(times_ns: NDArray[np.int64], position_itrf_km: Array) -> GroundTrack:
    """Return the track below positions, shape (n, 3), in the order of their times."""
    latitude, longitude, _height = geodetic_from_itrf(position_itrf_km)
    return GroundTrack(
        times_ns=times_ns,
        line=np.column_stack((np.unwrap(longitude, period=360.0), latitude)),
        is_sunlit=illumination(position_itrf_km, sun_itrf_km(times_ns)) == Illumination.SUN,
    )


def orbit_now(orbit: Orbit, now_ns: int) -> OrbitNow:
    """Return where vehicle and Sun stand at `now_ns`.

    Raises
    ------
    telemetry.elements.PropagationError
        If the elements have ended, or there are none.
    """
    position, velocity = propagate_teme(orbit, [now_ns])
    elements = orbit.elements_at(now_ns)
    age_s = (now_ns - elements.epoch_ns) / NS_PER_S
    return orbit_through(
        now_ns,
        position[0],
        velocity[0],
        period_s=elements.period_s,
        inclination_deg=elements.inclination_deg,
        source=elements.name,
        source_age_s=age_s,
        along_track_error_km=expected_error_km(age_s),
    )


def orbit_through(
    at_ns: int,
    position_teme_km: Array,
    velocity_teme_km_s: Array,
    *,
    source: str,
    source_age_s: float,
    period_s: float,
    inclination_deg: float,
    along_track_error_km: float = math.nan,
    off_nadir_deg: float = math.nan,
) -> OrbitNow:
    """Return where vehicle and Sun stand, from one position and velocity, shape (3,) each."""
    times_ns = np.array([at_ns, at_ns + NS_PER_S], dtype=np.int64)
    second = position_teme_km + velocity_teme_km_s  # a second on: the course needs no more
    position = turned_to_itrf(np.stack([position_teme_km, second]), times_ns)
    latitude, longitude, height = geodetic_from_itrf(position)
    sun = turned_to_itrf(sun_teme_km(times_ns), times_ns)
    north = latitude[1] - latitude[0]
    east = ((longitude[1] - longitude[0] + 180.0) % 360.0 - 180.0) * np.cos(np.radians(latitude[0]))
    plane = (position_teme_km[None], velocity_teme_km_s[None])
    return OrbitNow(
        at_ns=at_ns,
        latitude_deg=float(latitude[0]),
        longitude_deg=float(longitude[0]),
        height_km=float(height[0]),
        speed_km_s=float(np.linalg.norm(velocity_teme_km_s)),
        course_deg=float(np.degrees(np.arctan2(east, north)) % 360.0),
        is_sunlit=bool(illumination(position[:1], sun[:1])[0] == Illumination.SUN),
        beta_deg=float(beta_deg(*plane, times_ns[:1])[0]),
        period_s=period_s,
        inclination_deg=inclination_deg,
        sun_latitude_deg=float(np.degrees(np.arctan2(sun[0, 2], np.hypot(sun[0, 0], sun[0, 1])))),
        sun_longitude_deg=float(np.degrees(np.arctan2(sun[0, 1], sun[0, 0]))),
        source=source,
        source_age_s=source_age_s,
        along_track_error_km=along_track_error_km,
        off_nadir_deg=off_nadir_deg,
    )
