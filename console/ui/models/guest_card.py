"""A guest in a few lines: doing now, coming next, and how each promise stands. No Qt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from console.domain.schedule import ViewingWindow, WindowStatus
from console.domain.viewing.opportunities import Opportunity
from console.ui.models.names import Names
from telemetry.mission import Mission, Person
from telemetry.timebase import NS_PER_S, countdown_text


class Promise(Enum):
    """How a must-see stands, in the word shown."""

    DONE = "done"
    PLANNED = "planned"
    HELD = "HELD"
    PROPOSED = "proposed"
    OPEN = "open"
    IMPOSSIBLE = "not possible"
    UNKNOWN = "being worked out"


@dataclass(frozen=True, slots=True)
class MustSee:
    """One thing promised to a guest."""

    name: str
    promise: Promise
    detail: str

    @property
    def text(self) -> str:
        """The promise in one line."""
        if self.promise is Promise.OPEN:
            return f"{self.name}: {self.detail}"
        return f"{self.name}: {self.promise.value} {self.detail}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestCard:
    """What a guest's card says."""

    alias: str
    now: str
    next: str
    next_is_held: bool
    is_held: bool
    must_sees: tuple[MustSee, ...]


_FROM_STATUS = {
    WindowStatus.HELD: Promise.HELD,
    WindowStatus.PLANNED: Promise.PLANNED,
    WindowStatus.PROPOSED: Promise.PROPOSED,
    WindowStatus.SEEN: Promise.DONE,
}


def guest_card(
    person: Person,
    mission: Mission,
    opportunities: Sequence[Opportunity],
    windows: Iterable[ViewingWindow],
    now_ns: int,
) -> GuestCard:
    """Return the card of one guest.

    Parameters
    ----------
    opportunities : sequence of Opportunity
        Of the whole flight; empty while they are worked out.
    """
    own = sorted(
        (window for window in windows if window.stands and person.id in window.guests),
        key=lambda window: window.start_ns,
    )
    coming = [window for window in own if window.end_ns > now_ns]
    return GuestCard(
        alias=person.alias,
        now=_now_text(person, mission, coming, now_ns),
        next=_next_text(mission, coming, now_ns),
        next_is_held=any(
            window.status is WindowStatus.HELD for window in _later(coming, now_ns)[:1]
        ),
        is_held=any(window.status is WindowStatus.HELD for window in coming),
        must_sees=tuple(
            _must_see(wish, mission, opportunities, own, now_ns) for wish in person.must_sees
        ),
    )


def _now_text(
    person: Person, mission: Mission, coming: Sequence[ViewingWindow], now_ns: int
) -> str:
    if coming and coming[0].start_ns <= now_ns and coming[0].status is WindowStatus.PLANNED:
        left_s = (coming[0].end_ns - now_ns) / NS_PER_S
        return f"at the window: {coming[0].title}, {countdown_text(left_s)} left"
    activity = mission.activity_at(person.id, now_ns)
    if activity is None:
        return "nothing planned"
    left_s = (activity.end_ns - now_ns) / NS_PER_S
    return f"{activity.kind}, {countdown_text(left_s)} left"


def _next_text(mission: Mission, coming: Sequence[ViewingWindow], now_ns: int) -> str:
    names = Names(mission)
    for window in _later(coming, now_ns):
        in_s = (window.start_ns - now_ns) / NS_PER_S
        status = _FROM_STATUS[window.status].value
        return f"{status} in {countdown_text(in_s)}: {window.title}, {names.pane(window.pane)}"
    return "no viewing planned"


def _later(coming: Sequence[ViewingWindow], now_ns: int) -> list[ViewingWindow]:
    return [window for window in coming if window.start_ns > now_ns]


def _must_see(
    wish: str,
    mission: Mission,
    opportunities: Sequence[Opportunity],
    own: Sequence[ViewingWindow],
    now_ns: int,
) -> MustSee:
    names: Mapping[str, str] = {target.id: target.name for target in mission.targets}
    name = names.get(wish, wish)
    if not opportunities:
        return MustSee(name, Promise.UNKNOWN, "")
    fitting = {each.id: each for each in opportunities if wish in (each.target, each.product)}
    granted = [window for window in own if window.opportunity in fitting]
    if any(_is_done(window, now_ns) for window in granted):
        return MustSee(name, Promise.DONE, "")
    for window in granted:
        if window.end_ns > now_ns:
            in_s = (window.start_ns - now_ns) / NS_PER_S
            when = f"in {countdown_text(in_s)}" if in_s > 0 else "now"
            return MustSee(name, _FROM_STATUS[window.status], f"{window.id} {when}")
    return _chances(name, [each for each in fitting.values() if each.start_ns > now_ns], now_ns)


def _is_done(window: ViewingWindow, now_ns: int) -> bool:
    is_over = window.status is WindowStatus.PLANNED and window.end_ns <= now_ns
    return is_over or window.status is WindowStatus.SEEN


def _chances(name: str, coming: Sequence[Opportunity], now_ns: int) -> MustSee:
    if not coming:
        return MustSee(name, Promise.IMPOSSIBLE, "on the rest of this flight")
    best = max(coming, key=lambda each: each.quality)
    count = "1 chance" if len(coming) == 1 else f"{len(coming)} chances"
    in_s = (best.start_ns - now_ns) / NS_PER_S
    best_in = countdown_text(in_s, hours=True)
    return MustSee(name, Promise.OPEN, f"{count}, the best in {best_in}")
