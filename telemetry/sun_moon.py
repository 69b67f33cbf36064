"""Where the Sun and the Moon are, from JPL's DE421, fast enough to ask at every frame.

Both bodies are computed every 30 minutes of a day when the day is first asked for and
interpolated with a cubic: 0.0005 arc seconds from the full computation.
"""

from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from telemetry.geodesy import Array, Instants, angle_deg, turned_to_itrf
from telemetry.timebase import NS_PER_S

SUN_RADIUS_KM: Final = 695_700.0  # IAU 2015 resolution B3
MOON_RADIUS_KM: Final = 1_737.4  # IAU WGCCRE 2015

_NS_PER_DAY: Final = 86_400 * NS_PER_S
_STEP_NS: Final = 1_800 * NS_PER_S
_STEPS_PER_DAY: Final = _NS_PER_DAY // _STEP_NS
_EPHEMERIS: Final = "de421.bsp"


@lru_cache(maxsize=1)
def _ephemeris() -> tuple[Any, Any]:
    # Imported here: a process that never asks for the Sun need not wait for Skyfield.
    from skyfield.api import load, load_file

    # The package's own path function warns that its Earth-orientation file has expired,
    # which is not the file we use.
    with as_file(files("skyfield_data") / "data" / _EPHEMERIS) as path:
        return load.timescale(builtin=True), load_file(str(path))


@lru_cache(maxsize=64)
def _sampled_day(day: int) -> tuple[Array, Array]:
    """Return the Sun's and the Moon's samples around one UTC day, shape (51, 3) each."""
    from skyfield.sgp4lib import TEME

    timescale, bodies = _ephemeris()
    seconds = np.arange(-1, _STEPS_PER_DAY + 2) * (_STEP_NS // NS_PER_S)
    midnight = timescale.utc(1970, 1, 1 + day)
    moments = timescale.tt_jd(midnight.whole, midnight.tt_fraction + seconds / 86_400.0)
    earth = bodies["earth"].at(moments)
    turn = TEME.rotation_at(moments)

    def positions(name: str) -> Array:
        apparent = earth.observe(bodies[name]).apparent().position.km
        return np.ascontiguousarray(np.einsum("ijt,jt->ti", turn, apparent))

    return positions("sun"), positions("moon")


def _interpolated(samples: Array, rest_ns: NDArray[np.int64]) -> Array:
    index, within_ns = np.divmod(rest_ns, _STEP_NS)
    x = (within_ns / _STEP_NS)[:, None]
    before, here, after, beyond = (samples[index + k] for k in range(4))
    # Lagrange's cubic through four samples at -1, 0, 1 and 2 steps.
    result: Array = (
        -x * (x - 1.0) * (x - 2.0) / 6.0 * before
        + (x + 1.0) * (x - 1.0) * (x - 2.0) / 2.0 * here
        - (x + 1.0) * x * (x - 2.0) / 2.0 * after
        + (x + 1.0) * x * (x - 1.0) / 6.0 * beyond
    )
    return result


def _positions_teme_km(which: int, times_ns: Instants) -> Array:
    days, rest_ns = np.divmod(times_ns, _NS_PER_DAY)
    result = np.empty((times_ns.size, 3))
    for day in np.unique(days):
        chosen = days == day
        result[chosen] = _interpolated(_sampled_day(int(day))[which], rest_ns[chosen])
    return result


def sun_teme_km(times_ns: Instants) -> Array:
    """Return the Sun's apparent geocentric positions in TEME, shape (n, 3)."""
    return _positions_teme_km(0, times_ns)


def moon_teme_km(times_ns: Instants) -> Array:
    """Return the Moon's apparent geocentric positions in TEME, shape (n, 3)."""
    return _positions_teme_km(1, times_ns)


def sun_itrf_km(times_ns: Instants) -> Array:
    """Return the Sun's apparent geocentric positions turned with the Earth, shape (n, 3)."""
    return turned_to_itrf(sun_teme_km(times_ns), times_ns)


def moon_itrf_km(times_ns: Instants) -> Array:
    """Return the Moon's apparent geocentric positions turned with the Earth, shape (n, 3)."""
    return turned_to_itrf(moon_teme_km(times_ns), times_ns)


def beta_deg(position_teme_km: Array, velocity_teme_km_s: Array, times_ns: Instants) -> Array:
    """Return the Sun's angle out of the orbit's plane, positive on the side of the momentum."""
    momentum = np.cross(position_teme_km, velocity_teme_km_s)
    return 90.0 - angle_deg(momentum, sun_teme_km(times_ns))


def moon_phase_fraction(times_ns: Instants) -> Array:
    """Return the sunlit fraction of the Moon's disc, 0 new to 1 full, shape (n,)."""
    moon = moon_teme_km(times_ns)
    sun = sun_teme_km(times_ns)
    phase_angle_deg = angle_deg(-moon, sun - moon)
    return np.asarray((1.0 + np.cos(np.radians(phase_angle_deg))) / 2.0)


@lru_cache(maxsize=64)
def _star_teme(right_ascension_deg: float, declination_deg: float, day: int) -> Array:
    from skyfield.sgp4lib import TEME

    timescale, _ = _ephemeris()
    ascension, declination = np.radians([right_ascension_deg, declination_deg])
    direction = np.array(
        [
            np.cos(declination) * np.cos(ascension),
            np.cos(declination) * np.sin(ascension),
            np.sin(declination),
        ]
    )
    turned: Array = TEME.rotation_at(timescale.utc(1970, 1, 1 + day)) @ direction
    return turned


def star_itrf(right_ascension_deg: float, declination_deg: float, times_ns: Instants) -> Array:
    """Return the direction of a place among the stars (ICRS), turned with the Earth.

    Aberration (20 arc seconds) is left out.

    Returns
    -------
    ndarray of float64, shape (n, 3)
        Unit vectors.
    """
    days = times_ns // _NS_PER_DAY
    teme = np.empty((times_ns.size, 3))
    for day in np.unique(days):
        teme[days == day] = _star_teme(right_ascension_deg, declination_deg, int(day))
    return turned_to_itrf(teme, times_ns)
