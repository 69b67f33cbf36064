"""Requests about plans and closures. Each names the revision the person saw."""

from typing import Annotated

import msgspec

from console.domain.planning.outcome import Origin
from console.domain.planning.plan import TaskPlace, Viewing

Name = Annotated[str, msgspec.Meta(max_length=200)]
Words = Annotated[str, msgspec.Meta(max_length=2000)]
Viewings = Annotated[tuple[Viewing, ...], msgspec.Meta(max_length=1000)]
TaskPlaces = Annotated[tuple[TaskPlace, ...], msgspec.Meta(max_length=1000)]


class DraftPlan(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Lay down a plan, or change a draft.

    Parameters
    ----------
    plan : str
        Empty for a new one.
    seen_revision : int
        Of the draft to change; 0 for a new one.
    reason : str
        Why the published plan should change; needed once one is published.
    """

    viewings: Viewings
    tasks: TaskPlaces = ()
    origin: Origin = Origin()
    plan: Name = ""
    seen_revision: int = 0
    reason: Words = ""


class ProposePlan(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Put a draft before flight."""

    plan: Name
    seen_revision: int


class ApprovePlan(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Agree to a proposed plan."""

    plan: Name
    seen_revision: int


class CountersignPlan(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Sign, as the second person, that a plan may change what a rule holds.

    Parameters
    ----------
    seen_signer : str
        Who had signed when the person looked, as the log names them.
    """

    plan: Name
    seen_revision: int
    seen_signer: Name


class RejectPlan(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Refuse a proposed plan, with the reason in words."""

    plan: Name
    seen_revision: int
    reason: Words


class DiscardPlan(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Throw a plan away that is not published."""

    plan: Name
    seen_revision: int


class PublishPlan(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Put an approved plan in force."""

    plan: Name
    seen_revision: int


class CloseViewing(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Say that viewing is not possible; fields as in `ViewingClosed`."""

    start_ns: int
    end_ns: int
    reason: Words
    pane: Name = ""
    person: Name = ""
    stops_tasks: bool = False


class ReopenViewing(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Take a closure back."""

    closure: Name


class MarkWindow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Say what became of a viewing window that has begun.

    Parameters
    ----------
    cut_short : str
        What ended it early, in words; empty if the guests saw it whole.
    """

    window: Name
    seen_revision: int
    cut_short: Words = ""


PlanRequest = (
    DraftPlan | ProposePlan | ApprovePlan | CountersignPlan | RejectPlan | DiscardPlan | PublishPlan
)
ClosureRequest = CloseViewing | ReopenViewing
