"""A balance of what comes and goes, fitted to the last minutes: x' = Σ θ·rate, x measured.

The model is integrated backwards from now: x(t) = x(now) − Σ θ·∫rate, so that present value and
coefficients come from one linear regression with priors. A measurement errs by white noise and
by what the model leaves out, a random walk that grows backwards from now; old samples count less
by that alone. If one set of coefficients does not explain the whole stretch, because something
broke or was switched, a shorter one that reaches up to now is taken.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.forecast.bins import BIN_S
from simulator.cabin import Array

# How many bins, from now back, are tried; the longest that is explained is taken.
STRETCHES: Final = (4, 6, 9, 15, 24, 45, 90)
# Mean square of the whitened misfit up to which a stretch counts as explained.
EXPLAINED: Final = 3.0
LEAST_MISFIT: Final = 0.3  # better than that is luck
MEASURED_SD: Final = 1e3  # of a present value, before it is measured
GUESSED_SD: Final = 1.0  # of one that is not measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What a balance says now.

    Parameters
    ----------
    mean : ndarray, shape (quantities + coefficients,)
        Present values of the quantities, then the coefficients.
    covariance : ndarray, shape (the same, twice)
    stretch_s : float
        How far back the data reach that this was learnt from.
    """

    mean: Array
    covariance: Array
    stretch_s: float

    def samples(self, draws: Array) -> Array:
        """Return members, shape (n, values), for standard normal `draws` of the same shape."""
        scale = np.sqrt(np.maximum(np.diag(self.covariance), 1e-30))
        correlation = self.covariance / np.outer(scale, scale)
        factor = np.linalg.cholesky(correlation + 1e-9 * np.eye(len(scale)))
        return np.asarray(self.mean + (draws @ factor.T) * scale)


def fit_balance(
    measured: Array,
    rates: Array,
    *,
    guess: Array,
    expected: Array,
    doubt: Array,
    walk: Array,
    least_noise: Array,
) -> Fitted:
    """Return the balance fitted to the longest stretch up to now that it explains.

    Parameters
    ----------
    measured : ndarray, shape (bins, quantities)
        Oldest first, `BIN_S` apart; NaN where nothing was measured.
    rates : ndarray, shape (coefficients, bins, quantities)
        What each coefficient multiplies, per second.
    guess : ndarray, shape (quantities,)
        Present values, for quantities that are not measured at all.
    expected, doubt : ndarray, shape (coefficients,)
        Mean and sigma of the coefficients before any data.
    walk : ndarray, shape (quantities,)
        Random walk of what the model leaves out, per √s.
    least_noise : ndarray, shape (quantities,)
        White noise of one bin is taken to be at least this.
    """
    measured, rates = measured[::-1], rates[:, ::-1]  # newest first
    noise = np.maximum(_noise(measured), least_noise)
    since_s = np.linspace(0.5, len(measured) - 0.5, len(measured)) * float(BIN_S)
    drift = _integrals(rates)
    systems = [
        _whitened(measured[:, q], drift[:, :, q], since_s, noise[q], walk[q], q, measured.shape[1])
        for q in range(measured.shape[1])
    ]
    unknowns = measured.shape[1] + len(expected)
    is_measured = np.isfinite(measured).any(axis=0)
    prior_mean = np.concatenate((guess, expected))
    present_sd = np.where(is_measured, MEASURED_SD, GUESSED_SD)
    prior = np.concatenate((present_sd, doubt)) ** -2.0
    best: tuple[Array, Array, int] | None = None
    for count in STRETCHES:
        parts = [(x[bins < count], y[bins < count]) for x, y, bins in systems]
        design = np.concatenate([x for x, _ in parts]).reshape(-1, unknowns)
        wanted = np.concatenate([y for _, y in parts])
        covariance = np.linalg.inv(design.T @ design + np.diag(prior))
        mean = covariance @ (design.T @ wanted + prior * prior_mean)
        misfit = wanted - design @ mean
        freedom = max(1, len(wanted) - measured.shape[1])
        mean_square = float(misfit @ misfit) / freedom
        if best is not None and mean_square > EXPLAINED:
            break
        best = (mean, covariance * max(LEAST_MISFIT, mean_square), min(count, len(measured)))
        if count >= len(measured):
            break
    if best is None:
        raise ValueError("no stretch was tried")
    mean, covariance, count = best
    return Fitted(mean=mean, covariance=covariance, stretch_s=count * float(BIN_S))


def _integrals(rates: Array) -> Array:
    """Return the integral of each rate from the middle of each bin up to now."""
    before = np.zeros_like(rates[:, :1])
    return np.asarray(
        np.concatenate((before, np.cumsum(rates, axis=1)[:, :-1]), axis=1) + 0.5 * rates
    ) * float(BIN_S)


def _noise(measured: Array) -> Array:
    """Return the white noise in each column, from its second differences, 0 if too few."""
    found = np.zeros(measured.shape[1])
    for column, values in enumerate(measured.T):
        known = values[np.isfinite(values)]
        if len(known) > 4:
            bends = np.abs(np.diff(known, 2))
            found[column] = 1.4826 * float(np.median(bends)) / np.sqrt(6.0)
    return found


def _whitened(
    values: Array,
    drift: Array,
    since_s: Array,
    noise: float,
    walk: float,
    column: int,
    columns: int,
) -> tuple[Array, Array, NDArray[np.int64]]:
    """Return design, measurements and bin numbers of one quantity with unit, independent noise."""
    bins: NDArray[np.int64] = np.flatnonzero(np.isfinite(values))
    design = np.zeros((len(bins), columns + len(drift)))
    design[:, column] = 1.0
    design[:, columns:] = -drift[:, bins].T
    covariance = walk**2 * np.minimum.outer(since_s[bins], since_s[bins])
    covariance[np.diag_indices(len(bins))] += noise**2
    factor = np.linalg.cholesky(covariance) if len(bins) else np.zeros((0, 0))
    both: Array = np.linalg.solve(factor, np.column_stack((design, values[bins])))
    return both[:, :-1], both[:, -1], bins
