"""Targets that cannot be seen on a flight, and why: said early instead of an empty list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from console.domain.viewing.access import find_passes
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.ground_geometry import GroundGeometry, GroundView
from console.domain.viewing.opportunity import Opportunity
from console.domain.viewing.rules import ViewingRules
from telemetry.mission import Mission, Target

_DEFAULT_RULES = ViewingRules()


@dataclass(frozen=True, slots=True)
class Unseen:
    """A target without any opportunity, and the reason in plain words."""

    target: Target
    reason: str


def explain_unseen(
    mission: Mission,
    from_ns: int,
    to_ns: int,
    opportunities: Sequence[Opportunity],
    rules: ViewingRules = _DEFAULT_RULES,
) -> tuple[Unseen, ...]:
    """Return the targets that none of `opportunities` shows, each with its reason.

    Parameters
    ----------
    opportunities : sequence of Opportunity
        What `find_opportunities` found from `from_ns` to `to_ns` with the same rules.
    """
    shown = {opportunity.target for opportunity in opportunities}
    unseen = tuple(t for t in mission.targets if t.id not in shown and t.kind != "aurora zone")
    if not unseen:
        return ()
    return tuple(_explained(replace(mission, targets=unseen), from_ns, to_ns, rules))


def _explained(mission: Mission, from_ns: int, to_ns: int, rules: ViewingRules) -> Iterator[Unseen]:
    ephemeris = Ephemeris.over(mission.orbit, from_ns, to_ns)
    geometry = GroundGeometry(ephemeris, mission.attitude, mission.targets, rules.area_reach_max_km)
    passes = find_passes(ephemeris, geometry.sites, 0.0)
    view = geometry.view(passes.culmination_s, passes.site)
    for index, target in enumerate(mission.targets):
        mine = passes.site == index
        if not mine.any():
            yield Unseen(target, "it stays below the horizon for the whole flight")
        else:
            yield Unseen(target, _reason(target, view.chosen(mine), rules))


def _reason(target: Target, view: GroundView, rules: ViewingRules) -> str:
    by_night = target.mode == "night"
    widest_deg = rules.night_max_off_nadir_deg if by_night else rules.day_max_off_nadir_deg
    near = view.off_nadir_deg <= widest_deg
    if not near.any():
        nearest_deg = float(view.off_nadir_deg.min())
        return f"only near the horizon: never less than {nearest_deg:.0f}° from straight down"
    sun_deg = view.sun_elevation_deg[near]
    if by_night and (sun_deg > rules.night_max_sun_elevation_deg).all():
        return "not by night on this flight: it is light at every pass"
    if by_night and rules.night_needs_dark_cabin and (view.sun_clearance_deg[near] > 0).all():
        return "not by night on this flight: the vehicle is in sunlight at every pass"
    if not by_night and (sun_deg < rules.day_min_sun_elevation_deg).all():
        highest_deg = float(np.max(sun_deg))
        if highest_deg < 0:
            return "not by day on this flight: the Sun is down at every pass"
        return f"not by day on this flight: the Sun is never higher than {highest_deg:.0f}°"
    return "never in a window within all limits for long enough"
