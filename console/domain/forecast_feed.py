"""Oxygen and nitrogen feeds as the pressure control will work them, unless it does not.

A feed that is stuck, switched by hand, dead or deaf goes on as it is; one that obeys opens and
closes at its set points.
"""

import numpy as np
from numpy.typing import NDArray

from console.domain.forecast_fit import CabinFit
from console.domain.forecast_vehicle import (
    CONTROL_MODE,
    FEED_FLOWS,
    FEED_KG_PER_H,
    FEED_OFF_MMHG,
    FEED_ON_MMHG,
    FEED_VALVES,
    MODE_AUTO,
    OXYGEN,
    PRESSURE,
    VALVE_OPEN,
    VALVE_STUCK,
)
from simulator.cabin import Array
from simulator.gases import MOLAR_MASS_KG, Gas

_FLOWS_KG_PER_H = 0.05  # more is feeding
_BEYOND_MMHG = 1.5  # a control that has not acted by then does not obey
_GASES = (Gas.O2, Gas.N2)


class Feed:
    """Both feeds of every member."""

    def __init__(self, fit: CabinFit) -> None:
        self._mol_per_s = np.zeros(2)
        self._obeys = [True, True]
        self._is_open: list[NDArray[np.bool_]] = []
        mode = fit.last(CONTROL_MODE, MODE_AUTO)
        for gas, sensor in enumerate((OXYGEN, PRESSURE)):
            flow = fit.last(FEED_FLOWS[gas], 0.0)
            valve = fit.last(FEED_VALVES[gas], 0.0)
            values = fit.held[sensor][-3:]
            is_deaf = bool(np.all(values > FEED_OFF_MMHG[gas] + _BEYOND_MMHG))
            is_dead = bool(np.all(values < FEED_ON_MMHG[gas] - _BEYOND_MMHG))
            feeds = flow > _FLOWS_KG_PER_H
            disobeys = (feeds and is_deaf) or (not feeds and is_dead)
            self._obeys[gas] = mode == MODE_AUTO and valve != VALVE_STUCK and not disobeys
            is_open = feeds and (valve == VALVE_OPEN or not self._obeys[gas])
            usual = flow if is_open or not self._obeys[gas] else FEED_KG_PER_H[gas]
            self._mol_per_s[gas] = usual / 3600.0 / MOLAR_MASS_KG[_GASES[gas]]
            self._is_open.append(np.full(1, is_open))

    def step(
        self, oxygen_mmhg: Array, pressure_mmhg: Array, per_mmhg: Array, step_s: float
    ) -> tuple[Array, Array]:
        """Return the moles of oxygen and of nitrogen fed to each member during a step.

        Parameters
        ----------
        per_mmhg : ndarray, shape (members,)
            Moles that raise the cabin by one mmHg.
        """
        oxygen = self._feed(0, oxygen_mmhg, per_mmhg, step_s)
        return oxygen, self._feed(1, pressure_mmhg + oxygen / per_mmhg, per_mmhg, step_s)

    def _feed(self, gas: int, mmhg: Array, per_mmhg: Array, step_s: float) -> Array:
        whole = self._mol_per_s[gas] * step_s
        if not self._obeys[gas]:
            return np.full(len(mmhg), whole)
        is_open = (mmhg < FEED_ON_MMHG[gas]) | (self._is_open[gas] & (mmhg < FEED_OFF_MMHG[gas]))
        wanted = np.maximum(0.0, FEED_OFF_MMHG[gas] - mmhg) * per_mmhg
        self._is_open[gas] = is_open & (wanted > whole)
        return np.where(is_open, np.minimum(whole, wanted), 0.0)
