"""How well the scrubber will take CO2: two beds fill in the stream, empty to vacuum in turn.

How full each bed is follows from the efficiency it showed in its last turn; whether it empties,
from the pressure it was open to: one that cannot is full at its next turn, and stays so.
"""

from typing import Final

import numpy as np

from console.domain.forecast.bins import BIN_S
from console.domain.forecast.fit import CabinFit
from console.domain.forecast.inputs import R_MMHG, or_usual
from console.domain.forecast.vehicle import (
    BED_ADSORBS,
    BED_CAPACITY_KG_PER_MMHG,
    BED_CYCLE,
    BED_DESORBS,
    BED_EFFICIENCY,
    BED_EMPTIES_S,
    BED_ISOLATED,
    BED_RESIDUE_SHARE,
    BED_STATES,
    BED_TRANSFER_UNITS,
    BED_VACUUMS,
    CARTRIDGE_WORKS,
    CARTRIDGES,
    CO2,
    DUCT_SHARES,
    EFFICIENCY,
    HALF_CYCLE_S,
    LONE_BED_EMPTIES_S,
    SCRUBBER_FLOW,
)
from simulator.cabin import Array
from simulator.gases import MOLAR_MASS_KG, PA_PER_MMHG, Gas

USUAL_EFFICIENCY = 0.9
_LEAST_FLOW_M3_PER_H = 5.0  # less says nothing about a bed
_RECENT_BINS: Final = 3
_USUAL_LOADING_KG: Final = 0.03
_USUAL_VACUUM_PA: Final = 60.0
_LOADING_DOUBT_KG: Final = 0.004  # one sigma
_SEEN_SHARE: Final = 0.3  # of what one bin's efficiency says against what was reckoned
_LONGEST_STEP_S: Final = 40.0
_KG_PER_M3_MMHG: Final = float(MOLAR_MASS_KG[Gas.CO2]) / (R_MMHG * 295.15)


def mean_efficiency(fit: CabinFit) -> float:
    """Return the efficiency over what is remembered, 0 to 1."""
    known = _seen(fit)
    return float(known[np.isfinite(known)].mean()) if np.isfinite(known).any() else USUAL_EFFICIENCY


def _seen(fit: CabinFit) -> Array:
    """Return the efficiency of each bin, NaN where too little air went through to tell."""
    flows = fit.held[SCRUBBER_FLOW] > _LEAST_FLOW_M3_PER_H
    return np.where(flows, fit.held[EFFICIENCY] / 100.0, np.nan)


