"""What a packet reported of the inputs of derived parameters, as one reading for each second."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from telemetry.dictionary import Packet
from telemetry.rows import Integers, NewestRows, Values
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

STALE_PERIODS: Final = 3
NEVER_NS: Final = 1 << 62


class InputSamples:
    """The newest samples of some parameters of one packet, in order of time.

    Parameters
    ----------
    names : sequence of str
        The parameters, each of this packet.
    kept_ns : int
        How far back they are kept.
    """

    def __init__(self, packet: Packet, names: Sequence[str], kept_ns: int) -> None:
        self.packet = packet
        ids = [parameter.id for parameter in packet.parameters]
        self._columns = [ids.index(name) for name in names]
        scales = [packet.parameters[column] for column in self._columns]
        self._low = np.array([parameter.range_low for parameter in scales])
        self._high = np.array([parameter.range_high for parameter in scales])
        self._held_ns = max(NS_PER_S - 1, STALE_PERIODS * packet.period_ns)
        self._rows = NewestRows(len(names), (kept_ns + self._held_ns) // packet.period_ns + 1)

    @property
    def newest_ns(self) -> int:
        """Time of the newest sample, 0 before the first."""
        return self._rows.last_key if len(self._rows) else 0

    @property
    def complete_ns(self) -> int:
        """The last instant of which it is known that no sample is to come, if none is late."""
        return self.newest_ns + self.packet.period_ns - 1 if len(self._rows) else 0

    def add(self, frame: Frame) -> int:
        """Take the rows of times that are not known; return the first of these, or `NEVER_NS`."""
        times_ns = frame.generated_ns + self.packet.period_ns * np.arange(frame.rows)
        values = frame.values[:, self._columns]
        values = np.where((values >= self._low) & (values <= self._high), values, np.nan)
        newer = int(np.searchsorted(times_ns, self.newest_ns, side="right"))
        late = [row for row in range(newer) if self._rows.find(int(times_ns[row])) is None]
        for row in late:
            self._rows.insert(int(times_ns[row]), values[row])
        if newer < frame.rows:
            self._rows.append(times_ns[newer:], values[newer:])
        first = late[0] if late else newer
        return int(times_ns[first]) if first < frame.rows else NEVER_NS

    def readings(self, seconds_ns: Integers) -> Values:
        """Return the readings of whole seconds that follow each other, by when they end.

        A reading is the mean of the second's samples; where it has none, that of the newest
        before counts for three periods. One INVALID sample makes its second INVALID.

        Returns
        -------
        ndarray, shape (seconds, names)
        """
        found = np.full((len(seconds_ns), len(self._columns)), np.nan)
        from_ns = (int(seconds_ns[0]) - self._held_ns) // NS_PER_S * NS_PER_S - NS_PER_S
        edges = np.searchsorted(self._rows.keys, (from_ns, seconds_ns[-1]), side="right")
        times_ns, values = self._rows.keys[slice(*edges)], self._rows.values[slice(*edges)]
        if not len(times_ns):
            return found
        starts = np.flatnonzero(np.diff(-(-times_ns // NS_PER_S), prepend=0))
        sizes = np.diff(starts, append=len(times_ns))
        means = np.add.reduceat(values, starts, axis=0) / sizes[:, np.newaxis]
        newest = np.searchsorted(times_ns, seconds_ns, side="right") - 1
        is_held = (newest >= 0) & (seconds_ns - times_ns[newest] <= self._held_ns)
        second = np.searchsorted(starts, newest[is_held], side="right") - 1
        found[is_held] = means[second]
        return found
