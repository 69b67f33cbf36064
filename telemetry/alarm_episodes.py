"""Times a parameter was in alarm: those that were told, beside those the whole record shows."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from telemetry.dictionary import Severity
from telemetry.judgement import LimitEvent


@dataclass(slots=True)
class Episode:
    """One time a parameter was in alarm.

    Parameters
    ----------
    start_ns : int
        UTC nanoseconds; 0 where that is not known.
    worst : LimitEvent
        What brought it into its gravest class.
    present : Severity or None
        Its class at last; None when it was over.
    eased_ns, end_ns : int or None
        When it left its gravest class, and when it was over; None while it has not.
    """

    start_ns: int
    worst: LimitEvent
    present: Severity | None
    eased_ns: int | None = None
    end_ns: int | None = None

    def take(self, event: LimitEvent) -> None:
        """Go on with what changed, or with an earlier time at which it is known to have begun."""
        worst, self.present = self.worst.severity or 0, event.severity
        if event.severity is None:
            self.end_ns = event.sample_ns
        else:
            self.start_ns = min(self.start_ns, event.sample_ns)
        if event.severity is not None and event.severity > worst:
            self.worst, self.eased_ns = event, None
        elif (event.severity or 0) < worst and self.eased_ns is None:
            self.eased_ns = event.sample_ns

    def overlaps(self, other: "Episode") -> bool:
        """Return whether both were in alarm at some instant."""
        return _before(self.start_ns, other.end_ns) and _before(other.start_ns, self.end_ns)


def _before(start_ns: int, end_ns: int | None) -> bool:
    return end_ns is None or start_ns < end_ns


def late_events(
    told_before: Mapping[str, Episode],
    told: Sequence[LimitEvent],
    true_before: Mapping[str, Episode],
    truth: Sequence[LimitEvent],
    *,
    is_whole: bool,
) -> list[LimitEvent]:
    """Return what the whole record shows and was not told, in the order of sample times.

    Parameters
    ----------
    told_before, true_before : mapping of str to Episode
        The alarms under way before what was told and before what is true, by parameter.
    told, truth : sequence of LimitEvent
        What was said as rows came, and what their whole record shows.
    is_whole : bool
        Whether no rows are missing: they might part what seems to be one alarm, so only then
        one that was told is given an earlier beginning.
    """
    found: list[LimitEvent] = []
    for parameter in sorted({event.parameter for event in (*told, *truth)}):
        said = [event for event in told if event.parameter == parameter]
        shown = [event for event in truth if event.parameter == parameter]
        running = [event for event in said if event.returned_ns is None]
        told_running = _episodes(told_before.get(parameter), running)
        true = _episodes(true_before.get(parameter), shown)
        for episode in true:
            overlapping = [k for k in (*told_running, *_closed(said)) if k.overlaps(episode)]
            found += _untold(episode, max((k.worst.severity or 0 for k in overlapping), default=0))
        last = shown[-1] if shown else said[-1]
        found += _corrected(told_running[-1:], true[-1:], last, is_whole=is_whole)
    return sorted(found, key=lambda event: event.sample_ns)


def _closed(events: Sequence[LimitEvent]) -> list[Episode]:
    """Return the times in alarm that were told when they were over."""
    return [
        Episode(event.sample_ns, event, None, event.returned_ns, event.returned_ns)
        for event in events
        if event.returned_ns is not None
    ]


def _episodes(before: Episode | None, events: Sequence[LimitEvent]) -> list[Episode]:
    """Return every time a parameter was in alarm, one that was under way before among them."""
    found = [replace(before)] if before is not None else []
    for event in events:
        if found and found[-1].end_ns is None:
            found[-1].take(event)
        elif event.severity is not None:
            found.append(Episode(event.sample_ns, event, event.severity))
    return found


def under_way(before: Mapping[str, Episode], events: Sequence[LimitEvent]) -> dict[str, Episode]:
    """Return the alarms that are under way after `events`, by parameter."""
    of_parameter: dict[str, list[LimitEvent]] = {name: [] for name in before}
    for event in events:
        of_parameter.setdefault(event.parameter, []).append(event)
    last = {name: _episodes(before.get(name), each)[-1:] for name, each in of_parameter.items()}
    return {name: each[0] for name, each in last.items() if each and each[0].end_ns is None}


def begun_before(classes: Mapping[str, Severity]) -> dict[str, Episode]:
    """Return alarms of which only the class is known."""
    unseen = LimitEvent(parameter="", severity=None, value=math.nan, limit=None, sample_ns=0)
    return {
        name: Episode(0, replace(unseen, parameter=name, severity=severity), severity)
        for name, severity in classes.items()
    }


def _untold(episode: Episode, worst_known: int) -> Iterator[LimitEvent]:
    """Yield the event of an episode that is over, or was graver than was told."""
    over_ns = episode.end_ns or episode.eased_ns
    if over_ns is not None and (episode.worst.severity or 0) > worst_known:
        began_ns = episode.worst.sample_ns if worst_known else episode.start_ns
        yield replace(episode.worst, sample_ns=began_ns, is_late=True, returned_ns=over_ns)


def _corrected(
    told: Sequence[Episode], true: Sequence[Episode], last: LimitEvent, *, is_whole: bool
) -> Iterator[LimitEvent]:
    """Yield the event that brings class and beginning told last to those that are true."""
    told_now = told[0].present if told else None
    true_now = true[0].present if true else None
    is_earlier = true_now is not None and (
        told_now is None or (is_whole and 0 < true[0].start_ns < told[0].start_ns)
    )
    if told_now is true_now and not is_earlier:
        return
    sample_ns = true[0].start_ns if is_earlier else last.sample_ns
    if told_now is not None and true_now is not None and not is_earlier:
        sample_ns = max(sample_ns, told[0].start_ns)  # or it would seem to have begun earlier
    yield replace(last, severity=true_now, sample_ns=sample_ns, is_late=True, returned_ns=None)
