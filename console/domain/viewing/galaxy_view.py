"""The Milky Way from the vehicle: darkness without, no Moon, no great city below."""

from typing import Final

import numpy as np

from console.domain.viewing import quality
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.lighting import moon_clearance_deg, sun_clearance_deg
from console.domain.viewing.rules import ViewingRules
from telemetry.geodesy import (
    EARTH_RADIUS_EQUATORIAL_KM,
    Array,
    geodetic_from_itrf,
    itrf_from_geodetic,
    unit,
)
from telemetry.mission import Target
from telemetry.shadow import limb_clearance_deg
from telemetry.sun_moon import SUN_RADIUS_KM, moon_phase_fraction, star_itrf

# The galactic centre as the IAU defined it in 1958, ICRS.
GALACTIC_CENTRE_RA_DEG: Final = 266.405
GALACTIC_CENTRE_DEC_DEG: Final = -28.936
_FAR_KM: Final = 1e12
_CITY_KIND: Final = "city-lights"
_NO_HINDRANCE_DEG: Final = 90.0


class GalaxyView:
    """The galactic centre over a stretch of flight."""

    def __init__(
        self, ephemeris: Ephemeris, targets: tuple[Target, ...], rules: ViewingRules
    ) -> None:
        self._ephemeris = ephemeris
        self._rules = rules
        cities = [target for target in targets if target.kind == _CITY_KIND]
        self._cities = unit(
            itrf_from_geodetic(
                [city.latitude_deg for city in cities], [city.longitude_deg for city in cities]
            )
        )

    def margin_and_sight(self, seconds: Array) -> tuple[Array, Array]:
        """Return by how many degrees the sky is dark and the centre up, and its direction."""
        vehicle = self._ephemeris.position(seconds)
        instants_ns = self._ephemeris.instants_ns(seconds)
        sight = self._sight(seconds)
        moon_deg = np.where(
            moon_phase_fraction(instants_ns) < self._rules.moon_min_fraction,
            _NO_HINDRANCE_DEG,
            -moon_clearance_deg(self._ephemeris, seconds),
        )
        margins = (
            limb_clearance_deg(vehicle, sight * _FAR_KM) - self._rules.galaxy_min_clearance_deg,
            -sun_clearance_deg(self._ephemeris, seconds, SUN_RADIUS_KM),
            moon_deg,
            self._city_margin_deg(vehicle),
        )
        return np.asarray(np.min(margins, axis=0)), sight

    def ground(self, seconds: Array) -> tuple[Array, Array]:
        """Return latitude and longitude below the vehicle, degrees."""
        latitude_deg, longitude_deg, _ = geodetic_from_itrf(self._ephemeris.position(seconds))
        return latitude_deg, longitude_deg

    def parts(self, second: float) -> tuple[quality.Part, ...]:
        """Return what is to be said of a night pass at one instant."""
        at = np.array([second])
        clear_deg = float(
            limb_clearance_deg(self._ephemeris.position(at), self._sight(at) * _FAR_KM)[0]
        )
        share = float(np.interp(clear_deg, (10.0, 40.0), (0.7, 1.0)))
        return (
            quality.Part(share, f"galactic centre {clear_deg:.0f}° above the limb"),
            quality.Part(1.0, "no Moon, no great city near"),
        )

    def _sight(self, seconds: Array) -> Array:
        """Return the direction of the galactic centre, shape (n, 3)."""
        instants_ns = self._ephemeris.instants_ns(seconds)
        return star_itrf(GALACTIC_CENTRE_RA_DEG, GALACTIC_CENTRE_DEC_DEG, instants_ns)

    def _city_margin_deg(self, vehicle: Array) -> Array:
        if not self._cities.size:
            return np.full(len(vehicle), _NO_HINDRANCE_DEG)
        nearest = np.einsum("ni,ci->nc", unit(vehicle), self._cities).max(axis=1)
        least_deg = np.degrees(self._rules.galaxy_city_distance_km / EARTH_RADIUS_EQUATORIAL_KM)
        return np.asarray(np.degrees(np.arccos(np.clip(nearest, -1.0, 1.0))) - least_deg)
