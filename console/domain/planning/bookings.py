"""A plan in the making: what has been given to whom, and whether one thing more fits."""

from collections import defaultdict
from collections.abc import Iterable

from console.domain.planning.intervals import Stretch, most_at_once, overlap, without
from console.domain.planning.plan import Plan, TaskPlace, plan_of
from console.domain.planning.problem import PlanProblem, Seeker, Sight
from console.domain.planning.rules import repeats_max
from telemetry.timebase import NS_PER_S


class Bookings:
    """What is booked so far; starts with what is kept of the past and with every task placed.

    Parameters
    ----------
    problem : PlanProblem
    """

    def __init__(self, problem: PlanProblem) -> None:
        self.problem = problem
        self.seats: set[tuple[str, str]] = set()
        self._gap_ns = round(problem.rules.guest_gap_s * NS_PER_S)
        self._turnover_ns = round(problem.rules.turnover_s * NS_PER_S)
        self._panes = {pane.id: pane for pane in problem.panes}
        self._own: dict[str, list[Sight]] = defaultdict(list)
        self._tasks: dict[str, list[Stretch]] = defaultdict(list)
        self._places: dict[str, TaskPlace] = {}
        self._taken: dict[str, list[Sight]] = defaultdict(list)  # by pane, once for each guest
        self._stays: dict[str, list[Stretch]] = defaultdict(list)
        self._seekers = {seeker.id: seeker for seeker in problem.seekers}
        sights = {sight.id: sight for sight in problem.sights}
        for viewing in problem.kept.viewings:
            for guest in viewing.guests:
                if viewing.sight in sights and guest in self._seekers:
                    self.book(self._seekers[guest], sights[viewing.sight])
        self._place_tasks()

    def fits(self, seeker: Seeker, sight: Sight) -> bool:
        """Return whether `seeker` may be given one of his open sights, too."""
        return (
            self._is_free(seeker, sight)
            and self._within_limits(seeker, sight)
            and self._has_room(sight)
            and self._is_hosted(sight)
            and self.has_air(seeker, sight)
        )

    def book(self, seeker: Seeker, sight: Sight) -> None:
        """Give `sight` to `seeker`."""
        self.seats.add((seeker.id, sight.id))
        self._own[seeker.id].append(sight)
        self._taken[sight.pane].append(sight)
        zone = self._panes[sight.pane].zone
        self._stays[zone].extend(net_stays(seeker, sight, zone))

    def own(self, seeker: Seeker) -> list[Sight]:
        """Return what `seeker` has been given."""
        return self._own[seeker.id]

    def plan(self) -> Plan:
        """Return what is booked as a plan."""
        return plan_of(self.seats, (*self._places.values(), *self.problem.kept.tasks))

    def _place_tasks(self) -> None:
        """Put every task where it is in the timeline, or else at its first place that fits."""
        taken: dict[str, list[Stretch]] = defaultdict(list)
        for kind, start, end in self.problem.task_bookings:
            taken[kind].append((start, end))
        promised = {place.task: place.start_ns for place in self.problem.promised.tasks}
        for task in self.problem.tasks:
            settled = [start for start in task.starts_ns if start == promised.get(task.id)]
            for start in (*settled, *task.starts_ns):
                stretch = (start, start + task.duration_ns)
                others = [each for each in taken[task.kind] if overlap(each, stretch)]
                busy = any(overlap(each, stretch) for each in self._tasks[task.person])
                if len(others) < self.problem.rooms[task.kind] and not busy:
                    taken[task.kind].append(stretch)
                    self._tasks[task.person].append(stretch)
                    if start != task.start_ns:
                        self._places[task.id] = TaskPlace(
                            task=task.id, start_ns=stretch[0], end_ns=stretch[1]
                        )
                    break
            else:  # it still stands in the timeline until somebody takes it out
                self._tasks[task.person].append((task.start_ns, task.start_ns + task.duration_ns))

    def _is_free(self, seeker: Seeker, sight: Sight) -> bool:
        for other in self._own[seeker.id]:
            if (
                sight.start_ns < other.end_ns + self._gap_ns
                and other.start_ns < sight.end_ns + self._gap_ns
            ):
                return False
        with_gap = (sight.start_ns, sight.end_ns + self._gap_ns)
        return not any(overlap(task, with_gap) for task in self._tasks[seeker.id])

    def _has_room(self, sight: Sight) -> bool:
        from_ns, stay = sight.start_ns - self._turnover_ns, self._with_turnover(sight)
        near = [
            self._with_turnover(other)
            for other in self._taken[sight.pane]
            if other.start_ns < stay[1] and from_ns < other.end_ns
        ]
        return most_at_once([*near, stay]) <= self._panes[sight.pane].capacity

    def _with_turnover(self, sight: Sight) -> Stretch:
        return sight.start_ns, sight.end_ns + self._turnover_ns

    def _within_limits(self, seeker: Seeker, sight: Sight) -> bool:
        problem, rules = self.problem, self.problem.rules
        own = self._own[seeker.id]
        day = problem.day(sight.start_ns)
        today = [other for other in own if problem.day(other.start_ns) == day]
        if len(today) >= rules.sessions_on_day_max(day):
            return False
        if sum(other.minutes for other in today) + sight.minutes > rules.minutes_per_day_max:
            return False
        in_all = rules.sessions_max(problem.days)
        if in_all is not None and len(own) >= in_all:
            return False
        if problem.is_early(sight.start_ns):
            early = sum(other.minutes for other in own if problem.is_early(other.start_ns))
            if early + sight.minutes > rules.first_hours_minutes_max:
                return False
        again = sum(other.subject == sight.subject for other in own)
        return again < repeats_max(sight.product)

    def _is_hosted(self, sight: Sight) -> bool:
        """Return whether there are hosts enough at every instant of `sight` with one guest more."""
        near = [
            other
            for sights in self._taken.values()
            for other in sights
            if other.start_ns < sight.end_ns and sight.start_ns < other.end_ns
        ]
        starts = {sight.start_ns} | {
            other.start_ns for other in near if other.start_ns > sight.start_ns
        }
        starts |= {at for at, _ in self.problem.hosts if sight.start_ns < at < sight.end_ns}
        return all(
            1 + sum(other.start_ns <= at < other.end_ns for other in near)
            <= self.problem.hosted((at, at + 1))
            for at in starts
        )

    def has_air(self, seeker: Seeker, sight: Sight) -> bool:
        """Return whether CO2 stays below its limit with one more at `sight`."""
        zone = self._panes[sight.pane].zone
        for air in self.problem.air:
            if air.zone != zone:
                continue
            most = sum(pane.capacity for pane in self._panes.values() if pane.zone == zone)
            if air.cannot_be_reached(most + most_at_once(air.others)):
                continue
            stays = [*air.others, *self._stays[zone], *net_stays(seeker, sight, zone)]
            ends = [end for _, end in stays if end >= sight.start_ns]
            if any(sum(air.added_mmhg(s, end) for s in stays) > air.room_mmhg(end) for end in ends):
                return False
        return True


def net_stays(seeker: Seeker, sight: Sight, zone: str) -> Iterable[Stretch]:
    """Return the stays `sight` adds to its zone: not where the timeline has the guest anyway."""
    return without(sight.stretch, [(start, end) for z, start, end in seeker.present if z == zone])
