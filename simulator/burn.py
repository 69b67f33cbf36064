"""Burns: an impulse changes the orbit, and with it the SGP4 elements that are flown.

The state after the impulse is osculating; mean elements that reproduce it are found by Newton's
method on position and velocity at the burn's instant.
"""

from math import atan2, cos, hypot, pi, sin, sqrt, tau
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec

from telemetry.elements import ElementSet, Orbit, OrbitSegment, propagate_teme

Array = NDArray[np.float64]
MU_KM3_PER_S2: Final = 398600.8  # WGS 72, as SGP4 uses
_EPOCH_1950_DAYS: Final = 7305.0  # 1949-12-31 to 1970-01-01
_NS_PER_DAY: Final = 86_400_000_000_000
_ITERATIONS: Final = 20


class BurnError(ValueError):
    """No orbit SGP4 can fly comes out of a burn."""


def burn(orbit: Orbit, instant_ns: int, delta_v_m_per_s: float) -> Orbit:
    """Return `orbit` with an impulse along the flight direction at `instant_ns`.

    Raises
    ------
    BurnError
        If the new orbit cannot be described by SGP4 elements.
    """
    position, velocity = propagate_teme(orbit, [instant_ns])
    speed = float(np.linalg.norm(velocity[0]))
    after = velocity[0] * (1.0 + delta_v_m_per_s * 1e-3 / speed)
    before = orbit.elements_at(instant_ns)
    elements = fitted_elements(before, instant_ns, position[0], after)
    kept = tuple(segment for segment in orbit.segments if segment.valid_from_ns < instant_ns)
    return Orbit((*kept, OrbitSegment(valid_from_ns=instant_ns, elements=elements)))


def fitted_elements(
    like: ElementSet, instant_ns: int, position_teme_km: Array, velocity_teme_km_s: Array
) -> ElementSet:
    """Return mean elements that pass through a state, with the drag term of `like`.

    Raises
    ------
    BurnError
        If Newton's method does not come within a metre.
    """
    wanted = np.concatenate((position_teme_km, velocity_teme_km_s * 1000.0))
    guess = _osculating(position_teme_km, velocity_teme_km_s)
    scales = np.array([1e-8, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6])
    for _ in range(_ITERATIONS):
        miss = wanted - _state(like, instant_ns, guess)
        if np.abs(miss[:3]).max() < 1e-4 and np.abs(miss[3:]).max() < 1e-3:
            return _element_set(like, instant_ns, guess)
        slopes = np.empty((6, 6))
        for column in range(6):
            step = np.zeros(6)
            step[column] = scales[column]
            slopes[:, column] = (
                _state(like, instant_ns, guess + step) - _state(like, instant_ns, guess - step)
            ) / (2.0 * scales[column])
        guess = guess + np.linalg.solve(slopes, miss)
    raise BurnError("the orbit after this burn cannot be described by SGP4 elements")


def _osculating(position: Array, velocity: Array) -> Array:
    """Return motion (rad/min), e·cos ω, e·sin ω, inclination, node and argument of latitude.

    Raises
    ------
    BurnError
        If the state is on its way out of orbit.
    """
    radius = float(np.linalg.norm(position))
    inverse_axis = 2.0 / radius - float(velocity @ velocity) / MU_KM3_PER_S2
    if inverse_axis <= 1e-5:
        raise BurnError("the orbit after this burn cannot be described by SGP4 elements")
    axis = 1.0 / inverse_axis
    momentum = np.cross(position, velocity)
    inclination = atan2(hypot(momentum[0], momentum[1]), momentum[2])
    node = atan2(momentum[0], -momentum[1])
    along = np.array([cos(node), sin(node), 0.0])
    across = np.cross(momentum / np.linalg.norm(momentum), along)
    eccentric = np.cross(velocity, momentum) / MU_KM3_PER_S2 - position / radius
    true_latitude = atan2(float(position @ across), float(position @ along))
    ex, ey = float(eccentric @ along), float(eccentric @ across)
    perigee, size = atan2(ey, ex), hypot(ex, ey)
    anomaly = true_latitude - perigee
    half = atan2(sqrt(1.0 - size) * sin(anomaly / 2.0), sqrt(1.0 + size) * cos(anomaly / 2.0))
    mean_anomaly = 2.0 * half - size * sin(2.0 * half)
    motion = sqrt(MU_KM3_PER_S2 / axis**3) * 60.0
    return np.array([motion, ex, ey, inclination, node % tau, perigee + mean_anomaly])


def _satrec(like: ElementSet, instant_ns: int, elements: Array) -> Satrec:
    motion, ex, ey, inclination, node, latitude = (float(value) for value in elements)
    perigee = atan2(ey, ex)
    satrec = Satrec()
    satrec.sgp4init(
        WGS72,
        "i",
        like.norad_id,
        instant_ns / _NS_PER_DAY + _EPOCH_1950_DAYS + 1.0,
        like.satrec.bstar,
        0.0,
        0.0,
        hypot(ex, ey),
        perigee % tau,
        inclination,
        (latitude - perigee) % tau,
        motion,
        node % tau,
    )
    return satrec


def _state(like: ElementSet, instant_ns: int, elements: Array) -> Array:
    """Return position (km) and velocity (m/s) at the epoch."""
    error, position, velocity = _satrec(like, instant_ns, elements).sgp4_tsince(0.0)
    if error:
        raise BurnError("the orbit after this burn cannot be described by SGP4 elements")
    return np.concatenate((position, np.array(velocity) * 1000.0))


def _element_set(like: ElementSet, instant_ns: int, elements: Array) -> ElementSet:
    return ElementSet(
        name=like.name,
        norad_id=like.norad_id,
        epoch_ns=instant_ns,
        mean_motion_rev_day=float(elements[0]) * 1440.0 / tau,
        inclination_deg=float(elements[3]) * 180.0 / pi,
        eccentricity=hypot(float(elements[1]), float(elements[2])),
        revolution_at_epoch=like.revolution_at_epoch,
        satrec=_satrec(like, instant_ns, elements),
    )
