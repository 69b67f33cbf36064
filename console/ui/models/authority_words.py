"""What a seat may ask for and what it may not, in words; from the authority that judges."""

from typing import Final, get_args

from console.domain.alarm_requests import AlarmRequest, CountersignAlarmOut
from console.domain.mission import AUTHORITY
from console.domain.plan_requests import (
    ApprovePlan,
    CloseViewing,
    CountersignPlan,
    DiscardPlan,
    DraftPlan,
    MarkWindow,
    ProposePlan,
    PublishPlan,
    RejectPlan,
    ReopenViewing,
)
from console.domain.procedure_requests import CountersignStep, ProcedureRequest
from console.domain.replay_requests import ReplayRequest
from console.domain.requests import (
    AcknowledgeAlarm,
    ApproveWindow,
    ProposeWindow,
    RejectWindow,
    ReleaseWindow,
    WithdrawWindow,
)
from console.domain.roles import Role
from console.domain.rule_requests import CountersignRelease
from console.domain.viewing_requests import SetViewingRules

# Every kind of request, by what a person calls it; several kinds are one act.
_WORDS: Final[dict[type, str]] = {
    AcknowledgeAlarm: "acknowledge alarms",
    **dict.fromkeys(get_args(AlarmRequest), "shelve, take out and reset alarms, set contexts"),
    CountersignAlarmOut: "countersign an alarm's going out of service",
    **dict.fromkeys(get_args(ProcedureRequest), "run procedures"),
    CountersignStep: "countersign steps of a procedure",
    ApproveWindow: "approve and reject viewing windows",
    RejectWindow: "approve and reject viewing windows",
    ReleaseWindow: "release held windows",
    CountersignRelease: "countersign a release",
    ProposeWindow: "propose and withdraw viewing windows",
    WithdrawWindow: "propose and withdraw viewing windows",
    CloseViewing: "close and reopen viewing",
    ReopenViewing: "close and reopen viewing",
    DraftPlan: "draft, propose, discard and publish plans",
    ProposePlan: "draft, propose, discard and publish plans",
    DiscardPlan: "draft, propose, discard and publish plans",
    PublishPlan: "draft, propose, discard and publish plans",
    ApprovePlan: "approve and reject plans",
    RejectPlan: "approve and reject plans",
    CountersignPlan: "countersign a plan",
    MarkWindow: "note what became of a viewing",
    SetViewingRules: "set what makes a good view",
    **dict.fromkeys(get_args(ReplayRequest), "drive a replay"),
}
FAULTS: Final = "inject faults into a simulation"  # asked of the simulator, not of the server
MEDICAL: Final = "see medical values"


def may(role: Role) -> list[str]:
    """Return what the seat of `role` may do, each act once."""
    acts = [_WORDS[kind] for kind, roles in AUTHORITY.items() if role in roles]
    acts += [FAULTS] if role is Role.TRAINER else []
    acts += [MEDICAL] if role.may_see_medical else []
    return list(dict.fromkeys(acts))


def may_not(role: Role) -> dict[str, str]:
    """Return what the seat of `role` may not do, and whose it is."""
    whose: dict[str, set[str]] = {}
    for other in Role:
        for act in may(other):
            whose.setdefault(act, set()).add(other.seat)
    mine = may(role)
    return {act: " or ".join(sorted(seats)) for act, seats in whose.items() if act not in mine}


def authority_line(role: Role) -> str:
    """Return what the seat of `role` may do, in one line."""
    acts = may(role)
    return f"{role.seat}: may {', '.join(acts)}" if acts else f"{role.seat}: may look, not decide"
