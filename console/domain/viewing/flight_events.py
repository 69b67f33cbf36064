"""Instants at which light, Moon and radiation change for the vehicle."""

from collections.abc import Callable, Iterator
from functools import partial

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.lighting import moon_clearance_deg, sun_clearance_deg
from console.domain.viewing.roots import sign_changes
from telemetry.geodesy import Array
from telemetry.magnetic_field import anomaly_depth_nt
from telemetry.sun_moon import SUN_RADIUS_KM

Margin = Callable[[Ephemeris, Array], Array]


def anomaly_depth(ephemeris: Ephemeris, seconds: Array) -> Array:
    """Return how deep the vehicle is in the South Atlantic Anomaly, nT; positive inside."""
    return anomaly_depth_nt(ephemeris.position(seconds), ephemeris.instants_ns(seconds))


# What is positive, and the kinds of its rising and falling.
EVENTS: tuple[tuple[Margin, str, str], ...] = (
    (partial(sun_clearance_deg, radius_km=SUN_RADIUS_KM), "umbra_out", "umbra_in"),
    (partial(sun_clearance_deg, radius_km=-SUN_RADIUS_KM), "penumbra_out", "penumbra_in"),
    (partial(sun_clearance_deg, radius_km=0.0), "sun_centre_rise", "sun_centre_set"),
    (moon_clearance_deg, "moon_rise", "moon_set"),
    (anomaly_depth, "saa_in", "saa_out"),
)


def find_events(ephemeris: Ephemeris) -> Iterator[tuple[int, str]]:
    """Yield instants (UTC nanoseconds) and kinds, in order of time, within the stretch.

    The umbra begins when the last of the Sun is gone, the penumbra when its first point touches
    the limb; the Moon rises with its first point and sets with its last. All are geometric, on
    WGS 84: refraction shows both bodies 15 to 25 seconds longer.
    """
    found: list[tuple[int, str]] = []
    for margin, rising, falling in EVENTS:
        seconds, is_rising = sign_changes(partial(margin, ephemeris), ephemeris.grid_s())
        found.extend(
            (int(instant_ns), rising if up else falling)
            for instant_ns, up in zip(ephemeris.instants_ns(seconds), is_rising, strict=True)
        )
    yield from sorted(found)
