"""Truth at every second → packets at their own rates, through the instruments.

Time is counted in ticks of a tenth of a second from the start of the simulation, because every
packet's period is a whole number of them. The models step once a second; faster packets are
interpolated between two seconds, states are held.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.sensors import PacketSensors, SensorFault
from telemetry.dictionary import MissionDatabase, Packet, ParameterKind
from telemetry.timebase import NS_PER_S

Array = NDArray[np.float64]
TICK_NS: Final = NS_PER_S // 10
TICKS_PER_SECOND: Final = 10
_QUATERNION: Final = ("GNC_Q0", "GNC_Q1", "GNC_Q2", "GNC_Q3")


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one packet.

    Parameters
    ----------
    packet : Packet
    first_tick : int
        Of the first row; rows follow at the packet's period.
    values : ndarray, shape (rows, columns)
    """

    packet: Packet
    first_tick: int
    values: Array

    @property
    def period_ticks(self) -> int:
        """Ticks between two rows."""
        return self.packet.period_ns // TICK_NS


class _Sampled:
    """One packet with its place in the truth."""

    def __init__(self, packet: Packet, places: Mapping[str, int], seed: int) -> None:
        self.packet = packet
        self.period_ticks = packet.period_ns // TICK_NS
        self.columns = np.array([places[parameter.id] for parameter in packet.parameters])
        self.is_smooth = np.array(
            [parameter.kind is ParameterKind.FLOAT for parameter in packet.parameters]
        )
        names = [parameter.id for parameter in packet.parameters]
        self.quaternion = [names.index(name) for name in _QUATERNION if name in names]
        self.sensors = PacketSensors(packet, seed)

    def rows(self, truth: Array, first_second: int, ticks: range) -> Array:
        if self.period_ticks % TICKS_PER_SECOND == 0:
            start = ticks[0] // TICKS_PER_SECOND - first_second
            step = self.period_ticks // TICKS_PER_SECOND
            return truth[start : start + (len(ticks) - 1) * step + 1 : step][:, self.columns]
        instants = np.arange(ticks[0], ticks[-1] + 1, self.period_ticks)
        before = instants // TICKS_PER_SECOND - first_second
        part = (instants % TICKS_PER_SECOND / TICKS_PER_SECOND)[:, None]
        after = np.minimum(before + 1, len(truth) - 1)
        low = truth[before[:, None], self.columns]
        high = truth[after[:, None], self.columns]
        if len(self.quaternion):
            # q and −q are one attitude: take the nearer of the two.
            same = (low[:, self.quaternion] * high[:, self.quaternion]).sum(axis=1, keepdims=True)
            high[:, self.quaternion] *= np.where(same < 0.0, -1.0, 1.0)
        return np.asarray(np.where(self.is_smooth, low + (high - low) * part, low))


class Sampler:
    """Turns truth into blocks of every packet.

    Parameters
    ----------
    database
        The vehicle's packets.
    columns
        Parameter ids in the order of the truth's columns; every parameter must be there.
    seed
        Of the instruments' noise.
    """

    def __init__(self, database: MissionDatabase, columns: Sequence[str], seed: int) -> None:
        places = {name: column for column, name in enumerate(columns)}
        self._sampled = [_Sampled(packet, places, seed) for packet in database.packets]
        self.sensors: dict[str, SensorFault] = {}
        for sampled in self._sampled:
            self.sensors |= sampled.sensors.faults

    def true_blocks(
        self, truth: Array, first_second: int, after_tick: int, to_tick: int
    ) -> list[Block]:
        """Return what perfect instruments would show, else as `blocks`."""
        return [
            Block(sampled.packet, ticks[0], np.array(sampled.rows(truth, first_second, ticks)))
            for sampled, ticks in self._due(after_tick, to_tick)
        ]

    def _due(self, after_tick: int, to_tick: int) -> Iterator[tuple[_Sampled, range]]:
        """Yield every packet with the ticks of its rows in ``after_tick < t ≤ to_tick``."""
        for sampled in self._sampled:
            period = sampled.period_ticks
            first = (after_tick // period + 1) * period
            if first <= to_tick:
                yield sampled, range(first, to_tick + 1, period)

    def blocks(
        self,
        truth: Array,
        first_second: int,
        after_tick: int,
        to_tick: int,
        stale_units: Sequence[bool] = (),
    ) -> list[Block]:
        """Return every row due in ``after_tick < t ≤ to_tick``.

        Parameters
        ----------
        truth : ndarray, shape (seconds, columns)
            Row 0 is the truth at `first_second`; must reach `to_tick` or the second after it.
        stale_units
            Which data units repeat their last readings.
        """
        return [
            Block(
                sampled.packet,
                ticks[0],
                sampled.sensors.read(sampled.rows(truth, first_second, ticks), stale_units),
            )
            for sampled, ticks in self._due(after_tick, to_tick)
        ]
