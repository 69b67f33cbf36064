"""What the server says to requests about single viewing windows. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from console.domain.facts import Fact, WindowApproved, WindowRejected, WindowWithdrawn
from console.domain.flight_rules import needs_two_people, standing_against
from console.domain.plan_book import PlanBook
from console.domain.plan_outcomes import CAN_BE_MARKED, decide_outcome
from console.domain.plan_requests import MarkWindow
from console.domain.planning.availability import agreed_timeline
from console.domain.requests import (
    ApproveWindow,
    ProposeWindow,
    Refused,
    RejectWindow,
    ReleaseWindow,
    WithdrawWindow,
)
from console.domain.rule_model import RuleBook
from console.domain.rule_release import decide_release
from console.domain.rule_requests import CountersignRelease
from console.domain.rule_scene import Scene
from console.domain.schedule import (
    CLAIMED,
    ViewingWindow,
    WindowStatus,
    apply_window,
    objections,
    proposed_window,
)
from console.domain.signatures import Signature
from console.domain.viewing.opportunities import Opportunity
from telemetry.mission import Mission

WindowChange = (
    WithdrawWindow | ApproveWindow | RejectWindow | ReleaseWindow | CountersignRelease | MarkWindow
)
WindowRequest = ProposeWindow | WindowChange
Decided = Sequence[Fact] | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowGround:
    """What a decision about a window looks at.

    Parameters
    ----------
    signatures : mapping of str to Signature
        First of two signatures on the release of a held window, by window.
    name : str
        Who asks.
    """

    mission: Mission
    opportunities: Mapping[str, Opportunity]
    windows: Mapping[str, ViewingWindow]
    signatures: Mapping[str, Signature]
    book: PlanBook
    rules: RuleBook
    around: Scene
    name: str


def decide_window(request: WindowRequest, ground: WindowGround) -> Decided:
    """Return the facts that `request` makes, or why it is refused."""
    if isinstance(request, ProposeWindow):
        return _propose(request, ground)
    return _change(request, ground)


def _propose(request: ProposeWindow, ground: WindowGround) -> Decided:
    opportunity = ground.opportunities.get(request.opportunity)
    if opportunity is None:
        return Refused("That opportunity is not on this flight's list any more.")
    gone: list[WindowWithdrawn] = []
    if request.instead_of:
        seen = WithdrawWindow(window=request.instead_of, seen_revision=request.seen_revision)
        if isinstance(answer := _change(seen, ground), Refused):
            return answer
        gone = [WindowWithdrawn(window=request.instead_of)]
        ground = replace(ground, windows=apply_window(ground.windows, gone[0]))
    fact = proposed_window(f"w{len(ground.windows) + 1}", opportunity, request.guests)
    window = apply_window({}, fact)[fact.window]
    return _unless(_rule_objections(window, ground), *gone, fact)


def _change(request: WindowChange, ground: WindowGround) -> Decided:
    window = ground.windows.get(request.window)
    if window is None:
        return Refused(f"There is no viewing window {request.window}.")
    if window.revision != request.seen_revision:
        return Refused(
            f"{window.id} changed since you saw it and is now {window.status}. "
            "Look again and decide."
        )
    match request:
        case WithdrawWindow():
            if window.status in CLAIMED and window.start_ns <= ground.around.now_ns:
                return Refused(f"{window.id} has begun: say it was seen, or what cut it short.")
            return _from(
                window, WindowStatus.PROPOSED, WindowStatus.PLANNED, WindowStatus.HELD
            ) or [WindowWithdrawn(window=window.id)]
        case RejectWindow():
            if not request.reason.strip():
                return Refused("Say why, so that the guest lead can tell the guests.")
            return _from(window, WindowStatus.PROPOSED) or [
                WindowRejected(window=window.id, reason=request.reason)
            ]
        case MarkWindow():
            return _from(window, *CAN_BE_MARKED) or decide_outcome(
                request, window, ground.around.now_ns
            )
        case ApproveWindow():
            return _from(window, WindowStatus.PROPOSED) or _unless(
                _objections_now(window, ground, now=False),
                WindowApproved(window=window.id),
            )
        case ReleaseWindow() | CountersignRelease():
            return _from(window, WindowStatus.HELD) or decide_release(
                request,
                window,
                ground.signatures.get(window.id),
                needs_two=needs_two_people(window, ground.rules, ground.around),
                name=ground.name,
                now_ns=ground.around.now_ns,
                objections=_objections_now(window, ground, now=True),
            )


def _objections_now(window: ViewingWindow, ground: WindowGround, *, now: bool) -> Iterable[str]:
    against = standing_against(window.pane, ground.rules, ground.around, now=now)
    yield from dict.fromkeys(against)  # one alarm may speak in several rules
    yield from _rule_objections(window, ground)


def _rule_objections(window: ViewingWindow, ground: WindowGround) -> Iterable[str]:
    """Yield what stands against a window by the rules, with tasks where the plan has them."""
    timeline = agreed_timeline(ground.mission, ground.book.tasks)
    mission = replace(ground.mission, timeline=timeline)
    yield from objections(window, ground.windows, mission, ground.around.now_ns)
    for closure in ground.book.closures.values():
        stretch = (window.start_ns, window.end_ns)
        if any(closure.stops(window.pane, guest, stretch) for guest in window.guests):
            yield f"It is closed then: {closure.reason}."


def _from(window: ViewingWindow, *allowed: WindowStatus) -> Refused | None:
    if window.status in allowed:
        return None
    return Refused(f"{window.id} is {window.status}; this can no longer be done.")


def _unless(reasons: Iterable[str], *facts: Fact) -> Decided:
    if stated := " ".join(reasons):
        return Refused(stated)
    return list(facts)
