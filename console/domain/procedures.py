"""What the server says to requests about procedures. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.domain.procedure_facts import (
    Phase,
    ProcedureAborted,
    ProcedureFact,
    ProcedurePaused,
    ProcedureResumed,
    ProcedureStarted,
    StepSigned,
    VerificationBegan,
)
from console.domain.procedure_model import ProcedureBook, StepKind
from console.domain.procedure_requests import (
    AbortProcedure,
    ChooseBranch,
    ConfirmStep,
    CountersignStep,
    OverrideStep,
    PauseProcedure,
    ProcedureRequest,
    ResumeProcedure,
    RunRequest,
    StartProcedure,
    StepRequest,
)
from console.domain.procedure_runs import Run, RunStatus
from console.domain.procedure_steps import At, passed, skipped, without_signal
from console.domain.requests import Refused
from console.domain.rule_model import Signatures
from console.domain.rule_scene import Finding, Scene, Truth
from console.domain.signatures import sign

Decided = Sequence[ProcedureFact] | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureGround:
    """What a decision about a procedure looks at; `name` is who asks."""

    book: ProcedureBook
    runs: Mapping[str, Run]
    around: Scene
    name: str


def decide_procedure(request: ProcedureRequest, ground: ProcedureGround) -> Decided:
    """Return the facts that `request` makes, or why it is refused."""
    if isinstance(request, StartProcedure):
        return _start(request, ground)
    run = ground.runs.get(request.run)
    if run is None:
        return Refused(f"There is no run {request.run} of a procedure.")
    if run.revision != request.seen_revision:
        return Refused("The procedure went on since you saw it. Look again and decide.")
    if not run.is_open:
        return Refused(f"This run is {run.status}.")
    if isinstance(request, PauseProcedure | ResumeProcedure | AbortProcedure):
        return _steer(request, run, ground)
    return _step(request, run, ground)


def _start(request: StartProcedure, ground: ProcedureGround) -> Decided:
    procedure = ground.book.by_id.get(request.procedure)
    if procedure is None:
        return Refused(f"There is no procedure {request.procedure}.")
    for run in ground.runs.values():
        if run.procedure == procedure.id and run.is_open:
            return Refused(f"{procedure.id} is {run.status} already, started by {run.started_by}.")
    first, name = procedure.steps[0], f"r{len(ground.runs) + 1}"
    started = ProcedureStarted(
        run=name,
        procedure=procedure.id,
        alarm=request.alarm,
        step=first.id,
        phase=first.first_phase,
        at_ns=ground.around.now_ns,
    )
    return [started, *skipped(procedure, first.id, name, ground.around)]


def _steer(request: RunRequest, run: Run, ground: ProcedureGround) -> Decided:
    now_ns = ground.around.now_ns
    match request:
        case ResumeProcedure():
            if run.status is not RunStatus.PAUSED:
                return Refused("The procedure is not paused.")
            procedure = ground.book.by_id.get(run.procedure)
            if words := without_signal(procedure, run, ground.around):
                return Refused(words)
            return [ProcedureResumed(run=run.id, at_ns=now_ns)]
        case PauseProcedure():
            if run.status is RunStatus.PAUSED:
                return Refused(f"The procedure is paused already: {run.reason}")
            if not request.reason.strip():
                return Refused("Say why, so that the next person knows.")
            return [ProcedurePaused(run=run.id, reason=request.reason, at_ns=now_ns)]
        case AbortProcedure():
            if not request.reason.strip():
                return Refused("Say why it is given up.")
            return [ProcedureAborted(run=run.id, reason=request.reason, at_ns=now_ns)]


def _step(request: StepRequest, run: Run, ground: ProcedureGround) -> Decided:
    procedure = ground.book.by_id.get(run.procedure)
    if procedure is None:
        return Refused(f"Procedure {run.procedure} is not in this mission's book any more.")
    if run.status is RunStatus.PAUSED:
        return Refused(f"The procedure is paused: {run.reason} Resume it first.")
    if request.step != run.step:
        return Refused(f"Step {request.step} is over; {run.step} is the present one.")
    step = procedure.by_id[run.step]
    at = At(run=run, procedure=procedure, step=step, around=ground.around)
    match request:
        case ConfirmStep():
            return _confirm(at, ground.name)
        case CountersignStep():
            return _countersign(at, ground.name)
        case ChooseBranch():
            return _choose(request, at)
        case OverrideStep():
            return _override(request, at)


def _confirm(at: At, name: str) -> Decided:
    if at.run.phase not in (Phase.TO_DO, Phase.FAILED):
        return Refused(f"This step is {at.run.phase}: there is nothing to confirm.")
    if refused := _objection(at):
        return refused
    return _signed(at, name) if at.step.confirm is Signatures.TWO_PERSON else _done(at)


def _countersign(at: At, name: str) -> Decided:
    if refused := _objection(at):
        return refused
    signature = at.run.signature
    return _signed(at, name, seen_signer="" if signature is None else signature.by)


def _signed(at: At, name: str, *, seen_signer: str | None = None) -> Decided:
    """Return what a signature under a step makes: of who thinks to be first, or of the second."""
    now_ns = at.around.now_ns
    answer = sign("This step", at.run.signature, seen_signer=seen_signer, name=name, now_ns=now_ns)
    if isinstance(answer, Refused):
        return answer
    if answer is None:
        return _done(at)
    return [StepSigned(run=at.run.id, step=at.step.id, at_ns=now_ns, expires_ns=answer)]


def _objection(at: At) -> Refused | None:
    """Return what telemetry holds against a step that is to be confirmed now."""
    around = at.around
    if (command := at.step.command) is not None and command.inhibit is not None:
        finding = command.inhibit.judge(around)
        if finding.truth is not Truth.FALSE:
            why = _evidence_words(finding, around, passes=Truth.FALSE)
            return Refused(f"The command is inhibited: {why}. Override with a reason, or wait.")
    if at.step.invariant is not None:
        finding = at.step.invariant.judge(around)
        if finding.truth is Truth.FALSE:
            why = _evidence_words(finding, around, passes=Truth.TRUE)
            return Refused(f"This must be true meanwhile: {why}. Override with a reason, or wait.")
    return None


def _evidence_words(finding: Finding, around: Scene, *, passes: Truth) -> str:
    """Return the comparisons that speak against a condition, as a person reads them."""
    database = around.database
    return "; ".join(
        f"{each.condition.text(database)} ({each.text(database)})"
        for each in finding.evidence
        if each.truth is not passes
    )


def _done(at: At) -> Decided:
    if at.step.check is not None or at.step.kind is StepKind.WAIT:
        now_ns = at.around.now_ns
        phase = Phase.VERIFYING if at.step.check is not None else Phase.WAITING
        return [VerificationBegan(run=at.run.id, step=at.step.id, at_ns=now_ns, phase=phase)]
    return passed(at, how="done")


def _choose(request: ChooseBranch, at: At) -> Decided:
    if at.step.kind is not StepKind.DECIDE or not 0 <= request.branch < len(at.step.branches):
        return Refused("There is no such way to go from here.")
    branch = at.step.branches[request.branch]
    finding = branch.when.judge(at.around) if branch.when is not None else None
    is_shown = finding is None or finding.truth is Truth.TRUE
    if not is_shown and not request.reason.strip():
        return Refused(
            f"Telemetry does not show that '{branch.label}'. "
            "Give a reason to go that way all the same."
        )
    return passed(
        at,
        how="chosen" if is_shown else "overridden",
        goto=branch.goto,
        reason=branch.label if is_shown else f"{branch.label}: {request.reason}",
        finding=finding,
    )


def _override(request: OverrideStep, at: At) -> Decided:
    if at.step.kind is StepKind.DECIDE:
        return Refused("Choose a way to go; a decision cannot be passed over.")
    if not request.reason.strip():
        return Refused("Say why nothing needs to prove this step.")
    finding = at.step.check.condition.judge(at.around) if at.step.check else None
    return passed(
        at,
        how="overridden",
        reason=request.reason,
        finding=finding,
    )
