"""What the timeline promises, written for people without a console: calendar and sheets."""

from pathlib import Path

from console.client.desk import Desk
from console.domain.planning.calendar import plan_calendar
from console.domain.schedule import CLAIMED, ViewingWindow
from console.domain.viewing.opportunity import Opportunity
from console.ui.day_sheet import write_day_sheets
from telemetry.timebase import SystemClock


def write_calendar(path: Path, desk: Desk) -> str:
    """Write every promised viewing as an iCalendar file; return what was written, in words.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    windows = _promised(desk)
    made_ns = SystemClock().now_ns()
    text = plan_calendar(windows, desk.mission, _sights(desk), made_ns=made_ns)
    path.write_bytes(text.encode())
    return f"{len(windows)} viewings are in {path}"


def write_sheets(folder: Path, desk: Desk) -> str:
    """Write a PDF for each guest and day; return what was written, in words.

    Raises
    ------
    OSError
        If they cannot be written.
    """
    sheets = write_day_sheets(
        folder,
        _promised(desk),
        desk.mission,
        _sights(desk),
        kp=desk.lookahead.rules.kp,
        tasks=desk.state.book.tasks,
    )
    return f"{len(sheets)} sheets are in {folder}"


def _promised(desk: Desk) -> list[ViewingWindow]:
    return [window for window in desk.windows().values() if window.status in CLAIMED]


def _sights(desk: Desk) -> dict[str, Opportunity]:
    return {each.id: each for each in desk.lookahead.opportunities}
