"""The independent check: every hard rule again, from the mission itself, in words.

It shares no code with the planners' formulation, so a mistake there is found here. It tests
whole plans and single edits, and for each breach says which rule, who, when, and how to mend it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from console.domain.planning.air import AirConditions, capacity_words, peaks, zone_air
from console.domain.planning.intervals import Stretch, merged
from console.domain.planning.plan import Plan, TaskPlace
from console.domain.planning.question import Circumstances
from console.domain.planning.task_rules import moved_tasks_are_possible, tasks_that_fall_out
from console.domain.planning.violations import Ground, Rule, Violation, clock, in_order
from console.domain.planning.window_rules import WINDOW_RULES
from console.domain.schedule import ViewingWindow
from console.domain.viewing.opportunity import Opportunity
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

_AIR_REMEMBERS_NS = 3600 * NS_PER_S


class Checker:
    """The rules of one mission under its present circumstances.

    Parameters
    ----------
    mission : Mission
    about : Circumstances
        Opportunities, contacts, closures, air and limits.
    tasks : iterable of TaskPlace
        Calls, exercises and checks that were moved.
    clear_mmhg : float
        How far below its limit CO2 must stay.
    """

    def __init__(
        self,
        mission: Mission,
        about: Circumstances,
        tasks: Iterable[TaskPlace] = (),
        *,
        clear_mmhg: float = 0.0,
    ) -> None:
        self._ground = Ground(mission, about, tasks)
        self.mission = mission
        self._air = about.air(mission)
        self._clear_mmhg = clear_mmhg

    def check(
        self,
        windows: Sequence[ViewingWindow],
        *,
        judged: Collection[str] | None = None,
        now_ns: int | None = None,
    ) -> list[Violation]:
        """Return everything that is wrong with a whole plan, the gravest and earliest first.

        Parameters
        ----------
        judged : collection of str, optional
            Ids of the windows to be judged, all of them if None. The others count, for example
            because they are history, but nothing is said against them alone.
        now_ns : int, optional
            Tasks that began up to now are history, too.
        """
        chosen = [window for window in windows if judged is None or window.id in judged]
        found = [
            breach
            for window in chosen
            for rule in WINDOW_RULES
            for breach in rule(self._ground, window, windows)
        ]
        ids = {window.id for window in chosen}
        for conditions in self._air:
            breaches = self._crowded_air(conditions, windows)
            found += [breach for breach in breaches if ids & set(breach.windows)]
        return in_order([*found, *moved_tasks_are_possible(self._ground, now_ns)])

    def fallen_out(self, now_ns: int) -> list[Violation]:
        """Return calls, exercises and checks that cannot take place where they stand."""
        return in_order(tasks_that_fall_out(self._ground, now_ns))

    def check_one(self, window: ViewingWindow, windows: Sequence[ViewingWindow]) -> list[Violation]:
        """Return what is wrong with one window among `windows`: quick enough for a drag step.

        `windows` may hold an older version of it, which counts as gone. The air is judged by the
        sum of stays instead of by the cabin model itself.
        """
        everything = [*(other for other in windows if other.id != window.id), window]
        found = [
            breach for rule in WINDOW_RULES for breach in rule(self._ground, window, everything)
        ]
        zone = self._ground.panes[window.pane].zone
        for conditions in self._air:
            if conditions.zone == zone:
                found += self._crowded_air_near(conditions, window, everything)
        return in_order(found)

    def _stays(self, zone: str, windows: Sequence[ViewingWindow]) -> list[Stretch]:
        """Return everybody's stays in `zone`: by the timeline and at its windows, each once."""
        own: dict[str, list[Stretch]] = {person: [] for person in self._ground.by_person}
        for person, activities in self._ground.by_person.items():
            own[person] += [(a.start_ns, a.end_ns) for a in activities if a.zone == zone]
        for window in windows:
            if self._ground.panes[window.pane].zone == zone:
                for guest in window.guests:
                    own.setdefault(guest, []).append((window.start_ns, window.end_ns))
        return [stay for stays in own.values() for stay in merged(stays)]

    def _crowded_air(
        self, air: AirConditions, windows: Sequence[ViewingWindow]
    ) -> Iterator[Violation]:
        stays = self._stays(air.zone, windows)
        if zone_air(air).cannot_be_reached(len(self._ground.by_person)):
            return
        for at_ns, co2_mmhg in peaks(air, stays):
            if co2_mmhg > air.limit_mmhg - self._clear_mmhg:
                yield self._air_breach(air, at_ns, co2_mmhg, windows)

    def _crowded_air_near(
        self, air: AirConditions, window: ViewingWindow, windows: Sequence[ViewingWindow]
    ) -> Iterator[Violation]:
        sums = zone_air(air)
        if sums.cannot_be_reached(len(self._ground.by_person)):
            return
        from_ns, to_ns = window.start_ns - _AIR_REMEMBERS_NS, window.end_ns + _AIR_REMEMBERS_NS
        stays = [s for s in self._stays(air.zone, windows) if s[0] < to_ns and from_ns < s[1]]
        ends = {end for _, end in stays if window.start_ns <= end <= to_ns}
        levels = [
            (air.base_at(end) + sum(sums.added_mmhg(stay, end) for stay in stays), end)
            for end in ends
        ]
        co2_mmhg, at_ns = max(levels, default=(0.0, 0))
        if co2_mmhg > air.limit_mmhg - self._clear_mmhg:
            yield self._air_breach(air, at_ns, co2_mmhg, windows)

    def _air_breach(
        self, air: AirConditions, at_ns: int, co2_mmhg: float, windows: Sequence[ViewingWindow]
    ) -> Violation:
        there = [
            window
            for window in windows
            if self._ground.panes[window.pane].zone == air.zone
            and window.start_ns <= at_ns + 1
            and at_ns - _AIR_REMEMBERS_NS < window.end_ns
        ]
        place = next(p.name for p in self._ground.panes.values() if p.zone == air.zone)
        people = len({guest for window in there for guest in window.guests})
        clear = f", and plans keep {self._clear_mmhg:g} clear of it" if self._clear_mmhg else ""
        return Violation(
            rule=Rule.AIR,
            people=tuple(sorted({guest for window in there for guest in window.guests})),
            windows=tuple(window.id for window in there),
            start_ns=min((window.start_ns for window in there), default=at_ns),
            end_ns=at_ns,
            message=f"CO2 at the {place} would reach {co2_mmhg:.1f} mmHg at {clock(at_ns)}; "
            f"the limit is {air.limit_mmhg:g}{clear}. "
            f"{capacity_words(zone_air(air), people, at_ns)}",
            mend="Send fewer guests, shorten the visit, or let the air recover between visits.",
        )


def windows_of(plan: Plan, opportunities: Iterable[Opportunity]) -> list[ViewingWindow]:
    """Return the viewing windows a plan stands for, named after their opportunities."""
    sights = {each.id: each for each in opportunities}
    return [
        ViewingWindow(
            id=viewing.sight,
            opportunity=viewing.sight,
            title=sights[viewing.sight].title,
            pane=sights[viewing.sight].pane,
            start_ns=sights[viewing.sight].start_ns,
            end_ns=sights[viewing.sight].end_ns,
            quality=sights[viewing.sight].quality,
            guests=viewing.guests,
        )
        for viewing in plan.viewings
    ]
