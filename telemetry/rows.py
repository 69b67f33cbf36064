"""The newest rows of a growing table, in order of a key, always as contiguous arrays."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Values = NDArray[np.float64]

_FIRST_ROOM: Final = 64


class NewestRows:
    """Rows of float64 under ascending int64 keys; the oldest go when there are too many.

    Appending costs the same however many rows there are: the arrays have room for twice as
    many, and only when that is used up are the newest moved to the front.

    Parameters
    ----------
    columns : int
        Values in a row.
    most_rows : int
        Rows that are kept at least; up to twice as many are.
    """

    def __init__(self, columns: int, most_rows: int) -> None:
        self._most_rows = most_rows
        self._keys: Integers = np.empty(min(_FIRST_ROOM, 2 * most_rows), np.int64)
        self._values: Values = np.empty((self._keys.size, columns))
        self._count = 0

    @property
    def keys(self) -> Integers:
        """Keys, strictly ascending, shape (n,); valid until the next change."""
        return self._keys[: self._count]

    @property
    def values(self) -> Values:
        """Values, shape (n, columns); a view that may be written to, until the next change."""
        return self._values[: self._count]

    def __len__(self) -> int:
        return self._count

    @property
    def last_key(self) -> int:
        """The newest key; there must be one."""
        return int(self._keys[self._count - 1])

    def append(self, keys: Integers, values: Values) -> None:
        """Add rows whose ascending keys are all above `last_key`."""
        self._make_room(keys.size)
        keys, values = keys[-2 * self._most_rows :], values[-2 * self._most_rows :]
        end = self._count + keys.size
        self._keys[self._count : end] = keys
        self._values[self._count : end] = values
        self._count = end

    def insert(self, key: int, values: Values) -> None:
        """Add a row among the others; costs as much as there are rows."""
        self._make_room(1)
        place = int(np.searchsorted(self.keys, key))
        self._keys[place + 1 : self._count + 1] = self._keys[place : self._count].copy()
        self._values[place + 1 : self._count + 1] = self._values[place : self._count].copy()
        self._keys[place], self._values[place] = key, values
        self._count += 1

    def find(self, key: int) -> int | None:
        """Return the place of the row with `key`, or None."""
        place = int(np.searchsorted(self.keys, key))
        return place if place < self._count and self._keys[place] == key else None

    def find_all(self, keys: Integers) -> tuple[NDArray[np.bool_], Integers]:
        """Return which of some keys there are, shape (n,), and the places of those."""
        places = np.searchsorted(self.keys, keys)
        known = np.append(self.keys, -1)[places] == keys
        return known, places[known]

    def cut_from(self, key: int) -> None:
        """Remove rows with `key` or above."""
        self._count = int(np.searchsorted(self.keys, key))

    def _make_room(self, rows: int) -> None:
        needed = self._count + rows
        if needed <= self._keys.size:
            return
        if needed > 2 * self._most_rows:
            keep = max(0, min(self._most_rows, 2 * self._most_rows - rows))
            start = self._count - min(keep, self._count)
            kept = self._count - start
            self._keys[:kept] = self._keys[start : self._count].copy()
            self._values[:kept] = self._values[start : self._count].copy()
            self._count = kept
            needed = kept + min(rows, 2 * self._most_rows)
        if needed > self._keys.size:
            room = min(2 * self._most_rows, max(needed, 2 * self._keys.size))
            self._keys = np.resize(self._keys, room)
            self._values = np.resize(self._values, (room, self._values.shape[1]))
