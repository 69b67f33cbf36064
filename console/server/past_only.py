"""A record seen from an instant: of what came later nothing is told."""

from typing import Final

import numpy as np

from telemetry.levels import MinMax
from telemetry.store import MissionFile

_NO_TIMES: Final = np.empty(0, np.int64)
_NO_VALUES: Final = np.empty(0)


class PastOnly:
    """The columns of a record up to an instant.

    Parameters
    ----------
    file : MissionFile
        Open for reading.
    until_ns : int
        The last instant that is told of, UTC nanoseconds.
    """

    def __init__(self, file: MissionFile, until_ns: int) -> None:
        self._file = file
        self._above_ns = until_ns + 1

    def columns(self, parameter: str, from_ns: int, to_ns: int, columns: int) -> MinMax:
        """Return a parameter's least and greatest values, as `MissionFile.columns` does.

        A column that reaches beyond the instant is made of the samples before it.
        """
        to_ns = min(to_ns, self._above_ns)
        if to_ns <= from_ns:
            return MinMax(width_ns=0, times_ns=_NO_TIMES, low=_NO_VALUES, high=_NO_VALUES)
        whole = self._file.columns(parameter, from_ns, to_ns, columns)
        told = whole.times_ns + whole.width_ns <= self._above_ns
        if not whole.width_ns:
            told = whole.times_ns < self._above_ns
        if told.all():
            return whole
        times_ns, low, high = whole.times_ns[told], whole.low[told], whole.high[told]
        if whole.width_ns:
            start_ns = int(whole.times_ns[~told][0])
            _, values = self._file.samples(parameter, start_ns, self._above_ns)
            times_ns = np.append(times_ns, start_ns)
            low = np.append(low, np.fmin.reduce(values, initial=np.nan))
            high = np.append(high, np.fmax.reduce(values, initial=np.nan))
        return MinMax(width_ns=whole.width_ns, times_ns=times_ns, low=low, high=high)
