"""How well the scrubber will take CO2: its two beds repeat what each did in its last turn."""

import numpy as np

from console.domain.forecast_bins import BIN_S
from console.domain.forecast_fit import CabinFit
from console.domain.forecast_vehicle import BED_CYCLE, EFFICIENCY, HALF_CYCLE_S, SCRUBBER_FLOW
from simulator.cabin import Array

USUAL_EFFICIENCY = 0.9
_LEAST_FLOW_M3_PER_H = 5.0  # less says nothing about a bed
_TURN_BINS = round(HALF_CYCLE_S / BIN_S)
_RECENT_BINS = 3


def mean_efficiency(fit: CabinFit) -> float:
    """Return the efficiency over what is remembered, 0 to 1."""
    known = _seen(fit)
    return float(known[np.isfinite(known)].mean()) if np.isfinite(known).any() else USUAL_EFFICIENCY


def _seen(fit: CabinFit) -> Array:
    """Return the efficiency of each bin, NaN where too little air went through to tell."""
    flows = fit.held[SCRUBBER_FLOW] > _LEAST_FLOW_M3_PER_H
    return np.where(flows, fit.held[EFFICIENCY] / 100.0, np.nan)


def efficiency_ahead(fit: CabinFit, ahead_s: Array) -> Array:
    """Return the efficiency at instants `ahead_s` after now, 0 to 1, same shape.

    The bed in use goes on as it did in its last turn, scaled by how it does now; the other as
    in its own. With less than two turns of data, or beds that do not swing, the mean stands.
    """
    seen = _seen(fit)
    known = seen[np.isfinite(seen)]
    if not known.size:
        return np.full(len(ahead_s), USUAL_EFFICIENCY)
    cycle = fit.held[BED_CYCLE]
    swings = bool(np.ptp(cycle[-_RECENT_BINS * 2 :]) > 0.0)  # False for NaN
    if not swings:
        return np.full(len(ahead_s), float(known[-_RECENT_BINS:].mean()))
    if len(seen) < 2 * _TURN_BINS or np.isnan(seen[-2 * _TURN_BINS :]).any():
        return np.full(len(ahead_s), float(known.mean()))
    last = seen[-2 * _TURN_BINS :]
    before = seen[: len(seen) - 2 * _TURN_BINS][-_RECENT_BINS:]
    scale = 1.0
    if before.size == _RECENT_BINS and before.mean() > 0.05:
        scale = float(np.clip(last[-_RECENT_BINS:].mean() / before.mean(), 0.0, 1.5))
    place = (ahead_s / BIN_S).astype(int) % (2 * _TURN_BINS)
    turns = np.floor((ahead_s + float(cycle[-1])) / HALF_CYCLE_S).astype(int)
    return np.asarray(np.clip(last[place] * np.where(turns % 2 == 0, scale, 1.0), 0.0, 1.0))
