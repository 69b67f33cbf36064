"""Viewing windows: proposed by the guest lead, approved by flight, held by alarms."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from console.domain.facts import (
    WindowApproved,
    WindowHeld,
    WindowProposed,
    WindowRejected,
    WindowReleased,
    WindowWithdrawn,
)
from console.domain.plan_facts import WindowCutShort, WindowMissed, WindowSeen
from console.domain.planning.intervals import most_at_once
from console.domain.viewing.opportunities import Opportunity
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

TURNOVER_S = 120  # a place at a pane is taken so much longer: change places, clean the glass
GUEST_GAP_S = 300  # between two viewings of one guest: float across the cabin, settle

WindowFact = (
    WindowProposed
    | WindowApproved
    | WindowRejected
    | WindowWithdrawn
    | WindowHeld
    | WindowReleased
    | WindowSeen
    | WindowCutShort
    | WindowMissed
)

# Activities that "has" does not go with.
_DOING = {
    "sleep": "is asleep",
    "seated": "is strapped in",
    "meal": "has a meal",
    "work": "is at work",
}


class WindowStatus(StrEnum):
    """Where a viewing window stands."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    HELD = "held"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SEEN = "seen"
    CUT_SHORT = "cut short"
    MISSED = "missed"


# A promise of a view cut short or missed is not kept, so it may be planned again.
CLAIMED = frozenset({WindowStatus.PLANNED, WindowStatus.HELD, WindowStatus.SEEN})
STANDING = CLAIMED | {WindowStatus.PROPOSED}
LOST = frozenset({WindowStatus.CUT_SHORT, WindowStatus.MISSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewingWindow:
    """A stretch of time some guests are promised at one cabin window.

    Parameters
    ----------
    id, opportunity, title, pane : str
        As in `WindowProposed`.
    start_ns, end_ns : int
        UTC nanoseconds. The window includes its start and excludes its end.
    guests : tuple of str
        Ids of the guests.
    revision : int
        Goes up by one at every change; a request must name the revision it saw.
    reason : str
        Why it is held or rejected, else empty.
    held_by : str
        Id of the flight rule that holds it, else empty.
    """

    id: str
    opportunity: str
    title: str
    pane: str
    start_ns: int
    end_ns: int
    quality: int
    guests: tuple[str, ...]
    status: WindowStatus = WindowStatus.PROPOSED
    revision: int = 1
    reason: str = ""
    held_by: str = ""

    @property
    def stands(self) -> bool:
        """Whether it still claims its pane and its guests."""
        return self.status in STANDING

    def has_lapsed(self, now_ns: int) -> bool:
        """Whether nobody decided about it in time: then it claims nothing any more."""
        return self.status is WindowStatus.PROPOSED and self.end_ns <= now_ns

    def standing(self, now_ns: int) -> str:
        """Return how it stands at this moment, in a word; between its ends a planned one is open.

        A window that ended waits for somebody to say what became of it.
        """
        if self.has_lapsed(now_ns):
            return "lapsed"
        if self.status is WindowStatus.PLANNED and self.start_ns <= now_ns:
            return "open" if now_ns < self.end_ns else "over"
        return str(self.status)

    def is_near(self, other: "ViewingWindow", gap_s: float) -> bool:
        """Whether the two come closer in time than `gap_s`."""
        gap_ns = round(gap_s * NS_PER_S)
        return self.start_ns < other.end_ns + gap_ns and other.start_ns < self.end_ns + gap_ns


_STATUS_AFTER: Mapping[type, WindowStatus] = {
    WindowApproved: WindowStatus.PLANNED,
    WindowRejected: WindowStatus.REJECTED,
    WindowWithdrawn: WindowStatus.WITHDRAWN,
    WindowHeld: WindowStatus.HELD,
    WindowReleased: WindowStatus.PLANNED,
    WindowSeen: WindowStatus.SEEN,
    WindowCutShort: WindowStatus.CUT_SHORT,
    WindowMissed: WindowStatus.MISSED,
}


def apply_window(
    windows: Mapping[str, ViewingWindow], fact: WindowFact
) -> Mapping[str, ViewingWindow]:
    """Return the viewing windows after `fact`."""
    if isinstance(fact, WindowProposed):
        after = ViewingWindow(
            id=fact.window,
            opportunity=fact.opportunity,
            title=fact.title,
            pane=fact.pane,
            start_ns=fact.start_ns,
            end_ns=fact.end_ns,
            quality=fact.quality,
            guests=fact.guests,
        )
    else:
        before = windows[fact.window]
        reason = (
            fact.reason if isinstance(fact, WindowHeld | WindowRejected | WindowCutShort) else ""
        )
        after = replace(
            before,
            status=_STATUS_AFTER[type(fact)],
            revision=before.revision + 1,
            reason=reason,
            held_by=fact.rule if isinstance(fact, WindowHeld) else "",
        )
    return {**windows, after.id: after}


def proposed_window(
    window: str, opportunity: Opportunity, guests: tuple[str, ...]
) -> WindowProposed:
    """Return the fact that puts `opportunity` on the timeline for `guests`."""
    return WindowProposed(
        window=window,
        opportunity=opportunity.id,
        title=opportunity.title,
        pane=opportunity.pane,
        start_ns=opportunity.start_ns,
        end_ns=opportunity.end_ns,
        quality=opportunity.quality,
        guests=guests,
    )


def objections(
    window: ViewingWindow,
    windows: Mapping[str, ViewingWindow],
    mission: Mission,
    now_ns: int,
) -> Iterator[str]:
    """Yield every reason why `window` may not stand beside the others, in plain words."""
    others = [
        other
        for other in windows.values()
        if other.stands and not other.has_lapsed(now_ns) and other.id != window.id
    ]
    for rule in _RULES:
        yield from rule(window, others, mission, now_ns)


Rule = Callable[[ViewingWindow, list[ViewingWindow], Mission, int], Iterator[str]]


def _is_not_over(
    window: ViewingWindow, _others: list[ViewingWindow], _mission: Mission, now_ns: int
) -> Iterator[str]:
    if window.end_ns <= now_ns:
        yield "It is already over."


def _guests_are_on_board(
    window: ViewingWindow, _others: list[ViewingWindow], mission: Mission, _now_ns: int
) -> Iterator[str]:
    on_board = {person.id for person in mission.people if person.role == "guest"}
    if not window.guests:
        yield "No guest was chosen."
    if len(set(window.guests)) < len(window.guests):
        yield "A guest is named twice."
    for guest in window.guests:
        if guest not in on_board:
            yield f"There is no guest '{guest}' on this flight."


def _pane_has_room(
    window: ViewingWindow, others: list[ViewingWindow], mission: Mission, _now_ns: int
) -> Iterator[str]:
    pane = next(pane for pane in mission.panes if pane.id == window.pane)
    if len(window.guests) > pane.capacity:
        yield f"The {pane.name} holds {pane.capacity}, not {len(window.guests)}."
    near = [o for o in others if o.pane == window.pane and window.is_near(o, TURNOVER_S)]
    for other in near:
        if other.opportunity == window.opportunity:
            yield f"This view is taken by {other.id}: change its guests in the plan."
            return
    turnover_ns = round(TURNOVER_S * NS_PER_S)
    stays = [(w.start_ns, w.end_ns + turnover_ns) for w in (*near, window) for _ in w.guests]
    if near and most_at_once(stays) > pane.capacity:
        taken = " and ".join(f"{other.id} ({other.title})" for other in near)
        yield f"The {pane.name} is taken by {taken}."


def _guests_are_free(
    window: ViewingWindow, others: list[ViewingWindow], mission: Mission, _now_ns: int
) -> Iterator[str]:
    alias = {person.id: person.alias for person in mission.people}
    for other in others:
        for guest in set(window.guests) & set(other.guests):
            gap_s = TURNOVER_S if other.pane == window.pane else GUEST_GAP_S
            if window.is_near(other, gap_s):
                minutes = round(gap_s / 60)
                yield f"{alias[guest]} is at {other.id} ({other.title}) within {minutes} minutes."


def _guests_are_not_busy(
    window: ViewingWindow, _others: list[ViewingWindow], mission: Mission, _now_ns: int
) -> Iterator[str]:
    alias = {person.id: person.alias for person in mission.people}
    for activity in mission.timeline:
        overlaps = activity.start_ns < window.end_ns and window.start_ns < activity.end_ns
        if activity.person in window.guests and overlaps and not activity.is_flexible:
            yield f"{alias[activity.person]} {doing(activity.kind)} then."


def doing(kind: str) -> str:
    """Return what somebody does, in words, by the kind of an activity."""
    return _DOING.get(kind, f"has {kind}")


_RULES: tuple[Rule, ...] = (
    _is_not_over,
    _guests_are_on_board,
    _pane_has_room,
    _guests_are_free,
    _guests_are_not_busy,
)
