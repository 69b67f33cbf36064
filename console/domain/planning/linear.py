"""A linear programme with whole numbers, put together row by row. No solver in here."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
INFINITY = float("inf")


@dataclass(kw_only=True)
class LinearProgramme:
    """Columns with bounds, rows with bounds; what is maximised is given when it is solved."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    is_whole: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.lower)

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    def choice(self) -> int:
        """Add a column that is 0 or 1; return its index."""
        return self._column(0.0, 1.0, is_whole=True)

    def amount(self, low: float, high: float) -> int:
        """Add a column of any value from `low` to `high`; return its index."""
        return self._column(low, high, is_whole=False)

    def row(
        self, terms: Iterable[tuple[int, float]], low: float = -INFINITY, high: float = INFINITY
    ) -> None:
        """Add: `low` ≤ sum of coefficient × column ≤ `high`."""
        for column, value in terms:
            self.columns.append(column)
            self.values.append(value)
        self.starts.append(len(self.columns))
        self.row_lower.append(low)
        self.row_upper.append(high)

    def at_most(self, columns: Iterable[int], most: float) -> None:
        """Add: of `columns` no more than `most` are chosen; nothing if they cannot be more."""
        chosen = list(columns)
        if len(chosen) > most:
            self.row([(column, 1.0) for column in chosen], high=most)

    def violation(self, solution: Array) -> float:
        """Return by how much `solution`, shape (width,), breaks its worst bound; 0 if none."""
        counts = np.diff(self.starts)
        rows = np.repeat(np.arange(self.height), counts)
        products = np.array(self.values) * solution[np.array(self.columns, dtype=np.intp)]
        sums = np.bincount(rows, weights=products, minlength=self.height)
        return float(
            max(
                0.0,
                np.max(np.array(self.row_lower) - sums, initial=0.0),
                np.max(sums - np.array(self.row_upper), initial=0.0),
                np.max(np.array(self.lower) - solution, initial=0.0),
                np.max(solution - np.array(self.upper), initial=0.0),
            )
        )

    def _column(self, low: float, high: float, *, is_whole: bool) -> int:
        self.lower.append(low)
        self.upper.append(high)
        self.is_whole.append(is_whole)
        return self.width - 1
