"""Ways to mend a window that breaks a rule: another pane, another time, fewer guests, or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from console.domain.planning.checker import Checker
from console.domain.planning.violations import clock
from console.domain.planning.wishes import subject
from console.domain.schedule import ViewingWindow
from console.domain.viewing.opportunity import Opportunity
from telemetry.mission import Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """One way out.

    Parameters
    ----------
    words : str
        For the button.
    window : ViewingWindow or None
        What the window becomes; None to drop it.
    """

    words: str
    window: ViewingWindow | None


def mends(
    window: ViewingWindow,
    windows: Sequence[ViewingWindow],
    checker: Checker,
    opportunities: Sequence[Opportunity],
    *,
    at_most: int = 4,
) -> list[Mend]:
    """Return ways to mend `window` that break no rule, the smallest change first.

    Dropping it is always the last of them.
    """
    found: list[Mend] = []
    for mend in _candidates(window, opportunities, checker.mission):
        if len(found) == at_most - 1:
            break
        if mend.window is not None and not checker.check_one(mend.window, windows):
            found.append(mend)
    return [*found, Mend(words="Drop it", window=None)]


def _candidates(
    window: ViewingWindow, opportunities: Sequence[Opportunity], mission: Mission
) -> Iterator[Mend]:
    sight = next((each for each in opportunities if each.id == window.opportunity), None)
    if sight is None:
        return
    yield Mend(words="Put it back to when it is in view", window=placed(window, sight))
    alike = [o for o in opportunities if subject(o) == subject(sight) and o.id != sight.id]
    alike.sort(key=lambda other: (abs(other.start_ns - window.start_ns), -other.quality))
    for other in alike:
        same_pass = other.start_ns < sight.end_ns and sight.start_ns < other.end_ns
        pane = next(each.name for each in mission.panes if each.id == other.pane)
        words = f"Use the {pane}" if same_pass else f"See it at {clock(other.start_ns)}, {pane}"
        yield Mend(words=words, window=placed(window, other))
    if len(window.guests) > 1:
        for guest in window.guests:
            rest = tuple(other for other in window.guests if other != guest)
            alias = next((p.alias for p in mission.people if p.id == guest), guest)
            yield Mend(words=f"Without {alias}", window=replace(window, guests=rest))


def placed(window: ViewingWindow, sight: Opportunity) -> ViewingWindow:
    """Return `window` where and when `sight` is in view."""
    return replace(
        window,
        opportunity=sight.id,
        title=sight.title,
        pane=sight.pane,
        start_ns=sight.start_ns,
        end_ns=sight.end_ns,
        quality=sight.quality,
    )
