"""Everything a planner looks at, as one value: the same bytes give the same question.

What safety forbids is not in it: a guest's list of sights holds only those at an open window,
while the guest is free and awake and somebody of the crew can be there. So no planner, however
wrong, can choose it.
"""

import hashlib
from collections.abc import Mapping

import msgspec

from console.domain.planning.air import ZoneAir
from console.domain.planning.intervals import Stretch
from console.domain.planning.plan import EMPTY_PLAN, Plan
from console.domain.planning.rules import PlanRules
from telemetry.timebase import NS_PER_S

NS_PER_HOUR = 3600 * NS_PER_S
NS_PER_DAY = 24 * NS_PER_HOUR


class Closure(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch when viewing is not possible: a hold, a burn, a closed shutter, a sick guest.

    Parameters
    ----------
    start_ns, end_ns : int
        UTC nanoseconds, half open.
    reason : str
        In words for the guest lead.
    pane, person : str
        What or whom it stops; empty for every pane, for everybody.
    stops_tasks : bool
        Whether calls, exercises and medical checks stop, too.
    """

    start_ns: int
    end_ns: int
    reason: str
    pane: str = ""
    person: str = ""
    stops_tasks: bool = False

    def stops(self, pane: str, person: str, stretch: Stretch) -> bool:
        """Return whether `person` may not be at `pane` during `stretch` because of this."""
        return (
            self.start_ns < stretch[1]
            and stretch[0] < self.end_ns
            and self.pane in ("", pane)
            and self.person in ("", person)
        )

    def stops_task(self, person: str, stretch: Stretch) -> bool:
        """Return whether a task of `person` may not be during `stretch` because of this."""
        return (
            self.stops_tasks
            and self.start_ns < stretch[1]
            and stretch[0] < self.end_ns
            and self.person in ("", person)
        )


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """One opportunity: this subject, at this pane, at this time.

    Parameters
    ----------
    subject : str
        Product and target: two views of one subject are a repeat.
    quality : int
        0 to 100.
    """

    id: str
    subject: str
    product: str
    target: str
    pane: str
    start_ns: int
    end_ns: int
    quality: int

    @property
    def stretch(self) -> Stretch:
        """Start and end."""
        return self.start_ns, self.end_ns

    @property
    def minutes(self) -> float:
        """How long it lasts."""
        return (self.end_ns - self.start_ns) / NS_PER_S / 60.0

    def fulfils(self, wish: str, quality_min: int) -> bool:
        """Return whether it keeps the promise of `wish`, a target or a product."""
        return wish in (self.target, self.product) and self.quality >= quality_min


class Seeker(msgspec.Struct, frozen=True, kw_only=True):
    """A guest who is to see things.

    Parameters
    ----------
    weights : mapping of str to float
        What a perfect view of each subject is worth to this guest. Every guest's weights have
        the same mean, so writing "10 everywhere" gains nothing.
    open_sights : tuple of int
        Indices of the sights this guest may be given.
    present : tuple of (str, int, int)
        Zone, start and end where the timeline itself puts this guest.
    """

    id: str
    must_sees: tuple[str, ...]
    weights: Mapping[str, float]
    open_sights: tuple[int, ...]
    present: tuple[tuple[str, int, int], ...] = ()


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A call, an exercise or a medical check, due once.

    Parameters
    ----------
    starts_ns : tuple of int
        Where it may begin, the place in the timeline first if that is still possible. Empty
        if it cannot take place at all.
    """

    id: str
    person: str
    kind: str
    start_ns: int
    duration_ns: int
    starts_ns: tuple[int, ...]


class PaneRoom(msgspec.Struct, frozen=True, kw_only=True):
    """How many guests fit at a pane, and in which zone they then are."""

    id: str
    zone: str
    capacity: int


class PlanProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a planner.

    Parameters
    ----------
    launch_ns, end_ns, now_ns : int
        UTC nanoseconds. What begins up to now stays as it is.
    hosts : tuple of (int, int)
        From this instant on, so many guests can be looked after; in order of time.
    rooms : mapping of str to int
        How many tasks of a kind may go on at once.
    task_bookings : tuple of (str, int, int)
        Kind, start and end of what the crew's timeline has of the same kinds.
    kept : Plan
        What is past or going on: it counts, and it cannot be changed.
    promised : Plan
        What was published and lies ahead; empty for a first plan.
    ideals : mapping of str to float
        The best each guest could have alone, from when the plan was first made; empty if it is
        to be worked out.
    """

    mission: str
    launch_ns: int
    end_ns: int
    now_ns: int
    rules: PlanRules
    sights: tuple[Sight, ...]
    seekers: tuple[Seeker, ...]
    tasks: tuple[Task, ...]
    panes: tuple[PaneRoom, ...]
    hosts: tuple[Stretch, ...]
    rooms: Mapping[str, int]
    task_bookings: tuple[tuple[str, int, int], ...] = ()
    air: tuple[ZoneAir, ...] = ()
    kept: Plan = EMPTY_PLAN
    promised: Plan = EMPTY_PLAN
    ideals: Mapping[str, float] = {}

    @property
    def days(self) -> int:
        """Days of flight, begun ones counted."""
        return -(-(self.end_ns - self.launch_ns) // NS_PER_DAY)

    def day(self, instant_ns: int) -> int:
        """Return the day of flight of an instant, from 0."""
        return int((instant_ns - self.launch_ns) // NS_PER_DAY)

    def is_early(self, instant_ns: int) -> bool:
        """Return whether an instant is among the first hours, when guests are spared."""
        return instant_ns < self.launch_ns + round(self.rules.first_hours * NS_PER_HOUR)

    def hosted(self, stretch: Stretch) -> int:
        """Return how many guests can be looked after all through `stretch`."""
        least = None
        for index, (start_ns, guests) in enumerate(self.hosts):
            later = index + 1 < len(self.hosts) and self.hosts[index + 1][0] <= stretch[0]
            if start_ns < stretch[1] and not later:
                least = guests if least is None else min(least, guests)
        return least or 0

    def digest(self) -> str:
        """Return the SHA-256 of the problem: kept beside a plan, it says what was asked."""
        return hashlib.sha256(msgspec.msgpack.encode(self, order="deterministic")).hexdigest()
