"""How zones of air mix, exactly, whatever the step."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def mixing_propagators(
    exchange_m3_per_s: Array, volumes_m3: Array, step_s: float
) -> tuple[Array, Array]:
    """Return what one step of mixing makes of amounts, and of what comes in evenly during it.

    The exact solution of dn_z/dt = Σ Q_zz'·(n_z'/V_z' − n_z/V_z) + s_z: exp(K·t) and the mean of
    exp(K·τ) over the step. Each column sums to one, so nothing is lost.

    Returns
    -------
    mixed, spread : ndarray, shape (4, 4)
    """
    count = len(volumes_m3)
    flows = exchange_m3_per_s * (1.0 - np.eye(count))
    both = np.zeros((2 * count, 2 * count))
    both[:count, :count] = (flows - np.diag(flows.sum(axis=0))) / volumes_m3 * step_s
    both[:count, count:] = np.eye(count)
    exponential = _exponential(both)
    return exponential[:count, :count], exponential[:count, count:]


def _exponential(matrix: Array) -> Array:
    """Return the matrix exponential by Taylor series with scaling and squaring."""
    halvings = max(0, int(np.ceil(np.log2(max(np.abs(matrix).max(), 1e-300)))) + 4)
    scaled = matrix / 2.0**halvings
    term = np.eye(len(matrix))
    result = term.copy()
    for order in range(1, 9):
        term = term @ scaled / order
        result += term
    for _ in range(halvings):
        result = result @ result
    return np.asarray(result)
