"""What makes a good view, as set by the guest lead: asked for, decided, remembered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from console.domain.requests import Refused
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing_requests import SetViewingRules, ViewingRulesSet

# What each limit may be; outside of it nobody could mean it.
BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "least_duration_s": (5.0, 600.0),
    "good_off_nadir_deg": (5.0, 70.0),
    "day_max_off_nadir_deg": (5.0, 75.0),
    "day_min_sun_elevation_deg": (-6.0, 60.0),
    "day_good_sun_elevation_deg": (0.0, 80.0),
    "night_max_off_nadir_deg": (5.0, 75.0),
    "night_max_sun_elevation_deg": (-18.0, 0.0),
    "night_good_sun_elevation_deg": (-18.0, 0.0),
    "sunrise_before_s": (0.0, 300.0),
    "sunrise_after_s": (0.0, 300.0),
    "area_reach_max_km": (0.0, 2000.0),
    "reef_min_glint_deg": (0.0, 60.0),
    "glint_max_deg": (1.0, 30.0),
    "glint_least_duration_s": (1.0, 120.0),
    "moon_window_s": (5.0, 300.0),
    "moon_min_fraction": (0.0, 1.0),
    "kp": (0.0, 9.0),
    "aurora_max_distance_km": (100.0, 3000.0),
    "galaxy_min_clearance_deg": (0.0, 60.0),
    "galaxy_city_distance_km": (0.0, 3000.0),
    "land_cloud": (0.0, 1.0),
    "ocean_cloud": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewingLimits:
    """The rules in force.

    Parameters
    ----------
    revision : int
        0 for the defaults; goes up by one at every change.
    """

    rules: ViewingRules = field(default_factory=ViewingRules)
    revision: int = 0


def apply_limits(limits: ViewingLimits, fact: ViewingRulesSet) -> ViewingLimits:
    """Return the rules after `fact`."""
    return ViewingLimits(rules=fact.rules, revision=limits.revision + 1)


def decide_limits(
    request: SetViewingRules, limits: ViewingLimits, targets: frozenset[str]
) -> Sequence[ViewingRulesSet] | Refused:
    """Return the fact that `request` makes, or everything that is wrong with it."""
    if request.seen_revision != limits.revision:
        return Refused("The rules changed since you saw them. Look again and decide.")
    problems = list(problems_with(request.rules, targets))
    if problems:
        return Refused(" ".join(problems))
    return [ViewingRulesSet(rules=request.rules)]


def problems_with(rules: ViewingRules, targets: frozenset[str]) -> Iterator[str]:
    """Yield every reason why these rules cannot be."""
    for name, (least, most) in BOUNDS.items():
        value = getattr(rules, name)
        if not least <= value <= most:  # NaN is never within
            yield f"{name} is {value:g}, not from {least:g} to {most:g}."
    low, high = rules.relief_best_sun_deg
    if not -6.0 <= low < high <= 90.0:
        yield f"relief_best_sun_deg is {low:g} to {high:g}, not rising from -6 to 90."
    for target, cloud in sorted(rules.cloud_by_target.items()):
        if target not in targets:
            yield f"cloud_by_target names '{target}', which is no target of this flight."
        elif not 0.0 <= cloud <= 1.0:
            yield f"cloud_by_target of '{target}' is {cloud:g}, not from 0 to 1."
