"""Plans and closures as they stand: the fold of their facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from console.domain.plan_facts import (
    ClosureFact,
    PlanApproved,
    PlanDiscarded,
    PlanDrafted,
    PlanFact,
    PlannedWindow,
    PlanProposed,
    PlanPublished,
    PlanRejected,
    PlanSigned,
    ViewingClosed,
)
from console.domain.planning.outcome import Origin
from console.domain.planning.plan import Plan, TaskPlace, Viewing
from console.domain.planning.problem import Closure
from console.domain.schedule import CLAIMED, ViewingWindow, WindowStatus
from console.domain.signatures import Signature


class PlanStatus(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    DISCARDED = "discarded"
    PUBLISHED = "published"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """One plan; fields as in `PlanDrafted`.

    Parameters
    ----------
    revision : int
        Goes up by one at every change; a request must name the revision it saw.
    version : int
        Of publication; 0 before.
    said : str
        Why flight rejected it, else empty.
    signature : Signature or None
        The first of two, where a rule asks for two.
    """

    id: str
    status: PlanStatus
    revision: int
    change: int
    based_on: int
    reason: str
    windows: tuple[PlannedWindow, ...]
    tasks: tuple[TaskPlace, ...]
    withdraws: tuple[str, ...]
    origin: Origin
    version: int = 0
    said: str = ""
    signature: Signature | None = None

    @property
    def plan(self) -> Plan:
        """What it gives to whom, for comparing and repairing."""
        viewings = (Viewing(sight=w.opportunity, guests=w.guests) for w in self.windows)
        return Plan(viewings=tuple(sorted(viewings)), tasks=self.tasks)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBook:
    """Every plan and closure.

    Parameters
    ----------
    plans : mapping of str to StoredPlan
    closures : mapping of str to Closure
        Those not taken back.
    closures_made : int
        How many there ever were.
    """

    plans: Mapping[str, StoredPlan] = field(default_factory=dict)
    closures: Mapping[str, Closure] = field(default_factory=dict)
    closures_made: int = 0

    @property
    def published(self) -> StoredPlan | None:
        """The plan in force."""
        return next((p for p in self.plans.values() if p.status is PlanStatus.PUBLISHED), None)

    @property
    def version(self) -> int:
        """Version of the plan in force, 0 if there is none."""
        return self.published.version if self.published else 0

    @property
    def tasks(self) -> tuple[TaskPlace, ...]:
        """Calls, exercises and checks that were moved, as published."""
        return self.published.tasks if self.published else ()


_STATUS_AFTER: Mapping[type, PlanStatus] = {
    PlanProposed: PlanStatus.PROPOSED,
    PlanSigned: PlanStatus.PROPOSED,
    PlanApproved: PlanStatus.APPROVED,
    PlanRejected: PlanStatus.REJECTED,
    PlanDiscarded: PlanStatus.DISCARDED,
    PlanPublished: PlanStatus.PUBLISHED,
}


def apply_plan(book: PlanBook, fact: PlanFact, by: str) -> PlanBook:
    """Return the book after `fact`, which `by` made."""
    if isinstance(fact, PlanDrafted):
        before = book.plans.get(fact.plan)
        after = StoredPlan(
            id=fact.plan,
            status=PlanStatus.DRAFT,
            revision=before.revision + 1 if before else 1,
            change=fact.change,
            based_on=fact.based_on,
            reason=fact.reason,
            windows=fact.windows,
            tasks=fact.tasks,
            withdraws=fact.withdraws,
            origin=fact.origin,
        )
        return replace(book, plans={**book.plans, after.id: after})
    stored = book.plans[fact.plan]
    signed = Signature(by=by, expires_ns=fact.expires_ns) if isinstance(fact, PlanSigned) else None
    after = replace(
        stored,
        status=_STATUS_AFTER[type(fact)],
        revision=stored.revision + 1,
        signature=signed,
    )
    plans = dict(book.plans)
    if isinstance(fact, PlanRejected):
        after = replace(after, said=fact.reason)
    elif isinstance(fact, PlanPublished):
        after = replace(after, version=fact.version, windows=fact.windows, withdraws=fact.withdraws)
        if book.published is not None:
            old = book.published
            plans[old.id] = replace(old, status=PlanStatus.REPLACED, revision=old.revision + 1)
    return replace(book, plans={**plans, after.id: after})


def apply_closure(book: PlanBook, fact: ClosureFact) -> PlanBook:
    """Return the book after `fact`."""
    if isinstance(fact, ViewingClosed):
        closure = Closure(
            start_ns=fact.start_ns,
            end_ns=fact.end_ns,
            reason=fact.reason,
            pane=fact.pane,
            person=fact.person,
            stops_tasks=fact.stops_tasks,
        )
        return replace(
            book,
            closures={**book.closures, fact.closure: closure},
            closures_made=book.closures_made + 1,
        )
    return replace(
        book, closures={key: c for key, c in book.closures.items() if key != fact.closure}
    )


def published_windows(
    windows: Mapping[str, ViewingWindow], fact: PlanPublished
) -> Mapping[str, ViewingWindow]:
    """Return the viewing windows once `fact` is in force.

    A window the plan only keeps stays as it is, so one that is held stays held.
    """
    after = dict(windows)
    for planned in fact.windows:
        before = windows.get(planned.window)
        if before is None:
            after[planned.window] = window_of(planned)
        elif before.guests != planned.guests or before.status is WindowStatus.PROPOSED:
            is_held = before.status is WindowStatus.HELD
            after[planned.window] = replace(
                before,
                guests=planned.guests,
                status=WindowStatus.HELD if is_held else WindowStatus.PLANNED,
                revision=before.revision + 1,
            )
    for window in fact.withdraws:
        before = windows[window]
        after[window] = replace(
            before, status=WindowStatus.WITHDRAWN, revision=before.revision + 1, reason=""
        )
    return after


def window_of(planned: PlannedWindow) -> ViewingWindow:
    """Return a planned window as it first stands on the timeline."""
    return ViewingWindow(
        id=planned.window,
        opportunity=planned.opportunity,
        title=planned.title,
        pane=planned.pane,
        start_ns=planned.start_ns,
        end_ns=planned.end_ns,
        quality=planned.quality,
        guests=planned.guests,
        status=WindowStatus.PLANNED,
    )


def plan_in_force(windows: Mapping[str, ViewingWindow], book: PlanBook) -> Plan:
    """Return what the timeline promises at this moment: what a repair starts from."""
    viewings = (
        Viewing(sight=window.opportunity, guests=window.guests)
        for window in windows.values()
        if window.status in CLAIMED
    )
    return Plan(viewings=tuple(sorted(viewings)), tasks=book.tasks)
