"""The last half hour of what the forecast looks at, in bins of twenty seconds.

A bin takes the middle value of its valid samples, so a single wild one does nothing; flows are
averaged, because what counts is how much came; of a state the last one stands.
"""

import itertools
from collections.abc import Mapping
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

_RING: Final = BINS + 1  # one more for the bin that is not whole yet
_LATE_NS: Final = 60 * NS_PER_S  # a frame may come that late; later is a jump back


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
        self.number = -1
        self.newest_ns = 0
        self.open: list[Array] = []

    def summary(self) -> Array:
        """Return one value per column of what is open, NaN where nothing was valid."""
        samples = np.concatenate(self.open)
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
        self._forget()

    def _forget(self) -> None:
        self._values = np.full((len(INPUTS), _RING), np.nan)  # a ring, by number of the bin
        self._first = self._last = -1
        self._newest_ns = 0
        for packet in self._packets.values():
            packet.number, packet.newest_ns, packet.open = -1, 0, []

    def take(self, frame: Frame) -> None:
        """Add a frame; a source that begins earlier, or that jumps back, begins anew."""
        packet = self._packets.get(frame.packet)
        if packet is None or packet.count != frame.columns or not frame.rows:
            return
        # Against its own packet's time: one packet may bring many minutes before the next does.
        late_ns = packet.newest_ns - frame.generated_ns
        if packet.is_ground and late_ns > 0:
            return  # said again after late samples: its bin is closed
        if not packet.is_ground:  # whose source is another, and begins nothing anew
            if late_ns > (_LATE_NS if frame.source == self._source else 0):
                self._forget()
            self._source = frame.source
        times_ns = frame.generated_ns + packet.period_ns * np.arange(frame.rows)
        packet.newest_ns = int(times_ns[-1])
        self._newest_ns = max(self._newest_ns, packet.newest_ns)
        numbers = times_ns // BIN_NS
        samples = frame.values[:, packet.columns]
        edges = [0, *(np.flatnonzero(np.diff(numbers)) + 1), frame.rows]
        for start, end in itertools.pairwise(edges):
            self._add(packet, int(numbers[start]), samples[start:end])

    def _add(self, packet: _PacketColumns, number: int, samples: Array) -> None:
        if number < packet.number:
            return  # came late: its bin is closed
        if number > packet.number:
            self._close(packet)
            packet.number, packet.open = number, []
        packet.open.append(samples)

    def _close(self, packet: _PacketColumns) -> None:
        """Write the open bin into the ring."""
        if not packet.open:
            return
        number = packet.number
        if self._first < 0:
            self._first = self._last = number
        if number > self._last:
            for gone in range(max(self._last + 1, number - BINS), number + 1):
                self._values[:, gone % _RING] = np.nan
            self._last = number
        if number >= self._last - BINS:
            self._first = min(self._first, number)
            self._values[packet.rows, number % _RING] = packet.summary()

    def window(self) -> Window:
        """Return the whole bins that are remembered now."""
        for packet in self._packets.values():
            self._close(packet)
        end = (self._newest_ns + NS_PER_S) // BIN_NS  # the first that is not whole yet
        numbers = np.arange(max(self._first, end - BINS), end)
        if self._first < 0 or not numbers.size:
            return Window(newest_ns=self._newest_ns, times_ns=np.empty(0, np.int64), values={})
        values = np.where(numbers <= self._last, self._values[:, numbers % _RING], np.nan)
        return Window(
            newest_ns=self._newest_ns,
            times_ns=numbers * BIN_NS + BIN_NS // 2,
            values=dict(zip(INPUTS, values, strict=True)),
        )
