"""What the server's limits found and has not been written yet. No I/O."""

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from console.domain.alarm_facts import ContextChanged
from console.domain.alarms import AlarmBook
from console.domain.facts import Entry
from console.server.alarm_monitor import limit_event
from console.server.authority import Authority, Moment, Ruling
from telemetry.contexts import ContextEvent, ContextTracker, planned_contexts
from telemetry.judgement import LimitEvent
from telemetry.limits import LimitMonitor
from telemetry.lull import Lull
from telemetry.mission import Mission
from telemetry.past_rows import PastRows
from telemetry.wire import Frame


class AlarmWatch:
    """Judges frames, and keeps what they showed until it is safe on disk.

    Parameters
    ----------
    book : AlarmBook
        How alarms stood when the log was last written.
    """

    def __init__(self, mission: Mission, book: AlarmBook) -> None:
        self._suppressions_of = mission.database.rules.suppressions_of
        self._contexts = ContextTracker(mission.database, planned_contexts(mission))
        self._contexts.restore(book.contexts)
        self._monitor = LimitMonitor(mission.database, self._contexts)
        for name in (*book.standing, *book.hidden):
            alarm = book.find(name)
            if alarm is not None and alarm.is_active:
                self._monitor.restore(name, alarm.severity)
        self._lull = Lull()
        self._judging: Iterator[list[LimitEvent]] | None = None
        self._events: list[LimitEvent] = []
        self._changes: list[ContextEvent] = []

    def go_on(self, past: Mapping[str, PastRows], log: Sequence[Entry]) -> None:
        """Go on after a restart: judge what was recorded, and keep what of it was not told.

        Parameters
        ----------
        past : mapping of str to PastRows
            By packet, each from as far back as late rows of it can be judged.
        log : sequence of Entry
            All that was said before.
        """
        self.hear(log)
        told = [event for entry in log if (event := limit_event(entry.fact)) is not None]
        self._events += [self._placed(event) for event in self._monitor.go_on(past, told)]

    @property
    def waiting(self) -> int:
        """How many events wait to be written."""
        return len(self._events) + len(self._changes)

    def take(self, frame: Frame) -> None:
        """Judge a frame that came for the first time."""
        self._events += self._monitor.check(frame)

    def begin_anew(self) -> None:
        """Judge what comes next for the newest: the source's clock was set back."""
        self.judge_for()
        self._events += self._monitor.begin_anew()

    @property
    def is_judging(self) -> bool:
        """Whether late samples are being judged; see `judge_for`."""
        return self._judging is not None

    def look(self, now_ns: int) -> None:
        """See what came late and what began or ended by itself; call a few times a second."""
        if not self.is_judging and self._lull.is_over(self._monitor.late_fills):
            self._judging = self._monitor.judging_late()
        self._changes += self._contexts.changes(now_ns)

    def judge_for(self, seconds: float = math.inf) -> None:
        """Go on judging what came late, for so long at most and a piece more."""
        until_s = time.monotonic() + seconds
        for events in self._judging or ():
            self._events += [self._placed(event) for event in events]
            if time.monotonic() >= until_s:
                return
        self._judging = None

    def _placed(self, event: LimitEvent) -> LimitEvent:
        """Return an event with the context that expected it, if it is over and one did."""
        if event.severity is None or event.returned_ns is None:
            return event
        for each in self._suppressions_of.get(event.parameter, ()):
            if event.severity <= each.up_to:
                ends_ns = (event.sample_ns, event.returned_ns)
                if all(self._contexts.lasts(each.context, at_ns) for at_ns in ends_ns):
                    return replace(event, expected_in=each.context)
        return event

    def rule(self, authority: Authority, moment: Moment) -> Ruling:
        """Return what `authority` makes of all that waits."""
        self._changes += self._contexts.changes(moment.mission_ns)
        return authority.observe(self._events, moment, self._changes)

    def is_written(self) -> None:
        """Forget what waited: its ruling is safe on disk."""
        self._events, self._changes = [], []

    def hear(self, entries: Iterable[Entry]) -> None:
        """Take in which contexts people began or ended."""
        for entry in entries:
            fact = entry.fact
            if isinstance(fact, ContextChanged):
                self._contexts.declare(fact.context, fact.sample_ns, is_on=fact.is_on)
