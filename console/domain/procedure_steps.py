"""How a run goes from step to step, and what is written down of each. Pure."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from console.domain.procedure_facts import END, Phase, Seen, StepPassed
from console.domain.procedure_model import Procedure, Step
from console.domain.procedure_runs import Run
from console.domain.rule_scene import Finding, Scene, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Where a run is, and what is known there."""

    run: Run
    procedure: Procedure
    step: Step
    around: Scene


def passed(
    at: At,
    *,
    how: str,
    goto: str = "",
    reason: str = "",
    finding: Finding | None = None,
) -> list[StepPassed]:
    """Return the facts that end a step and enter the next, past steps that are not needed."""
    goto = goto or at.procedure.after(at.step)
    first = StepPassed(
        run=at.run.id,
        step=at.step.id,
        how=how,
        goto=goto,
        phase=phase_at(at.procedure, goto),
        at_ns=at.around.now_ns,
        reason=reason,
        seen=(*_seen(finding, at.around), *_recorded(at.step, at.around)),
    )
    return [first, *skipped(at.procedure, goto, at.run.id, at.around)]


def phase_at(procedure: Procedure, step: str) -> Phase:
    """Return the phase a step is entered in."""
    return Phase.TO_DO if step == END else procedure.by_id[step].first_phase


def skipped(procedure: Procedure, entered: str, run: str, around: Scene) -> Iterator[StepPassed]:
    """Yield the end of every step, from the one entered on, that is known not to be needed."""
    visited: set[str] = set()
    while entered != END and entered not in visited:
        visited.add(entered)
        step = procedure.by_id[entered]
        finding = step.skip_if.judge(around) if step.skip_if is not None else None
        if finding is None or finding.truth is not Truth.TRUE:
            return
        entered = procedure.after(step)
        yield StepPassed(
            run=run,
            step=step.id,
            how="skipped",
            goto=entered,
            phase=phase_at(procedure, entered),
            at_ns=around.now_ns,
            seen=tuple(_seen(finding, around)),
        )


def without_signal(procedure: Procedure | None, run: Run, around: Scene) -> str:
    """Return what becomes of the run's step while there is no signal; empty while there is."""
    loss = procedure.by_id[run.step].on_los if procedure is not None else None
    is_lost = loss is not None and loss.condition.judge(around).truth is Truth.TRUE
    return f"No signal; {loss.words}." if loss is not None and is_lost else ""


def seen_by(finding: Finding, around: Scene) -> tuple[Seen, ...]:
    """Return what is written down of a check."""
    return tuple(_seen(finding, around))


def _seen(finding: Finding | None, around: Scene) -> Iterator[Seen]:
    for each in finding.evidence if finding is not None else ():
        asked, found = each.condition.text(around.database), each.text(around.database)
        yield _sample(each.parameter, around, asked=asked, truth=each.truth, found=found)


def _recorded(step: Step, around: Scene) -> Iterator[Seen]:
    for parameter in step.record:
        yield _sample(parameter, around)


def _sample(
    parameter: str, around: Scene, *, asked: str = "", truth: str = "", found: str = ""
) -> Seen:
    sample = around.readings(parameter) if parameter else None
    return Seen(
        parameter=parameter,
        asked=asked,
        truth=truth,
        value=math.nan if sample is None else sample.value,
        sample_ns=0 if sample is None else sample.generated_ns,
        found=found,
    )
