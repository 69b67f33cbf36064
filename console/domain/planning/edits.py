"""Changes a person makes to a plan by hand: move, drop, add, other guests."""

from console.domain.planning.plan import Plan, Viewing


def moved(plan: Plan, sight: str, to_sight: str) -> Plan:
    """Return the plan with one party at another opportunity; who is there already stays."""
    party = party_of(plan, sight)
    together = tuple(dict.fromkeys((*party_of(plan, to_sight), *party)))
    return _with(plan, {sight: (), to_sight: together})


def with_party(plan: Plan, sight: str, guests: tuple[str, ...]) -> Plan:
    """Return the plan with these guests, and nobody else, at an opportunity; dropped if none."""
    return _with(plan, {sight: guests})


def party_of(plan: Plan, sight: str) -> tuple[str, ...]:
    """Return who is at an opportunity, nobody if it is not in the plan."""
    return next((v.guests for v in plan.viewings if v.sight == sight), ())


def _with(plan: Plan, parties: dict[str, tuple[str, ...]]) -> Plan:
    kept = [viewing for viewing in plan.viewings if viewing.sight not in parties]
    changed = [Viewing(sight=sight, guests=guests) for sight, guests in parties.items() if guests]
    return Plan(viewings=tuple(sorted((*kept, *changed))), tasks=plan.tasks)
