"""The fitted cabin run ahead, as many cabins at once as it takes to know the spread.

Every member has coefficients and a present state drawn from what the fit leaves open, people
who keep the timeline a little early or late, and a wandering error of its own for what no model
has.
"""

from typing import Final

import numpy as np

from console.domain import forecast_agenda as people
from console.domain.forecast_beds import efficiency_ahead
from console.domain.forecast_draws import MEMBERS, STEP_S, Draws
from console.domain.forecast_fit import CabinFit
from console.domain.forecast_inputs import moved_to_dome
from console.domain.forecast_members import Members
from console.domain.forecast_vehicle import (
    CO2,
    FORECAST,
    HUMIDITY,
    OXYGEN,
    PRESSURE,
    TEMPERATURE,
)
from simulator.cabin import Array
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

_KEPT_TO_S: Final = 120.0  # the timeline, one sigma
# How long somebody stays where the timeline does not have them: half of them, and 1 sigma of ln.
_STRAYS_S: Final = 3600.0
_STRAYS_SPREAD: Final = 0.7
_CHANGE_DOUBT: Final = 0.15  # of how much an activity changes what people give, one sigma
# What no part of the model explains: it wanders this far, one sigma (`forecast_draws`).
_WANDERS: Final = {
    **dict.fromkeys(CO2, 0.01),
    OXYGEN: 0.45,
    PRESSURE: 0.8,
    **dict.fromkeys(TEMPERATURE, 0.11),
    **dict.fromkeys(HUMIDITY, 0.9),
}
_CHANGE_SHARE: Final = 0.1  # what changes by so much may change by this part more or less


def run_ahead(fit: CabinFit, mission: Mission, steps: int, draws: Draws) -> Array:
    """Return what every sensor of `FORECAST` would show, shape (12, members, steps + 1)."""
    members = Members(fit, draws)
    ahead_s: Array = np.linspace(0.0, steps * STEP_S, steps + 1)
    times_ns = fit.at_ns + (ahead_s * NS_PER_S).astype(np.int64)
    rates = people.expected_rates(mission, times_ns)
    rates = _lived(rates, draws.lives)
    stays_s = _STRAYS_S * np.exp(_STRAYS_SPREAD * draws.lives[:, 2])
    there = np.where(ahead_s[:, None] < stays_s, fit.crowd, 0.0)
    rates = moved_to_dome(rates, there)
    members.breathe_where_nothing_is_measured(rates[0])
    efficiency = efficiency_ahead(fit, ahead_s + STEP_S / 2)
    found = np.empty((len(FORECAST), MEMBERS, steps + 1))
    found[:, :, 0] = members.readings()
    for step in range(steps):
        members.step(rates[step], float(efficiency[step]))
        found[:, :, step + 1] = members.readings()
    found += _CHANGE_SHARE * draws.change[:, :, None] * (found - found[:, :, :1])
    wanders = np.array([_WANDERS[name] for name in FORECAST])
    return np.asarray(found + wanders[:, None, None] * draws.wander)


def _lived(rates: Array, draws: Array) -> Array:
    """Return rates of members who keep the timeline late or early, (steps, members, 4, 4)."""
    late = np.rint(draws[:, 0] * _KEPT_TO_S / STEP_S).astype(int)
    places = np.clip(np.arange(len(rates))[:, None] - late, 0, len(rates) - 1)
    change = rates[places] - rates[0]
    return np.asarray(rates[0] + change * (1.0 + _CHANGE_DOUBT * draws[:, 1, None, None]))
