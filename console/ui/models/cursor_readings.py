"""What curves say at a cursor and between two. No Qt."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telemetry.dictionary import Packet, Parameter
from telemetry.history import History

_COLUMNS = 500
_STATISTICS = 6  # cells from the difference on
REACH_PERIODS = 2  # a cursor further than this after the last sample reads nothing


@dataclass(frozen=True, slots=True)
class Extent:
    """The least and the greatest value of a parameter at an instant, alike for one sample."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The value, or the middle of what is known."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A parameter between two cursors.

    Parameters
    ----------
    samples : int or None
        How many samples mean and deviation are of; None where only columns are remembered, of
        which each then has one weight.
    deviation : float
        Standard deviation of the samples, NaN where only columns are remembered.
    """

    least: float
    mean: float
    greatest: float
    deviation: float
    samples: int | None


def reading_at(history: History, packet: Packet, parameter: str, at_ns: int) -> Extent | None:
    """Return what was known of `parameter` at an instant: its last sample before, if recent."""
    from_ns = at_ns - REACH_PERIODS * packet.period_ns
    columns = history.columns(parameter, from_ns, at_ns + 1, _COLUMNS)
    before = np.isfinite(columns.low) & (columns.times_ns <= at_ns)
    if not before.any():
        return None
    last = int(np.flatnonzero(before)[-1])
    return Extent(float(columns.low[last]), float(columns.high[last]))


def between(history: History, parameter: str, from_ns: int, to_ns: int) -> Between | None:
    """Return the statistics of a stretch, None where nothing is known of it."""
    start_ns, end_ns = sorted((from_ns, to_ns))
    columns = history.columns(parameter, start_ns, end_ns + 1, _COLUMNS)
    known = np.isfinite(columns.low)
    if columns.width_ns == 0:
        known &= (columns.times_ns >= start_ns) & (columns.times_ns <= end_ns)
    if not known.any():
        return None
    low, high = columns.low[known], columns.high[known]
    samples = _all_samples(history, parameter, start_ns, end_ns, columns.times_ns[known])
    return Between(
        least=float(low.min()),
        mean=float((low + high).mean() / 2 if samples is None else samples.mean()),
        greatest=float(high.max()),
        deviation=math.nan if samples is None else float(samples.std()),
        samples=None if samples is None else samples.size,
    )


def _all_samples(
    history: History, parameter: str, start_ns: int, end_ns: int, known_ns: NDArray[np.int64]
) -> NDArray[np.float64] | None:
    """Return the samples of a stretch, None if it has columns from before the first of them."""
    times_ns, values = history.raw(parameter, start_ns, end_ns + 1)
    finite = np.isfinite(values)
    if not finite.any():
        return None
    begins_ns = times_ns[finite][0] - (known_ns[1] - known_ns[0] if known_ns.size > 1 else 0)
    return values[finite] if known_ns[0] >= begins_ns else None


def cursor_row(
    history: History,
    place: tuple[Packet, Parameter],
    at_ns: Mapping[str, int | None],
) -> list[str]:
    """Return what a parameter says at ``pointer``, ``A`` and ``B`` and between the last two.

    Returns
    -------
    list of str
        Id, a value for each cursor, difference, least, mean, greatest, standard deviation and
        number of samples; empty where there is nothing to say.
    """
    packet, parameter = place
    at = {
        name: None if ns is None else reading_at(history, packet, parameter.id, ns)
        for name, ns in at_ns.items()
    }
    cells = [parameter.id, *(_extent_text(parameter, each) for each in at.values())]
    a, b = at["A"], at["B"]
    a_ns, b_ns = at_ns["A"], at_ns["B"]
    if parameter.states or a_ns is None or b_ns is None:
        return [*cells, *[""] * _STATISTICS]
    found = between(history, parameter.id, a_ns, b_ns)
    cells.append("" if a is None or b is None else f"{b.middle - a.middle:+.4g}")
    if found is None:
        return [*cells, *[""] * (_STATISTICS - 1)]
    numbers = (found.least, found.mean, found.greatest, found.deviation)
    cells += ["" if math.isnan(each) else f"{each:.4g}" for each in numbers]
    return [*cells, "columns" if found.samples is None else str(found.samples)]


def _extent_text(parameter: Parameter, extent: Extent | None) -> str:
    if extent is None:
        return "–"
    if extent.low == extent.high or parameter.states:
        return parameter.text(extent.low)
    return f"{extent.low:.4g} … {extent.high:.4g}"
