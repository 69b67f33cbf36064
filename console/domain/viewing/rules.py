"""What makes a viewing opportunity good: limits and weights, all of them editable.

Where no source is named the figure is a judgement of ours: the agencies publish few of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

RELIEF_KINDS = frozenset({"mountain", "volcano", "desert", "canyon", "crater/structure", "glacier"})
"""Kinds of target whose shapes show best under a low Sun."""

REEF_KINDS = frozenset({"reef", "atoll"})
"""Kinds of target whose colours the Sun's mirror image washes out."""

WATER_KINDS = frozenset(
    {*REEF_KINDS, "coast/strait", "delta", "fjord", "island", "lake", "river", "wetland"}
)
"""Kinds of target with water on or around them that can mirror the Sun."""

OCEAN_KINDS = frozenset({*REEF_KINDS, "coast/strait", "island"})
"""Kinds of target under the sky of the sea."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewingRules:
    """Limits of each product.

    Parameters
    ----------
    least_duration_s : float
        A view must stay within all its limits this long.
    day_max_off_nadir_deg : float
        NASA calls a photograph tilted by more than 55 degrees "very oblique".
    day_min_sun_elevation_deg, day_good_sun_elevation_deg : float
        Worth a look, and good.
    relief_best_sun_deg : tuple of 2 floats
        Sun elevations that model mountains, dunes and craters.
    night_max_sun_elevation_deg, night_good_sun_elevation_deg : float
        Twilight is accepted below the first; full night begins at the second.
    night_needs_dark_cabin : bool
        Whether the vehicle must be in the umbra, too: reflections spoil a night view.
    sunrise_before_s, sunrise_after_s : float
        Around the first of the Sun; a sunset is the same mirrored in time.
    area_reach_max_km : float
        An area is judged by its nearest point, but no further from its middle than this:
        extents are those of long coasts and chains.
    reef_min_glint_deg : float
        How far the mirror image of the Sun must be from the line of sight for a reef's colours.
    glint_max_deg, glint_least_duration_s : float
        How near it must be for the water to blaze; the blaze runs along with the vehicle and
        stays at one place for half a minute at most.
    moon_window_s, moon_min_fraction : float
        Around moonrise and moonset, and how much of the disc must be lit.
    kp : float
        Planetary index, 0 to 9, as the lead types it; the auroral oval widens with it.
    aurora_max_distance_km : float
        Along the ground to the nearest point of the oval.
    galaxy_min_clearance_deg : float
        How far the galactic centre must stand above the limb.
    galaxy_city_distance_km : float
        No great city may be nearer to the point below the vehicle.
    land_cloud, ocean_cloud : float
        Mean share of the sky covered: King et al. 2013 from MODIS.
    cloud_by_target : mapping of str to float
        What the lead knows better, 0 to 1.
    """

    least_duration_s: float = 60.0
    good_off_nadir_deg: float = 45.0
    day_max_off_nadir_deg: float = 55.0
    day_min_sun_elevation_deg: float = 10.0
    day_good_sun_elevation_deg: float = 20.0
    relief_best_sun_deg: tuple[float, float] = (10.0, 35.0)
    night_max_off_nadir_deg: float = 60.0
    night_max_sun_elevation_deg: float = -6.0
    night_good_sun_elevation_deg: float = -12.0
    night_needs_dark_cabin: bool = True
    sunrise_before_s: float = 90.0
    sunrise_after_s: float = 60.0
    area_reach_max_km: float = 400.0
    reef_min_glint_deg: float = 25.0
    glint_max_deg: float = 10.0
    glint_least_duration_s: float = 10.0
    moon_window_s: float = 45.0
    moon_min_fraction: float = 0.2
    kp: float = 3.0
    aurora_max_distance_km: float = 1500.0
    galaxy_min_clearance_deg: float = 10.0
    galaxy_city_distance_km: float = 1000.0
    land_cloud: float = 0.55
    ocean_cloud: float = 0.72
    cloud_by_target: Mapping[str, float] = field(default_factory=dict)
