"""The pressure control: oxygen and nitrogen feeds, and the relief valve.

What is fed comes into the seating bay, where the control looks: it raises or thins the oxygen
there before it is everywhere. A feed that is stuck, switched by hand, dead or deaf goes on as it
is; one that obeys opens and closes at its set points. Both cycle within minutes, so they are
followed in steps of seconds.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.forecast.fit import CabinFit
from console.domain.forecast.heat import WORK_SHARE
from console.domain.forecast.inputs import R_MMHG
from console.domain.forecast.vehicle import (
    CONTROL_MODE,
    FEED_FLOWS,
    FEED_KG_PER_H,
    FEED_OFF_MMHG,
    FEED_ON_MMHG,
    FEED_VALVES,
    MODE_AUTO,
    OXYGEN,
    PRESSURE,
    RELIEF,
    RELIEF_CRACKS_MMHG,
    RELIEF_FULL_MMHG,
    RELIEF_LEAST,
    RELIEF_PER_S,
    RELIEF_SHUTS_MMHG,
    SEATING_BAY,
    SHARES,
    VALVE_OPEN,
    VALVE_STUCK,
    VOLUMES_M3,
)
from simulator.cabin import Array
from simulator.gases import MOLAR_MASS_KG, ZERO_CELSIUS_K, Gas

_FLOWS_KG_PER_H = 0.05  # more is feeding
_BEYOND_MMHG = 1.5  # a control that has not acted by then does not obey
_GASES = (Gas.O2, Gas.N2)
_LONGEST_STEP_S: Final = 10.0
_SENSOR_DOUBT_MMHG: Final = 0.3  # one sigma
OXYGEN_SHARE: Final = 0.21  # of the air that other gases take the place of


@dataclass(frozen=True, slots=True, kw_only=True)
class Controlled:
    """What the control did in one step, shape (members,) each.

    Parameters
    ----------
    oxygen_mol, nitrogen_mol : ndarray
        Fed.
    kept : ndarray
        The share of the air that neither leak nor relief valve let out.
    warmed : ndarray
        By which share of its temperature the air is warmer for having been pressed together, or
        colder for having let some out, less what the walls took of that.
    """

    oxygen_mol: Array
    nitrogen_mol: Array
    kept: Array
    warmed: Array


class PressureControl:
    """Feeds and relief valve of every member.

    Parameters
    ----------
    exchange_m3_per_s : ndarray, shape (members, 4, 4)
        Between the zones, less on the diagonal what goes out.
    draws : ndarray, shape (members, 2)
        Standard normal: how the control's sensors err against telemetry's.
    to_walls_per_s : float
        How fast the air's warmth goes into the walls.
    """

    def __init__(
        self, fit: CabinFit, exchange_m3_per_s: Array, draws: Array, to_walls_per_s: float
    ) -> None:
        self._to_walls_per_s = to_walls_per_s
        self._errs_mmhg = (_SENSOR_DOUBT_MMHG * draws).T
        kelvin = float(fit.heat.mean[SEATING_BAY]) + ZERO_CELSIUS_K
        # Once all zones rise alike, exchange brings to each its share of what the bay is fed.
        into = np.tile(SHARES - np.eye(len(SHARES))[SEATING_BAY], (len(exchange_m3_per_s), 1))
        apart = np.linalg.solve(exchange_m3_per_s - SHARES, into[:, :, None])[:, SEATING_BAY, 0]
        self._per_feed = apart * R_MMHG * kelvin
        self._spreads_s = apart * float(VOLUMES_M3[SEATING_BAY] / (1.0 - SHARES[SEATING_BAY]))
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
            is_open = valve == VALVE_OPEN or (feeds and not self._obeys[gas])
            # The mean flow of a bin in which the valve opened says too little.
            usual = FEED_KG_PER_H[gas] if self._obeys[gas] else flow
            self._mol_per_s[gas] = usual / 3600.0 / MOLAR_MASS_KG[_GASES[gas]]
            self._is_open.append(np.full(1, is_open))
        self.ahead_mmhg = self._settled_mmhg(
            *(self._is_open[gas] * self._mol_per_s[gas] for gas in (0, 1))
        )
        is_over = fit.last(PRESSURE, 0.0) > RELIEF_CRACKS_MMHG - RELIEF_SHUTS_MMHG
        self._relieves: NDArray[np.bool_] = np.full(1, fit.last(RELIEF, 0.0) > 0.0 and is_over)

    def step(
        self,
        oxygen_mmhg: Array,
        pressure_mmhg: Array,
        drifts_mmhg_per_s: tuple[Array, Array],
        leak_per_s: Array,
        per_mmhg: Array,
        step_s: float,
    ) -> Controlled:
        """Return what is fed and what is kept in a step.

        Parameters
        ----------
        oxygen_mmhg, pressure_mmhg : ndarray, shape (members,)
            At the beginning of the step.
        drifts_mmhg_per_s : pair of ndarray, shape (members,)
            How both change without feeds, leak and relief.
        leak_per_s : ndarray, shape (members,)
        per_mmhg : ndarray, shape (members,)
            Moles that raise the cabin by one mmHg.
        """
        parts = int(np.ceil(step_s / _LONGEST_STEP_S))
        part_s = step_s / parts
        oxygen, pressure = oxygen_mmhg.copy(), pressure_mmhg.copy()
        fed_mol, kept = np.zeros((2, len(pressure))), np.ones(len(pressure))
        warmed = np.zeros(len(pressure))
        stays_warm = np.exp(-part_s * self._to_walls_per_s)
        for _ in range(parts):
            seen = np.stack((oxygen + self.ahead_mmhg, pressure)) + self._errs_mmhg
            flows = [self._feed(gas, mmhg) for gas, mmhg in enumerate(seen)]
            nearer = -np.expm1(-part_s / self._spreads_s)
            self.ahead_mmhg += nearer * (self._settled_mmhg(*flows) - self.ahead_mmhg)
            fed = [flow * part_s for flow in flows]
            stays = np.exp(-part_s * (leak_per_s + self._relief_per_s(pressure)))
            both = (fed[0] + fed[1]) / per_mmhg
            came = both / np.maximum(pressure, 1.0) + np.log(stays)
            warmer = warmed * (stays_warm - 1.0) + came * WORK_SHARE
            warmed += warmer
            changed = stays * (1.0 + warmer)
            oxygen = (oxygen + fed[0] / per_mmhg + drifts_mmhg_per_s[0] * part_s) * changed
            pressure = (pressure + both + drifts_mmhg_per_s[1] * part_s) * changed
            fed_mol += fed
            kept *= stays
        return Controlled(oxygen_mol=fed_mol[0], nitrogen_mol=fed_mol[1], kept=kept, warmed=warmed)

    def _feed(self, gas: int, mmhg: Array) -> Array:
        """Return what is fed at such a pressure, mol/s."""
        if self._obeys[gas]:
            is_low = mmhg < FEED_ON_MMHG[gas]
            self._is_open[gas] = is_low | (self._is_open[gas] & (mmhg < FEED_OFF_MMHG[gas]))
            return np.where(self._is_open[gas], self._mol_per_s[gas], 0.0)
        return np.full(len(mmhg), self._mol_per_s[gas])

    def _settled_mmhg(self, oxygen_mol_per_s: Array, nitrogen_mol_per_s: Array) -> Array:
        """Return by how much more oxygen there is in the seating bay than in the mean."""
        pushed = OXYGEN_SHARE * (oxygen_mol_per_s + nitrogen_mol_per_s)
        return np.asarray((oxygen_mol_per_s - pushed) * self._per_feed)

    def _relief_per_s(self, pressure_mmhg: Array) -> Array:
        """Return the share of the air that the valve lets out in a second."""
        over_mmhg = pressure_mmhg - RELIEF_CRACKS_MMHG
        self._relieves = (over_mmhg > 0.0) | (self._relieves & (over_mmhg > -RELIEF_SHUTS_MMHG))
        opening = np.clip(over_mmhg / RELIEF_FULL_MMHG, RELIEF_LEAST, 1.0)
        return np.asarray(self._relieves * opening * RELIEF_PER_S)
