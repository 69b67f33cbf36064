"""A plan as rows for CSV and as a document for JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from console.domain.planning.availability import TASK_KINDS, task_id
from console.domain.planning.checker import Checker, windows_of
from console.domain.planning.outcome import Outcome
from console.domain.planning.plan import Plan
from console.domain.planning.problem import PlanProblem
from console.domain.planning.question import Circumstances
from console.domain.planning.reasons import proof_line, why_unkept
from console.domain.planning.scoring import measure
from console.domain.viewing.opportunity import Opportunity
from telemetry.mission import Mission
from telemetry.timebase import utc_text

PLAN_COLUMNS = (
    "start_utc",
    "end_utc",
    "kind",
    "window",
    "product",
    "target",
    "title",
    "quality",
    "guests",
    "opportunity",
)


def plan_rows(
    plan: Plan, mission: Mission, opportunities: Sequence[Opportunity]
) -> Iterator[tuple[str, ...]]:
    """Yield one row for each viewing and each moved task, in order of start."""
    by_start: list[tuple[int, tuple[str, ...]]] = []
    sights = {each.id: each for each in opportunities}
    for viewing in plan.viewings:
        sight = sights[viewing.sight]
        row = (
            utc_text(sight.start_ns, milliseconds=True),
            utc_text(sight.end_ns, milliseconds=True),
            "viewing",
            sight.pane,
            sight.product,
            sight.target,
            sight.title,
            str(sight.quality),
            " ".join(viewing.guests),
            sight.id,
        )
        by_start.append((sight.start_ns, row))
    original = {task_id(a): a for a in mission.timeline if a.kind in TASK_KINDS}
    for place in plan.tasks:
        task = original[place.task]
        row = (
            utc_text(place.start_ns, milliseconds=True),
            utc_text(place.end_ns, milliseconds=True),
            task.kind,
            "",
            "",
            "",
            f"moved from {utc_text(task.start_ns)}",
            "",
            task.person,
            "",
        )
        by_start.append((place.start_ns, row))
    return (row for _, row in sorted(by_start))


def plan_document(
    outcome: Outcome, problem: PlanProblem, mission: Mission, about: Circumstances
) -> dict[str, Any]:
    """Return everything about a plan: figures, what was proved, viewings, moved tasks.

    Shares are of what each guest could have alone; where that is not known they are None.
    """
    plan, origin = outcome.best.plan, outcome.best.origin
    nothing_known = {seeker.id: 0.0 for seeker in problem.seekers}
    figures = measure(problem, plan, origin.ideals or nothing_known)
    most = origin.must_sees_most
    violations = Checker(mission, about, plan.tasks).check(windows_of(plan, about.opportunities))
    rows = plan_rows(plan, mission, about.opportunities)
    return {
        "mission": mission.id,
        "method": origin.method,
        "solver": origin.solver,
        "question": origin.question,
        "seconds": origin.seconds,
        "gap": origin.gap,
        "must_sees": {
            "kept": figures.must_sees_done,
            "wished": figures.must_sees_wished,
            "most_possible": most,
            "proof": proof_line(figures.must_sees_done, figures.must_sees_wished, most),
            "not_kept": why_unkept(
                mission, about, outcome.unkept, now_ns=problem.now_ns, plan=plan
            ),
        },
        "shares": dict(figures.shares) if origin.ideals else None,
        "worst_share": figures.worst_share if origin.ideals else None,
        "mean_share": figures.mean_share if origin.ideals else None,
        "total": figures.total,
        "jain": figures.jain if origin.ideals else None,
        "gini": figures.gini if origin.ideals else None,
        "envy": figures.envy,
        "violations": [violation.message for violation in violations],
        "items": [dict(zip(PLAN_COLUMNS, row, strict=True)) for row in rows],
    }
