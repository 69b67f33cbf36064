"""Facts about plans: drafted to published; closures of windows; and what became of each window.

A plan is stored whole and never worked out again: a solve that was stopped by the clock cannot
be repeated.
"""

import msgspec

from console.domain.planning.outcome import Origin
from console.domain.planning.plan import TaskPlace


class PlannedWindow(msgspec.Struct, frozen=True, kw_only=True):
    """One viewing window of a plan; fields as in `WindowProposed`.

    Parameters
    ----------
    window : str
        Id of the viewing window on the timeline; empty until the plan is published.
    """

    opportunity: str
    title: str
    pane: str
    start_ns: int
    end_ns: int
    quality: int
    guests: tuple[str, ...]
    window: str = ""


class PlanDrafted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The guest lead laid down a plan, or changed one that is not yet proposed.

    Parameters
    ----------
    plan : str
        For example ``"p3"``.
    change : int
        Number of the change request once something was published; 0 before.
    based_on : int
        The published version it would replace, 0 if there was none.
    reason : str
        Why, in words; needed for a change request.
    tasks : tuple of TaskPlace
        Calls, exercises and checks that are elsewhere than the mission's timeline says.
    withdraws : tuple of str
        Ids of planned windows that would go.
    origin : Origin
        How it came about.
    """

    plan: str
    change: int
    based_on: int
    reason: str
    windows: tuple[PlannedWindow, ...]
    tasks: tuple[TaskPlace, ...]
    withdraws: tuple[str, ...]
    origin: Origin


class PlanProposed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The guest lead put a draft before flight."""

    plan: str


class PlanSigned(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Flight agreed to a plan that changes what a rule holds; a second person must sign, too.

    Parameters
    ----------
    rule : str
        Id of the rule that needs two signatures.
    expires_ns : int
        Mission time from which this signature counts no more, UTC nanoseconds.
    """

    plan: str
    rule: str
    expires_ns: int


class PlanApproved(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Flight agreed to a proposed plan.

    Parameters
    ----------
    checked : tuple of str
        Names of the rules it was tested against.
    """

    plan: str
    checked: tuple[str, ...]


class PlanRejected(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Flight said no, with the reason."""

    plan: str
    reason: str


class PlanDiscarded(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The guest lead threw a plan away before it was published."""

    plan: str


class PlanPublished(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The plan is in force: its windows are planned, those that went are withdrawn.

    Parameters
    ----------
    version : int
        Counts published plans, from 1.
    windows : tuple of PlannedWindow
        Every one with its id on the timeline.
    """

    plan: str
    version: int
    windows: tuple[PlannedWindow, ...]
    tasks: tuple[TaskPlace, ...]
    withdraws: tuple[str, ...]


class ViewingClosed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Somebody said that viewing is not possible: a burn, a shutter, a guest who is unwell.

    Parameters
    ----------
    closure : str
        For example ``"c2"``.
    pane, person : str
        What or whom it stops; empty for every pane, for everybody.
    start_ns, end_ns : int
        UTC nanoseconds, half open.
    stops_tasks : bool
        Whether calls, exercises and checks stop, too.
    """

    closure: str
    pane: str
    person: str
    start_ns: int
    end_ns: int
    reason: str
    stops_tasks: bool


class ViewingReopened(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A closure was taken back."""

    closure: str


class WindowSeen(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The guests saw what they were promised."""

    window: str


class WindowCutShort(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The guests saw some of it; `reason` says what ended it."""

    window: str
    reason: str


class WindowMissed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The window went by and nobody said that anybody saw anything."""

    window: str


PlanFact = (
    PlanDrafted
    | PlanProposed
    | PlanSigned
    | PlanApproved
    | PlanRejected
    | PlanDiscarded
    | PlanPublished
)
ClosureFact = ViewingClosed | ViewingReopened
OutcomeFact = WindowSeen | WindowCutShort | WindowMissed
