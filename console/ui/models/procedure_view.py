"""A run of a procedure as it is read: the step, what proves it, how far it is. No Qt."""

from dataclasses import dataclass

from console.domain.procedure_facts import END, Phase
from console.domain.procedure_model import Check, Procedure, Step
from console.domain.procedure_runs import Run, RunStatus
from console.domain.procedure_watch import HoldWatch
from console.domain.rule_scene import Evidence, Scene, Truth
from telemetry.dictionary import MissionDatabase
from telemetry.timebase import NS_PER_S, countdown_text, utc_text

_STAYS = {Truth.TRUE: "stays", Truth.FALSE: "BROKEN", Truth.UNKNOWN: "stays ?"}
_MARK = {Truth.TRUE: "✔", Truth.FALSE: "✘", Truth.UNKNOWN: "?"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLine:
    """One comparison or value during a step: what is asked, what there is, how old, how judged."""

    asked: str
    found: str
    age: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """Everything a person sees of a run.

    Parameters
    ----------
    progress : str
        For example ``"step 2 of 5"``.
    standing : str
        What is waited for, with countdowns.
    """

    title: str
    progress: str
    step: str
    doer: str
    standing: str
    cautions: tuple[tuple[str, str], ...] = ()
    live: tuple[LiveLine, ...] = ()
    branches: tuple[str, ...] = ()


def preview(procedure: Procedure | None) -> RunView:
    """Return what a procedure is, before anybody has begun it."""
    if procedure is None:
        return RunView(title="NO PROCEDURE CHOSEN", progress="", step="", doer="", standing="")
    steps = "\n".join(f"{each.id}  {each.text}" for each in procedure.steps)
    return RunView(
        title=f"{procedure.id}  {procedure.title}",
        progress=f"{len(procedure.steps)} steps, not running",
        step=procedure.title,
        doer=procedure.about,
        standing=steps,
    )


def run_view(run: Run, procedure: Procedure, around: Scene, watch: HoldWatch) -> RunView:
    """Return how a run stands; `watch` knows for how long its proofs have held."""
    title = f"{procedure.id}  {procedure.title}"
    if run.step == END:
        return RunView(
            title=title,
            progress=f"{len(run.done)} steps",
            step="Finished",
            doer="",
            standing=f"All steps are over; started by {run.started_by}.",
        )
    step = procedure.by_id[run.step]
    command = f" · command {step.command.text}" if step.command is not None else ""
    alone = f" · without signal {step.on_los.words}" if step.on_los is not None else ""
    return RunView(
        title=title,
        progress=f"step {procedure.place(step.id)} of {len(procedure.steps)}",
        step=f"{step.id}  {step.text}",
        doer=f"{step.actor.upper()}{command}{alone}",
        standing=_standing(run, step, around, watch),
        cautions=tuple((each.kind, each.text) for each in step.cautions),
        live=tuple(_live(step, around)),
        branches=tuple(_branches(step, around)),
    )


def _standing(run: Run, step: Step, around: Scene, watch: HoldWatch) -> str:
    if run.status is RunStatus.PAUSED:
        return f"PAUSED: {run.reason}"
    if run.status is RunStatus.ABORTED:
        return f"GIVEN UP: {run.reason}"
    elapsed_s = (around.now_ns - run.since_ns) / NS_PER_S
    match run.phase:
        case Phase.WAITING:
            return f"Waiting: {countdown_text(step.wait_s - elapsed_s)} left"
        case Phase.VERIFYING if step.check is not None:
            return _verifying(run, step.check, around, watch)
        case Phase.FAILED:
            return f"FAILED: {_refuted(run)}. Do it again, override with a reason, or give up."
        case Phase.DECIDING:
            return "Choose a way to go"
        case _:
            if (signed := run.signature) is not None:
                left = countdown_text((signed.expires_ns - around.now_ns) / NS_PER_S)
                return f"Signed by {signed.by}; a second person of another name must sign in {left}"
            return "Confirm when it is done"


def _verifying(run: Run, check: Check, around: Scene, watch: HoldWatch) -> str:
    """Return how far a verification is: the proof that takes longest, the first to time out."""
    truths = [proof.condition.judge(around).truth for proof in check.proofs]
    if Truth.UNKNOWN in truths and Truth.FALSE not in truths:
        return "UNKNOWN: a value is stale, invalid or missing. The step waits for data."
    now_ns = around.now_ns
    holds = [
        (min(watch.held_s(run, number, now_ns), proof.hold_s), proof.hold_s)
        for number, proof in enumerate(check.proofs)
    ]
    held_s, hold_s = max(holds, key=lambda hold: hold[1] - hold[0])
    untrue = [
        proof.timeout_s
        for proof, truth in zip(check.proofs, truths, strict=True)
        if truth is not Truth.TRUE
    ]
    timeout_s = min(untrue or [proof.timeout_s for proof in check.proofs])
    left = countdown_text(timeout_s - (now_ns - run.since_ns) / NS_PER_S)
    return f"Verifying: held {held_s:.0f} of {hold_s:.0f} s · {left} left"


def _refuted(run: Run) -> str:
    """Return what the sample showed that failed the step."""
    words = [
        f"{each.asked} ({each.found})" for each in run.done[-1].seen if each.truth == Truth.FALSE
    ]
    return f"not true: {'; '.join(words)}" if words else "telemetry does not show it"


def _live(step: Step, around: Scene) -> list[LiveLine]:
    lines, compared = [], set()
    conditions = [step.check.condition] if step.check is not None else []
    conditions += [b.when for b in step.branches if b.when is not None and not b.is_otherwise]
    for condition in conditions:
        for each in condition.judge(around).evidence:
            lines.append(_line(each, around.database, _MARK[each.truth]))
            compared.add(each.parameter)
    if step.invariant is not None:
        finding = step.invariant.judge(around)
        word = _STAYS[finding.truth]
        lines += [_line(each, around.database, word) for each in finding.evidence]
        compared |= {each.parameter for each in finding.evidence}
    if step.command is not None and step.command.inhibit is not None:
        finding = step.command.inhibit.judge(around)
        word = "free" if finding.truth is Truth.FALSE else "INHIBITED"
        lines += [
            _line(each, around.database, word, before="no command while ")
            for each in finding.evidence
        ]
    lines += [_recorded(name, around) for name in step.record if name not in compared]
    return list(dict.fromkeys(lines))


def _line(
    evidence: Evidence, database: MissionDatabase, verdict: str, *, before: str = ""
) -> LiveLine:
    parameter = database.parameters.get(evidence.parameter)
    name = "" if parameter is None else f" · {parameter.name}"
    return LiveLine(
        asked=f"{before}{evidence.condition.text(database)}{name}",
        found=evidence.text(database),
        age="" if evidence.age_s != evidence.age_s else f"{evidence.age_s:.0f} s",
        verdict=verdict,
    )


def _recorded(name: str, around: Scene) -> LiveLine:
    sample = around.readings(name)
    parameter = around.database.parameters[name]
    asked = f"{name} · {parameter.name}"
    if sample is None:
        return LiveLine(asked=asked, found="not received", age="", verdict="")
    age_s = (around.now_ns - sample.generated_ns) / NS_PER_S
    found = parameter.text(sample.value)
    return LiveLine(asked=asked, found=found, age=f"{age_s:.0f} s", verdict="")


def _branches(step: Step, around: Scene) -> list[str]:
    words = []
    for number, branch in enumerate(step.branches, start=1):
        truth = branch.when.judge(around).truth if branch.when is not None else None
        shown = {
            None: "a person must know",
            Truth.TRUE: "telemetry shows it",
            Truth.FALSE: "telemetry does not show it: needs a reason",
            Truth.UNKNOWN: "not known: needs a reason",
        }[truth]
        words.append(f"{number}  {branch.label} ({shown})")
    return words


def step_lines(run: Run, procedure: Procedure) -> list[str]:
    """Return every step of a procedure in order, with how, by whom and when it was last over."""
    latest = {record.step: record for record in run.done}
    lines = []
    for step in procedure.steps:
        record = latest.get(step.id)
        mark = "▶" if step.id == run.step else "✔" if record is not None else " "
        how = ""
        if record is not None:
            how = f"  — {record.how} {utc_text(record.at_ns)[11:19]} by {record.by}"
            how += f": {record.reason}" if record.reason else ""
        lines.append(f"{mark}  {step.id}  {step.text}{how}")
    return lines


def progress_in_plain_words(run: Run, procedure: Procedure) -> str:
    """Return how far a run is, for the guest lead; nothing technical is said."""
    if run.status is RunStatus.PAUSED:
        return f"{procedure.plain} The work rests: something else comes first."
    if run.step == END:
        return f"{procedure.plain} This is done."
    step = procedure.by_id[run.step]
    place, of = procedure.place(step.id), len(procedure.steps)
    return f"{procedure.plain} Now (step {place} of {of}): {step.plain}"