class Beds:
    """Both beds of every member; where they do not swing, what was seen last goes on.

    Parameters
    ----------
    draws : ndarray, shape (members, 2)
        Standard normal: how much fuller or emptier each bed is than it seemed.
    """

    def __init__(self, fit: CabinFit, draws: Array) -> None:
        seen = _seen(fit)
        known = seen[np.isfinite(seen)]
        self._lasting = float(known[-_RECENT_BINS:].mean()) if known.size else USUAL_EFFICIENCY
        states = np.stack([fit.held[name] for name in BED_STATES], axis=1)
        self._swings = (
            bool(np.ptp(fit.held[BED_CYCLE][-2 * _RECENT_BINS :]) > 0.0)  # False for NaN
            and bool(np.isfinite(states[-1]).all())
            and not any(fit.held[name][-1] in CARTRIDGE_WORKS for name in CARTRIDGES)
        )
        self._state: list[float] = states[-1].tolist()
        self._since_s = float(fit.held[BED_CYCLE][-1]) + BIN_S / 2
        self._vacuum_pa = [_USUAL_VACUUM_PA, _USUAL_VACUUM_PA]
        self._loading_kg = np.full((len(draws), 2), _USUAL_LOADING_KG)
        if self._swings:
            self._look_back(fit, states, seen)
        self._loading_kg = np.maximum(0.0, self._loading_kg + _LOADING_DOUBT_KG * draws)

    def _look_back(self, fit: CabinFit, states: Array, seen: Array) -> None:
        """Reckon through the window how full the beds are, each turn corrected by what it did."""
        co2 = np.stack([fit.held[name] for name in CO2], axis=1)
        inlet_mmhg = or_usual(co2, fit.co2.mean[:4]) @ DUCT_SHARES
        flow = or_usual(fit.held[SCRUBBER_FLOW], 0.0) / 3600.0
        for place, inlet in enumerate(inlet_mmhg.tolist()):
            for bed, name in enumerate(BED_VACUUMS):
                vacuum_pa = float(fit.held[name][place])
                has_settled = place > 0 and states[place - 1, bed] == BED_DESORBS
                if states[place, bed] == BED_DESORBS and has_settled and vacuum_pa == vacuum_pa:
                    self._vacuum_pa[bed] = vacuum_pa
            goes_on = self._state == states[place].tolist()
            self._state = states[place].tolist()
            self._work(BIN_S, np.array([inlet]), flow[place] * inlet * _KG_PER_M3_MMHG)
            adsorbs = [bed for bed in (0, 1) if self._state[bed] == BED_ADSORBS]
            if goes_on and len(adsorbs) == 1 and seen[place] == seen[place]:
                full_kg = BED_CAPACITY_KG_PER_MMHG * inlet
                left = 1.0 - min(seen[place], 0.999 * BED_EFFICIENCY) / BED_EFFICIENCY
                shown_kg = full_kg * (1.0 + np.log(left) / BED_TRANSFER_UNITS)
                loading = self._loading_kg[:, adsorbs[0]]
                loading += _SEEN_SHARE * (max(0.0, shown_kg) - loading)

    def efficiency(self, inlet_mmhg: Array, m3_per_s: float, step_s: float) -> Array:
        """Return the efficiency of the next `step_s` and let the beds swing, shape (members,)."""
        if not self._swings:
            return np.full(len(inlet_mmhg), self._lasting)
        parts = int(np.ceil(step_s / _LONGEST_STEP_S))
        found = np.zeros(len(inlet_mmhg))
        for _ in range(parts):
            part_s = step_s / parts
            found += self._work(part_s, inlet_mmhg, m3_per_s * inlet_mmhg * _KG_PER_M3_MMHG)
            self._since_s += part_s
            if self._since_s >= self._turn_s():
                self._since_s -= self._turn_s()
                self._swing()
        return found / parts

    def _work(self, step_s: float, inlet_mmhg: Array, kg_per_s: Array | float) -> Array:
        """Fill the beds in the stream, empty the others; return the efficiency."""
        adsorbs = [bed for bed in (0, 1) if self._state[bed] == BED_ADSORBS]
        found = np.zeros(len(inlet_mmhg))
        full_kg = np.maximum(BED_CAPACITY_KG_PER_MMHG * inlet_mmhg, 1e-9)
        for bed in adsorbs:
            room = np.maximum(0.0, 1.0 - self._loading_kg[:, bed] / full_kg)
            taken = BED_EFFICIENCY * -np.expm1(-BED_TRANSFER_UNITS * room)
            self._loading_kg[:, bed] += taken * kg_per_s * step_s / len(adsorbs)
            found = found + taken / len(adsorbs)
        for bed in (0, 1):
            if self._state[bed] == BED_DESORBS:
                vacuum_mmhg = self._vacuum_pa[bed] / PA_PER_MMHG
                rest = BED_CAPACITY_KG_PER_MMHG * BED_RESIDUE_SHARE * vacuum_mmhg
                over = np.maximum(0.0, self._loading_kg[:, bed] - rest)
                self._loading_kg[:, bed] += over * np.expm1(-step_s / BED_EMPTIES_S)
        return found

    def _turn_s(self) -> float:
        is_lone = BED_ISOLATED in self._state and BED_ADSORBS not in self._state
        return LONE_BED_EMPTIES_S if is_lone else HALF_CYCLE_S

    def _swing(self) -> None:
        adsorbed = self._state.index(BED_ADSORBS) if BED_ADSORBS in self._state else -1
        self._state = [
            state if state == BED_ISOLATED else BED_DESORBS if bed == adsorbed else BED_ADSORBS
            for bed, state in enumerate(self._state)
        ]
