"""Stretches of time on which something holds."""

from console.domain.viewing.roots import LineFunction, sign_changes
from telemetry.geodesy import Array


def positive_stretches(
    f: LineFunction,
    grid_s: Array,
    on_grid: Array | None = None,
    *,
    find_dips: bool = True,
) -> list[tuple[float, float]]:
    """Return the stretches of the grid on which `f` is positive, cut at the grid's ends.

    Parameters
    ----------
    on_grid : ndarray of float64, shape (n,), optional
        `f` on the grid, if it is known already.
    find_dips : bool
        Whether stretches and gaps shorter than the grid's step matter.
    """
    values = f(grid_s) if on_grid is None else on_grid
    changes, is_rising = sign_changes(f, grid_s, values, find_dips=find_dips)
    starts, ends = list(changes[is_rising]), list(changes[~is_rising])
    if values[0] >= 0:
        starts.insert(0, grid_s[0])
    if len(starts) > len(ends):
        ends.append(grid_s[-1])
    return [(float(s), float(e)) for s, e in zip(starts, ends, strict=True)]
