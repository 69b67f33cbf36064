"""What the server says when somebody closes viewing or opens it again. Pure."""

from collections.abc import Sequence

from console.domain.plan_check import PlanGround
from console.domain.plan_facts import ClosureFact, ViewingClosed, ViewingReopened
from console.domain.plan_requests import CloseViewing, ClosureRequest, ReopenViewing
from console.domain.requests import Refused


def decide_closure(request: ClosureRequest, ground: PlanGround) -> Sequence[ClosureFact] | Refused:
    """Return the facts that `request` makes, or why it is refused."""
    if isinstance(request, ReopenViewing):
        if request.closure not in ground.book.closures:
            return Refused(f"There is no closure {request.closure}.")
        return [ViewingReopened(closure=request.closure)]
    panes = {pane.id for pane in ground.mission.panes}
    people = {person.id for person in ground.mission.people}
    if request.end_ns <= max(request.start_ns, ground.now_ns):
        return Refused("A closure must end after it starts, and not in the past.")
    if request.pane and request.pane not in panes:
        return Refused(f"There is no window '{request.pane}'.")
    if request.person and request.person not in people:
        return Refused(f"There is nobody '{request.person}' on this flight.")
    if not request.reason.strip():
        return Refused("Say why, so that the guests can be told.")
    return [_closed(request, f"c{ground.book.closures_made + 1}")]


def _closed(request: CloseViewing, closure: str) -> ViewingClosed:
    return ViewingClosed(
        closure=closure,
        pane=request.pane,
        person=request.person,
        start_ns=request.start_ns,
        end_ns=request.end_ns,
        reason=request.reason,
        stops_tasks=request.stops_tasks,
    )
