"""What time, telemetry and emergencies make of the runs of procedures. Pure."""

from collections.abc import Iterator, Mapping

from console.domain.procedure_facts import (
    Phase,
    ProcedureFact,
    ProcedurePaused,
    StepFailed,
    StepSignatureLapsed,
)
from console.domain.procedure_model import Check, Procedure, ProcedureBook
from console.domain.procedure_runs import Run, RunStatus, emergencies
from console.domain.procedure_steps import At, passed, seen_by, without_signal
from console.domain.procedure_watch import HoldWatch
from console.domain.rule_scene import Finding, Scene, Truth
from telemetry.timebase import NS_PER_S


def due_in_procedures(
    runs: Mapping[str, Run], book: ProcedureBook, around: Scene, watch: HoldWatch
) -> Iterator[ProcedureFact]:
    """Yield what time, telemetry and emergencies make of the runs."""
    for run in runs.values():
        if run.signature is not None and run.signature.has_lapsed(around.now_ns):
            yield StepSignatureLapsed(run=run.id, step=run.step, at_ns=around.now_ns)
        procedure = book.by_id.get(run.procedure)
        if run.status is not RunStatus.RUNNING or procedure is None:
            continue
        if stop := _emergency(run, procedure, around):
            yield stop
            continue
        if words := without_signal(procedure, run, around):
            yield ProcedurePaused(run=run.id, reason=words, at_ns=around.now_ns)
            continue
        at = At(run=run, procedure=procedure, step=procedure.by_id[run.step], around=around)
        elapsed_s = (around.now_ns - run.since_ns) / NS_PER_S
        if run.phase is not Phase.FAILED and (finding := watch.broken(run)) is not None:
            yield from _refuted(at, finding)
        elif run.phase is Phase.WAITING and elapsed_s >= at.step.wait_s:
            yield from passed(at, how="waited")
        elif run.phase is Phase.VERIFYING and at.step.check is not None:
            yield from _verified(at, at.step.check, watch, elapsed_s)


def _emergency(run: Run, procedure: Procedure, around: Scene) -> ProcedurePaused | None:
    """Return the pause that an emergency makes which is not what the procedure is about."""
    new = emergencies(around.alarms) - run.known
    for alarm, _occurrence in sorted(new):
        if alarm != run.alarm and not procedure.concerns(alarm):
            what = around.database.parameters[alarm].name
            reason = f"Emergency: {what}."
            return ProcedurePaused(run=run.id, reason=reason, at_ns=around.now_ns, alarm=alarm)
    return None


def _refuted(at: At, finding: Finding) -> Iterator[ProcedureFact]:
    """Yield the end of a step that has failed: it leads elsewhere, or waits for a person."""
    if at.step.on_fail:
        yield from passed(at, how="failed", goto=at.step.on_fail, finding=finding)
    else:
        seen = seen_by(finding, at.around)
        yield StepFailed(run=at.run.id, step=at.step.id, at_ns=at.around.now_ns, seen=seen)


def _verified(at: At, check: Check, watch: HoldWatch, elapsed_s: float) -> Iterator[ProcedureFact]:
    """Yield the end of a verification, if it has come to one.

    What is unknown neither passes nor fails: the step waits for data, or for a person.
    """
    now_ns, is_proven, is_refuted = at.around.now_ns, True, False
    for number, proof in enumerate(check.proofs):
        truth = proof.condition.judge(at.around).truth
        has_held = watch.held_s(at.run, number, now_ns) >= proof.hold_s
        is_proven = is_proven and truth is Truth.TRUE and has_held
        is_refuted = is_refuted or (truth is Truth.FALSE and elapsed_s >= proof.timeout_s)
    finding = check.condition.judge(at.around)
    if is_proven:
        yield from passed(at, how="verified", finding=finding)
    elif is_refuted:
        yield from _refuted(at, finding)
