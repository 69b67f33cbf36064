"""What can be seen, through which window and when, how well, and why."""

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.ground_views import find_ground_views
from console.domain.viewing.limb_views import find_limb_views
from console.domain.viewing.opportunity import Opportunity
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing.sky_views import find_sky_views
from telemetry.elements import first_failure
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

__all__ = ["Opportunity", "ViewingRules", "find_opportunities"]

_DEFAULT_RULES = ViewingRules()
# How far past the stretch the searches look to see passes and nights whole.
_REACH_NS = 7200 * NS_PER_S


def find_opportunities(
    mission: Mission, from_ns: int, to_ns: int, rules: ViewingRules = _DEFAULT_RULES
) -> tuple[Opportunity, ...]:
    """Return every viewing opportunity that peaks from `from_ns` (included) to `to_ns`.

    The server and every console compute the same list with the same ids from the same mission,
    whatever stretch each of them asks for.

    Returns
    -------
    tuple of Opportunity
        In order of start; none without windows. One target seen through two windows is two
        opportunities. Where SGP4 cannot carry the elements on, the list ends before;
        `first_failure` tells why.
    """
    if not mission.panes:
        return ()
    end = first_failure(mission.orbit, from_ns - _REACH_NS, to_ns + _REACH_NS)
    if end is not None:
        to_ns = min(to_ns, end.instant_ns - _REACH_NS)
        if to_ns <= from_ns:
            return ()
    ephemeris = Ephemeris.over(mission.orbit, from_ns, to_ns)
    found = (
        *find_ground_views(ephemeris, mission, rules),
        *find_limb_views(ephemeris, mission, rules),
        *find_sky_views(mission, from_ns, to_ns, rules),
    )
    # A view is cut by its limits, and that may move its peak out of the stretch asked for.
    within = (each for each in found if from_ns <= each.peak_ns < to_ns)
    return tuple(sorted(within, key=lambda opportunity: (opportunity.start_ns, opportunity.id)))
