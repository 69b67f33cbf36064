"""Who is free when, who can look after guests, and where a task could go."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from console.domain.planning.intervals import (
    Stretch,
    contains,
    merged,
    most_at_once,
    without,
)
from console.domain.planning.plan import TaskPlace
from console.domain.planning.problem import Closure, Task
from console.domain.planning.rules import PlanRules
from telemetry.mission import Activity, Mission
from telemetry.timebase import NS_PER_S, utc_text

TASK_KINDS = ("call", "exercise", "medical")
# What a member of the crew can leave to look after guests at the windows.
_HOSTING_KINDS = frozenset({"work", "free"})


def task_id(activity: Activity) -> str:
    """Return the id of the task in an activity of the timeline."""
    return f"{activity.kind}/{activity.person}/{utc_text(activity.start_ns)}"


def is_movable(activity: Activity, guests: frozenset[str]) -> bool:
    """Return whether a planner may move an activity: a guest's call, exercise or check."""
    return activity.person in guests and activity.kind in TASK_KINDS


def guest_ids(mission: Mission) -> frozenset[str]:
    """Return the ids of the guests on board."""
    return frozenset(person.id for person in mission.people if person.role == "guest")


def agreed_timeline(mission: Mission, moved: Iterable[TaskPlace]) -> tuple[Activity, ...]:
    """Return the mission's timeline with tasks at their agreed places, in order of start."""
    places = {place.task: place for place in moved}
    found = []
    for activity in mission.timeline:
        place = places.get(task_id(activity)) if activity.kind in TASK_KINDS else None
        if place is not None:
            activity = replace(activity, start_ns=place.start_ns, end_ns=place.end_ns)
        found.append(activity)
    return tuple(sorted(found, key=lambda a: (a.start_ns, a.person)))


def begun_tasks(mission: Mission, moved: Iterable[TaskPlace], now_ns: int) -> tuple[Activity, ...]:
    """Return the guests' tasks that are going on or over, where they were agreed to be."""
    guests = guest_ids(mission)
    return tuple(
        activity
        for activity in agreed_timeline(mission, moved)
        if is_movable(activity, guests) and activity.start_ns <= now_ns
    )


def free_stretches(mission: Mission, guest: str, begun: Iterable[Activity] = ()) -> list[Stretch]:
    """Return when `guest` has nothing that cannot be moved, and nothing of what has `begun`."""
    guests = guest_ids(mission)
    fixed = [
        (activity.start_ns, activity.end_ns)
        for activity in mission.timeline
        if activity.person == guest
        and not activity.is_flexible
        and not is_movable(activity, guests)
    ]
    fixed += [
        (activity.start_ns, activity.end_ns) for activity in begun if activity.person == guest
    ]
    return without((mission.launch_ns, mission.end_ns), fixed)


def host_steps(mission: Mission, rules: PlanRules) -> tuple[Stretch, ...]:
    """Return from when on how many guests can be looked after, in order of time."""
    crew = [person.id for person in mission.people if person.role != "guest"]
    away = {
        person: merged(
            (activity.start_ns, activity.end_ns)
            for activity in mission.timeline
            if activity.person == person and activity.kind not in _HOSTING_KINDS
        )
        for person in crew
    }
    edges = {mission.launch_ns}
    edges |= {edge for stretches in away.values() for stretch in stretches for edge in stretch}
    steps: list[Stretch] = []
    for edge in sorted(edges):
        on_shift = sum(
            not any(start <= edge < end for start, end in stretches) for stretches in away.values()
        )
        guests = on_shift * rules.guests_per_host
        if not steps or steps[-1][1] != guests:
            steps.append((edge, guests))
    return tuple(steps)


def task_rooms(mission: Mission) -> dict[str, int]:
    """Return how many tasks of each kind may go on at once: as many as the timeline ever has."""
    return {
        kind: max(
            1, most_at_once([(a.start_ns, a.end_ns) for a in mission.timeline if a.kind == kind])
        )
        for kind in TASK_KINDS
    }


def crew_bookings(mission: Mission) -> tuple[tuple[str, int, int], ...]:
    """Return what the crew's timeline has of the kinds of task guests have."""
    guests = guest_ids(mission)
    return tuple(
        (activity.kind, activity.start_ns, activity.end_ns)
        for activity in mission.timeline
        if activity.kind in TASK_KINDS and activity.person not in guests
    )


def find_tasks(
    mission: Mission,
    closures: Sequence[Closure],
    contacts: Sequence[Stretch],
    rules: PlanRules,
    now_ns: int,
    moved: Sequence[TaskPlace] = (),
) -> list[Task]:
    """Return the guests' tasks that are still to begin, with the places each could go to.

    A call that moves must lie within `contacts`, merged; where the timeline or the published
    plan has it was agreed with the family and is not questioned.

    Parameters
    ----------
    moved : sequence of TaskPlace
        Where the published plan has put tasks.
    """
    guests = guest_ids(mission)
    begun = begun_tasks(mission, moved, now_ns)
    free = {guest: free_stretches(mission, guest, begun) for guest in guests}
    agreed = {place.task: place.start_ns for place in moved}
    soonest_ns = now_ns + round(rules.notice_s * NS_PER_S)
    found = []
    for activity in mission.timeline:
        settled_ns = agreed.get(task_id(activity), activity.start_ns)
        if not is_movable(activity, guests) or settled_ns <= now_ns:
            continue
        starts = [
            start
            for start in _grid(activity, rules)
            if _is_possible(activity, start, free[activity.person], contacts, soonest_ns)
        ]
        if activity.start_ns > now_ns:
            starts.insert(0, activity.start_ns)
        length_ns = activity.end_ns - activity.start_ns
        found.append(
            Task(
                id=task_id(activity),
                person=activity.person,
                kind=activity.kind,
                start_ns=activity.start_ns,
                duration_ns=length_ns,
                starts_ns=tuple(
                    start
                    for start in dict.fromkeys((settled_ns, *starts))
                    if not any(
                        closure.stops_task(activity.person, (start, start + length_ns))
                        for closure in closures
                    )
                ),
            )
        )
    return found


def _grid(activity: Activity, rules: PlanRules) -> list[int]:
    """Return the starts a task may be moved to, the nearest first."""
    grid_ns = round(rules.task_grid_s * NS_PER_S)
    steps = int(rules.task_shift_max_s // rules.task_grid_s)
    nearest = sorted(range(-steps, steps + 1), key=lambda step: (abs(step), step))
    return [activity.start_ns + step * grid_ns for step in nearest if step]


def _is_possible(
    activity: Activity,
    start_ns: int,
    free: Sequence[Stretch],
    contacts: Sequence[Stretch],
    soonest_ns: int,
) -> bool:
    stretch = (start_ns, start_ns + activity.end_ns - activity.start_ns)
    return (
        start_ns >= soonest_ns
        and contains(free, stretch)
        and (activity.kind != "call" or contains(contacts, stretch))
    )


def present_stretches(mission: Mission, zone: str, person: str) -> list[Stretch]:
    """Return when the timeline itself puts `person` into `zone`."""
    return [
        (activity.start_ns, activity.end_ns)
        for activity in mission.timeline
        if activity.person == person and activity.zone == zone
    ]
