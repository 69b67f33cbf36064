"""What reaches the ground: frozen displays, lost links, counts of stale values and of alarms.

While the link is lost nothing of the vehicle arrives; the ground itself still knows about the link
and how long it has been gone. Onboard recording goes on, so a mission file holds everything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.computers import unit_of
from simulator.sampling import Block
from telemetry.dictionary import MissionDatabase, Packet

Array = NDArray[np.float64]
# What the ground works out by itself.
GROUND_PARAMETERS: Final = ("COM_LINK", "COM_SITE", "DRV_LOS_UNPL", "DRV_STALE_N", "DRV_ALM_10M")
ALARM_SPAN_TICKS: Final = 6000
LostAt = Callable[[NDArray[np.int64]], NDArray[np.bool_]]


@dataclass(kw_only=True)
class DownlinkMemory:
    """What the ground remembers.

    Parameters
    ----------
    shown : dict of str to ndarray
        Last row shown of each packet.
    was_outside : dict of str to ndarray of bool
        Which parameters of each packet were outside their caution limits.
    counted : dict of str to ndarray of int
        When each parameter of each packet was last counted.
    alarm_ticks : list of int
        When parameters left their limits, the last ten minutes.
    """

    shown: dict[str, Array] = field(default_factory=dict)
    was_outside: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    counted: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    alarm_ticks: list[int] = field(default_factory=list)


class Downlink:
    """The last stage before the wire.

    Parameters
    ----------
    database
        The vehicle's packets.
    """

    def __init__(self, database: MissionDatabase) -> None:
        self.memory = DownlinkMemory()
        self._is_ground = {
            packet.name: np.array(
                [parameter.id in GROUND_PARAMETERS for parameter in packet.parameters]
            )
            for packet in database.packets
        }
        self._bounds = {packet.name: _mildest_bounds(packet) for packet in database.packets}
        units = [unit_of(name) for name in database.parameters]
        self._per_unit = [units.count(unit) for unit in range(3)]
        self._total = len(units)
        self._place = {
            name: (packet.name, column) for name, (packet, column) in database.place.items()
        }

    def pass_on(
        self, blocks: list[Block], *, is_lost: LostAt, is_frozen: bool, stale_units: list[bool]
    ) -> list[Block]:
        """Return what the ground gets of `blocks`.

        Parameters
        ----------
        is_lost
            Whether there was no link at each of some ticks.
        is_frozen
            Whether the ground's decoder repeats what it last showed.
        stale_units
            Data units that repeat their last readings.
        """
        stale = sum(
            count for count, is_stale in zip(self._per_unit, stale_units, strict=True) if is_stale
        )
        self._count_alarms(blocks)
        passed: list[Block] = []
        for block in blocks:
            name = block.packet.name
            ticks = block.first_tick + np.arange(len(block.values)) * block.period_ticks
            lost = is_lost(ticks)
            none_fresh = lost | is_frozen
            everything = self._total - len(GROUND_PARAMETERS)
            self._put(block, "DRV_STALE_N", np.where(none_fresh, everything, stale))
            self._put(block, "DRV_ALM_10M", self._alarms_at(ticks))
            ground = self._is_ground[name]
            if is_frozen and name in self.memory.shown:
                block.values[:, ~ground] = self.memory.shown[name][~ground]
            self.memory.shown[name] = block.values[-1].copy()
            if not lost.any():
                passed.append(block)
            elif ground.any():
                block.values[np.ix_(lost, ~ground)] = np.nan
                passed.append(block)
            else:
                passed += _runs(block, ~lost)
        return passed

    def _alarms_at(self, ticks: NDArray[np.int64]) -> Array:
        """Return how many alarms came in the ten minutes before each tick."""
        known = np.array(self.memory.alarm_ticks, dtype=np.int64)
        until = np.searchsorted(known, ticks, side="right")
        before = np.searchsorted(known, ticks - ALARM_SPAN_TICKS, side="right")
        return np.asarray(until - before, dtype=np.float64)

    def _count_alarms(self, blocks: list[Block]) -> None:
        """Note when parameters leave their mildest limits, as an operator's list would fill."""
        memory = self.memory
        found: list[int] = []
        oldest = min((block.first_tick for block in blocks), default=0)
        for block in blocks:
            low, high = self._bounds[block.packet.name]
            outside = (block.values < low) | (block.values > high)
            before = memory.was_outside.get(block.packet.name, outside[0])
            memory.was_outside[block.packet.name] = outside[-1]
            if not outside.any():
                continue
            begins = outside & ~np.vstack((before, outside[:-1]))
            last = memory.counted.setdefault(
                block.packet.name, np.full(outside.shape[1], -ALARM_SPAN_TICKS)
            )
            for row in np.flatnonzero(begins.any(axis=1)).tolist():
                tick = block.first_tick + row * block.period_ticks
                # A value that trembles at its limit is one alarm, not many.
                new = begins[row] & (tick - last >= ALARM_SPAN_TICKS)
                last[new] = tick
                found += [tick] * int(new.sum())
        kept = [tick for tick in memory.alarm_ticks if tick > oldest - ALARM_SPAN_TICKS]
        memory.alarm_ticks = sorted(kept + found)

    def _put(self, block: Block, name: str, values: Array) -> None:
        packet, column = self._place[name]
        if block.packet.name == packet:
            block.values[:, column] = values


def _runs(block: Block, kept: NDArray[np.bool_]) -> list[Block]:
    """Return the unbroken stretches of the rows that are kept."""
    rows = np.flatnonzero(kept)
    if not len(rows):
        return []
    stretches = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    return [
        Block(
            block.packet,
            block.first_tick + int(stretch[0]) * block.period_ticks,
            block.values[stretch],
        )
        for stretch in stretches
    ]


def _mildest_bounds(packet: Packet) -> tuple[Array, Array]:
    """Return the innermost low and high limits of every column; infinite where there is none."""
    lows, highs = [], []
    for parameter in packet.parameters:
        low = [limit.threshold for limit in parameter.limits if not limit.is_high]
        high = [limit.threshold for limit in parameter.limits if limit.is_high]
        lows.append(max(low, default=-np.inf))
        highs.append(min(high, default=np.inf))
    return np.array(lows), np.array(highs)
