"""When families can look up and see the vehicle: dark below, sunlit above."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from console.domain.viewing.access import Sites, find_passes
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.lighting import sun_clearance_deg, sun_elevation_deg
from telemetry.elements import first_failure
from telemetry.geodesy import itrf_from_geodetic, up_itrf
from telemetry.mission import Mission
from telemetry.sun_moon import SUN_RADIUS_KM
from telemetry.timebase import NS_PER_S

# A satellite is found by eye from nautical twilight on, above houses and haze: judgements.
DARKEST_SKY_SUN_DEG: Final = -6.0
LEAST_ELEVATION_DEG: Final = 10.0
LEAST_CULMINATION_DEG: Final = 25.0
_REACH_NS: Final = 7200 * NS_PER_S  # past its stretch, which the path needs to see passes whole


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """One pass a guest's family can see.

    Parameters
    ----------
    person, town : str
        The guest's id, and the name of the place they call home.
    start_ns, best_ns, end_ns : int
        Above 10 degrees, and at its highest; UTC nanoseconds.
    """

    person: str
    town: str
    start_ns: int
    best_ns: int
    end_ns: int
    max_elevation_deg: float


def look_up_times(mission: Mission) -> tuple[LookUp, ...]:
    """Return every pass over a guest's home town that can be seen, in order of time.

    It is seen when the town is dark and the vehicle in full sunlight while it is highest;
    before and after that it may be in shadow. The list ends where the elements do.
    """
    homes = [
        (person, target)
        for person in mission.people
        for target in mission.targets
        if person.home == target.id
    ]
    end = first_failure(mission.orbit, mission.launch_ns, mission.end_ns)
    end_ns = mission.end_ns if end is None else end.instant_ns - _REACH_NS
    if not homes or end_ns <= mission.launch_ns:
        return ()
    latitude = np.array([target.latitude_deg for _, target in homes])
    longitude = np.array([target.longitude_deg for _, target in homes])
    height = np.array([target.height_km for _, target in homes])
    ephemeris = Ephemeris.over(mission.orbit, mission.launch_ns, end_ns)
    passes = find_passes(ephemeris, Sites(latitude, longitude, height), LEAST_ELEVATION_DEG)
    places, up = itrf_from_geodetic(latitude, longitude, height), up_itrf(latitude, longitude)
    best_s = passes.culmination_s
    sun_deg = sun_elevation_deg(ephemeris, best_s, places[passes.site], up[passes.site])
    seen = (
        (sun_deg < DARKEST_SKY_SUN_DEG)
        & (sun_clearance_deg(ephemeris, best_s, -SUN_RADIUS_KM) > 0.0)
        & (passes.max_elevation_deg >= LEAST_CULMINATION_DEG)
    )
    starts, bests, ends = (ephemeris.instants_ns(s) for s in (passes.rise_s, best_s, passes.set_s))
    found = (
        LookUp(
            person=homes[passes.site[i]][0].id,
            town=homes[passes.site[i]][1].name,
            start_ns=int(starts[i]),
            best_ns=int(bests[i]),
            end_ns=int(ends[i]),
            max_elevation_deg=float(passes.max_elevation_deg[i]),
        )
        for i in np.flatnonzero(seen)
    )
    return tuple(sorted(found, key=lambda each: (each.best_ns, each.person)))
