"""The bands above the guests' lanes: light, contact, attitude, radiation, sleep, holds. No Qt."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from console.client.lookahead import LookedAhead
from console.domain.planning.intervals import merged
from console.domain.planning.problem import Closure
from console.ui.models.lane_bars import Bar, BarKind, Lane, LaneWords
from telemetry.mission import Mission

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


def band_lanes(
    mission: Mission, ahead: LookedAhead, closures: Iterable[Closure], words: LaneWords
) -> tuple[Lane, ...]:
    """Return the bands from top to bottom."""
    bands = (
        ("sun", "Daylight", _sun(mission, ahead, words)),
        ("contact", "Contact", _contact(ahead, words)),
        ("attitude", "Vehicle", _attitude(mission, words)),
        ("anomaly", "Radiation", _anomalies(ahead, words)),
        ("sleep", "Crew sleep", _sleep(mission, words)),
        ("closed", "Holds", closure_bars(closures, words)),
    )
    return tuple(
        Lane(id=id_, name=name, group="band", bars=tuple(bars)) for id_, name, bars in bands
    )


def closure_bars(closures: Iterable[Closure], words: LaneWords) -> Iterator[Bar]:
    """Yield when something is closed, with what and why; closures that meet share a bar."""
    together: list[Closure] = []
    for closure in sorted(closures, key=lambda each: (each.start_ns, each.end_ns)):
        if together and closure.start_ns >= max(each.end_ns for each in together):
            yield _closure_bar(together, words)
            together = []
        together.append(closure)
    if together:
        yield _closure_bar(together, words)


def _closure_bar(together: Sequence[Closure], words: LaneWords) -> Bar:
    texts, tips = [], []
    for closure in together:
        of = words.pane(closure.pane) if closure.pane else ""
        of = ", ".join(filter(None, (of, words.people((closure.person,)))))
        texts.append(f"{of}: {closure.reason}" if of else closure.reason)
        tips.append(
            f"closed for viewing, {of or 'every window'}: {closure.reason}\n"
            f"{words.stretch(closure.start_ns, closure.end_ns)}"
        )
    return Bar(
        kind=BarKind.CLOSED,
        start_ns=together[0].start_ns,
        end_ns=max(each.end_ns for each in together),
        text=" + ".join(dict.fromkeys(texts)),
        tip="\n".join(tips),
    )


def _sun(mission: Mission, ahead: LookedAhead, words: LaneWords) -> Iterable[Bar]:
    changes = ahead.events.light_changes
    edges = [mission.launch_ns, *(change.instant_ns for change in changes), mission.end_ns]
    is_day = ahead.events.starts_in_sunlight
    for start_ns, end_ns in itertools.pairwise(edges if ahead.is_known else ()):
        kind = BarKind.DAY if is_day else BarKind.NIGHT
        tip = f"{kind.value} at the vehicle\n{words.stretch(start_ns, end_ns)}"
        yield Bar(kind=kind, start_ns=start_ns, end_ns=end_ns, text=kind.value, tip=tip)
        is_day = not is_day


def _contact(ahead: LookedAhead, words: LaneWords) -> Iterable[Bar]:
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


def _contact_bar(names: Sequence[str], start_ns: int, end_ns: int, words: LaneWords) -> Bar:
    return Bar(
        kind=BarKind.CONTACT,
        start_ns=start_ns,
        end_ns=end_ns,
        text=" + ".join(names),
        tip=f"contact through {', '.join(names)}\n{words.stretch(start_ns, end_ns)}",
    )


def _attitude(mission: Mission, words: LaneWords) -> Iterable[Bar]:
    starts = [segment.start_ns for segment in mission.attitude]
    for segment, end_ns in zip(mission.attitude, [*starts[1:], mission.end_ns], strict=True):
        text = _ATTITUDE_WORDS[segment.mode]
        tip = f"{text} ({segment.mode})\n{words.stretch(segment.start_ns, end_ns)}"
        yield Bar(
            kind=BarKind.ATTITUDE, start_ns=segment.start_ns, end_ns=end_ns, text=text, tip=tip
        )


def _anomalies(ahead: LookedAhead, words: LaneWords) -> Iterable[Bar]:
    for start_ns, end_ns in ahead.events.anomalies:
        yield Bar(
            kind=BarKind.ANOMALY,
            start_ns=start_ns,
            end_ns=end_ns,
            text="SAA",
            tip="in the South Atlantic Anomaly, a planning estimate from the field's strength\n"
            f"{words.stretch(start_ns, end_ns)}",
        )


def _sleep(mission: Mission, words: LaneWords) -> Iterable[Bar]:
    """Yield when all of the crew sleep: nobody can look after guests then."""
    crew = [person.id for person in mission.people if person.role != "guest"]
    asleep = {
        person: merged(
            (a.start_ns, a.end_ns)
            for a in mission.timeline
            if a.person == person and a.kind == "sleep"
        )
        for person in crew
    }
    edges = sorted({edge for stretches in asleep.values() for s in stretches for edge in s})
    for start_ns, end_ns in itertools.pairwise(edges):
        who = [p for p in crew if any(s <= start_ns and end_ns <= e for s, e in asleep[p])]
        if who:
            everybody = len(who) == len(crew)
            yield Bar(
                kind=BarKind.SLEEP,
                start_ns=start_ns,
                end_ns=end_ns,
                text="crew asleep" if everybody else f"{words.people(who)} asleep",
                tip=f"asleep: {words.people(who)}\n{words.stretch(start_ns, end_ns)}",
            )
