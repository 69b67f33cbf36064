"""What goes on at the windows now, what comes next, and what after that. No Qt."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.domain.schedule import ViewingWindow, WindowStatus
from console.ui.models.names import Names
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S, countdown_text, utc_text


@dataclass(frozen=True, slots=True, kw_only=True)
class UpNext:
    """One cell of the strip: a caption, a countdown, what, and the rest in a line."""

    caption: str
    countdown: str = ""
    title: str
    detail: str = ""
    is_held: bool = False


def now_and_next(
    windows: Iterable[ViewingWindow], mission: Mission, now_ns: int
) -> tuple[UpNext, UpNext, UpNext]:
    """Return what is on at this moment, the next and the one after it.

    Proposed windows are shown too, and said to be proposed: guests may already count on them.
    """
    coming = sorted(
        (window for window in windows if window.stands and window.end_ns > now_ns),
        key=lambda window: (window.start_ns, window.id),
    )
    on = [window for window in coming if window.start_ns <= now_ns]
    later = [window for window in coming if window.start_ns > now_ns]
    nothing = UpNext(caption="NOW", title="Nobody is due at a window")
    now = _cell("NOW", on[0], mission, now_ns) if on else nothing
    cells = [
        _cell(caption, later[at], mission, now_ns)
        if at < len(later)
        else UpNext(caption=caption, title="Nothing planned" if at == 0 else "–")
        for at, caption in enumerate(("NEXT", "THEN"))
    ]
    return now, cells[0], cells[1]


def _cell(caption: str, window: ViewingWindow, mission: Mission, now_ns: int) -> UpNext:
    names = Names(mission)
    is_held = window.status is WindowStatus.HELD
    has_begun = window.start_ns <= now_ns
    until_s = ((window.end_ns if has_begun else window.start_ns) - now_ns) / NS_PER_S
    span = f"{utc_text(window.start_ns)[11:19]} to {utc_text(window.end_ns)[11:19]} UTC"
    status = {
        WindowStatus.HELD: f"HELD: {window.reason}",
        WindowStatus.PROPOSED: "proposed, flight has not agreed yet",
    }.get(window.status, "planned")
    return UpNext(
        caption=caption,
        countdown=f"{countdown_text(until_s)} left"
        if has_begun
        else f"in {countdown_text(until_s)}",
        title=f"HELD · {window.title}" if is_held else window.title,
        detail=f"{names.people(window.guests)} · {names.pane(window.pane)} · {span} · {status}",
        is_held=is_held,
    )
