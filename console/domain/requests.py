"""Requests: what a person asks for through a console. Each names what the person saw."""

from dataclasses import dataclass

import msgspec

from telemetry.dictionary import Severity


class AcknowledgeAlarm(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Say that this occurrence, at this class, was seen."""

    alarm: str
    occurrence: int
    seen_severity: Severity


class ProposeWindow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Ask for guests to see an opportunity."""

    opportunity: str
    guests: tuple[str, ...]


class WithdrawWindow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Take a viewing window back."""

    window: str
    seen_revision: int


class ApproveWindow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Agree to a proposed viewing window."""

    window: str
    seen_revision: int


class RejectWindow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Refuse a proposed viewing window, with the reason in words."""

    window: str
    seen_revision: int
    reason: str


class ReleaseWindow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Let a held viewing window go ahead."""

    window: str
    seen_revision: int


Request = (
    AcknowledgeAlarm | ProposeWindow | WithdrawWindow | ApproveWindow | RejectWindow | ReleaseWindow
)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a request was not done, in words the person can act on."""

    reason: str
