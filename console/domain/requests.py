"""Requests: what a person asks for through a console. Each names what the person saw."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from console.domain.alarm_requests import AlarmRequest
from console.domain.plan_requests import ClosureRequest, MarkWindow, PlanRequest
from console.domain.procedure_requests import ProcedureRequest
from console.domain.replay_requests import ReplayRequest
from console.domain.rule_requests import RuleRequest
from console.domain.viewing_requests import SetViewingRules
from telemetry.dictionary import Severity

# What a person can mean; more is somebody filling our file.
Name = Annotated[str, msgspec.Meta(max_length=200)]
Words = Annotated[str, msgspec.Meta(max_length=2000)]
Names = Annotated[tuple[Name, ...], msgspec.Meta(max_length=50)]


class AcknowledgeAlarm(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Say that this occurrence, at this class, was seen."""

    alarm: Name
    occurrence: int
    seen_severity: Severity


class ProposeWindow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Ask for guests to see an opportunity.

    Parameters
    ----------
    instead_of : str
        Id of a proposed window this takes the place of, empty for none.
    seen_revision : int
        Of that window.
    """

    opportunity: Name
    guests: Names
    instead_of: Name = ""
    seen_revision: int = 0


class WithdrawWindow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Take a viewing window back."""

    window: Name
    seen_revision: int


class ApproveWindow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Agree to a proposed viewing window."""

    window: Name
    seen_revision: int


class RejectWindow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Refuse a proposed viewing window, with the reason in words."""

    window: Name
    seen_revision: int
    reason: Words


class ReleaseWindow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Let a held viewing window go ahead."""

    window: Name
    seen_revision: int


Request = (
    AcknowledgeAlarm
    | AlarmRequest
    | ProposeWindow
    | WithdrawWindow
    | ApproveWindow
    | RejectWindow
    | ReleaseWindow
    | RuleRequest
    | ProcedureRequest
    | PlanRequest
    | ClosureRequest
    | MarkWindow
    | SetViewingRules
    | ReplayRequest
)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a request was not done, in words the person can act on."""

    reason: str
