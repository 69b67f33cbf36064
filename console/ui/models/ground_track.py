"""Where the vehicle is, was and will be over the ground. No Qt."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.elements import Orbit, expected_error_km, propagate_teme
from telemetry.geodesy import Array, geodetic_from_itrf, itrf_from_teme, turned_to_itrf
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
    """Where the vehicle and the Sun stand at one instant, from the elements.

    Parameters
    ----------
    height_km : float
        Above the WGS 84 ellipsoid.
    course_deg : float
        Direction of the ground track, from north over east.
    sun_latitude_deg, sun_longitude_deg : float
        Where the Sun is overhead.
    elements_age_s : float
        Negative before the elements' epoch.
    along_track_error_km : float
        To expect from elements of this age, without burns.
    """

    at_ns: int
    latitude_deg: float
    longitude_deg: float
    height_km: float
    speed_km_s: float
    course_deg: float
    is_sunlit: bool
    beta_deg: float
    sun_latitude_deg: float
    sun_longitude_deg: float
    elements_name: str
    elements_age_s: float
    along_track_error_km: float


def ground_track(orbit: Orbit, from_ns: int, to_ns: int) -> GroundTrack:
    """Return the track between two instants, with a point every `TRACK_STEP_S`.

    Raises
    ------
    telemetry.elements.PropagationError
        If the elements end within.
    """
    times_ns = np.append(np.arange(from_ns, to_ns, TRACK_STEP_S * NS_PER_S, dtype=np.int64), to_ns)
    position, _velocity = itrf_from_teme(*propagate_teme(orbit, times_ns), times_ns)
    latitude, longitude, _height = geodetic_from_itrf(position)
    return GroundTrack(
        times_ns=times_ns,
        line=np.column_stack((np.unwrap(longitude, period=360.0), latitude)),
        is_sunlit=illumination(position, sun_itrf_km(times_ns)) == Illumination.SUN,
    )


def orbit_now(orbit: Orbit, now_ns: int) -> OrbitNow:
    """Return where vehicle and Sun stand at `now_ns`.

    Raises
    ------
    telemetry.elements.PropagationError
        If the elements have ended.
    """
    times_ns = np.array([now_ns, now_ns + NS_PER_S], dtype=np.int64)
    position_teme, velocity_teme = propagate_teme(orbit, times_ns)
    position, _velocity = itrf_from_teme(position_teme, velocity_teme, times_ns)
    latitude, longitude, height = geodetic_from_itrf(position)
    sun = turned_to_itrf(sun_teme_km(times_ns), times_ns)
    north = latitude[1] - latitude[0]
    east = ((longitude[1] - longitude[0] + 180.0) % 360.0 - 180.0) * np.cos(np.radians(latitude[0]))
    elements = orbit.elements_at(now_ns)
    age_s = (now_ns - elements.epoch_ns) / NS_PER_S
    return OrbitNow(
        at_ns=now_ns,
        latitude_deg=float(latitude[0]),
        longitude_deg=float(longitude[0]),
        height_km=float(height[0]),
        speed_km_s=float(np.linalg.norm(velocity_teme[0])),
        course_deg=float(np.degrees(np.arctan2(east, north)) % 360.0),
        is_sunlit=bool(illumination(position[:1], sun[:1])[0] == Illumination.SUN),
        beta_deg=float(beta_deg(position_teme[:1], velocity_teme[:1], times_ns[:1])[0]),
        sun_latitude_deg=float(np.degrees(np.arctan2(sun[0, 2], np.hypot(sun[0, 0], sun[0, 1])))),
        sun_longitude_deg=float(np.degrees(np.arctan2(sun[0, 1], sun[0, 0]))),
        elements_name=elements.name,
        elements_age_s=age_s,
        along_track_error_km=expected_error_km(age_s),
    )
