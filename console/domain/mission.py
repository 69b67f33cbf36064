"""The mission's state, what changes it, and what the server says to a request. All pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

from console.domain.alarm_decisions import decide_acknowledge, decide_alarm
from console.domain.alarm_facts import AlarmFact
from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_requests import AlarmRequest, CountersignAlarmOut
from console.domain.alarms import Alarm, AlarmBook
from console.domain.closures import decide_closure
from console.domain.facts import ClockJumped, Entry, Fact, MissionOpened, ServerStarted
from console.domain.forecast.air import FittedAir, nobody_knows
from console.domain.forecast.outlook import NOTHING, Forecast
from console.domain.operations import Operations
from console.domain.plan_book import PlanBook, apply_closure, apply_plan, published_windows
from console.domain.plan_check import PlanGround
from console.domain.plan_facts import PlanFact, PlanPublished, ViewingClosed, ViewingReopened
from console.domain.plan_requests import (
    ApprovePlan,
    CloseViewing,
    CountersignPlan,
    MarkWindow,
    PlanRequest,
    RejectPlan,
    ReopenViewing,
)
from console.domain.planning.intervals import Stretch
from console.domain.planning.rules import PlanRules
from console.domain.plans import decide_plan
from console.domain.procedure_facts import ProcedureFact
from console.domain.procedure_requests import CountersignStep, ProcedureRequest
from console.domain.procedure_runs import Run, apply_procedure
from console.domain.procedure_watch import HoldWatch
from console.domain.procedures import ProcedureGround, decide_procedure
from console.domain.replay_requests import ReplayRequest
from console.domain.requests import (
    AcknowledgeAlarm,
    ApproveWindow,
    ProposeWindow,
    Refused,
    RejectWindow,
    ReleaseWindow,
    Request,
    WithdrawWindow,
)
from console.domain.roles import Role
from console.domain.rule_facts import ReleaseLapsed, ReleaseSigned
from console.domain.rule_release import apply_signature, without
from console.domain.rule_requests import CountersignRelease
from console.domain.rule_scene import Reading, Scene
from console.domain.schedule import ViewingWindow, apply_window
from console.domain.signatures import Signature
from console.domain.viewing.opportunities import Opportunity
from console.domain.viewing_limits import ViewingLimits, apply_limits, decide_limits
from console.domain.viewing_requests import SetViewingRules, ViewingRulesSet
from console.domain.window_decisions import WindowGround, WindowRequest, decide_window
from telemetry.mission import Mission

# Who may ask for what: flight acknowledges, approves and holds; guest proposes.
AUTHORITY: Mapping[type, frozenset[Role]] = {
    AcknowledgeAlarm: frozenset({Role.FLIGHT}),
    **dict.fromkeys(get_args(AlarmRequest), frozenset({Role.FLIGHT})),
    CountersignAlarmOut: frozenset({Role.FLIGHT, Role.GUEST}),
    ProposeWindow: frozenset({Role.GUEST}),
    WithdrawWindow: frozenset({Role.GUEST}),
    ApproveWindow: frozenset({Role.FLIGHT}),
    RejectWindow: frozenset({Role.FLIGHT}),
    ReleaseWindow: frozenset({Role.FLIGHT}),
    CountersignRelease: frozenset({Role.FLIGHT, Role.GUEST}),
    **dict.fromkeys(get_args(ProcedureRequest), frozenset({Role.FLIGHT})),
    CountersignStep: frozenset({Role.FLIGHT, Role.GUEST}),
    **dict.fromkeys(get_args(PlanRequest), frozenset({Role.GUEST})),
    ApprovePlan: frozenset({Role.FLIGHT}),
    CountersignPlan: frozenset({Role.FLIGHT, Role.GUEST}),
    RejectPlan: frozenset({Role.FLIGHT}),
    CloseViewing: frozenset({Role.FLIGHT, Role.GUEST}),
    ReopenViewing: frozenset({Role.FLIGHT, Role.GUEST}),
    MarkWindow: frozenset({Role.GUEST}),
    SetViewingRules: frozenset({Role.GUEST}),
    **dict.fromkeys(get_args(ReplayRequest), frozenset({Role.TRAINER})),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionState:
    """Everything decided or observed so far: the fold of the log.

    Parameters
    ----------
    alarm_book : AlarmBook
        Every alarm that stands or is hidden.
    windows : mapping of str to ViewingWindow
        Every viewing window ever proposed, by id.
    book : PlanBook
        Every plan, and what is closed.
    signatures : mapping of str to Signature
        First of two signatures on the release of a held window, by window.
    runs : mapping of str to Run
        Every run of a procedure, by its id.
    limits : ViewingLimits
        What makes a good view.
    """

    alarm_book: AlarmBook = field(default_factory=AlarmBook)
    windows: Mapping[str, ViewingWindow] = field(default_factory=dict)
    book: PlanBook = field(default_factory=PlanBook)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    runs: Mapping[str, Run] = field(default_factory=dict)
    limits: ViewingLimits = field(default_factory=ViewingLimits)

    @property
    def alarms(self) -> Mapping[str, Alarm]:
        """Alarms to be seen, by parameter id."""
        return self.alarm_book.standing

    @property
    def occurrences(self) -> Mapping[str, int]:
        """How often each alarm was raised in this mission."""
        return self.alarm_book.occurrences


def _nothing_received(_parameter: str) -> Reading | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a decision may look at besides the state.

    Parameters
    ----------
    contacts : tuple of (int, int)
        When there is a link to the ground, UTC nanoseconds.
    operations : Operations
        Flight rules and procedures in force.
    readings : callable
        Returns the newest sample of a parameter.
    way_ns : int
        Mission time a sample may have been on its way.
    watch : HoldWatch
        What samples said about the steps of runs.
    name : str
        Who asks.
    air : callable
        Returns the cabin's air as it is forecast; asked when a plan is looked at.
    foreseen : Forecast
        The last that was made.
    """

    mission: Mission
    opportunities: Mapping[str, Opportunity]
    now_ns: int
    contacts: tuple[Stretch, ...] = ()
    rules: PlanRules = field(default_factory=PlanRules)
    operations: Operations = field(default_factory=Operations)
    readings: Callable[[str], Reading | None] = _nothing_received
    way_ns: int = 0
    watch: HoldWatch = field(default_factory=HoldWatch)
    name: str = ""
    air: Callable[[], FittedAir | None] = nobody_knows
    foreseen: Forecast = NOTHING

    def around(self, state: MissionState) -> Scene:
        """Return what conditions are judged by."""
        return Scene(
            readings=self.readings,
            alarms=state.alarm_book.in_force,
            contexts=state.alarm_book.contexts,
            hidden=state.alarm_book.hidden,
            database=self.mission.database,
            now_ns=self.now_ns,
            way_ns=self.way_ns,
            foreseen=self.foreseen,
        )


