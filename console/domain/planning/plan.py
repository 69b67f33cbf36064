"""A plan of viewings: what is stored, sent, compared and printed."""

from collections.abc import Iterable, Iterator

import msgspec


class Viewing(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One party at one opportunity, which says where and when."""

    sight: str
    guests: tuple[str, ...]


class TaskPlace(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Where a call, an exercise or a medical check goes.

    Parameters
    ----------
    task : str
        ``KIND/PERSON/UTC``, after its place in the mission's own timeline.
    start_ns, end_ns : int
        UTC nanoseconds, half open.
    """

    task: str
    start_ns: int
    end_ns: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Viewings and the tasks that were moved for them; both in order of id.

    A task that is not named stays where the mission's timeline has it.
    """

    viewings: tuple[Viewing, ...] = ()
    tasks: tuple[TaskPlace, ...] = ()

    @property
    def seats(self) -> frozenset[tuple[str, str]]:
        """Every pair of guest and opportunity."""
        return frozenset((guest, v.sight) for v in self.viewings for guest in v.guests)


EMPTY_PLAN = Plan()


def plan_of(seats: Iterable[tuple[str, str]], tasks: Iterable[TaskPlace] = ()) -> Plan:
    """Return the plan with these pairs of guest and opportunity."""
    parties: dict[str, list[str]] = {}
    for guest, sight in seats:
        parties.setdefault(sight, []).append(guest)
    viewings = (
        Viewing(sight=sight, guests=tuple(sorted(guests))) for sight, guests in parties.items()
    )
    return Plan(viewings=tuple(sorted(viewings)), tasks=tuple(sorted(tasks)))


def seen_by(plan: Plan, guest: str) -> Iterator[str]:
    """Yield the opportunities `plan` gives to `guest`."""
    return (viewing.sight for viewing in plan.viewings if guest in viewing.guests)
