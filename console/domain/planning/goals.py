"""What is maximised, one after the other: promises, the worst-off guest and the total, stability.

Shares are in percent, so that the numbers a solver sees are of one size.
"""

from collections.abc import Mapping

from console.domain.planning.formulation import Formulation, Terms
from console.domain.planning.linear import Array
from console.domain.planning.problem import NS_PER_HOUR

# The worst-off guest counts this many times what all the others do together.
_WORST_OFF_FACTOR = 10.0
# A task is moved only for what is worth it: two percent of one guest's ideal.
_MOVED_TASK_PERCENT = 2.0
# Something new is no broken promise, but somebody must be told of it.
_ADDED_SHARE = 0.25


def promises(form: Formulation) -> Terms:
    """Return: no task missed that can be, and as many must-sees kept as possible."""
    missed = -float(len(form.keeps) + 1)
    return [(column, 1.0) for column in form.keeps.values()] + [
        (column, missed) for column in form.misses.values()
    ]


def own_worth(form: Formulation, guest: str) -> Terms:
    """Return: no task missed, and what the plan is worth to one guest."""
    most = 1.0 + sum(value for _, value in form.worth_terms[guest])
    return form.worth_terms[guest] + [(column, -most) for column in form.misses.values()]


def share_percent(form: Formulation, guest: str, ideal: float) -> tuple[Terms, float]:
    """Return a guest's share of the ideal as terms and what the past adds to them."""
    scale = 100.0 / ideal if ideal > 0.0 else 0.0
    terms = [(column, value * scale) for column, value in form.worth_terms[guest]]
    return terms, form.worth_before[guest] * scale


def share_of(form: Formulation, guest: str, ideal: float, solution: Array) -> float:
    """Return a guest's share of the ideal, percent, in a solution of shape (width,)."""
    terms, before = share_percent(form, guest, ideal)
    return before + sum(value * float(solution[column]) for column, value in terms)


def value_of(goal: Terms, solution: Array) -> float:
    """Return what a solution of shape (width,) is worth by `goal`."""
    return sum(coefficient * float(solution[column]) for column, coefficient in goal)


def add_worst_share(form: Formulation, ideals: Mapping[str, float]) -> int:
    """Add the column of the worst-off guest's share, and that nobody has less; return it."""
    worst = form.programme.amount(0.0, 100.0)
    for guest in form.worth_terms:
        if ideals[guest] > 0.0:
            terms, before = share_percent(form, guest, ideals[guest])
            form.programme.row([*terms, (worst, -1.0)], low=-before)
    return worst


def fairness(form: Formulation, ideals: Mapping[str, float], worst: int) -> Terms:
    """Return: the worst-off guest's share first, then the sum of all shares."""
    terms: Terms = [(worst, _WORST_OFF_FACTOR * len(ideals))]
    for guest in form.worth_terms:
        terms += share_percent(form, guest, ideals[guest])[0]
    tasks = {task.id: task for task in form.problem.tasks}
    settled = {place.task: place.start_ns for place in form.problem.promised.tasks}
    terms += [
        (column, -_MOVED_TASK_PERCENT)
        for (task, start), column in form.begins.items()
        if start != settled.get(task, tasks[task].start_ns)
    ]
    return terms


def stability(form: Formulation) -> Terms:
    """Return: how little changes of what was published, the near future weightiest."""
    problem = form.problem
    promised = problem.promised.seats
    starts = {sight.id: sight.start_ns for sight in problem.sights}
    terms: Terms = []
    for pair, column in form.sees.items():
        weight = change_weight(starts[pair[1]] - problem.now_ns)
        terms.append((column, weight if pair in promised else -weight * _ADDED_SHARE))
    tasks = {task.id: task for task in problem.tasks}
    settled = {place.task: place.start_ns for place in problem.promised.tasks}
    for (task, start), column in form.begins.items():
        before = settled.get(task, tasks[task].start_ns)
        if start != before:
            terms.append((column, -change_weight(before - problem.now_ns)))
    return terms


def change_weight(ahead_ns: int) -> float:
    """Return how much it costs to change what lies so far ahead: people prepare for it."""
    if ahead_ns < 6 * NS_PER_HOUR:
        return 3.0
    return 2.0 if ahead_ns < 18 * NS_PER_HOUR else 1.0
