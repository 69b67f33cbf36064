"""Follow a vehicle's frames and say when the alarm class of a parameter changed.

Everything here is pure: time is the samples' own. A value that is INVALID says nothing about the
vehicle, so it neither raises nor clears an alarm, and no delay runs on its account.
"""

import numpy as np

from telemetry.back_filled import GAP_PERIODS, OpenGap
from telemetry.condition import InForce
from telemetry.contexts import ContextTracker
from telemetry.dictionary import MissionDatabase, Packet, Severity
from telemetry.judgement import LimitEvent, Validity, severity, validity, violated_limit
from telemetry.packet_judge import PacketJudge
from telemetry.wire import Frame, FrameError

__all__ = [
    "LimitEvent",
    "LimitMonitor",
    "Validity",
    "severity",
    "validity",
    "violated_limit",
]


class LimitMonitor:
    """Follows every parameter of a vehicle and reports changes of alarm class.

    A class is taken on when values have been beyond its limit for the parameter's on-delay, and
    given up when they have been inside by the deadband for its off-delay. Delays count the time
    between samples, at most one period for each, so that neither lost frames nor invalid samples
    run a delay. Which limits count is decided by the contexts in force at the sample's time.

    Rows that fill a gap are judged in their own time by `judge_late`; frames that only repeat
    what is known, or come too late for that, are counted in `late_frames`. A new source starts
    its own time.

    Parameters
    ----------
    contexts : ContextTracker or None
        Follows the contexts; None for one that knows no plans.
    """

    def __init__(self, database: MissionDatabase, contexts: ContextTracker | None = None) -> None:
        self.late_frames = 0
        self.contexts = contexts or ContextTracker(database)
        self._database = database
        self._packets = {
            packet.name: _PacketMonitor(packet, self.contexts.in_force)
            for packet in database.packets
        }

    def restore(self, parameter: str, severity: Severity | None) -> None:
        """Continue with the class a parameter had when the facts were last written.

        Raises
        ------
        KeyError
            If the vehicle has no such parameter.
        """
        packet, column = self._database.place[parameter]
        self._packets[packet.name].judge.restore(column, severity)

    def check(self, frame: Frame) -> list[LimitEvent]:
        """Return what changes with the new samples of `frame`, in the order of their times.

        Raises
        ------
        FrameError
            If the vehicle has no such packet, or the packet another number of columns.
        """
        monitor = self._packets.get(frame.packet)
        if monitor is None:
            raise FrameError(f"the vehicle has no packet '{frame.packet}'")
        if frame.columns != monitor.judge.packet.columns:
            raise FrameError(
                f"packet {frame.packet} has {monitor.judge.packet.columns} columns, "
                f"not {frame.columns}"
            )
        self.contexts.take(frame)
        events = monitor.take(frame)
        if events is None:
            self.late_frames += 1
        return events or []

    def judge_late(self) -> list[LimitEvent]:
        """Return what rows that came late since the last call show to have been.

        Called a few times a second: each call judges all rows after the oldest open gap again.
        """
        return [event for monitor in self._packets.values() for event in monitor.settle()]


class _PacketMonitor:
    """Judges one packet's rows as they come, and remembers what its gaps need."""

    def __init__(self, packet: Packet, in_force: InForce) -> None:
        self.judge = PacketJudge(packet, in_force)
        self._source = ""
        self._judged_ns = 0
        self._gap: OpenGap | None = None

    def take(self, frame: Frame) -> list[LimitEvent] | None:
        """Return the events of the rows that are newer than all before; None if nothing is new."""
        if frame.source != self._source:
            self._source, self._judged_ns, self._gap = frame.source, 0, None
        period_ns = self.judge.packet.period_ns
        times_ns = frame.generated_ns + period_ns * np.arange(frame.rows, dtype=np.int64)
        first = int(np.searchsorted(times_ns, self._judged_ns, side="right"))
        fills = bool(first and self._gap and self._gap.fill(frame.values[:first], times_ns[:first]))
        if first == frame.rows:
            return [] if fills else None
        values, times_ns = frame.values[first:], times_ns[first:]
        is_gap = self._judged_ns and times_ns[0] - self._judged_ns > GAP_PERIODS * period_ns
        if is_gap and self._gap is None:
            self._gap = OpenGap(self.judge.copy(), self._judged_ns)
        events = self.judge.judge(values, times_ns)
        if self._gap is not None:
            self._gap.keep(values, times_ns, events)
        self._judged_ns = int(times_ns[-1])
        return events

    def settle(self) -> list[LimitEvent]:
        """Return the events of rows that filled the gap."""
        settled = self._gap.settle() if self._gap else None
        if self._gap is None or settled is None:
            return []
        self.judge, events = settled
        if self._gap.is_filled:
            self._gap = None
        return events