def apply(
    state: MissionState, fact: Fact, by: str = "server", at_ns: int | None = None
) -> MissionState:
    """Return the state after `fact`, noted by whom and at which mission time."""
    if isinstance(fact, AlarmFact):
        return replace(state, alarm_book=apply_alarm(state.alarm_book, fact, by, at_ns))
    match fact:
        case MissionOpened() | ServerStarted() | ClockJumped():
            return state
        case PlanPublished():
            return replace(
                state,
                windows=published_windows(state.windows, fact),
                book=apply_plan(state.book, fact, by),
            )
        case _ if isinstance(fact, PlanFact):
            return replace(state, book=apply_plan(state.book, fact, by))
        case ViewingClosed() | ViewingReopened():
            return replace(state, book=apply_closure(state.book, fact))
        case ViewingRulesSet():
            return replace(state, limits=apply_limits(state.limits, fact))
        case ReleaseSigned() | ReleaseLapsed():
            windows, signatures = apply_signature(state.windows, state.signatures, fact, by)
            return replace(state, windows=windows, signatures=signatures)
        case _ if isinstance(fact, ProcedureFact):
            return replace(state, runs=apply_procedure(state.runs, state.alarms, fact, by))
        case _:
            return replace(
                state,
                windows=apply_window(state.windows, fact),
                signatures=without(state.signatures, fact.window),
            )


def fold(entries: Iterable[Entry], state: MissionState | None = None) -> MissionState:
    """Return the state after all `entries`, starting from `state` or from nothing."""
    state = MissionState() if state is None else state
    for entry in entries:
        state = apply(state, entry.fact, entry.by, entry.mission_ns)
    return state


def decide(
    request: Request, role: Role, state: MissionState, situation: Situation
) -> Sequence[Fact] | Refused:
    """Return the facts that `request` makes, or why it is refused. Pure: no clock, no I/O."""
    if role not in AUTHORITY[type(request)]:
        seats = " or ".join(sorted(seat.seat for seat in AUTHORITY[type(request)]))
        return Refused(f"Only the {seats} may do this.")
    if isinstance(request, ReplayRequest):
        return Refused("This is no replay: nobody can move its time.")
    if isinstance(request, ProcedureRequest):
        return decide_procedure(
            request,
            ProcedureGround(
                book=situation.operations.procedures,
                runs=state.runs,
                around=situation.around(state),
                name=situation.name,
            ),
        )
    if isinstance(request, AlarmRequest):
        database, now_ns = situation.mission.database, situation.now_ns
        return decide_alarm(request, state.alarm_book, database, now_ns, situation.name)
    match request:
        case AcknowledgeAlarm():
            return decide_acknowledge(request, state.alarm_book)
        case CloseViewing() | ReopenViewing():
            return decide_closure(request, plan_ground(state, situation))
        case SetViewingRules():
            targets = frozenset(target.id for target in situation.mission.targets)
            return decide_limits(request, state.limits, targets)
        case _ if isinstance(request, WindowRequest):
            return decide_window(request, _window_ground(state, situation))
        case _:
            return decide_plan(request, plan_ground(state, situation))


def plan_ground(state: MissionState, situation: Situation) -> PlanGround:
    """Return what a decision about a plan looks at."""
    return PlanGround(
        mission=situation.mission,
        opportunities=situation.opportunities,
        contacts=situation.contacts,
        now_ns=situation.now_ns,
        book=state.book,
        windows=state.windows,
        alarms=state.alarms,
        rules=situation.rules,
        air=situation.air,
        is_two_person=situation.operations.rules.is_two_person,
        name=situation.name,
    )


def _window_ground(state: MissionState, situation: Situation) -> WindowGround:
    return WindowGround(
        mission=situation.mission,
        opportunities=situation.opportunities,
        windows=state.windows,
        signatures=state.signatures,
        book=state.book,
        rules=situation.operations.rules,
        around=situation.around(state),
        name=situation.name,
    )
