"""What the timeline is made of: lanes of bars, and how their times are written. No Qt."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from console.ui.models.names import Names
from telemetry.mission import Activity, Mission
from telemetry.timebase import NS_PER_S, countdown_text, met_text, utc_text


class BarKind(Enum):
    """What a bar is; each kind has its own pattern, so that none is known by colour alone."""

    DAY = "day"
    NIGHT = "night"
    CONTACT = "contact"
    ATTITUDE = "attitude"
    ACTIVITY = "activity"
    PROPOSED = "proposed"
    PLANNED = "planned"
    HELD = "HELD"
    DONE = "done"
    LOST = "lost"
    COMING = "in the draft"
    GOING = "goes by the draft"
    CLOSED = "closed"
    ANOMALY = "anomaly"
    SLEEP = "asleep"


WINDOW_KINDS: Final = frozenset(
    {
        BarKind.PROPOSED,
        BarKind.PLANNED,
        BarKind.HELD,
        BarKind.DONE,
        BarKind.LOST,
        BarKind.COMING,
        BarKind.GOING,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch of time on a lane, half open.

    Parameters
    ----------
    text : str
        Written in the bar, or beside it.
    tip : str
        What it tells when the pointer rests on it, in lines.
    window : str
        Id of the viewing window it stands for; of the opportunity while it is only drafted.
    sight : str
        Id of the opportunity of a window that could be moved, else empty.
    """

    kind: BarKind
    start_ns: int
    end_ns: int
    text: str
    tip: str
    window: str = ""
    sight: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One row of the timeline; `group` says what it is about: a band, guest, host or window."""

    id: str
    name: str
    group: str
    bars: tuple[Bar, ...]


class LaneWords:
    """How instants, stretches and people of one flight are written."""

    def __init__(self, mission: Mission) -> None:
        self._mission = mission
        self._names = Names(mission)

    def stretch(self, start_ns: int, end_ns: int) -> str:
        """Return begin and end in UTC and MET, and how long it lasts."""
        launch_ns = self._mission.launch_ns
        lasts = countdown_text((end_ns - start_ns) / NS_PER_S)
        return (
            f"UTC {utc_text(start_ns)[5:19].replace('T', ' ')} to {utc_text(end_ns)[11:19]}, "
            f"{lasts} long\n"
            f"MET {met_text((start_ns - launch_ns) / NS_PER_S)} "
            f"to {met_text((end_ns - launch_ns) / NS_PER_S)}"
        )

    def people(self, person_ids: Iterable[str]) -> str:
        """Return the aliases of several people."""
        return self._names.people(person_ids)

    def pane(self, pane_id: str) -> str:
        """Return the name of a cabin window."""
        return self._names.pane(pane_id)


def activity_bars(timeline: Iterable[Activity], person: str, words: LaneWords) -> Iterator[Bar]:
    """Yield what one person has to do."""
    for activity in timeline:
        if activity.person == person and not activity.is_flexible:
            note = f" ({activity.note})" if activity.note else ""
            yield Bar(
                kind=BarKind.ACTIVITY,
                start_ns=activity.start_ns,
                end_ns=activity.end_ns,
                text=activity.kind,
                tip=f"{activity.kind}{note}\n{words.stretch(activity.start_ns, activity.end_ns)}",
            )
