"""The timeline as lanes of bars: day and night, contact, attitude, guests, cabin windows. No Qt."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from console.client.lookahead import LookedAhead
from console.domain.schedule import ViewingWindow, WindowStatus
from console.ui.models.names import Names
from console.ui.models.plain_words import short_name
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


WINDOW_KINDS: Final = frozenset({BarKind.PROPOSED, BarKind.PLANNED, BarKind.HELD, BarKind.DONE})


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
        Id of the viewing window it stands for, else empty.
    """

    kind: BarKind
    start_ns: int
    end_ns: int
    text: str
    tip: str
    window: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One row of the timeline; `group` says what it is about: a band, a guest, a cabin window."""

    id: str
    name: str
    group: str
    bars: tuple[Bar, ...]


# In the words of somebody who plans guests' days.
_ATTITUDE_WORDS: Final = {
    "FREE_DRIFT": "drifting",
    "SUN_POINT": "turned to the Sun",
    "LVLH_HOLD": "flying level",
    "VIEW_NADIR": "dome to the Earth",
    "VIEW_TARGET": "dome to a target",
    "MNVR": "turning",
    "BURN": "engine burn",
    "ENTRY": "entry",
    "SAFE": "safe mode",
}


def chart_lanes(
    mission: Mission, ahead: LookedAhead, windows: Mapping[str, ViewingWindow], now_ns: int
) -> tuple[Lane, ...]:
    """Return every lane of the timeline, from top to bottom."""
    words = _Words(mission)
    standing = sorted(
        (each for each in windows.values() if each.stands and not each.has_lapsed(now_ns)),
        key=lambda each: each.start_ns,
    )
    bands = (
        Lane(id="sun", name="Daylight", group="band", bars=tuple(_sun(mission, ahead, words))),
        Lane(id="contact", name="Contact", group="band", bars=tuple(_contact(ahead, words))),
        Lane(id="attitude", name="Vehicle", group="band", bars=tuple(_attitude(mission, words))),
    )
    guests = (
        Lane(
            id=person.id,
            name=person.alias,
            group="guest",
            bars=(
                *_activities(mission.timeline, person.id, words),
                *(
                    _window_bar(window, words, now_ns, window.title)
                    for window in standing
                    if person.id in window.guests
                ),
            ),
        )
        for person in mission.people
        if person.role == "guest"
    )
    panes = (
        Lane(
            id=pane.id,
            name=f"{pane.name} ({pane.capacity})",
            group="pane",
            bars=tuple(
                _window_bar(window, words, now_ns, words.guests(window))
                for window in standing
                if window.pane == pane.id
            ),
        )
        for pane in mission.panes
    )
    return (*bands, *guests, *panes)


class _Words:
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

    def guests(self, window: ViewingWindow) -> str:
        """Return the aliases of the guests."""
        return self._names.people(window.guests)

    def pane(self, pane_id: str) -> str:
        """Return the name of a cabin window."""
        return self._names.pane(pane_id)


def window_kind(window: ViewingWindow, now_ns: int) -> BarKind:
    """Return how a standing window is drawn."""
    if window.status is WindowStatus.HELD:
        return BarKind.HELD
    if window.status is WindowStatus.PROPOSED:
        return BarKind.PROPOSED
    return BarKind.DONE if window.end_ns <= now_ns else BarKind.PLANNED


def window_words(window: ViewingWindow, mission: Mission, now_ns: int) -> str:
    """Return a viewing window in one line."""
    words = _Words(mission)
    span = f"{utc_text(window.start_ns)[11:19]} to {utc_text(window.end_ns)[11:19]} UTC"
    status = "HELD" if window.status is WindowStatus.HELD else str(window.status)
    if window.has_lapsed(now_ns):
        status = "lapsed"
    return (
        f"{window.id} · {window.title} · {words.guests(window)} · {words.pane(window.pane)} "
        f"· {span} · {status}"
    )


def _window_bar(window: ViewingWindow, words: _Words, now_ns: int, text: str) -> Bar:
    kind = window_kind(window, now_ns)
    shown = f"HELD {window.id} {text}" if kind is BarKind.HELD else f"{window.id} {text}"
    lines = [
        f"{window.id}: {window.title}",
        f"{kind.value} · {words.guests(window)} · {words.pane(window.pane)} "
        f"· quality {window.quality}",
        words.stretch(window.start_ns, window.end_ns),
    ]
    if kind is BarKind.HELD:
        lines.append(f"Held because of {short_name(window.reason)}. Flight must release it.")
    return Bar(
        kind=kind,
        start_ns=window.start_ns,
        end_ns=window.end_ns,
        text=shown,
        tip="\n".join(lines),
        window=window.id,
    )


def _activities(timeline: Iterable[Activity], person: str, words: _Words) -> Iterable[Bar]:
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


def _sun(mission: Mission, ahead: LookedAhead, words: _Words) -> Iterable[Bar]:
    changes = ahead.events.light_changes
    edges = [mission.launch_ns, *(change.instant_ns for change in changes), mission.end_ns]
    is_day = ahead.events.starts_in_sunlight
    for start_ns, end_ns in itertools.pairwise(edges if ahead.is_known else ()):
        kind = BarKind.DAY if is_day else BarKind.NIGHT
        tip = f"{kind.value} at the vehicle\n{words.stretch(start_ns, end_ns)}"
        yield Bar(kind=kind, start_ns=start_ns, end_ns=end_ns, text=kind.value, tip=tip)
        is_day = not is_day


def _contact(ahead: LookedAhead, words: _Words) -> Iterable[Bar]:
    """Yield stretches in which anybody hears the vehicle, naming everybody who does."""
    together: list[str] = []
    start_ns = end_ns = 0
    for contact in ahead.events.contacts:
        if together and contact.start_ns <= end_ns:
            end_ns = max(end_ns, contact.end_ns)
            if contact.name not in together:
                together.append(contact.name)
            continue
        if together:
            yield _contact_bar(together, start_ns, end_ns, words)
        together, start_ns, end_ns = [contact.name], contact.start_ns, contact.end_ns
    if together:
        yield _contact_bar(together, start_ns, end_ns, words)


def _contact_bar(names: Sequence[str], start_ns: int, end_ns: int, words: _Words) -> Bar:
    return Bar(
        kind=BarKind.CONTACT,
        start_ns=start_ns,
        end_ns=end_ns,
        text=" + ".join(names),
        tip=f"contact through {', '.join(names)}\n{words.stretch(start_ns, end_ns)}",
    )


def _attitude(mission: Mission, words: _Words) -> Iterable[Bar]:
    starts = [segment.start_ns for segment in mission.attitude]
    for segment, end_ns in zip(mission.attitude, [*starts[1:], mission.end_ns], strict=True):
        text = _ATTITUDE_WORDS[segment.mode]
        tip = f"{text} ({segment.mode})\n{words.stretch(segment.start_ns, end_ns)}"
        yield Bar(
            kind=BarKind.ATTITUDE, start_ns=segment.start_ns, end_ns=end_ns, text=text, tip=tip
        )
