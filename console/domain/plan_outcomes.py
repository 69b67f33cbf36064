"""What became of a viewing window: seen, cut short, or missed because nobody said so in time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from console.domain.plan_facts import OutcomeFact, WindowCutShort, WindowMissed, WindowSeen
from console.domain.plan_requests import MarkWindow
from console.domain.requests import Refused
from console.domain.schedule import ViewingWindow, WindowStatus
from telemetry.timebase import NS_PER_S

SAY_WITHIN_S: Final = 1800.0  # after its end; an assumption: the lead asks at the next meal
# What was taken for missed or cut short can still be put right.
CAN_BE_MARKED: Final = (
    WindowStatus.PLANNED,
    WindowStatus.HELD,
    WindowStatus.MISSED,
    WindowStatus.CUT_SHORT,
)


def decide_outcome(
    request: MarkWindow, window: ViewingWindow, now_ns: int
) -> Sequence[OutcomeFact] | Refused:
    """Return the fact that `request` makes of a window, or why it is refused."""
    if window.start_ns > now_ns:
        return Refused(f"{window.id} has not begun yet.")
    if reason := request.cut_short.strip():
        return [WindowCutShort(window=window.id, reason=reason)]
    return [WindowSeen(window=window.id)]


def windows_missed(windows: Mapping[str, ViewingWindow], now_ns: int) -> Iterator[WindowMissed]:
    """Yield every planned or held window that ended so long ago and was never marked."""
    until_ns = now_ns - round(SAY_WITHIN_S * NS_PER_S)
    for window in windows.values():
        promised = window.status in (WindowStatus.PLANNED, WindowStatus.HELD)
        if promised and window.end_ns <= until_ns:
            yield WindowMissed(window=window.id)
