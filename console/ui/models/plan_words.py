"""How the plan in work stands, in words for the people at both consoles. No Qt."""

from console.client.plan_desk import PlanView
from console.domain.plan_book import PlanStatus, StoredPlan
from console.domain.planning.plan import Plan, seen_by
from console.domain.planning.reasons import proof_line

_NEXT: dict[PlanStatus, str] = {
    PlanStatus.DRAFT: "the guest lead proposes it next",
    PlanStatus.PROPOSED: "flight approves or rejects it next",
    PlanStatus.APPROVED: "the guest lead publishes it next",
    PlanStatus.REJECTED: "the guest lead mends or discards it",
}


def standing_words(view: PlanView) -> str:
    """Return how far the plan in work has come, and what is in force."""
    version = view.ground.book.version
    in_force = f"version {version} is in force" if version else "nothing is published yet"
    plan = view.working
    if plan is None:
        return f"{in_force[0].upper()}{in_force[1:]}; nothing is in work."
    change = f" · change request {plan.change}" if plan.change else ""
    return f"Plan {plan.id} · {plan.status}{change} · {in_force}; {_NEXT[plan.status]}."


def origin_words(view: PlanView, plan: StoredPlan) -> str:
    """Return how a plan came about, and what was proved about its must-sees."""
    origin = plan.origin
    line = proof_line(*must_sees(view, plan.plan), origin.must_sees_most)
    if not origin.solver:
        return f"Laid down by hand. {line}"
    gap = "" if origin.gap is None else f", at most {origin.gap:.1%} from the best possible"
    return f"By {origin.solver} ({origin.method}, {origin.seconds:.0f} s{gap}). {line}"


def must_sees(view: PlanView, plan: Plan) -> tuple[int, int]:
    """Return how many must-sees a plan gives, and how many were wished for."""
    least = view.ground.rules.must_see_quality_min
    kept = wished = 0
    for person in view.mission.people:
        given = [view.sights[s] for s in seen_by(plan, person.id) if s in view.sights]
        for wish in person.must_sees:
            wished += 1
            kept += any(wish in (o.target, o.product) and o.quality >= least for o in given)
    return kept, wished
