"""The plan one console works on: what it says, what is wrong with it, where a view could go.

Nothing here changes anything: it says what the server would be asked. What it works out is kept
until the state or the outlook changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import is_
from typing import Final

from console.client.desk import Desk
from console.client.lookahead import LookedAhead
from console.domain.mission import MissionState, Situation, plan_ground
from console.domain.plan_book import PlanStatus, StoredPlan, plan_in_force
from console.domain.plan_check import PlanGround, plan_violations
from console.domain.planning.checker import Checker, windows_of
from console.domain.planning.difference import PlanDifference, difference
from console.domain.planning.plan import Plan
from console.domain.planning.violations import Violation
from console.domain.planning.wishes import subject
from console.domain.schedule import CLAIMED, ViewingWindow, WindowStatus
from console.domain.viewing.opportunity import Opportunity
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

IN_WORK: Final = frozenset(
    {PlanStatus.DRAFT, PlanStatus.PROPOSED, PlanStatus.APPROVED, PlanStatus.REJECTED}
)
_MINUTE_NS: Final = 60 * NS_PER_S
CHANGEABLE: Final = frozenset({PlanStatus.DRAFT, PlanStatus.REJECTED})


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanView:
    """The plan in work at one moment, over the plan in force.

    Parameters
    ----------
    ground : PlanGround
        What decisions about plans look at, as far as this console knows it.
    """

    mission: Mission
    ground: PlanGround

    @cached_property
    def working(self) -> StoredPlan | None:
        """The newest plan on its way to publication that stands on the version in force."""
        book = self.ground.book
        coming = [
            plan
            for plan in book.plans.values()
            if plan.status in IN_WORK and plan.based_on == book.version
        ]
        return coming[-1] if coming else None

    @property
    def may_change(self) -> bool:
        """Whether an edit makes or changes a draft; what lies before flight is left alone."""
        return self.working is None or self.working.status in CHANGEABLE

    @cached_property
    def in_force(self) -> Plan:
        """What the timeline promises now."""
        return plan_in_force(self.ground.windows, self.ground.book)

    @property
    def content(self) -> Plan:
        """What the plan in work gives to whom; what is in force if none is in work."""
        return self.in_force if self.working is None else self.working.plan

    @property
    def sights(self) -> Mapping[str, Opportunity]:
        """Everything that can be seen, by id."""
        return self.ground.opportunities

    @cached_property
    def windows(self) -> list[ViewingWindow]:
        """The content as viewing windows, named after their opportunities."""
        known = [v for v in self.content.viewings if v.sight in self.sights]
        plan = Plan(viewings=tuple(known), tasks=self.content.tasks)
        return windows_of(plan, self.sights.values())

    @cached_property
    def checker(self) -> Checker:
        """The independent check under the present circumstances."""
        return Checker(self.mission, self.ground.circumstances, self.content.tasks)

    @cached_property
    def changes(self) -> PlanDifference:
        """What publishing the plan in work would change; what has begun it cannot."""
        before, after = self._to_come(self.in_force), self._to_come(self.content)
        return difference(before, after, self.sights.values())

    @cached_property
    def violations(self) -> list[Violation]:
        """What is wrong with the plan in work, or with what is in force, the gravest first."""
        if self.working is not None:
            return plan_violations(self.working, self.ground)
        windows = [w for w in self.ground.windows.values() if w.status in CLAIMED]
        judged = {w.id for w in windows if w.start_ns > self.ground.now_ns}
        return self.checker.check(windows, judged=judged, now_ns=self.ground.now_ns)

    def _to_come(self, plan: Plan) -> Plan:
        begun = {sight.id for sight in self.sights.values() if sight.start_ns <= self.ground.now_ns}
        viewings = tuple(viewing for viewing in plan.viewings if viewing.sight not in begun)
        return Plan(viewings=viewings, tasks=plan.tasks)

    def alternatives(self, sight_id: str) -> list[Opportunity]:
        """Return where one view could go: every coming view of the same subject, by time."""
        sight = self.sights.get(sight_id)
        if sight is None:
            return []
        alike = (
            other
            for other in self.sights.values()
            if other.start_ns > self.ground.now_ns and subject(other) == subject(sight)
        )
        return sorted(alike, key=lambda other: (other.start_ns, other.id))

    def proposal(self, sight_id: str) -> ViewingWindow | None:
        """Return the window of one view that is proposed by itself and not yet begun."""
        now_ns = self.ground.now_ns
        for window in self.ground.windows.values():
            is_proposed = window.status is WindowStatus.PROPOSED and window.start_ns > now_ns
            if is_proposed and window.opportunity == sight_id:
                return window
        return None

    def sight_of(self, window_id: str) -> str:
        """Return the opportunity of a window on the timeline or in the plan; itself if neither."""
        window = self.ground.windows.get(window_id)
        if window is not None:
            return window.opportunity
        planned = self.working.windows if self.working is not None else ()
        return next((p.opportunity for p in planned if p.window == window_id), window_id)


class PlanDesk:
    """Makes a new `PlanView` when what it stands on has changed."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._made_of: tuple[MissionState, LookedAhead] | None = None
        self._minute = 0
        self._view: PlanView | None = None

    @property
    def view(self) -> PlanView:
        """The plan as it stands; call only once the mission is known."""
        made_of = (self.desk.state, self.desk.lookahead)
        minute = self.desk.now_ns() // _MINUTE_NS  # what can still be changed goes by
        is_same = self._made_of is not None and all(map(is_, self._made_of, made_of))
        if self._view is None or not is_same or minute != self._minute:
            self._made_of, self._minute, self._view = made_of, minute, self._look()
        return self._view

    def _look(self) -> PlanView:
        desk, ahead = self.desk, self.desk.lookahead
        situation = Situation(
            mission=desk.mission,
            opportunities={each.id: each for each in ahead.opportunities},
            now_ns=desk.now_ns(),
            contacts=tuple((c.start_ns, c.end_ns) for c in ahead.events.contacts),
            air=desk.air,
        )
        return PlanView(mission=desk.mission, ground=plan_ground(desk.state, situation))
