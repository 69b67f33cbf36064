"""Follow a vehicle's frames and say when the alarm class of a parameter changed.

Everything here is pure: time is the samples' own. A value that is INVALID says nothing about the
vehicle, so it neither raises nor clears an alarm, and no delay runs on its account.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from telemetry.contexts import ContextTracker
from telemetry.dictionary import MissionDatabase, Packet, Severity
from telemetry.judgement import LimitEvent
from telemetry.packet_judge import PacketJudge
from telemetry.packet_monitor import PacketMonitor, WaitingMonitor
from telemetry.past_rows import PastRows
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame, FrameError

# How long what depends on a context waits for the packet that shows it.
PATIENCE_NS: Final = 30 * NS_PER_S


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
        self._prompt: dict[str, PacketMonitor] = {}
        self._waiting: dict[str, WaitingMonitor] = {}
        self._newest_ns = 0
        for packet in database.packets:
            self._follow(packet)

    def _follow(self, packet: Packet) -> None:
        """Judge a packet's columns at once, or when the contexts that decide them are known."""
        shown = {
            column: [name for name in parameter.contexts if self.contexts.waits_for(name)]
            for column, parameter in enumerate(packet.parameters)
        }
        prompt = [column for column, contexts in shown.items() if not contexts]
        self._prompt[packet.name] = self._monitor(packet, prompt)
        if waiting := [column for column, contexts in shown.items() if contexts]:
            contexts = {name for names in shown.values() for name in names}
            self._waiting[packet.name] = WaitingMonitor(self._monitor(packet, waiting), contexts)

    def _monitor(self, packet: Packet, columns: Collection[int]) -> PacketMonitor:
        hides = self._database.rules.suppressions_of
        return PacketMonitor(PacketJudge(packet, self.contexts.in_force, columns, hides))

    @property
    def late_fills(self) -> int:
        """How many frames came late and can change what is known."""
        return sum(monitor.late_fills for monitor in self._monitors())

    def restore(self, parameter: str, severity: Severity | None) -> None:
        """Continue with the class a parameter had when the facts were last written.

        Raises
        ------
        KeyError
            If the vehicle has no such parameter.
        """
        packet, column = self._database.place[parameter]
        for monitor in self._monitors():
            if monitor.judge.packet.name == packet.name:
                monitor.judge.restore(column, severity)

    def go_on(self, past: Mapping[str, PastRows], told: Sequence[LimitEvent]) -> list[LimitEvent]:
        """Go on after a restart with what was recorded; return what it shows and was not told.

        Parameters
        ----------
        past : mapping of str to PastRows
            By packet.
        told : sequence of LimitEvent
            In the order it was told.
        """
        for rows in past.values():
            for frame in rows.frames():
                self.contexts.take(frame)
            self._newest_ns = max(self._newest_ns, int(rows.times_ns[-1]))
        found: list[LimitEvent] = []
        for name, rows in past.items():
            found += self._prompt[name].go_on(rows, told)
            if name in self._waiting:
                waiting = self._waiting[name]
                found += waiting.go_on(rows, told, self._known_ns(waiting))
        return sorted(found, key=lambda event: event.sample_ns)

    def check(self, frame: Frame) -> list[LimitEvent]:
        """Return what changes with the new samples of `frame`, in the order of their times.

        What depends on the contexts of other packets waits until these are known for its time,
        so events of earlier frames may be among them.

        Raises
        ------
        FrameError
            If the vehicle has no such packet, or the packet another number of columns.
        """
        monitor = self._prompt.get(frame.packet)
        if monitor is None:
            raise FrameError(f"the vehicle has no packet '{frame.packet}'")
        packet = monitor.judge.packet
        if frame.columns != packet.columns:
            raise FrameError(
                f"packet {frame.packet} has {packet.columns} columns, not {frame.columns}"
            )
        self.contexts.take(frame)
        last_ns = frame.generated_ns + (frame.rows - 1) * packet.period_ns
        self._newest_ns = max(self._newest_ns, last_ns)
        events = monitor.take(frame)
        if events is None:
            self.late_frames += 1
            events = []
        if frame.packet in self._waiting:
            self._waiting[frame.packet].wait(frame)
        decided = [event for each in self._waiting.values() for event in self._decided(each)]
        return sorted(events + decided, key=lambda e: e.sample_ns) if decided else events

    def begin_anew(self) -> list[LimitEvent]:
        """Return what all that waits shows, and begin another time: the source's was set back."""
        late = self.judge_late()
        for waiting in self._waiting.values():
            late += waiting.take_until(self._newest_ns)
        for monitor in self._monitors():
            monitor.begin_anew()
        self._newest_ns = 0
        return late

    def judge_late(self) -> list[LimitEvent]:
        """Return what rows that came late since the last call show to have been."""
        return [event for events in self.judging_late() for event in events]

    def judging_late(self) -> Iterator[list[LimitEvent]]:
        """Yield that in pieces of some milliseconds of work; frames may be checked meanwhile.

        All rows after the oldest open gap of each packet are judged again.
        """
        for monitor in self._monitors():
            yield from monitor.settling()

    def _decided(self, waiting: WaitingMonitor) -> list[LimitEvent]:
        return waiting.take_until(self._known_ns(waiting))

    def _known_ns(self, waiting: WaitingMonitor) -> int:
        """Return up to when its contexts are known, or waited for no more."""
        known_ns = min(self.contexts.known_until(name) for name in waiting.contexts)
        return max(known_ns, self._newest_ns - PATIENCE_NS)

    def _monitors(self) -> Iterator[PacketMonitor]:
        yield from self._prompt.values()
        yield from (waiting.monitor for waiting in self._waiting.values())
