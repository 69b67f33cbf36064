"""How good and how fair a plan is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.domain.planning.plan import Plan, seen_by
from console.domain.planning.problem import PlanProblem, Seeker, Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """The figures of one plan.

    Parameters
    ----------
    shares : mapping of str to float
        What each guest gets of the best he could have if he flew alone.
    must_sees_done, must_sees_wished : int
    delivered : tuple of (str, str)
        Guest and wish of every promise kept.
    total : float
        The sum of all guests' worth of what they see.
    jain : float
        Jain's index of the shares, 1/n to 1. Blind to their level: a read-out, not a goal.
    gini : float
        Gini coefficient of the shares, 0 for perfectly even.
    envy : int
        Pairs of guests one of whom would rather have the other's plan.
    viewings : int
        Guest-viewings.
    """

    shares: Mapping[str, float]
    must_sees_done: int
    must_sees_wished: int
    delivered: tuple[tuple[str, str], ...]
    total: float
    jain: float
    gini: float
    envy: int
    viewings: int

    @property
    def worst_share(self) -> float:
        """The share of the guest who is worst off."""
        return min(self.shares.values(), default=1.0)

    @property
    def mean_share(self) -> float:
        """The mean of the shares."""
        return sum(self.shares.values()) / len(self.shares) if self.shares else 1.0


def worth(seeker: Seeker, sight: Sight) -> float:
    """Return what a first view of `sight` is worth to `seeker`."""
    return seeker.weights.get(sight.subject, 0.0) * sight.quality / 100.0


def utility(problem: PlanProblem, seeker: Seeker, sights: Sequence[Sight]) -> float:
    """Return the worth of `sights` together: of each subject the best counts in full.

    Every further view of the same subject counts `repeat_share` only.
    """
    best: dict[str, float] = {}
    repeated = 0.0
    for sight in sights:
        value = worth(seeker, sight)
        repeated += value
        best[sight.subject] = max(best.get(sight.subject, 0.0), value)
    rules = problem.rules
    return rules.repeat_share * repeated + rules.first_share * sum(best.values())


def delivered(problem: PlanProblem, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return guest and wish of every promise `plan` keeps."""
    sights = {sight.id: sight for sight in problem.sights}
    least = problem.rules.must_see_quality_min
    return tuple(
        (seeker.id, wish)
        for seeker in problem.seekers
        for wish in seeker.must_sees
        if any(
            sights[sight].fulfils(wish, least)
            for sight in seen_by(plan, seeker.id)
            if sight in sights
        )
    )


def measure(problem: PlanProblem, plan: Plan, ideals: Mapping[str, float]) -> Measures:
    """Return the figures of `plan`, what is kept of the past included in it."""
    sights = {sight.id: sight for sight in problem.sights}

    def worth_of(seeker: Seeker, guest: str) -> float:
        seen = [sights[sight] for sight in seen_by(plan, guest) if sight in sights]
        return utility(problem, seeker, seen)

    own = {seeker.id: worth_of(seeker, seeker.id) for seeker in problem.seekers}
    shares = {
        guest: value / ideals[guest] if ideals[guest] > 0.0 else 1.0 for guest, value in own.items()
    }
    envy = sum(
        worth_of(seeker, other.id) > own[seeker.id] + 1e-9
        for seeker in problem.seekers
        for other in problem.seekers
        if other is not seeker
    )
    kept = delivered(problem, plan)
    return Measures(
        shares=shares,
        must_sees_done=len(kept),
        must_sees_wished=sum(len(seeker.must_sees) for seeker in problem.seekers),
        delivered=kept,
        total=sum(own.values()),
        jain=jain_index(list(shares.values())),
        gini=gini_coefficient(list(shares.values())),
        envy=envy,
        viewings=sum(len(viewing.guests) for viewing in plan.viewings),
    )


def jain_index(shares: Sequence[float]) -> float:
    """Return (Σs)²/(n·Σs²). Source: Jain, Chiu and Hawe, DEC-TR-301, 1984."""
    squares = sum(share * share for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares > 0.0 else 1.0


def gini_coefficient(shares: Sequence[float]) -> float:
    """Return half the mean difference between two shares, relative to their mean."""
    total, count = sum(shares), len(shares)
    if total <= 0.0:
        return 0.0
    return sum(abs(a - b) for a in shares for b in shares) / (2.0 * count * total)
