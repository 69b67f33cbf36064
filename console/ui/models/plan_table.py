"""Every viewing window of the flight as a table: how it stands, and what speaks against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QObject

from console.domain.mission import MissionState
from console.domain.schedule import ViewingWindow, WindowStatus, objections
from console.ui.models.countdown_table import CountdownTableModel
from console.ui.models.names import Names
from console.ui.models.opportunity_table import begins_in_text, quality_text
from console.ui.models.request_notes import Note, Standing
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S, met_text, utc_text


class Column(IntEnum):
    """The table's columns from left to right."""

    STATUS = 0
    NUMBER = 1
    WHAT = 2
    WHO_AND_WHERE = 3
    WHEN = 4
    COUNTDOWN = 5
    QUALITY = 6
    REMARK = 7


_HEADINGS: Final = {
    Column.STATUS: "Stands",
    Column.NUMBER: "No.",
    Column.WHAT: "What",
    Column.WHO_AND_WHERE: "Who, where",
    Column.WHEN: "UTC, MET",
    Column.COUNTDOWN: "Begins in",
    Column.QUALITY: "Quality",
    Column.REMARK: "Reasons",
}
FIGURES: Final[frozenset[int]] = frozenset({Column.WHEN, Column.COUNTDOWN})
# What waits for somebody stands first.
_RANK: Final = {
    WindowStatus.HELD: 0,
    WindowStatus.PROPOSED: 1,
    WindowStatus.PLANNED: 2,
    WindowStatus.SEEN: 3,
    WindowStatus.CUT_SHORT: 4,
    WindowStatus.MISSED: 5,
    WindowStatus.REJECTED: 6,
    WindowStatus.WITHDRAWN: 7,
}
_UNDECIDED: Final = frozenset({WindowStatus.HELD, WindowStatus.PROPOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One viewing window and its words.

    Parameters
    ----------
    status : str
        The word for how it stands; held is written large.
    remark : str
        The server's last refusal, why it is held or was rejected, and what would be said against
        it now, as far as this console knows.
    """

    window: ViewingWindow
    status: str
    remark: str


def plan_rows(
    state: MissionState, mission: Mission, notes: Mapping[str, Note], now_ns: int
) -> list[PlanRow]:
    """Return every window: what waits for a decision first, then by time; what is over last."""
    ordered = sorted(
        state.windows.values(),
        key=lambda window: (
            window.end_ns <= now_ns,
            _RANK[window.status],
            window.start_ns,
            window.id,
        ),
    )
    return [
        PlanRow(
            window=window,
            status=_status(window, now_ns),
            remark=" · ".join(_remarks(window, state, mission, notes.get(window.id), now_ns)),
        )
        for window in ordered
    ]


def _status(window: ViewingWindow, now_ns: int) -> str:
    is_over = window.end_ns <= now_ns
    if window.status is WindowStatus.HELD:
        return "held, over" if is_over else "HELD"
    return window.standing(now_ns)


def _remarks(
    window: ViewingWindow, state: MissionState, mission: Mission, note: Note | None, now_ns: int
) -> list[str]:
    parts = []
    if note is not None and note.standing is not Standing.ACCEPTED:
        parts.append(note.text)
    if window.reason:
        parts.append(window.reason)
    if window.status in _UNDECIDED and not window.has_lapsed(now_ns):
        parts += objections(window, state.windows, mission, now_ns)
    return parts


class PlanTableModel(CountdownTableModel[PlanRow]):
    """Shows viewing windows; decides nothing."""

    countdown = int(Column.COUNTDOWN)
    figures = FIGURES

    def __init__(self, mission: Mission, parent: QObject | None = None) -> None:
        headings = [_HEADINGS[column] for column in Column]
        super().__init__(headings, lambda row: row.window.id, parent)
        self._launch_ns = mission.launch_ns
        self._names = Names(mission)

    def text(self, item: PlanRow, column: int) -> str:
        """Return what a cell shows."""
        window = item.window
        texts = {
            Column.STATUS: lambda: item.status,
            Column.NUMBER: lambda: window.id,
            Column.WHAT: lambda: window.title,
            Column.WHO_AND_WHERE: lambda: f"{self._who(window)}\n{self._names.pane(window.pane)}",
            Column.WHEN: lambda: f"{_utc(window)}\n{self._met(window)}",
            Column.COUNTDOWN: lambda: begins_in_text(window.start_ns, window.end_ns, self._now_ns),
            Column.QUALITY: lambda: quality_text(window.quality),
            Column.REMARK: lambda: item.remark,
        }
        return texts[Column(column)]()

    def tip(self, item: PlanRow) -> str:
        """Return the window whole."""
        window = item.window
        lines = [
            f"{window.id} · {window.title} · {item.status}",
            f"{utc_text(window.start_ns)} to {utc_text(window.end_ns)}",
            f"{self._names.pane(window.pane)}, {self._who(window)}, "
            f"quality {window.quality} of 100",
        ]
        return "\n".join((*lines, item.remark) if item.remark else lines)

    def _who(self, window: ViewingWindow) -> str:
        return self._names.people(window.guests)

    def _met(self, window: ViewingWindow) -> str:
        return met_text((window.start_ns - self._launch_ns) / NS_PER_S)


def _utc(window: ViewingWindow) -> str:
    return utc_text(window.start_ns)[5:19].replace("T", " ")
