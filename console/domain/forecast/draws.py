"""Random numbers for the members of a forecast: the same every time, so that nothing flickers."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from console.domain.forecast.vehicle import FORECAST
from simulator.cabin import Array

MEMBERS: Final = 64
# Steps of 45 s for a quarter of an hour, then of 2 min: what is near is wanted more exactly.
STEPS_S: Final[Array] = np.array([45.0] * 20 + [120.0] * 39)
AHEAD_S: Final[Array] = np.concatenate(([0.0], np.cumsum(STEPS_S)))
HORIZON_S: Final = float(AHEAD_S[-1])  # one orbit
MOST_PEOPLE: Final = 16
_WANDERING_S: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Standard normal numbers, the same at every update in pairs of opposite sign."""

    co2: Array
    air: Array
    water: Array
    heat: Array
    walls: Array
    lives: Array
    who: Array
    change: Array
    drift: Array
    wander: Array
    beds: Array
    control: Array
    average: Array


@cache
def draw(seed: int = 1) -> Draws:
    """Return numbers in pairs of opposite sign: their mean is exactly nothing."""
    random = np.random.default_rng(seed)

    def pairs(*shape: int) -> Array:
        half = random.standard_normal((MEMBERS // 2, *shape))
        return np.concatenate((half, -half))

    wander = np.zeros((MEMBERS, len(AHEAD_S)))
    shocks = pairs(len(STEPS_S)).T
    for step, kept in enumerate(np.exp(-STEPS_S / _WANDERING_S)):
        wander[:, step + 1] = kept * wander[:, step] + np.sqrt(1.0 - kept**2) * shocks[step]
    return Draws(
        co2=pairs(14), air=pairs(6), water=pairs(4), heat=pairs(11), walls=pairs(3),
        lives=pairs(5), who=pairs(MOST_PEOPLE),
        change=pairs(len(FORECAST)).T, drift=pairs(len(FORECAST)).T, wander=wander,
        beds=pairs(2), control=pairs(2), average=pairs(2).T,
    )  # fmt: skip
