"""The fitted cabin run ahead, as many cabins at once as it takes to know the spread.

Every member has coefficients and a present state drawn from what the fit leaves open, people
who keep the timeline a little early or late, and a wandering error of its own for what no model
has.
"""

from typing import Final

import numpy as np

from console.domain.forecast import agenda as people
from console.domain.forecast.astray import change_astray
from console.domain.forecast.draws import AHEAD_S, HORIZON_S, MEMBERS, STEPS_S, Draws
from console.domain.forecast.fit import CabinFit
from console.domain.forecast.members import Members
from console.domain.forecast.vehicle import (
    CO2,
    COLDEST_C,
    FORECAST,
    HOTTEST_C,
    HUMIDITY,
    OXYGEN,
    PRESSURE,
    TEMPERATURE,
)
from simulator.cabin import Array
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

_KEPT_TO_S: Final = 120.0  # the timeline, one sigma
_EARLIEST_S: Final = 360.0  # so long ago somebody may have begun what others only begin now
_AGENDA_STEP_S: Final = 60.0
_CHANGE_DOUBT: Final = 0.1  # of how much an activity changes what people give, one sigma
# What no part of the model explains, one sigma: how far it wanders within minutes
# (`forecast.draws`), and how far it has drifted away after an orbit.
_WANDERS: Final = {
    **dict.fromkeys(CO2, 0.008),
    OXYGEN: 0.25,
    PRESSURE: 0.6,
    **dict.fromkeys(TEMPERATURE, 0.12),
    **dict.fromkeys(HUMIDITY, 0.7),
}
_DRIFTS: Final = {
    **dict.fromkeys(CO2, 0.01),
    OXYGEN: 0.7,
    PRESSURE: 1.2,
    **dict.fromkeys(TEMPERATURE, 0.15),
    **dict.fromkeys(HUMIDITY, 1.6),
}
# What changes by so much may change by this part more or less; of a leak the fit knows as much.
_CHANGE_SHARES: Final = {**dict.fromkeys(FORECAST, 0.13), OXYGEN: 0.05, PRESSURE: 0.05}


def run_ahead(fit: CabinFit, mission: Mission, draws: Draws) -> Array:
    """Return what every sensor of `FORECAST` would show, shape (12, members, steps + 1)."""
    members = Members(fit, draws)
    rates = _lived(fit, mission, draws)
    found = np.empty((len(FORECAST), MEMBERS, len(AHEAD_S)))
    found[:, :, 0] = members.readings()
    for step, step_s in enumerate(STEPS_S.tolist()):
        members.step(rates[step], step_s)
        found[:, :, step + 1] = members.readings()
    wanders, drifts, shares = (
        np.array([each[name] for name in FORECAST]) for each in (_WANDERS, _DRIFTS, _CHANGE_SHARES)
    )
    found += shares[:, None, None] * draws.change[:, :, None] * (found - found[:, :, :1])
    drifted = draws.drift[:, :, None] * np.sqrt(AHEAD_S / HORIZON_S)
    found += wanders[:, None, None] * draws.wander + drifts[:, None, None] * drifted
    return found


def runs_away(members: Array) -> bool:
    """Whether most of what `run_ahead` returned ends at the edge of what it can."""
    celsius = np.median(members[[FORECAST.index(name) for name in TEMPERATURE]], axis=1)
    return bool(((celsius <= COLDEST_C + 1.0) | (celsius >= HOTTEST_C - 1.0)).any())


def _lived(fit: CabinFit, mission: Mission, draws: Draws) -> Array:
    """Return what people give, (steps, members, 4, 4): they keep the timeline late or early."""
    since_s: Array = np.arange(-_EARLIEST_S, HORIZON_S + _AGENDA_STEP_S, _AGENDA_STEP_S)
    times_ns = fit.at_ns + (since_s * NS_PER_S).astype(np.int64)
    rates = people.expected_rates(mission, times_ns)
    ahead_s = AHEAD_S[:-1] + STEPS_S / 2
    late_s = draws.lives[:, 0] * _KEPT_TO_S
    places = np.rint((ahead_s[:, None] - late_s + _EARLIEST_S) / _AGENDA_STEP_S).astype(int)
    places = np.clip(places, 0, len(rates) - 1)
    now = round(_EARLIEST_S / _AGENDA_STEP_S)
    present, change = rates[now], rates[places] - rates[now]
    if fit.crowd:
        present = present + fit.crowd * people.moved_by_one(mission, times_ns)[now]
        change = change + change_astray(fit, mission, times_ns, now, places, draws)
    return np.asarray(present + change * (1.0 + _CHANGE_DOUBT * draws.lives[:, 1, None, None]))
