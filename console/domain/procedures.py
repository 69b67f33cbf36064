"""What the server says to requests about procedures, and what it does by itself. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from console.domain.procedure_facts import (
    Phase,
    ProcedureAborted,
    ProcedureFact,
    ProcedurePaused,
    ProcedureResumed,
    ProcedureStarted,
    StepFailed,
    StepSigned,
    VerificationBegan,
)
from console.domain.procedure_model import Check, Procedure, ProcedureBook, Step, StepKind
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
from console.domain.procedure_runs import Run, RunStatus, emergencies
from console.domain.procedure_steps import passed, seen_by, skipped
from console.domain.procedure_watch import HoldWatch
from console.domain.requests import Refused
from console.domain.rule_conditions import Finding, Scene, Truth
from console.domain.rule_model import Signatures
from console.domain.signatures import is_same_person
from telemetry.timebase import NS_PER_S

Decided = Sequence[ProcedureFact] | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureGround:
    """What a decision about a procedure looks at; `name` is who asks."""

    book: ProcedureBook
    runs: Mapping[str, Run]
    around: Scene
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _At:
    """Where a run is."""

    run: Run
    procedure: Procedure
    step: Step
    ground: ProcedureGround


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
            if words := _without_signal(procedure, run, ground.around):
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
    at = _At(run=run, procedure=procedure, step=procedure.by_id[run.step], ground=ground)
    match request:
        case ConfirmStep():
            return _confirm(at)
        case CountersignStep():
            return _countersign(at)
        case ChooseBranch():
            return _choose(request, at)
        case OverrideStep():
            return _override(request, at)


def _confirm(at: _At) -> Decided:
    if at.run.phase not in (Phase.TO_DO, Phase.FAILED):
        return Refused(f"This step is {at.run.phase}: there is nothing to confirm.")
    around = at.ground.around
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
    if at.step.confirm is Signatures.TWO_PERSON:
        if not at.ground.name.strip():
            return Refused("This step needs two people by name, and this console has none.")
        if not at.run.signed_by:
            return [StepSigned(run=at.run.id, step=at.step.id, at_ns=at.ground.around.now_ns)]
        return _countersign(at)
    return _done(at)


def _countersign(at: _At) -> Decided:
    if not at.run.signed_by:
        return Refused("Nobody has signed this step first.")
    if not at.ground.name.strip():
        return Refused("This step needs two people by name, and this console has none.")
    if is_same_person(at.run.signed_by, at.ground.name):
        return Refused(
            f"This step needs two different people, and {at.ground.name} has signed already."
        )
    return _done(at)


def _evidence_words(finding: Finding, around: Scene, *, passes: Truth) -> str:
    """Return the comparisons that speak against a condition, as a person reads them."""
    database = around.database
    return "; ".join(
        f"{each.condition.text(database)} ({each.text(database)})"
        for each in finding.evidence
        if each.truth is not passes
    )


def _done(at: _At) -> Decided:
    if at.step.check is not None or at.step.kind is StepKind.WAIT:
        now_ns = at.ground.around.now_ns
        phase = Phase.VERIFYING if at.step.check is not None else Phase.WAITING
        return [VerificationBegan(run=at.run.id, step=at.step.id, at_ns=now_ns, phase=phase)]
    return passed(at.procedure, at.step, at.run.id, at.ground.around, how="done")


def _choose(request: ChooseBranch, at: _At) -> Decided:
    if at.step.kind is not StepKind.DECIDE or not 0 <= request.branch < len(at.step.branches):
        return Refused("There is no such way to go from here.")
    branch = at.step.branches[request.branch]
    finding = branch.when.judge(at.ground.around) if branch.when is not None else None
    is_shown = finding is None or finding.truth is Truth.TRUE
    if not is_shown and not request.reason.strip():
        return Refused(
            f"Telemetry does not show that '{branch.label}'. "
            "Give a reason to go that way all the same."
        )
    return passed(
        at.procedure,
        at.step,
        at.run.id,
        at.ground.around,
        how="chosen" if is_shown else "overridden",
        goto=branch.goto,
        reason=branch.label if is_shown else f"{branch.label}: {request.reason}",
        finding=finding,
    )


def _override(request: OverrideStep, at: _At) -> Decided:
    if at.step.kind is StepKind.DECIDE:
        return Refused("Choose a way to go; a decision cannot be passed over.")
    if not request.reason.strip():
        return Refused("Say why nothing needs to prove this step.")
    finding = at.step.check.condition.judge(at.ground.around) if at.step.check else None
    return passed(
        at.procedure,
        at.step,
        at.run.id,
        at.ground.around,
        how="overridden",
        reason=request.reason,
        finding=finding,
    )


def due_in_procedures(
    runs: Mapping[str, Run],
    book: ProcedureBook,
    around: Scene,
    watch: HoldWatch,
) -> Iterator[ProcedureFact]:
    """Yield what time, telemetry and emergencies make of the runs."""
    for run in runs.values():
        procedure = book.by_id.get(run.procedure)
        if run.status is not RunStatus.RUNNING or procedure is None:
            continue
        if stop := _emergency(run, procedure, around):
            yield stop
            continue
        if words := _without_signal(procedure, run, around):
            yield ProcedurePaused(run=run.id, reason=words, at_ns=around.now_ns)
            continue
        step = procedure.by_id[run.step]
        elapsed_s = (around.now_ns - run.since_ns) / NS_PER_S
        if run.phase is not Phase.FAILED and (finding := watch.broken(run)) is not None:
            yield from _refuted(run, procedure, step, around, finding)
        elif run.phase is Phase.WAITING and elapsed_s >= step.wait_s:
            yield from passed(procedure, step, run.id, around, how="waited")
        elif run.phase is Phase.VERIFYING and step.check is not None:
            held = watch.held_s(run, around.now_ns)
            yield from _verified(run, procedure, step, step.check, around, held, elapsed_s)


def _emergency(run: Run, procedure: Procedure, around: Scene) -> ProcedurePaused | None:
    """Return the pause that an emergency makes which is not what the procedure is about."""
    new = emergencies(around.alarms) - run.known
    for alarm, _occurrence in sorted(new):
        if alarm != run.alarm and not procedure.concerns(alarm):
            what = around.database.parameters[alarm].name
            reason = f"Emergency: {what}."
            return ProcedurePaused(run=run.id, reason=reason, at_ns=around.now_ns, alarm=alarm)
    return None


def _without_signal(procedure: Procedure | None, run: Run, around: Scene) -> str:
    """Return what becomes of the run's step while there is no signal; empty while there is."""
    loss = procedure.by_id[run.step].on_los if procedure is not None else None
    is_lost = loss is not None and loss.condition.judge(around).truth is Truth.TRUE
    return f"No signal; {loss.words}." if loss is not None and is_lost else ""


def _refuted(
    run: Run, procedure: Procedure, step: Step, around: Scene, finding: Finding
) -> Iterator[ProcedureFact]:
    """Yield the end of a step that has failed: it leads elsewhere, or waits for a person."""
    if step.on_fail:
        goto, how = step.on_fail, "failed"
        yield from passed(procedure, step, run.id, around, how=how, goto=goto, finding=finding)
    else:
        seen = seen_by(finding, around)
        yield StepFailed(run=run.id, step=step.id, at_ns=around.now_ns, seen=seen)


def _verified(
    run: Run,
    procedure: Procedure,
    step: Step,
    check: Check,
    around: Scene,
    held: float,
    elapsed_s: float,
) -> Iterator[ProcedureFact]:
    """Yield the end of a verification, if it has come to one.

    What is unknown neither passes nor fails: the step waits for data, or for a person.
    """
    finding = check.condition.judge(around)
    if finding.truth is Truth.TRUE and held >= check.hold_s:
        yield from passed(procedure, step, run.id, around, how="verified", finding=finding)
    elif finding.truth is Truth.FALSE and elapsed_s >= check.timeout_s:
        yield from _refuted(run, procedure, step, around, finding)
