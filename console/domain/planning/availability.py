"""Who is free when, who can look after guests, and where a task could go."""

from collections.abc import Iterable, Sequence

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
        if place is None:
            found.append(activity)
            continue
        found.append(
            Activity(
                person=activity.person,
                start_ns=place.start_ns,
                end_ns=place.end_ns,
                kind=activity.kind,
                zone=activity.zone,
                note=activity.note,
            )
        )
    return tuple(sorted(found, key=lambda a: (a.start_ns, a.person)))


def free_stretches(mission: Mission, guest: str) -> list[Stretch]:
    """Return when `guest` has nothing that cannot be moved."""
    guests = guest_ids(mission)
    fixed = [
        (activity.start_ns, activity.end_ns)
        for activity in mission.timeline
        if activity.person == guest
        and not activity.is_flexible
        and not is_movable(activity, guests)
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
) -> list[Task]:
    """Return the guests' tasks that are still to begin, with the places each could go to.

    A call that moves must lie within `contacts`, merged; where the timeline itself has put it
    was agreed with the family and is not questioned.
    """
    guests = guest_ids(mission)
    free = {guest: free_stretches(mission, guest) for guest in guests}
    return [
        Task(
            id=task_id(activity),
            person=activity.person,
            kind=activity.kind,
            start_ns=activity.start_ns,
            duration_ns=activity.end_ns - activity.start_ns,
            starts_ns=_places(
                activity,
                free[activity.person],
                closures,
                contacts,
                rules,
                now_ns + round(rules.notice_s * NS_PER_S),
            ),
        )
        for activity in mission.timeline
        if is_movable(activity, guests) and activity.start_ns > now_ns
    ]


def _places(
    activity: Activity,
    free: Sequence[Stretch],
    closures: Sequence[Closure],
    contacts: Sequence[Stretch],
    rules: PlanRules,
    soonest_ns: int,
) -> tuple[int, ...]:
    length_ns = activity.end_ns - activity.start_ns
    grid_ns = round(rules.task_grid_s * NS_PER_S)
    steps = int(rules.task_shift_max_s // rules.task_grid_s)
    found = []
    for step in sorted(range(-steps, steps + 1), key=lambda step: (abs(step), step)):
        stretch = (
            activity.start_ns + step * grid_ns,
            activity.start_ns + step * grid_ns + length_ns,
        )
        if any(closure.stops_task(activity.person, stretch) for closure in closures):
            continue
        moved_well = (
            stretch[0] >= soonest_ns
            and contains(free, stretch)
            and (activity.kind != "call" or contains(contacts, stretch))
        )
        if step == 0 or moved_well:
            found.append(stretch[0])
    return tuple(found)


def present_stretches(mission: Mission, zone: str, person: str) -> list[Stretch]:
    """Return when the timeline itself puts `person` into `zone`."""
    return [
        (activity.start_ns, activity.end_ns)
        for activity in mission.timeline
        if activity.person == person and activity.zone == zone
    ]
