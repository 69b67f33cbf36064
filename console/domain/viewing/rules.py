"""What makes a viewing opportunity good: limits and weights, all of them editable.

Where no source is named the figure is a judgement of ours: the agencies publish few of them.
"""

from dataclasses import dataclass

RELIEF_KINDS = frozenset({"mountain", "volcano", "desert", "canyon", "crater/structure", "glacier"})
"""Kinds of target whose shapes show best under a low Sun."""


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
