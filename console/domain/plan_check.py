"""A stored plan as it would stand if it were published now, and what would be wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

from console.domain.alarms import Alarm
from console.domain.forecast.air import FittedAir, nobody_knows
from console.domain.plan_book import PlanBook, StoredPlan, window_of
from console.domain.plan_facts import PlannedWindow, PlanPublished
from console.domain.planning.checker import Checker
from console.domain.planning.holds import closures_of_alarms
from console.domain.planning.intervals import Stretch
from console.domain.planning.problem import Closure
from console.domain.planning.question import Circumstances
from console.domain.planning.rules import PlanRules
from console.domain.planning.violations import Violation
from console.domain.rule_model import RuleBook
from console.domain.schedule import CLAIMED, LOST, ViewingWindow, WindowStatus
from console.domain.viewing.opportunity import Opportunity
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S


@dataclass(frozen=True, kw_only=True)
class PlanGround:
    """What a decision about a plan looks at.

    Parameters
    ----------
    contacts : tuple of (int, int)
        When there is a link to the ground.
    air : callable
        Returns the cabin's air as it is forecast, None while it cannot be; asked when needed.
    is_two_person : callable
        Whether the flight rule of an id needs two signatures.
    name : str
        Who asks.
    """

    mission: Mission
    opportunities: Mapping[str, Opportunity]
    contacts: tuple[Stretch, ...]
    now_ns: int
    book: PlanBook
    windows: Mapping[str, ViewingWindow]
    alarms: Mapping[str, Alarm]
    rules: PlanRules
    air: Callable[[], FittedAir | None] = nobody_knows
    is_two_person: Callable[[str], bool] = RuleBook().is_two_person
    name: str = ""

    @property
    def closures(self) -> tuple[Closure, ...]:
        """What is closed: by people, and by alarms as far ahead as they hold windows."""
        until_ns = self.now_ns + round(self.mission.hold_horizon_s * NS_PER_S)
        held = closures_of_alarms(self.alarms, self.mission, from_ns=self.now_ns, to_ns=until_ns)
        return (*self.book.closures.values(), *held)

    @property
    def circumstances(self) -> Circumstances:
        """The same for the checker."""
        return Circumstances(
            opportunities=tuple(self.opportunities.values()),
            contacts=self.contacts,
            closures=self.closures,
            rules=self.rules,
            fitted=self.air(),
        )


def plan_violations(stored: StoredPlan, ground: PlanGround) -> list[Violation]:
    """Return what is wrong with a stored plan now, the gravest first.

    What has begun is history. A window that is held and only kept waits for flight's release
    and is not held against the plan.
    """
    publication = publication_of(stored, ground)
    untouched = {
        planned.window
        for planned in publication.windows
        if (before := ground.windows.get(planned.window)) is not None
        and before.status is WindowStatus.HELD
        and before.guests == planned.guests
    }
    planned_windows = [window_of(planned) for planned in publication.windows]
    ids = {window.id for window in planned_windows} | set(publication.withdraws)
    others = [w for w in ground.windows.values() if w.status in CLAIMED and w.id not in ids]
    checker = Checker(ground.mission, ground.circumstances, publication.tasks)
    judged = {w.id for w in planned_windows if w.start_ns > ground.now_ns} - untouched
    return checker.check([*planned_windows, *others], judged=judged, now_ns=ground.now_ns)


def publication_of(stored: StoredPlan, ground: PlanGround) -> PlanPublished:
    """Return the fact that would put the plan in force: its windows with their ids."""
    standing = {w.opportunity: w.id for w in ground.windows.values() if w.stands}
    lost = {w.opportunity for w in ground.windows.values() if w.status in LOST}
    fresh = count(len(ground.windows) + 1)
    windows = tuple(
        PlannedWindow(
            window=standing.get(planned.opportunity) or f"w{next(fresh)}",
            opportunity=planned.opportunity,
            title=planned.title,
            pane=planned.pane,
            start_ns=planned.start_ns,
            end_ns=planned.end_ns,
            quality=planned.quality,
            guests=planned.guests,
        )
        for planned in stored.windows
        if planned.opportunity not in lost
    )
    return PlanPublished(
        plan=stored.id,
        version=ground.book.version + 1,
        windows=windows,
        tasks=stored.tasks,
        withdraws=tuple(
            window
            for window in stored.withdraws
            if ground.windows[window].status in CLAIMED
            and ground.windows[window].start_ns > ground.now_ns
        ),
    )


def new_windows(publication: PlanPublished, ground: PlanGround) -> list[PlannedWindow]:
    """Return the windows that would change something on the timeline."""
    return [
        planned
        for planned in publication.windows
        if (before := ground.windows.get(planned.window)) is None
        or before.guests != planned.guests
        or before.status is WindowStatus.PROPOSED
    ]


def rule_for_two(publication: PlanPublished, ground: PlanGround) -> str:
    """Return the rule that lets only two people change a window of this plan, empty for none.

    A window that such a rule holds is not got rid of, nor given to others, by one signature.
    """
    guests = {planned.window: planned.guests for planned in publication.windows}
    for window in ground.windows.values():
        changes = window.id in publication.withdraws or (
            guests.get(window.id, window.guests) != window.guests
        )
        is_held = window.status is WindowStatus.HELD and ground.is_two_person(window.held_by)
        if changes and is_held:
            return window.held_by
    return ""
