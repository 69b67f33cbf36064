"""Random numbers for the members of a forecast: the same every time, so that nothing flickers."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from console.domain.forecast_vehicle import FORECAST
from simulator.cabin import Array

MEMBERS: Final = 48
STEP_S: Final = 45.0
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
    change: Array
    wander: Array


@cache
def draw(steps: int, seed: int = 1) -> Draws:
    """Return numbers in pairs of opposite sign: their mean is exactly nothing."""
    random = np.random.default_rng(seed)

    def pairs(*shape: int) -> Array:
        half = random.standard_normal((MEMBERS // 2, *shape))
        return np.concatenate((half, -half))

    wander = np.zeros((MEMBERS, steps + 1))
    kept = np.exp(-STEP_S / _WANDERING_S)
    for step, shock in enumerate(pairs(steps).T):
        wander[:, step + 1] = kept * wander[:, step] + np.sqrt(1.0 - kept**2) * shock
    return Draws(
        co2=pairs(14), air=pairs(6), water=pairs(4), heat=pairs(11), walls=pairs(3),
        lives=pairs(3), change=pairs(len(FORECAST)).T, wander=wander,
    )  # fmt: skip
