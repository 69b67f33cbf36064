"""Judges one packet's rows as they come, and remembers what its gaps need."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np

from telemetry.back_filled import GAP_PERIODS, OpenGap
from telemetry.judgement import LimitEvent
from telemetry.packet_judge import PacketJudge
from telemetry.past_rows import PastRows
from telemetry.wire import Frame


class PacketMonitor:
    """The alarm classes of some columns of one packet, whatever the order of its frames.

    Parameters
    ----------
    judge : PacketJudge
        Of these columns, before its first row.
    """

    def __init__(self, judge: PacketJudge) -> None:
        self.judge = judge
        self.late_fills = 0
        """How many frames filled gaps, or said again what was said before."""
        self._source = ""
        self._judged_ns = 0
        self._gap: OpenGap | None = None
        self._is_said_again = any(each.derivation for each in judge.packet.parameters)

    def take(self, frame: Frame) -> list[LimitEvent] | None:
        """Return the events of the rows that are newer than all before; None if nothing is new."""
        if frame.source != self._source:
            self._source = frame.source
            self.begin_anew()
        period_ns = self.judge.packet.period_ns
        times_ns = frame.generated_ns + period_ns * np.arange(frame.rows, dtype=np.int64)
        first = int(np.searchsorted(times_ns, self._judged_ns, side="right"))
        fills = bool(first and self._gap and self._gap.fill(frame.values[:first], times_ns[:first]))
        self.late_fills += fills
        if first == frame.rows:
            return [] if fills else None
        values, times_ns = frame.values[first:], times_ns[first:]
        is_gap = self._judged_ns and times_ns[0] - self._judged_ns > GAP_PERIODS * period_ns
        if self._gap is None and (is_gap or self._is_said_again):
            self._gap = OpenGap(self.judge.copy(), self._judged_ns, lasts=self._is_said_again)
        events = self.judge.judge(values, times_ns)
        if self._gap is not None:
            self._gap.keep(values, times_ns, events)
        self._judged_ns = int(times_ns[-1])
        return events

    def go_on(self, past: PastRows, told: Sequence[LimitEvent]) -> list[LimitEvent]:
        """Go on after a restart, as if what was recorded had filled a gap.

        Parameters
        ----------
        told : sequence of LimitEvent
            All that was told before, in the order it was.

        Returns
        -------
        list of LimitEvent
            What the rows show and was not told.
        """
        columns = self.judge.judged
        told = [event for event in told if event.parameter in columns]
        first_ns, last_ns = int(past.times_ns[0]), int(past.times_ns[-1])
        before = [event for event in told if event.last_ns < first_ns]
        since = [event for event in told if first_ns <= event.last_ns <= last_ns]
        after = [event for event in told if event.last_ns > last_ns]  # of rows that were lost
        for event in (*since, *after):
            self.judge.restore(columns[event.parameter], None)
        self._restore(before)
        self._source, self._judged_ns = past.source, last_ns
        self._gap = OpenGap(self.judge.copy(), first_ns - 1, lasts=self._is_said_again)
        self._gap.tell(since)
        self._gap.fill(past.values, past.times_ns)
        found = self.settle()
        self._restore(after)
        if self._gap is not None:
            self._gap.tell(after)
        return found

    def _restore(self, told: Iterable[LimitEvent]) -> None:
        """Take on the classes that were told last."""
        columns = self.judge.judged
        for event in told:
            if event.returned_ns is None:
                self.judge.restore(columns[event.parameter], event.severity)

    def begin_anew(self) -> None:
        """Take the next row for the newest whatever its time; classes and delays go on."""
        self._judged_ns, self._gap = 0, None

    def settle(self) -> list[LimitEvent]:
        """Return the events of rows that filled the gap."""
        return [event for events in self.settling() for event in events]

    def settling(self) -> Iterator[list[LimitEvent]]:
        """Yield the events of rows that filled the gap, after nothing for each piece of work."""
        gap = self._gap
        settled = (yield from gap.settling()) if gap is not None else None
        if gap is None or settled is None or gap is not self._gap:  # another time began
            return
        self.judge, events = settled
        if gap.is_filled:
            self._gap = None
        yield events


class WaitingMonitor:
    """A packet's columns that wait for what other packets show at their time.

    Parameters
    ----------
    contexts : collection of str
        What decides their limits.
    """

    def __init__(self, monitor: PacketMonitor, contexts: Collection[str]) -> None:
        self.monitor = monitor
        self.contexts = contexts
        self._frames: deque[Frame] = deque()

    def wait(self, frame: Frame) -> None:
        """Take a frame that is judged later."""
        self._frames.append(frame)

    def go_on(self, past: PastRows, told: Sequence[LimitEvent], known_ns: int) -> list[LimitEvent]:
        """Go on after a restart, see `PacketMonitor.go_on`; what is not known yet waits."""
        known, rest = past.part(0, known_ns + 1), past.part(known_ns + 1)
        if rest is not None:
            self._frames.extend(rest.frames())
        return self.monitor.go_on(known, told) if known is not None else []

    def take_until(self, known_ns: int) -> list[LimitEvent]:
        """Return the events of the frames that are wholly of times up to `known_ns`."""
        period_ns = self.monitor.judge.packet.period_ns
        events: list[LimitEvent] = []
        while self._frames:
            frame = self._frames[0]
            if frame.generated_ns + (frame.rows - 1) * period_ns > known_ns:
                break
            events += self.monitor.take(self._frames.popleft()) or []
        return events
