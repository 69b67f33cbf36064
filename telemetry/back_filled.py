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
        # What was said since the gap, not what should have been: rows that are still missing may
        # part what seems to be one alarm.
        self._told: list[LimitEvent] = []
        self._told_before = before.classes()
        self._since_ns: dict[str, int] = {}
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
        start, since_ns = self._before.classes(), self._since_ns
        judge, truth = self._rejudge(self._unbroken_rows())
        self._late_rows = 0
        late = late_events(self._told_before, self._told, start, since_ns, truth)
        self._told += late
        return judge, late

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
            self._since_ns = _under_way(self._before.classes(), self._since_ns, events)
            self._from_ns = int(times[settled_rows - 1])
        self._before = judge.copy()
        times, values = times[settled_rows:], values[settled_rows:]
        rest = judge.judge(values, times) if len(times) else []
        self._times, self._values = [times], [values]
        self._known = set(times.tolist())
        return judge, events + rest


def late_events(
    told_before: Mapping[str, Severity],
    told: Sequence[LimitEvent],
    start: Mapping[str, Severity],
    since_ns: Mapping[str, int],
    truth: Sequence[LimitEvent],
) -> list[LimitEvent]:
    """Return what the whole record shows and was not told, in the order of sample times.

    Parameters
    ----------
    told_before, start : mapping of str to Severity
        The class of each parameter before what was told and before what is true, by id.
    told, truth : sequence of LimitEvent
        What was said as rows came, and what their whole record shows.
    since_ns : mapping of str to int
        Since when a parameter was in the alarm it is in at the start, where that is known.
    """
    found: list[LimitEvent] = []
    for parameter in sorted({event.parameter for event in (*told, *truth)}):
        said = [event for event in told if event.parameter == parameter]
        running = [event for event in said if event.returned_ns is None]
        shown = [event for event in truth if event.parameter == parameter]
        known = [*_episodes(told_before.get(parameter), running), *_closed(said)]
        began_ns = since_ns.get(parameter, 0)
        for episode in _episodes(start.get(parameter), shown, began_ns):
            worst_known = max(
                (k.worst.severity or 0 for k in known if k.overlaps(episode)), default=0
            )
            found += _untold(episode, worst_known)
        last_told = running[-1].severity if running else told_before.get(parameter)
        found += _corrected(last_told, start.get(parameter), shown or said, is_shown=bool(shown))
    return sorted(found, key=lambda event: event.sample_ns)


def _closed(events: Sequence[LimitEvent]) -> list[Episode]:
    """Return the times in alarm that were told when they were over."""
    return [
        Episode(event.sample_ns, event, event.returned_ns, event.returned_ns)
        for event in events
        if event.returned_ns is not None
    ]


def _episodes(
    start: Severity | None, events: Sequence[LimitEvent], began_ns: int = 0
) -> list[Episode]:
    """Return every time a parameter was in alarm, one that was under way at first among them."""
    found: list[Episode] = []
    present = start
    if start is not None and events:
        first = replace(events[0], severity=start, sample_ns=began_ns)
        found.append(Episode(began_ns, first))
    for event in events:
        if present is None:
            found.append(Episode(event.sample_ns, event))
        elif event.severity is None:
            found[-1].end_ns = event.sample_ns
        _ease(found[-1], event)
        present = event.severity
    return found


def _under_way(
    start: Mapping[str, Severity], since_ns: Mapping[str, int], events: Sequence[LimitEvent]
) -> dict[str, int]:
    """Return since when each parameter is in the alarm it is in after `events`."""
    after = {name: since_ns[name] for name in start if name in since_ns}
    in_alarm = set(start)
    for event in events:
        if event.severity is None:
            after.pop(event.parameter, None)
            in_alarm.discard(event.parameter)
        elif event.parameter not in in_alarm:
            after[event.parameter] = event.sample_ns
            in_alarm.add(event.parameter)
    return after


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
    told: Severity | None,
    start: Severity | None,
    events: Sequence[LimitEvent],
    *,
    is_shown: bool,
) -> Iterator[LimitEvent]:
    """Yield the event that brings the class told last to the one that is true."""
    true = events[-1].severity if is_shown else start
    if told is true:
        return
    last = replace(events[-1], severity=true, is_late=True, returned_ns=None)
    if told is None and is_shown:
        last = replace(last, sample_ns=_episodes(start, events)[-1].start_ns)
    yield last
