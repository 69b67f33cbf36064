"""What a planner hands back: plans with the figures that belong to them, and what was proved."""

from collections.abc import Mapping

import msgspec

from console.domain.planning.plan import Plan
from console.domain.planning.problem import PlanProblem


class Unkept(msgspec.Struct, frozen=True, kw_only=True):
    """A promise the plan does not keep, and what the solver proved about it.

    Parameters
    ----------
    has_view : bool
        Whether there is any open view of it; if not, the rules rule it out.
    costs : int or None
        How many other promises fewer a plan that keeps it could keep; 0 if it can be exchanged
        for another. None if that was not settled in time, or nothing could keep it.
    instead_of : tuple of (str, str)
        Guest and wish of promises that would go for it.
    """

    guest: str
    wish: str
    has_view: bool
    costs: int | None = None
    instead_of: tuple[tuple[str, str], ...] = ()


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """How a plan came about: stored beside it, because a solve cannot be repeated exactly.

    Parameters
    ----------
    method : str
        ``"by hand"``, ``"at once"``, ``"solver"`` or ``"neighbourhoods"``.
    solver : str
        Name and version, empty by hand.
    question : str
        SHA-256 of the problem that was put.
    seconds : float
        How long it took.
    gap : float or None
        How much better a plan could be at most, relative; None if nothing was proved.
    must_sees_most : int or None
        The most promises any plan can keep, if that was proved.
    ideals : mapping of str to float
        The best each guest could have alone.
    """

    method: str = "by hand"
    solver: str = ""
    question: str = ""
    seconds: float = 0.0
    seed: int = 0
    gap: float | None = None
    must_sees_most: int | None = None
    ideals: Mapping[str, float] = {}


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One plan to choose, and how much of the best quality it keeps.

    Parameters
    ----------
    quality_kept : float
        At least this share of what re-optimising freely gives; 1 for that itself.
    """

    quality_kept: float
    plan: Plan
    origin: Origin


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one problem.

    Parameters
    ----------
    best : Choice
        What re-optimising freely gives.
    steadier : tuple of Choice
        For a repair: fewer and fewer changes for less and less quality.
    unkept : tuple of Unkept
        Every promise `best` does not keep.
    was_cancelled : bool
        Whether somebody stopped it; `best` is then the best found until then.
    """

    best: Choice
    steadier: tuple[Choice, ...] = ()
    unkept: tuple[Unkept, ...] = ()
    was_cancelled: bool = False


def found_before_it_failed(
    problem: PlanProblem, plan: Plan, *, method: str, seconds: float
) -> Choice:
    """Return a plan of which nothing was proved, because the planner failed."""
    origin = Origin(
        method=method,
        question=problem.digest(),
        seconds=round(seconds, 3),
        ideals=problem.ideals,
    )
    return Choice(quality_kept=1.0, plan=plan, origin=origin)
