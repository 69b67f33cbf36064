"""The hour's mean of CO2 ahead: what is remembered of the hour goes, what is forecast comes."""

from typing import Final

import numpy as np

from console.domain.forecast.bins import BIN_S
from console.domain.forecast.draws import AHEAD_S
from console.domain.forecast.fit import CabinFit
from console.domain.forecast.vehicle import CO2, CO2_AVERAGE
from simulator.cabin import Array

SPAN_S: Final = 3600.0


def average_ahead(fit: CabinFit, members: Array) -> Array | None:
    """Return the mean of the four zones over the hour before each instant, None if unknown.

    Before what is remembered CO2 is taken to have been even, such that the mean told now is right.

    Parameters
    ----------
    members : ndarray, shape (4, members, steps + 1)
        CO2 of each zone, mmHg.

    Returns
    -------
    ndarray, shape (members, steps + 1)
    """
    now = float(fit.held[CO2_AVERAGE][-1])
    remembered = np.mean([fit.held[name] for name in CO2], axis=0)
    if not np.isfinite(now) or not np.isfinite(remembered).all():
        return None
    span_s = min(SPAN_S, len(remembered) * float(BIN_S))
    kept = remembered[-round(span_s / BIN_S) :]
    before = (now * SPAN_S - kept.sum() * BIN_S) / (SPAN_S - span_s) if span_s < SPAN_S else 0.0
    past_s = np.concatenate(([-SPAN_S, -span_s], -span_s + BIN_S * np.arange(1, len(kept) + 1)))
    past = np.concatenate(([0.0, before * (SPAN_S - span_s)], kept * BIN_S)).cumsum()
    ahead = members.mean(axis=0)
    steps = np.diff(AHEAD_S) * (ahead[:, 1:] + ahead[:, :-1]) / 2
    come = past[-1] + np.concatenate((np.zeros((len(ahead), 1)), steps.cumsum(axis=1)), axis=1)
    since_s = np.maximum(AHEAD_S - SPAN_S, -SPAN_S)
    gone = np.interp(since_s, past_s, past)[None, :] * np.ones((len(ahead), 1))
    for place in np.flatnonzero(since_s > 0.0):
        gone[:, place] = [np.interp(since_s[place], AHEAD_S, each) for each in come]
    return np.asarray((come - gone) / SPAN_S)
