"""Runs of procedures as they stand: the fold of their facts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from console.domain.alarms import Alarm
from console.domain.procedure_facts import (
    END,
    Phase,
    ProcedureAborted,
    ProcedureFact,
    ProcedurePaused,
    ProcedureResumed,
    ProcedureStarted,
    Seen,
    StepFailed,
    StepPassed,
    StepSignatureLapsed,
    StepSigned,
    VerificationBegan,
)
from console.domain.signatures import Signature
from telemetry.dictionary import Severity


class RunStatus(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """A step that is over: how, by whom, when, and what telemetry showed."""

    step: str
    how: str
    by: str
    at_ns: int
    reason: str = ""
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a procedure.

    Parameters
    ----------
    since_ns : int
        When the present phase began, moved on by the time the run rested; UTC nanoseconds.
    revision : int
        Goes up by one at every change; a request must name the revision it saw.
    signature : Signature or None
        First of two signatures on the present step.
    known : frozenset of (str, int)
        Emergency alarms and occurrences that stood when it began or was resumed.
    paused_ns : int
        When it came to rest, 0 while it runs.
    reason : str
        Why it rests or was given up.
    """

    id: str
    procedure: str
    alarm: str
    started_by: str
    step: str
    phase: Phase
    since_ns: int
    status: RunStatus = RunStatus.RUNNING
    revision: int = 1
    signature: Signature | None = None
    done: tuple[StepRecord, ...] = ()
    known: frozenset[tuple[str, int]] = frozenset()
    paused_ns: int = 0
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it goes on or can be resumed."""
        return self.status in (RunStatus.RUNNING, RunStatus.PAUSED)


def emergencies(alarms: Mapping[str, Alarm]) -> frozenset[tuple[str, int]]:
    """Return the emergency alarms that are active, with their occurrences."""
    return frozenset(
        (alarm.id, alarm.occurrence)
        for alarm in alarms.values()
        if alarm.is_active and alarm.severity is Severity.EMERGENCY
    )


def apply_procedure(
    runs: Mapping[str, Run], alarms: Mapping[str, Alarm], fact: ProcedureFact, by: str
) -> Mapping[str, Run]:
    """Return the runs after `fact`, in the order they were started."""
    if isinstance(fact, ProcedureStarted):
        run = Run(
            id=fact.run,
            procedure=fact.procedure,
            alarm=fact.alarm,
            started_by=by,
            step=fact.step,
            phase=fact.phase,
            since_ns=fact.at_ns,
            known=emergencies(alarms),
        )
        return {**runs, run.id: run}
    before = runs[fact.run]
    after = replace(_changed(before, alarms, fact, by), revision=before.revision + 1)
    return {**runs, after.id: after}


def _changed(
    run: Run,
    alarms: Mapping[str, Alarm],
    fact: StepSigned
    | StepSignatureLapsed
    | VerificationBegan
    | StepPassed
    | StepFailed
    | ProcedurePaused
    | ProcedureResumed
    | ProcedureAborted,
    by: str,
) -> Run:
    match fact:
        case StepSigned():
            return replace(run, signature=Signature(by=by, expires_ns=fact.expires_ns))
        case StepSignatureLapsed():
            return replace(run, signature=None)
        case VerificationBegan():
            return replace(run, phase=fact.phase, since_ns=fact.at_ns, signature=None)
        case StepPassed():
            return _passed(run, fact, by)
        case StepFailed():
            record = StepRecord(
                step=fact.step, how="failed", by=by, at_ns=fact.at_ns, seen=fact.seen
            )
            return replace(
                run,
                phase=Phase.FAILED,
                since_ns=fact.at_ns,
                done=(*run.done, record),
                signature=None,
            )
        case ProcedurePaused():
            return replace(run, status=RunStatus.PAUSED, paused_ns=fact.at_ns, reason=fact.reason)
        case ProcedureResumed():
            return replace(
                run,
                status=RunStatus.RUNNING,
                since_ns=run.since_ns + fact.at_ns - run.paused_ns,
                paused_ns=0,
                reason="",
                known=emergencies(alarms),
            )
        case ProcedureAborted():
            return replace(run, status=RunStatus.ABORTED, reason=fact.reason)


def _passed(run: Run, fact: StepPassed, by: str) -> Run:
    record = StepRecord(
        step=fact.step,
        how=fact.how,
        by=f"{run.signature.by}, {by}" if run.signature else by,
        at_ns=fact.at_ns,
        reason=fact.reason,
        seen=fact.seen,
    )
    return replace(
        run,
        step=fact.goto,
        phase=fact.phase,
        since_ns=fact.at_ns,
        signature=None,
        done=(*run.done, record),
        status=RunStatus.FINISHED if fact.goto == END else run.status,
    )
