"""What telemetry shows of contexts: which readings are signs of one, and when they were seen."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final

import numpy as np

from telemetry.alarm_rules import Context
from telemetry.dictionary import MissionDatabase, Packet, Parameter
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

REMEMBERED_NS: Final = 2 * 3600 * NS_PER_S


class SignRecord:
    """How many signs of a context each of its packets showed, over the last hours."""

    def __init__(self) -> None:
        self._times: dict[str, list[int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._newest_ns: dict[str, int] = {}

    @property
    def is_known(self) -> bool:
        """Whether anything was heard."""
        return bool(self._times)

    def newest(self, packet: str) -> int:
        """Return until when a packet has been heard."""
        return self._newest_ns.get(packet, 0)

    def edges(self) -> list[int]:
        """Return when any count changed."""
        return [at_ns for times in self._times.values() for at_ns in times]

    def add(self, packet: str, at_ns: int, count: int, period_ns: int) -> None:
        """Note the count at an instant; one that comes late holds for its period."""
        times, counts = self._times.setdefault(packet, []), self._counts.setdefault(packet, [])
        place = bisect_right(times, at_ns)
        before = counts[place - 1] if place else 0
        is_late = at_ns < self._newest_ns.get(packet, 0)
        self._newest_ns[packet] = max(at_ns, self._newest_ns.get(packet, 0))
        if count == before and place:
            return
        if is_late and at_ns + period_ns not in times:
            self._put(packet, at_ns + period_ns, before)
        self._put(packet, at_ns, count)
        if times[0] < at_ns - REMEMBERED_NS and len(times) > 1 and times[1] < at_ns - REMEMBERED_NS:
            del times[0], counts[0]

    def _put(self, packet: str, at_ns: int, count: int) -> None:
        times, counts = self._times[packet], self._counts[packet]
        place = bisect_left(times, at_ns)
        if place < len(times) and times[place] == at_ns:
            counts[place] = count
        else:
            times.insert(place, at_ns)
            counts.insert(place, count)

    def count(self, at_ns: int) -> int:
        """Return the count over all packets at an instant."""
        total = 0
        for packet, times in self._times.items():
            place = bisect_right(times, at_ns)
            total += self._counts[packet][place - 1] if place else 0
        return total


class SignWatch:
    """The columns of one packet that show a context."""

    def __init__(self, context: Context, packet: Packet) -> None:
        self.context = context.name
        self.packet = packet
        names = {context.parameter, *context.unit}
        columns = [c for c, p in enumerate(packet.parameters) if p.id in names]
        self._columns = np.array(columns, dtype=np.intp)
        self._states = np.array(sorted(context.states), dtype=np.float64)
        watched = [packet.parameters[column] for column in columns]
        self._low = np.array([_off_scale_low(each) for each in watched])
        self._high = np.array([_off_scale_high(each) for each in watched])
        self._is_clock = context.stands_still
        self._shown = (0, math.nan)  # when the clock was read last, UTC nanoseconds, and its hand

    def counts(self, frame: Frame) -> list[int]:
        """Return how many signs each row shows."""
        watched = frame.values[:, self._columns]
        if self._is_clock:
            return [self._repeats(frame, row, hand) for row, hand in enumerate(watched[:, 0])]
        if len(self._states):
            shown = np.isin(watched, self._states)
        else:
            shown = (watched >= self._high) | (watched <= self._low)
        return [int(row.sum()) for row in shown]

    def _repeats(self, frame: Frame, row: int, hand: float) -> int:
        """Return 1 where the clock shows the same again, 0 for a row that comes late."""
        at_ns = frame.generated_ns + row * self.packet.period_ns
        read_ns, before = self._shown
        if at_ns > read_ns:
            self._shown = (at_ns, float(hand))
        return int(at_ns > read_ns and hand == before)


def _off_scale_low(parameter: Parameter) -> float:
    """Return the bottom of a sensor's range where that is an alarm, else minus infinity."""
    lows = [limit.threshold for limit in parameter.limits if not limit.is_high]
    return parameter.range_low if max(lows, default=-np.inf) > parameter.range_low else -np.inf


def _off_scale_high(parameter: Parameter) -> float:
    """Return the top of a sensor's range where that is an alarm, else infinity."""
    highs = [limit.threshold for limit in parameter.limits if limit.is_high]
    return parameter.range_high if min(highs, default=np.inf) < parameter.range_high else np.inf


def sign_watches(context: Context, database: MissionDatabase) -> Iterable[SignWatch]:
    """Return who watches a context, one for each packet that shows it."""
    names = {context.parameter, *context.unit} & database.place.keys()
    packets = {database.place[name][0].name: database.place[name][0] for name in names}
    return [SignWatch(context, packet) for packet in packets.values()]
