"""Judging samples that come after later ones: in their own time, as if they had come in order.

From the moment a packet has a gap, the state before it and the rows after it are kept. Rows
that fill it are put into their places and all is judged again from before the gap. What the
whole record shows and was not told becomes a late event; what was told stays told, since nothing
that was said is ever unsaid.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from telemetry.dictionary import Severity
from telemetry.judgement import LimitEvent
from telemetry.packet_judge import PacketJudge, Times, Values

# Of rows kept per packet while a gap is open; what would fill an older gap comes too late. A
# packet of thirty columns keeps an hour of one row a second.
KEPT_BYTES: Final = 1 << 20
GAP_PERIODS: Final = 1.5


@dataclass(slots=True)
class Episode:
    """One time a parameter was in alarm.

    Parameters
    ----------
    start_ns : int
        UTC nanoseconds.
    worst : LimitEvent
        What brought it into its gravest class.
    eased_ns, end_ns : int or None
        When it left that class, and when it was over; None while it has not.
    """

    start_ns: int
    worst: LimitEvent
    eased_ns: int | None = None
    end_ns: int | None = None

    def overlaps(self, other: "Episode") -> bool:
        """Return whether both were in alarm at some instant."""
        return _before(self.start_ns, other.end_ns) and _before(other.start_ns, self.end_ns)


def _before(start_ns: int, end_ns: int | None) -> bool:
    return end_ns is None or start_ns < end_ns


class OpenGap:
    """A gap in one packet's rows, and what is needed to judge what may fill it.

    Parameters
    ----------
    before : PacketJudge
        As it stood before the gap; its own copy.
    judged_ns : int
        Time of the last row before the gap.
    """

    def __init__(self, before: PacketJudge, judged_ns: int) -> None:
        self._before = before
        self._from_ns = judged_ns
        self._values: list[Values] = []
        self._times: list[Times] = []
        self._known: set[int] = set()
        self._told: list[LimitEvent] = []
        self._late_rows = 0

    def keep(self, values: Values, times_ns: Times, told: Sequence[LimitEvent]) -> None:
        """Remember rows judged as they came, and what was told of them."""
        self._add(values, times_ns)
        self._told += told
        kept_rows = KEPT_BYTES // (8 * values.shape[1])
        if len(self._known) > kept_rows and not self._late_rows:
            self._rejudge(len(self._known) // 2)

    def fill(self, values: Values, times_ns: Times) -> bool:
        """Take late rows; return whether any of them is of a time nobody knew of."""
        times = times_ns.tolist()
        is_new = [self._from_ns < at_ns and at_ns not in self._known for at_ns in times]
        if any(is_new):
            self._late_rows += sum(is_new)
            self._add(values[is_new], times_ns[is_new])
        return any(is_new)

    def settle(self) -> tuple[PacketJudge, list[LimitEvent]] | None:
        """Judge what came late; return the judge as it stands then and the late events.

        None if nothing came late since.
        """
        if not self._late_rows:
            return None
        told, start = self._told, self._before.classes()
        judge, truth = self._rejudge(self._unbroken_rows())
        self._late_rows = 0
        return judge, late_events(start, told, truth)

    @property
    def is_filled(self) -> bool:
        """Whether no time is missing any more."""
        return not self._known

    def _add(self, values: Values, times_ns: Times) -> None:
        self._values.append(np.array(values))  # a view would keep its whole message
        self._times.append(times_ns)
        self._known.update(times_ns.tolist())

    def _unbroken_rows(self) -> int:
        """Return how many rows follow the time before the gap without another gap."""
        times = np.sort(np.concatenate(self._times))
        steps = np.diff(times, prepend=self._from_ns)
        breaks = np.flatnonzero(steps > GAP_PERIODS * self._before.packet.period_ns)
        return int(breaks[0]) if len(breaks) else len(times)

    def _rejudge(self, settled_rows: int) -> tuple[PacketJudge, list[LimitEvent]]:
        """Judge all rows in order; keep only those after the first `settled_rows`."""
        times = np.concatenate(self._times)
        order = np.argsort(times)
        times, values = times[order], np.concatenate(self._values)[order]
        judge = self._before.copy()
        events: list[LimitEvent] = []
        if settled_rows:
            events = judge.judge(values[:settled_rows], times[:settled_rows])
            self._from_ns = int(times[settled_rows - 1])
        self._before = judge.copy()
        times, values = times[settled_rows:], values[settled_rows:]
        self._told = judge.judge(values, times) if len(times) else []
        self._times, self._values = [times], [values]
        self._known = set(times.tolist())
        return judge, events + self._told


def late_events(
    start: Mapping[str, Severity], told: Sequence[LimitEvent], truth: Sequence[LimitEvent]
) -> list[LimitEvent]:
    """Return what the whole record shows and was not told, in the order of sample times.

    Parameters
    ----------
    start : mapping of str to Severity
        The class of each parameter before both, by id.
    told, truth : sequence of LimitEvent
        What was said as rows came, and what their whole record shows.
    """
    found: list[LimitEvent] = []
    for parameter in sorted({event.parameter for event in (*told, *truth)}):
        said = [event for event in told if event.parameter == parameter]
        shown = [event for event in truth if event.parameter == parameter]
        known = _episodes(start.get(parameter), said)
        for episode in _episodes(start.get(parameter), shown):
            worst_known = max(
                (k.worst.severity or 0 for k in known if k.overlaps(episode)), default=0
            )
            found += _untold(episode, worst_known)
        found += _corrected(start.get(parameter), said, shown)
    return sorted(found, key=lambda event: event.sample_ns)


def _episodes(start: Severity | None, events: Sequence[LimitEvent]) -> list[Episode]:
    """Return every time a parameter was in alarm, one that was under way at first among them."""
    found: list[Episode] = []
    present = start
    if start is not None and events:
        first = replace(events[0], severity=start, sample_ns=0)
        found.append(Episode(0, first))
    for event in events:
        if present is None:
            found.append(Episode(event.sample_ns, event))
        elif event.severity is None:
            found[-1].end_ns = event.sample_ns
        _ease(found[-1], event)
        present = event.severity
    return found


def _ease(episode: Episode, event: LimitEvent) -> None:
    worst = episode.worst.severity or 0
    if event.severity is not None and event.severity > worst:
        episode.worst, episode.eased_ns = event, None
    elif (event.severity or 0) < worst and episode.eased_ns is None:
        episode.eased_ns = event.sample_ns


def _untold(episode: Episode, worst_known: int) -> Iterator[LimitEvent]:
    """Yield the event of an episode that is over, or was graver than was told."""
    over_ns = episode.end_ns or episode.eased_ns
    if over_ns is not None and (episode.worst.severity or 0) > worst_known:
        began_ns = episode.worst.sample_ns if worst_known else episode.start_ns
        yield replace(episode.worst, sample_ns=began_ns, is_late=True, returned_ns=over_ns)


def _corrected(
    start: Severity | None, said: Sequence[LimitEvent], shown: Sequence[LimitEvent]
) -> Iterator[LimitEvent]:
    """Yield the event that brings the class told last to the one that is true."""
    told = said[-1].severity if said else start
    true = shown[-1].severity if shown else start
    if told is true:
        return
    last = replace(shown[-1] if shown else said[-1], severity=true, is_late=True)
    if told is None and shown:
        last = replace(last, sample_ns=_episodes(start, shown)[-1].start_ns)
    yield last
