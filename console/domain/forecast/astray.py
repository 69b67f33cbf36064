"""Who is in the dome beside the timeline, or away from it, in every member, and for how long.

That the count tells, and not who they are: every member has others of the guests there, who do
there what the timeline has them do, or are awake. Nobody does anything about it, is supposed:
they stay for so many times as long again as they have been (one sigma of ln). In one member of
three each goes where the timeline wants them next.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.forecast import agenda as people
from console.domain.forecast.draws import AHEAD_S, STEPS_S, Draws
from console.domain.forecast.fit import CabinFit
from console.domain.forecast.vehicle import DOME, SEATING_BAY
from simulator.cabin import Array
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

_STAYS_LEAST_S: Final = 4 * 3600.0
_STAYS_AGAIN: Final = 3.0
_STAYS_SPREAD: Final = 1.0
_LEAVES_BEYOND: Final = 0.43  # of a standard normal number


def change_astray(
    fit: CabinFit,
    mission: Mission,
    times_ns: NDArray[np.int64],
    now: int,
    places: NDArray[np.int64],
    draws: Draws,
) -> Array:
    """Return how what they give changes from now on, shape (steps, members, 4 zones, 4 rates).

    Parameters
    ----------
    times_ns : ndarray, shape (n,)
        Evenly spaced; the present is number `now`.
    places : ndarray, shape (steps, members)
        Which of `times_ns` the timeline is at in each step.
    """
    zones, ends_ns = people.places_now(mission, fit.at_ns)
    can = people.can_be_astray(mission, zones, fit.crowd)
    who = np.resize(draws.who.T, (len(can), len(draws.who))).T
    rank = np.where(can, who, np.inf).argsort(axis=1).argsort(axis=1)
    is_astray = can & (rank < round(abs(fit.crowd)))
    if fit.crowd > 0.0:
        is_astray |= zones == DOME  # whoever was to be there stays on with the others
    usual_s = max(_STAYS_LEAST_S, _STAYS_AGAIN * fit.crowded_s)
    ahead_s = (AHEAD_S[:-1] + STEPS_S / 2)[:, None]
    stays = ahead_s < usual_s * np.exp(_STAYS_SPREAD * draws.lives[:, 2])
    leaves = draws.lives[:, 3] > _LEAVES_BEYOND
    is_wanted = fit.at_ns + ahead_s * NS_PER_S >= ends_ns
    is_there = is_astray & stays[:, :, None] & ~(leaves[:, None] & is_wanted[:, None, :])
    moved = people.moved_each(mission, times_ns, DOME if fit.crowd > 0.0 else SEATING_BAY)
    awake = (draws.lives[:, 4] > 0.0).astype(int)
    given = np.einsum("smp,smpzr->smzr", is_there, moved[awake, places])
    gave = np.einsum("mp,mpzr->mzr", is_astray, moved[awake, now])
    return np.asarray(given - gave)
