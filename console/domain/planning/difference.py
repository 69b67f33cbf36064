"""What a new plan changes: moved, dropped, added, and who must be told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from console.domain.planning.plan import Plan, TaskPlace
from console.domain.planning.wishes import subject
from console.domain.viewing.opportunity import Opportunity


class ChangeKind(StrEnum):
    """What happens to one guest's item."""

    MOVED = "moved"
    DROPPED = "dropped"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change for one person.

    Parameters
    ----------
    title : str
        What it is about: a view, or ``"call"``, ``"exercise"`` or ``"medical"``.
    before, after : (int, int) or None
        Start and end, UTC nanoseconds.
    sight_before, sight_after : str
        Ids of opportunities; empty for tasks and where there is none.
    """

    kind: ChangeKind
    person: str
    title: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None
    sight_before: str = ""
    sight_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDifference:
    """Every change from one plan to another, in order of time."""

    changes: tuple[Change, ...]

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Return the changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def told(self) -> Mapping[str, tuple[Change, ...]]:
        """Who must be told, and of what."""
        found: dict[str, list[Change]] = defaultdict(list)
        for change in self.changes:
            found[change.person].append(change)
        return {person: tuple(changes) for person, changes in sorted(found.items())}

    @property
    def summary(self) -> str:
        """One line, for example ``"2 moved, 1 dropped, 3 added; tell guest-a, guest-c"``."""
        if not self.changes:
            return "nothing changes"
        counts = ", ".join(f"{len(self.of(kind))} {kind}" for kind in ChangeKind if self.of(kind))
        return f"{counts}; tell {', '.join(self.told)}"


def difference(before: Plan, after: Plan, opportunities: Iterable[Opportunity]) -> PlanDifference:
    """Return what changes from `before` to `after`.

    A view taken from a guest and another of the same subject given instead is one that moved.
    What is on no list any more, for example after a burn, is dropped under its id.
    """
    sights = {each.id: each for each in opportunities}
    gone = _by_subject(before.seats - after.seats, sights)
    come = _by_subject(after.seats - before.seats, sights)
    changes: list[Change] = []
    for person, key in sorted(gone.keys() | come.keys()):
        lost, won = gone.get((person, key), []), come.get((person, key), [])
        paired = min(len(lost), len(won))
        moved = zip(lost[:paired], won[:paired], strict=True)
        changes += [_change(person, old, new) for old, new in moved]
        changes += [_change(person, old, None) for old in lost[paired:]]
        changes += [_change(person, None, new) for new in won[paired:]]
    changes += _vanished(before, after, sights)
    changes += _task_changes(before.tasks, after.tasks)
    return PlanDifference(changes=tuple(sorted(changes, key=_when)))


def _by_subject(
    seats: Iterable[tuple[str, str]], sights: Mapping[str, Opportunity]
) -> dict[tuple[str, str], list[Opportunity]]:
    found: dict[tuple[str, str], list[Opportunity]] = defaultdict(list)
    for person, sight in seats:
        if sight in sights:
            found[person, subject(sights[sight])].append(sights[sight])
    for views in found.values():
        views.sort(key=lambda view: (view.start_ns, view.id))
    return found


def _vanished(before: Plan, after: Plan, sights: Mapping[str, Opportunity]) -> Iterator[Change]:
    for person, sight in before.seats - after.seats:
        if sight not in sights:
            yield Change(
                kind=ChangeKind.DROPPED,
                person=person,
                title=sight,
                before=None,
                after=None,
                sight_before=sight,
            )


def _change(person: str, old: Opportunity | None, new: Opportunity | None) -> Change:
    kind = ChangeKind.MOVED if old and new else ChangeKind.DROPPED if old else ChangeKind.ADDED
    return Change(
        kind=kind,
        person=person,
        title=new.title if new else old.title if old else "",
        before=(old.start_ns, old.end_ns) if old else None,
        after=(new.start_ns, new.end_ns) if new else None,
        sight_before=old.id if old else "",
        sight_after=new.id if new else "",
    )


def _task_changes(before: Iterable[TaskPlace], after: Iterable[TaskPlace]) -> list[Change]:
    """Return tasks that moved; None stands for the place the mission's timeline has."""
    old = {place.task: (place.start_ns, place.end_ns) for place in before}
    new = {place.task: (place.start_ns, place.end_ns) for place in after}
    changes = []
    for task in sorted(old.keys() | new.keys()):
        if old.get(task) != new.get(task):
            kind, person, _ = task.split("/", 2)
            changes.append(
                Change(
                    kind=ChangeKind.MOVED,
                    person=person,
                    title=kind,
                    before=old.get(task),
                    after=new.get(task),
                )
            )
    return changes


def _when(change: Change) -> tuple[int, str, str]:
    at = change.before or change.after or (0, 0)
    return at[0], change.person, change.title
