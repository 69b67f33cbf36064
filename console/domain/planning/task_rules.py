"""The rules for calls, exercises and medical checks that were moved, tested from raw data."""

from collections.abc import Iterator, Sequence

from console.domain.planning.availability import TASK_KINDS, task_id
from console.domain.planning.plan import TaskPlace
from console.domain.planning.violations import Ground, Rule, Violation, clock
from telemetry.mission import Activity


def moved_tasks_are_possible(ground: Ground, from_ns: int | None = None) -> Iterator[Violation]:
    """Yield what is wrong with the tasks that were moved.

    Parameters
    ----------
    from_ns : int, optional
        What begins up to then is history.
    """
    original = {task_id(a): a for a in ground.mission.timeline if a.kind in TASK_KINDS}
    for place in ground.tasks:
        if from_ns is not None and place.start_ns <= from_ns:
            continue
        task = original.get(place.task)
        if task is None:
            yield _breach(place, (), f"There is no task {place.task}.")
            continue
        name = f"{ground.alias[task.person]}'s {task.kind}"
        for what in _problems(ground, task, place):
            yield _breach(place, (task.person,), f"{name} {what}.")


def tasks_that_fall_out(ground: Ground, from_ns: int) -> Iterator[Violation]:
    """Yield guests' tasks still to begin that a closure stops where they now stand.

    No planner found another place for them, so a person must: they are in no plan's power.
    """
    for activity in ground.timeline:
        if activity.kind not in TASK_KINDS or activity.person not in ground.guests:
            continue
        stretch = (activity.start_ns, activity.end_ns)
        for closure in ground.about.closures:
            if activity.start_ns > from_ns and closure.stops_task(activity.person, stretch):
                name = f"{ground.alias[activity.person]}'s {activity.kind}"
                place = TaskPlace(task="", start_ns=stretch[0], end_ns=stretch[1])
                yield _breach(
                    place,
                    (activity.person,),
                    f"{name} at {clock(activity.start_ns)} cannot take place: {closure.reason}.",
                    f"Agree on another time with {ground.alias[activity.person]}.",
                )


def _problems(ground: Ground, task: Activity, place: TaskPlace) -> Iterator[str]:
    if place.end_ns - place.start_ns != task.end_ns - task.start_ns:
        yield "changed its length"
    for other in ground.by_person[task.person]:
        itself = other.kind == task.kind and other.start_ns == place.start_ns
        if not itself and not other.is_flexible and _meet(other, place):
            yield f"meets {other.kind}"
    if task.kind == "call" and not _has_link(ground, place):
        yield "has no link to the ground all that time"
    before = _most_at_once(ground.mission.timeline, task.kind)
    if _at_once(ground.timeline, task.kind, place) > max(1, before):
        yield "has no room: others have the same then"
    for closure in ground.about.closures:
        if closure.stops_task(task.person, (place.start_ns, place.end_ns)):
            yield f"is stopped: {closure.reason}"


def _meet(activity: Activity, place: TaskPlace) -> bool:
    return activity.start_ns < place.end_ns and place.start_ns < activity.end_ns


def _has_link(ground: Ground, place: TaskPlace) -> bool:
    """Return whether contacts, one after the other, cover the whole place."""
    reached_ns = place.start_ns
    for start_ns, end_ns in sorted(ground.about.contacts):
        if start_ns <= reached_ns:
            reached_ns = max(reached_ns, end_ns)
    return reached_ns >= place.end_ns


def _at_once(timeline: Sequence[Activity], kind: str, place: TaskPlace) -> int:
    there = [a for a in timeline if a.kind == kind and _meet(a, place)]
    moments = [place.start_ns, *(a.start_ns for a in there if a.start_ns > place.start_ns)]
    return max(sum(a.start_ns <= m < a.end_ns for a in there) for m in moments)


def _most_at_once(timeline: Sequence[Activity], kind: str) -> int:
    same = [a for a in timeline if a.kind == kind]
    return max((sum(a.start_ns <= b.start_ns < a.end_ns for a in same) for b in same), default=0)


def _breach(
    place: TaskPlace,
    who: tuple[str, ...],
    message: str,
    mend: str = "Leave it where the mission's timeline has it.",
) -> Violation:
    return Violation(
        rule=Rule.TASK,
        people=who,
        windows=(),
        start_ns=place.start_ns,
        end_ns=place.end_ns,
        message=message,
        mend=mend,
    )
