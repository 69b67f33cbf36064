"""Facts about running procedures: every step, who and when, and what telemetry showed.

Each carries its mission time and where the run goes from there, so that the state of a run is
the fold of its facts and needs no procedure file.
"""

from enum import StrEnum
from typing import Final

import msgspec

END: Final = "end"  # where a step leads that is the last of its branch


class Phase(StrEnum):
    """How far the present step of a run is."""

    TO_DO = "to do"
    VERIFYING = "verifying"
    WAITING = "waiting"
    DECIDING = "deciding"
    FAILED = "failed"


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison, or one recorded value, as it was when a step was judged.

    Parameters
    ----------
    asked : str
        The comparison in words; empty for a value that was only recorded.
    truth : str
        ``"true"``, ``"false"``, ``"unknown"``; empty likewise.
    value : float
        In the parameter's unit; NaN if there was none.
    sample_ns : int
        Time of the sample, UTC nanoseconds; 0 if there was none.
    found : str
        What was found in words, with the limit where that is another parameter's value, or why
        the sample says nothing; empty for a value that was only recorded.
    """

    parameter: str
    asked: str
    truth: str
    value: float
    sample_ns: int
    found: str = ""


class ProcedureStarted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Somebody began to work through a procedure.

    Parameters
    ----------
    run : str
        For example ``"r3"``.
    alarm : str
        Id of the alarm it was opened from, empty for none.
    step, phase : str, Phase
        Where it begins.
    at_ns : int
        Mission time, UTC nanoseconds; so in every fact here.
    """

    run: str
    procedure: str
    alarm: str
    step: str
    phase: Phase
    at_ns: int


class StepSigned(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The first of two people said that a step is done.

    Parameters
    ----------
    expires_ns : int
        Mission time from which this signature counts no more, UTC nanoseconds.
    """

    run: str
    step: str
    at_ns: int
    expires_ns: int = 0


class StepSignatureLapsed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Nobody countersigned in time: the step waits for two people again."""

    run: str
    step: str
    at_ns: int


class VerificationBegan(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A step was done, or is to be proven again, and telemetry must show it.

    Parameters
    ----------
    phase : Phase
        `Phase.WAITING` for a wait that was broken off and begins again.
    """

    run: str
    step: str
    at_ns: int
    phase: Phase = Phase.VERIFYING


class StepPassed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A step is over and the run goes on.

    Parameters
    ----------
    how : str
        done, verified, waited, skipped, chosen, overridden, or failed where a failed check leads
        elsewhere.
    reason : str
        Of an override; the label of the branch taken.
    goto, phase : str, Phase
        The next step and the phase it is entered in; the step is ``"end"`` after the last.
    """

    run: str
    step: str
    how: str
    goto: str
    phase: Phase
    at_ns: int
    reason: str = ""
    seen: tuple[Seen, ...] = ()


class StepFailed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Telemetry refuted what a step asks for, or what must stay true; a person decides."""

    run: str
    step: str
    at_ns: int
    seen: tuple[Seen, ...] = ()


class ProcedurePaused(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A run rests: somebody paused it, or an emergency came; `alarm` is that alarm's id."""

    run: str
    reason: str
    at_ns: int
    alarm: str = ""


class ProcedureResumed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A run goes on where it rested; what was being verified is verified from the beginning."""

    run: str
    at_ns: int


class ProcedureAborted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A run was given up, with the reason."""

    run: str
    reason: str
    at_ns: int


ProcedureFact = (
    ProcedureStarted
    | StepSigned
    | StepSignatureLapsed
    | VerificationBegan
    | StepPassed
    | StepFailed
    | ProcedurePaused
    | ProcedureResumed
    | ProcedureAborted
)
