"""What a replay's timeline shows: the recording, what is marked in it, where it is."""

from dataclasses import dataclass

from console.client.desk import Desk
from console.domain.facts import AlarmChanged, AlarmRaised
from console.domain.replay import AlarmTick, Bookmark, ReplayStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingView:
    """One picture of a recording's timeline.

    Parameters
    ----------
    ticks : tuple of AlarmTick
        For the trainer all of them; for others those up to the instant shown.
    """

    status: ReplayStatus
    ticks: tuple[AlarmTick, ...]
    bookmarks: tuple[Bookmark, ...]

    def share(self, instant_ns: int) -> float:
        """Return where an instant lies, from 0 at the recording's start to 1 at its end."""
        length_ns = max(1, self.status.end_ns - self.status.start_ns)
        return min(1.0, max(0.0, (instant_ns - self.status.start_ns) / length_ns))

    def instant_ns(self, share: float) -> int:
        """Return the instant at a share of the recording."""
        start_ns, end_ns = self.status.start_ns, self.status.end_ns
        return start_ns + round(min(1.0, max(0.0, share)) * (end_ns - start_ns))


def recording_view(desk: Desk) -> RecordingView | None:
    """Return what a console's timeline shows, or None when nothing is replayed."""
    if desk.replay is None:
        return None
    if desk.recording is not None:
        ticks, bookmarks = desk.recording.ticks, desk.recording.bookmarks
    else:
        bookmarks = ()
        ticks = tuple(
            AlarmTick(
                instant_ns=entry.mission_ns, alarm=entry.fact.alarm, severity=entry.fact.severity
            )
            for entry in desk.log
            if isinstance(entry.fact, AlarmRaised | AlarmChanged)
        )
    return RecordingView(status=desk.replay, ticks=ticks, bookmarks=bookmarks)
