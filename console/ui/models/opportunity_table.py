"""The opportunities as a table: when, what, where, how good, and what became of asking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QObject

from console.domain.schedule import ViewingWindow, WindowStatus
from console.domain.viewing.opportunities import Opportunity
from console.ui.models.countdown_table import CountdownTableModel
from console.ui.models.names import Names
from console.ui.models.request_notes import Note, Standing
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S, countdown_text, met_text, utc_text


class Column(IntEnum):
    """The table's columns from left to right."""

    UTC = 0
    MET = 1
    COUNTDOWN = 2
    DURATION = 3
    WHAT = 4
    WHERE = 5
    QUALITY = 6
    STANDING = 7


_HEADINGS: Final = {
    Column.UTC: "UTC",
    Column.MET: "MET",
    Column.COUNTDOWN: "Begins in",
    Column.DURATION: "Lasts",
    Column.WHAT: "What",
    Column.WHERE: "Window",
    Column.QUALITY: "Quality",
    Column.STANDING: "Asked and planned",
}
FIGURES: Final[frozenset[int]] = frozenset(
    {Column.UTC, Column.MET, Column.COUNTDOWN, Column.DURATION}
)
_QUALITY_WORDS: Final = ((80, "superb"), (60, "good"), (40, "fair"), (0, "poor"))


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """One opportunity and, in words, the windows planned on it and the last answer about it."""

    opportunity: Opportunity
    standing: str


class OpportunityTableModel(CountdownTableModel[OpportunityRow]):
    """Shows opportunities; decides nothing."""

    countdown = int(Column.COUNTDOWN)
    figures = FIGURES

    def __init__(self, mission: Mission, parent: QObject | None = None) -> None:
        headings = [_HEADINGS[column] for column in Column]
        super().__init__(headings, lambda row: row.opportunity.id, parent)
        self._launch_ns = mission.launch_ns
        self._names = Names(mission)

    def set_opportunities(
        self, opportunities: Sequence[Opportunity], standings: Mapping[str, str]
    ) -> None:
        """Show these, each with the words on it."""
        self.set_items([OpportunityRow(each, standings.get(each.id, "")) for each in opportunities])

    def text(self, item: OpportunityRow, column: int) -> str:
        """Return what a cell shows."""
        opportunity = item.opportunity
        match Column(column):
            case Column.UTC:
                return utc_text(opportunity.start_ns)[5:19].replace("T", " ")
            case Column.MET:
                return met_text((opportunity.start_ns - self._launch_ns) / NS_PER_S)
            case Column.COUNTDOWN:
                return begins_in_text(opportunity.start_ns, opportunity.end_ns, self._now_ns)
            case Column.DURATION:
                return countdown_text((opportunity.end_ns - opportunity.start_ns) / NS_PER_S)
            case Column.WHAT:
                return opportunity.title
            case Column.WHERE:
                return self._names.pane(opportunity.pane)
            case Column.QUALITY:
                return quality_text(opportunity.quality)
            case Column.STANDING:
                return item.standing

    def tip(self, item: OpportunityRow) -> str:
        """Return the opportunity whole."""
        opportunity = item.opportunity
        lines = [
            opportunity.title,
            f"{opportunity.product} · {self._names.pane(opportunity.pane)} "
            f"· quality {opportunity.quality} of 100",
            f"{utc_text(opportunity.start_ns)} to {utc_text(opportunity.end_ns)}",
            f"Best at {utc_text(opportunity.peak_ns)}",
            *opportunity.reasons,
        ]
        return "\n".join((*lines, item.standing) if item.standing else lines)


def begins_in_text(start_ns: int, end_ns: int, now_ns: int) -> str:
    """Return the time until something begins, or that it is going on or over."""
    if now_ns >= end_ns:
        return "over"
    return "now" if now_ns >= start_ns else countdown_text((start_ns - now_ns) / NS_PER_S)


def quality_text(quality: int) -> str:
    """Return a quality of 0 to 100 as a number and what it is worth."""
    return f"{quality} {next(word for least, word in _QUALITY_WORDS if quality >= least)}"


def standings(
    windows: Mapping[str, ViewingWindow], notes: Mapping[str, Note], names: Names
) -> dict[str, str]:
    """Return, by opportunity, the windows on it and the server's last word."""
    texts: dict[str, list[str]] = {}
    for window in windows.values():
        if window.stands:
            guests = names.people(window.guests)
            status = "HELD" if window.status is WindowStatus.HELD else str(window.status)
            text = f"{window.id} {status} · {guests}"
            texts.setdefault(window.opportunity, []).append(text)
        elif window.status is WindowStatus.REJECTED:
            text = f"{window.id} rejected: {window.reason}"
            texts.setdefault(window.opportunity, []).append(text)
    for about, note in notes.items():
        if note.standing is not Standing.ACCEPTED:  # what was accepted is a window by now
            texts.setdefault(about, []).insert(0, note.text)
    return {about: " · ".join(parts) for about, parts in texts.items()}
