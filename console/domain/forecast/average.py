"""The hour's mean of CO2 ahead: what is remembered of the hour goes, what is forecast comes."""

from typing import Final

import numpy as np

from console.domain.forecast.bins import BIN_S
from console.domain.forecast.draws import AHEAD_S
from console.domain.forecast.fit import CabinFit
from console.domain.forecast.vehicle import CO2, CO2_AVERAGE
from simulator.cabin import Array

SPAN_S: Final = 3600.0
_TOLD_DOUBT_MMHG: Final = 0.003  # one sigma, besides what it changes by in a bin


def average_ahead(fit: CabinFit, members: Array, draws: Array) -> Array:
    """Return the mean of the four zones over the hour before each instant.

    Gaps in what is remembered are bridged. Before it CO2 is taken to have gone evenly to where
    memory begins, such that the mean told now is right.

    Parameters
    ----------
    members : ndarray, shape (4, members, steps + 1)
        CO2 of each zone, mmHg.
    draws : ndarray, shape (2, members)
        Standard normal: how the mean that is told errs, and how what is forgotten went.

    Returns
    -------
    ndarray, shape (members, steps + 1)
    """
    told = fit.held[CO2_AVERAGE]
    remembered = np.mean([fit.held[name] for name in CO2], axis=0)
    places, known = np.arange(len(remembered)), np.isfinite(remembered)
    told = told[np.isfinite(told)]
    remembered = np.interp(places, places[known], remembered[known])
    now = told[-1] + (told[-1] - told[-2]) / 2  # of the last bin's end, not of its middle
    past_s = np.arange(-SPAN_S, BIN_S, BIN_S)
    levels = np.concatenate((np.empty(len(past_s) - 1 - len(remembered)), remembered))
    forgotten = levels[: -len(remembered)]
    if forgotten.size:
        mean = (now * len(levels) - remembered.sum()) / len(forgotten)
        forgotten[:] = mean + (remembered[0] - mean) * np.linspace(-1.0, 1.0, len(forgotten))
    # Of what is forgotten only the mean is known: it may have gone up and down as what came after.
    bends = np.std(remembered - np.polyval(np.polyfit(places, remembered, 1), places))
    past = np.concatenate(([0.0], levels.cumsum())) * BIN_S
    ahead = members.mean(axis=0)
    steps = np.diff(AHEAD_S) * (ahead[:, 1:] + ahead[:, :-1]) / 2
    come = past[-1] + np.concatenate((np.zeros((len(ahead), 1)), steps.cumsum(axis=1)), axis=1)
    since_s = np.maximum(AHEAD_S - SPAN_S, -SPAN_S)
    gone = np.interp(since_s, past_s, past)[None, :] * np.ones((len(ahead), 1))
    for place in np.flatnonzero(since_s > 0.0):
        gone[:, place] = [np.interp(since_s[place], AHEAD_S, each) for each in come]
    forgotten_s = max(float(len(forgotten) * BIN_S), 1.0)
    bent = np.sin(np.pi * np.clip((since_s + SPAN_S) / forgotten_s, 0.0, 1.0)) / np.pi
    told_doubt = _TOLD_DOUBT_MMHG + abs(told[-1] - told[-2])
    spread = np.stack((np.full_like(bent, told_doubt), bends * forgotten_s / SPAN_S * bent))
    doubt = draws.T @ np.where(AHEAD_S < SPAN_S, spread, 0.0)
    return np.asarray((come - gone) / SPAN_S + doubt)
