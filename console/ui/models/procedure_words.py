"""Facts about procedures in words, for the log. No Qt."""

from collections.abc import Callable, Mapping
from typing import Final

from console.domain import procedure_facts as facts
from console.domain.facts import Fact
from console.domain.procedure_facts import Seen
from telemetry.mission import Mission

_HOW: Final = {
    "done": "done",
    "verified": "verified by telemetry",
    "waited": "waited out",
    "skipped": "not needed",
    "chosen": "decided",
    "overridden": "OVERRIDDEN",
    "failed": "FAILED, going another way",
}


def procedure_words(mission: Mission) -> Mapping[type[Fact], Callable[..., str]]:
    """Return what turns each fact into a line."""

    def passed(fact: facts.StepPassed) -> str:
        reason = f": {fact.reason}" if fact.reason else ""
        return f"Step {fact.step} {_HOW[fact.how]}{reason} ({fact.run}){_seen(fact.seen, mission)}"

    def failed(fact: facts.StepFailed) -> str:
        return f"Step {fact.step} FAILED ({fact.run}){_seen(fact.seen, mission)}"

    return {
        facts.ProcedureStarted: lambda f: (
            f"Procedure {f.procedure} started ({f.run}){f' from {f.alarm}' if f.alarm else ''}"
        ),
        facts.StepSigned: lambda f: f"Step {f.step} signed, one of two ({f.run})",
        facts.StepSignatureLapsed: lambda f: (
            f"The first signature under step {f.step} counts no more ({f.run})"
        ),
        facts.VerificationBegan: lambda f: f"Step {f.step} done, to be verified ({f.run})",
        facts.StepPassed: passed,
        facts.StepFailed: failed,
        facts.ProcedurePaused: lambda f: f"Procedure PAUSED ({f.run}): {f.reason}",
        facts.ProcedureResumed: lambda f: f"Procedure resumed ({f.run})",
        facts.ProcedureAborted: lambda f: f"Procedure given up ({f.run}): {f.reason}",
    }


def _seen(seen: tuple[Seen, ...], mission: Mission) -> str:
    """Return what telemetry showed, after a dot; nothing where nothing was looked at."""
    said = [_shown(each, mission) for each in seen]
    return f" · {', '.join(said)}" if said else ""


def _shown(seen: Seen, mission: Mission) -> str:
    parameter = mission.database.parameters.get(seen.parameter)
    value = f"{seen.value:g}" if parameter is None else parameter.text(seen.value)
    doubt = "unknown: " if seen.truth == "unknown" else ""
    return f"{seen.parameter or seen.asked} {doubt}{seen.found or value}"
