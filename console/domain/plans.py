"""What the server says to requests about plans. Pure: no clock, no I/O."""

from collections.abc import Iterator, Sequence

from console.domain.plan_book import PlanBook, PlanStatus, StoredPlan
from console.domain.plan_check import (
    PlanGround,
    new_windows,
    plan_violations,
    publication_of,
    rule_for_two,
)
from console.domain.plan_facts import (
    PlanApproved,
    PlanDiscarded,
    PlanDrafted,
    PlanFact,
    PlannedWindow,
    PlanProposed,
    PlanRejected,
    PlanSigned,
)
from console.domain.plan_requests import (
    ApprovePlan,
    CountersignPlan,
    DiscardPlan,
    DraftPlan,
    PlanRequest,
    ProposePlan,
    PublishPlan,
    RejectPlan,
)
from console.domain.planning.violations import Rule
from console.domain.requests import Refused
from console.domain.schedule import CLAIMED
from console.domain.signatures import sign
from console.domain.viewing.opportunity import Opportunity

_SAID_AT_MOST = 3


def decide_plan(request: PlanRequest, ground: PlanGround) -> Sequence[PlanFact] | Refused:
    """Return the facts that `request` makes, or why it is refused."""
    if isinstance(request, DraftPlan):
        return _draft(request, ground)
    stored = ground.book.plans.get(request.plan)
    if stored is None:
        return Refused(f"There is no plan {request.plan}.")
    if stored.revision != request.seen_revision:
        return _changed(stored)
    match request:
        case ProposePlan():
            return _unless(stored, ground, PlanProposed(plan=stored.id), PlanStatus.DRAFT)
        case ApprovePlan() | CountersignPlan():
            return _approve(request, stored, ground)
        case RejectPlan():
            if not request.reason.strip():
                return Refused("Say why, so that the guest lead can mend it.")
            return _from(stored, PlanStatus.PROPOSED) or [
                PlanRejected(plan=stored.id, reason=request.reason)
            ]
        case DiscardPlan():
            return _from(
                stored,
                PlanStatus.DRAFT,
                PlanStatus.PROPOSED,
                PlanStatus.APPROVED,
                PlanStatus.REJECTED,
            ) or [PlanDiscarded(plan=stored.id)]
        case PublishPlan():
            return _unless(stored, ground, publication_of(stored, ground), PlanStatus.APPROVED)


def _approve(
    request: ApprovePlan | CountersignPlan, stored: StoredPlan, ground: PlanGround
) -> Sequence[PlanFact] | Refused:
    approved = _unless(
        stored,
        ground,
        PlanApproved(plan=stored.id, checked=tuple(Rule)),
        PlanStatus.PROPOSED,
    )
    rule = rule_for_two(publication_of(stored, ground), ground)
    seen = request.seen_signer if isinstance(request, CountersignPlan) else None
    if isinstance(approved, Refused) or (seen is None and not rule):
        return approved
    what = f"Rule {rule}"
    answer = sign(what, stored.signature, seen_signer=seen, name=ground.name, now_ns=ground.now_ns)
    if isinstance(answer, Refused):
        return answer
    if answer is None:
        return approved
    return [PlanSigned(plan=stored.id, rule=rule, expires_ns=answer)]


def _draft(request: DraftPlan, ground: PlanGround) -> Sequence[PlanFact] | Refused:
    book = ground.book
    before = book.plans.get(request.plan)
    if request.plan and before is None:
        return Refused(f"There is no plan {request.plan}.")
    if before is not None:
        if before.revision != request.seen_revision:
            return _changed(before)
        if refused := _from(before, PlanStatus.DRAFT, PlanStatus.REJECTED):
            return refused
    if book.version and not request.reason.strip():
        return Refused("A plan is published: say why it should change.")
    unknown = [v.sight for v in request.viewings if v.sight not in ground.opportunities]
    if unknown:
        return Refused(f"{len(unknown)} opportunities are not on this flight's list any more.")
    windows = tuple(
        _planned(ground.opportunities[viewing.sight], viewing.guests)
        for viewing in sorted(request.viewings)
    )
    kept = {window.opportunity for window in windows}
    change = before.change if before else _next_change(book)
    return [
        PlanDrafted(
            plan=before.id if before else f"p{len(book.plans) + 1}",
            change=change,
            based_on=book.version,
            reason=request.reason,
            windows=windows,
            tasks=request.tasks,
            withdraws=tuple(
                window.id
                for window in ground.windows.values()
                if window.status in CLAIMED
                and window.start_ns > ground.now_ns
                and window.opportunity not in kept
            ),
            origin=request.origin,
        )
    ]


def _next_change(book: PlanBook) -> int:
    """Return the number of the next change request, 0 while nothing is published."""
    if not book.version:
        return 0
    return 1 + max((plan.change for plan in book.plans.values()), default=0)


def _planned(opportunity: Opportunity, guests: tuple[str, ...]) -> PlannedWindow:
    return PlannedWindow(
        opportunity=opportunity.id,
        title=opportunity.title,
        pane=opportunity.pane,
        start_ns=opportunity.start_ns,
        end_ns=opportunity.end_ns,
        quality=opportunity.quality,
        guests=guests,
    )


def _unless(
    stored: StoredPlan, ground: PlanGround, fact: PlanFact, allowed: PlanStatus
) -> Sequence[PlanFact] | Refused:
    """Return `fact` if the plan stands as it must and breaks no rule now."""
    if refused := _from(stored, allowed):
        return refused
    if stored.based_on != ground.book.version:
        return Refused(
            f"Version {ground.book.version} was published since {stored.id} was drafted. "
            "Draft it again on top of that."
        )
    reasons = list(_objections(stored, ground))
    if reasons:
        more = len(reasons) - _SAID_AT_MOST
        said = " ".join(reasons[:_SAID_AT_MOST])
        return Refused(f"{said} And {more} more." if more > 0 else said)
    return [fact]


def _objections(stored: StoredPlan, ground: PlanGround) -> Iterator[str]:
    publication = publication_of(stored, ground)
    late = [w for w in new_windows(publication, ground) if w.start_ns <= ground.now_ns]
    for window in late:
        yield f"{window.title} has begun and was not planned."
    for breach in plan_violations(stored, ground):
        yield breach.message


def _changed(stored: StoredPlan) -> Refused:
    return Refused(
        f"Plan {stored.id} changed since you saw it and is now {stored.status}. "
        "Look again and decide."
    )


def _from(stored: StoredPlan, *allowed: PlanStatus) -> Refused | None:
    if stored.status in allowed:
        return None
    return Refused(f"Plan {stored.id} is {stored.status}; this can no longer be done.")
