"""Requests about procedures. Each names the step and the revision of the run the person saw."""

import msgspec

from console.domain.plan_requests import Name, Words


class StartProcedure(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Begin a procedure; `alarm` is the id of the alarm it was opened from, empty for none."""

    procedure: Name
    alarm: Name = ""


class ConfirmStep(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Say that a step is done; after a failed check, that it was done again."""

    run: Name
    step: Name
    seen_revision: int


class CountersignStep(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Say, as the second person, that a step is done."""

    run: Name
    step: Name
    seen_revision: int


class ChooseBranch(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Decide which way to go.

    Parameters
    ----------
    branch : int
        Its place, from 0.
    reason : str
        Needed where telemetry does not show what the branch asks for.
    """

    run: Name
    step: Name
    seen_revision: int
    branch: int
    reason: Words = ""


class OverrideStep(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Go on although nothing proves the step, and say why."""

    run: Name
    step: Name
    seen_revision: int
    reason: Words


class PauseProcedure(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Let a run rest, with the reason."""

    run: Name
    seen_revision: int
    reason: Words


class ResumeProcedure(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Go on where a run rests."""

    run: Name
    seen_revision: int


class AbortProcedure(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Give a run up, with the reason."""

    run: Name
    seen_revision: int
    reason: Words


StepRequest = ConfirmStep | CountersignStep | ChooseBranch | OverrideStep
RunRequest = PauseProcedure | ResumeProcedure | AbortProcedure
ProcedureRequest = StartProcedure | StepRequest | RunRequest
