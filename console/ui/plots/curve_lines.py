"""The lines of a chart's curves: loaded for a page, then only lengthened. No Qt."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.ui.plots.strip_geometry import Line, line
from telemetry.dictionary import MissionDatabase
from telemetry.history import History
from telemetry.levels import GAP_PERIODS, MinMax
from telemetry.timebase import NS_PER_S

FROM_THE_START: Final = -math.inf
_MOST_NEW: Final = 256  # samples; where more have come at once, loading is the shorter way


class CurveLines:
    """What is drawn of a chart's parameters within its page.

    A new sample widens the last column or begins another, so it is added by itself, unless what
    came was older: a repaired gap, or a source that began anew.
    """

    def __init__(
        self, database: MissionDatabase, parameters: Sequence[str], launch_ns: int
    ) -> None:
        self._launch_ns = launch_ns
        self._curves = {
            each: _Curve(launch_ns, database.place[each][0].period_ns) for each in parameters
        }
        self._late_rows = 0
        self.newest_ns: dict[str, int] = {}

    @property
    def lines(self) -> list[Line]:
        """A line for each parameter."""
        return [curve.line for curve in self._curves.values()]

    def load(self, history: History, from_ns: int, to_ns: int, most_columns: int) -> None:
        """Take everything within a page anew."""
        self._late_rows = history.late_rows
        self.newest_ns = self._newest(history)
        for parameter, curve in self._curves.items():
            curve.load(history.columns(parameter, from_ns, to_ns, most_columns))

    def extend(self, history: History) -> float | None:
        """Take what came since.

        Returns
        -------
        float or None
            From where on the lines differ, in seconds after launch; `FROM_THE_START` if they
            must be loaded anew, None if nothing came.
        """
        newest_ns = self._newest(history)
        if newest_ns == self.newest_ns:
            return None
        is_older = any(newest_ns.get(each, 0) < was for each, was in self.newest_ns.items())
        if is_older or history.late_rows != self._late_rows:
            return FROM_THE_START
        from_ns = max(newest_ns.values())
        for parameter, curve in self._curves.items():
            before_ns = self.newest_ns.get(parameter)
            if newest_ns.get(parameter) == before_ns:
                continue
            times_ns, values = history.samples_after(parameter, before_ns or 0)
            if before_ns is None or times_ns.size > _MOST_NEW:
                return FROM_THE_START
            from_ns = min(from_ns, curve.last_ns)
            curve.add(times_ns.tolist(), values.tolist())
        self.newest_ns = newest_ns
        return (from_ns - self._launch_ns) / NS_PER_S

    def _newest(self, history: History) -> dict[str, int]:
        found = ((each, history.latest(each)) for each in self._curves)
        return {each: latest[0] for each, latest in found if latest is not None}


class _Curve:
    """One line and its last column, which the next sample may still widen."""

    def __init__(self, origin_ns: int, period_ns: int) -> None:
        self._origin_ns = origin_ns
        self._period_ns = period_ns
        self._width_ns = 0
        self._joins = False  # whether what comes next follows without a gap
        self.last_ns = 0
        self.line = Line(np.empty(0), np.empty(0), np.empty(0, np.int32))

    def load(self, columns: MinMax) -> None:
        """Take the columns of a page."""
        self._width_ns = columns.width_ns
        self.line = line(columns, self._origin_ns)
        known = np.flatnonzero(np.isfinite(columns.low))
        self.last_ns = int(columns.times_ns[known[-1]]) if known.size else 0
        self._joins = bool(known.size) and bool(self._width_ns or known[-1] == len(columns) - 1)

    def add(self, times_ns: Sequence[int], values: Sequence[float]) -> None:
        """Draw samples newer than all before; NaN ones are a gap, unless others share a column."""
        x_s: list[float] = []
        y: list[float] = []
        connect: list[int] = []
        for time_ns, value in zip(times_ns, values, strict=True):
            if math.isnan(value):
                self._joins = self._joins and self._width_ns > 0
                continue
            start_ns = time_ns - time_ns % self._width_ns if self._width_ns else time_ns
            if start_ns == self.last_ns and self._width_ns:
                self._widen(y, value)
                continue
            self._join(connect, start_ns)
            points = 2 if self._width_ns else 1
            x_s += [(start_ns + self._width_ns // 2 - self._origin_ns) / NS_PER_S] * points
            y += [value] * points
            connect += [1, 0][-points:]
            self.last_ns, self._joins = start_ns, True
        if x_s:
            before = self.line
            self.line = Line(
                np.concatenate((before.x_s, x_s)),
                np.concatenate((before.y, y)),
                np.concatenate((before.connect, np.array(connect, np.int32))),
            )

    def _widen(self, newer: list[float], value: float) -> None:
        """Let the last column reach to `value`; it keeps its direction."""
        y: list[float] | NDArray[np.float64] = newer or self.line.y
        falls = self.last_ns // self._width_ns % 2 == 1
        low, high = (-1, -2) if falls else (-2, -1)
        y[low], y[high] = min(y[low], value), max(y[high], value)

    def _join(self, newer: list[int], start_ns: int) -> None:
        """Join the last point to a column that begins at `start_ns` if it follows at once."""
        reach_ns = self._width_ns or GAP_PERIODS * self._period_ns
        if self._joins and start_ns - self.last_ns <= reach_ns:
            connect: list[int] | NDArray[np.int32] = newer or self.line.connect
            connect[-1] = 1
