"""The timeline as lanes of bars: bands, guests, hosts, cabin windows, and a draft over them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from console.client.lookahead import LookedAhead
from console.client.plan_desk import PlanView
from console.domain.planning.availability import agreed_timeline
from console.domain.planning.edits import party_of
from console.domain.planning.problem import Closure
from console.domain.schedule import CLAIMED, LOST, ViewingWindow, WindowStatus
from console.ui.models.lane_bands import band_lanes, closure_bars
from console.ui.models.lane_bars import Bar, BarKind, Lane, LaneWords, activity_bars
from telemetry.mission import Mission, Pane
from telemetry.timebase import utc_text

_KIND_OF = {
    WindowStatus.HELD: BarKind.HELD,
    WindowStatus.PROPOSED: BarKind.PROPOSED,
    WindowStatus.SEEN: BarKind.DONE,
    WindowStatus.CUT_SHORT: BarKind.LOST,
    WindowStatus.MISSED: BarKind.LOST,
}
_DRAFTED = frozenset({BarKind.COMING, BarKind.GOING})
_MOVABLE = frozenset({BarKind.PROPOSED, BarKind.PLANNED, BarKind.HELD, BarKind.COMING})


@dataclass(frozen=True, slots=True)
class _Entry:
    """One window as some of its guests have it; `in_pane` is False for a second look at it."""

    window: ViewingWindow
    kind: BarKind
    in_pane: bool = True


def chart_lanes(
    mission: Mission,
    ahead: LookedAhead,
    windows: Mapping[str, ViewingWindow],
    now_ns: int,
    plan: PlanView | None = None,
) -> tuple[Lane, ...]:
    """Return every lane of the timeline, from top to bottom.

    Parameters
    ----------
    plan : PlanView or None
        The plan in work, drawn over what stands; and what is closed.
    """
    words = LaneWords(mission)
    closures = plan.ground.closures if plan is not None else ()
    tasks = plan.ground.book.tasks if plan is not None else ()
    timeline = agreed_timeline(mission, tasks)
    entries = sorted(
        _entries(windows, plan, now_ns), key=lambda each: (each.window.start_ns, each.window.id)
    )
    guests = (
        Lane(
            id=person.id,
            name=person.alias,
            group="guest",
            bars=(
                *activity_bars(timeline, person.id, words),
                *closure_bars((c for c in closures if c.person == person.id), words),
                *(
                    _window_bar(each, words, now_ns, each.window.title)
                    for each in entries
                    if person.id in each.window.guests
                ),
            ),
        )
        for person in mission.people
        if person.role == "guest"
    )
    hosts = (
        Lane(
            id=person.id,
            name=person.alias,
            group="host",
            bars=tuple(activity_bars(timeline, person.id, words)),
        )
        for person in mission.people
        if person.role != "guest"
    )
    panes = (
        Lane(
            id=pane.id,
            name=f"{pane.name} ({pane.capacity})" if place == 0 else f"{pane.name}, beside",
            group="pane",
            bars=(
                *closure_bars(_of_pane(closures, pane.id), words),
                *(_window_bar(e, words, now_ns, words.people(e.window.guests)) for e in there),
            ),
        )
        for pane in mission.panes
        for place, there in enumerate(_side_by_side(entries, pane))
    )
    return (*band_lanes(mission, ahead, closures, words), *guests, *hosts, *panes)


def _side_by_side(entries: Iterable[_Entry], pane: Pane) -> list[list[_Entry]]:
    """Return what is at one pane, in as many rows as different views lie over each other."""
    rows: list[list[_Entry]] = [[]]
    for entry in entries:
        if entry.window.pane != pane.id or not entry.in_pane:
            continue
        free = (r for r in rows if not r or r[-1].window.end_ns <= entry.window.start_ns)
        row = next(free, None)
        if row is None and len(rows) < pane.capacity:
            rows.append(row := [])
        (rows[-1] if row is None else row).append(entry)
    return rows


def _of_pane(closures: Iterable[Closure], pane: str) -> Iterator[Closure]:
    return (c for c in closures if not c.person and c.pane in ("", pane))


def _entries(
    windows: Mapping[str, ViewingWindow], plan: PlanView | None, now_ns: int
) -> Iterator[_Entry]:
    """Yield every window to be drawn, and what the plan in work would make of it."""
    is_drafted = plan is not None and plan.working is not None
    for window in windows.values():
        is_standing = window.stands and not window.has_lapsed(now_ns)
        if not is_standing and window.status not in LOST:
            continue
        kind = window_kind(window, now_ns)
        if plan is None or not is_drafted or window.status not in CLAIMED:
            yield _Entry(window, kind)
            continue
        after = party_of(plan.content, window.opportunity)
        is_over = window.start_ns <= now_ns
        staying = tuple(g for g in window.guests if g in after or is_over)
        going = tuple(guest for guest in window.guests if guest not in staying)
        coming = tuple(guest for guest in after if guest not in window.guests)
        if staying:
            yield _Entry(replace(window, guests=staying), kind)
        if going:
            yield _Entry(replace(window, guests=going), BarKind.GOING, not staying)
        if coming and not is_over:
            yield _Entry(replace(window, guests=coming), BarKind.COMING, in_pane=False)
    if plan is not None and is_drafted:
        standing = {w.opportunity for w in windows.values() if w.status in CLAIMED}
        for window in plan.windows:
            if window.opportunity not in standing and window.start_ns > now_ns:
                yield _Entry(window, BarKind.COMING)


def window_kind(window: ViewingWindow, now_ns: int) -> BarKind:
    """Return how a standing window is drawn."""
    usual = BarKind.DONE if window.end_ns <= now_ns else BarKind.PLANNED
    return _KIND_OF.get(window.status, usual)


def window_words(window: ViewingWindow, mission: Mission, now_ns: int) -> str:
    """Return a viewing window in one line."""
    words = LaneWords(mission)
    span = f"{utc_text(window.start_ns)[11:19]} to {utc_text(window.end_ns)[11:19]} UTC"
    status = "HELD" if window.status is WindowStatus.HELD else window.standing(now_ns)
    return (
        f"{window.id} · {window.title} · {words.people(window.guests)} "
        f"· {words.pane(window.pane)} · {span} · {status}"
    )


def _window_bar(entry: _Entry, words: LaneWords, now_ns: int, text: str) -> Bar:
    window, kind = entry.window, entry.kind
    named = text if window.id == window.opportunity else f"{window.id} {text}"
    standing = kind.value if kind in _DRAFTED else window.standing(now_ns)
    lines = [
        f"{window.title}" if named is text else f"{window.id}: {window.title}",
        f"{standing} · {words.people(window.guests)} · {words.pane(window.pane)} "
        f"· quality {window.quality}",
        words.stretch(window.start_ns, window.end_ns),
    ]
    if kind is BarKind.HELD:
        lines.append(f"Held because of {window.reason}. Flight must release it.")
    movable = window.start_ns > now_ns and kind in _MOVABLE
    return Bar(
        kind=kind,
        start_ns=window.start_ns,
        end_ns=window.end_ns,
        text=f"HELD {named}" if kind is BarKind.HELD else named,
        tip="\n".join(lines),
        window=window.id,
        sight=window.opportunity if movable else "",
    )
