"""The last half hour of what the forecast looks at, in bins of twenty seconds.

A bin takes the middle value of its valid samples, so a single wild one does nothing; flows are
averaged, because what counts is how much came; of a state the last one stands. What comes late is
put into its bin.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.forecast.vehicle import FLOWS, INPUTS, STATES
from simulator.cabin import Array
from telemetry.dictionary import MissionDatabase, Packet
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

BIN_S: Final = 20
BIN_NS: Final = BIN_S * NS_PER_S
BINS: Final = 96  # 32 minutes: the two half cycles of the beds, and a little
_END: Final = 1 << 62  # above every bin's number


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What is remembered at one moment.

    Parameters
    ----------
    newest_ns : int
        Generation time of the newest sample; 0 before the first.
    times_ns : ndarray of int64, shape (n,)
        Middles of the bins, evenly spaced, oldest first.
    values : mapping of str to ndarray, shape (n,)
        By parameter; NaN where nothing valid was received.
    """

    newest_ns: int
    times_ns: NDArray[np.int64]
    values: Mapping[str, Array]


class _PacketColumns:
    """Which columns of a packet are wanted, and how their bins are made."""

    def __init__(self, packet: Packet, rows: Mapping[str, int]) -> None:
        wanted = [(c, each) for c, each in enumerate(packet.parameters) if each.id in rows]
        self.period_ns = packet.period_ns
        self.is_ground = packet.is_ground
        self.columns = np.array([column for column, _ in wanted])
        self.rows = np.array([rows[each.id] for _, each in wanted])
        self.low = np.array([min(each.states, default=each.range_low) for _, each in wanted])
        self.high = np.array([max(each.states, default=each.range_high) for _, each in wanted])
        self.is_flow = np.array([each.id in FLOWS for _, each in wanted])
        self.is_state = np.array([each.id in STATES for _, each in wanted])
        self.count = packet.columns
        self.newest_ns = 0
        self._samples: dict[int, dict[int, Array]] = {}  # by number of the bin and time
        self._summaries: dict[int, Array] = {}

    @property
    def numbers(self) -> Collection[int]:
        """Which bins have samples."""
        return self._samples.keys()

    def forget(self, before: int) -> None:
        """Forget the bins before one."""
        for number in [each for each in self._samples if each < before]:
            del self._samples[number]
            self._summaries.pop(number, None)

    def add(self, times_ns: NDArray[np.int64], samples: Array) -> None:
        """Put samples into their places; of two of one time the one that came last counts."""
        for at_ns, number, sample in zip(
            times_ns.tolist(), (times_ns // BIN_NS).tolist(), samples, strict=True
        ):
            self._samples.setdefault(number, {})[at_ns] = sample
            self._summaries.pop(number, None)
            self.newest_ns = max(self.newest_ns, at_ns)

    def summary(self, number: int) -> Array:
        """Return one value per column of a bin, NaN where nothing was valid."""
        if number not in self._summaries:
            ordered = sorted(self._samples[number].items())
            self._summaries[number] = self._summary(np.array([sample for _, sample in ordered]))
        return self._summaries[number]

    def _summary(self, samples: Array) -> Array:
        with np.errstate(invalid="ignore"):
            is_valid = (samples >= self.low) & (samples <= self.high)
        counts = is_valid.sum(axis=0)
        ordered = np.sort(np.where(is_valid, samples, np.nan), axis=0)  # NaN goes last
        some, columns = np.maximum(counts, 1), np.arange(len(counts))
        middle = (ordered[(some - 1) // 2, columns] + ordered[some // 2, columns]) / 2
        mean = np.where(is_valid, samples, 0.0).sum(axis=0) / some
        last = samples[len(samples) - 1 - np.argmax(is_valid[::-1], axis=0), columns]
        found = np.where(self.is_state, last, np.where(self.is_flow, mean, middle))
        return np.where(counts > 0, found, np.nan)


class TelemetryBins:
    """Takes frames as they come. Used by one thread.

    Parameters
    ----------
    database
        The vehicle; parameters it does not have are never known.
    """

    def __init__(self, database: MissionDatabase) -> None:
        rows = {name: row for row, name in enumerate(INPUTS)}
        self._packets = {
            packet.name: _PacketColumns(packet, rows)
            for packet in database.packets
            if any(each.id in rows for each in packet.parameters)
        }
        self._source = ""
        self._newest_ns = 0

    def forget(self) -> None:
        """Begin anew: the source's clock was set back."""
        self._newest_ns = 0
        for packet in self._packets.values():
            packet.newest_ns = 0
            packet.forget(_END)

    def take(self, frame: Frame) -> None:
        """Add a frame, however late; another source that begins earlier begins anew."""
        packet = self._packets.get(frame.packet)
        if packet is None or packet.count != frame.columns or not frame.rows:
            return
        if not packet.is_ground and frame.source != self._source:
            # Against its own packet's time: one may bring many minutes before the next does.
            if frame.generated_ns < (packet.newest_ns or self._newest_ns):
                self.forget()
            self._source = frame.source
        times_ns = frame.generated_ns + packet.period_ns * np.arange(frame.rows)
        self._newest_ns = max(self._newest_ns, int(times_ns[-1]))
        packet.forget(self._end - BINS)
        is_kept = times_ns >= (self._end - BINS) * BIN_NS
        packet.add(times_ns[is_kept], frame.values[np.ix_(is_kept, packet.columns)])

    @property
    def _end(self) -> int:
        """The first bin that is not whole yet."""
        return (self._newest_ns + NS_PER_S) // BIN_NS

    def window(self) -> Window:
        """Return the whole bins that are remembered now."""
        first = min(
            (min(each.numbers, default=_END) for each in self._packets.values()), default=_END
        )
        numbers = range(max(first, self._end - BINS), self._end)
        values = np.full((len(INPUTS), len(numbers)), np.nan)
        for packet in self._packets.values():
            for number in packet.numbers:
                if number in numbers:
                    values[packet.rows, numbers.index(number)] = packet.summary(number)
        return Window(
            newest_ns=self._newest_ns,
            times_ns=np.array(numbers, np.int64) * BIN_NS + BIN_NS // 2,
            values=dict(zip(INPUTS, values, strict=True)) if numbers else {},
        )
