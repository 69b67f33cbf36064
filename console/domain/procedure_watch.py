"""What telemetry says about the steps of runs, sample by sample. No I/O."""

from collections.abc import Iterable

from console.domain.procedure_facts import Phase
from console.domain.procedure_model import ProcedureBook, Proof, Step
from console.domain.procedure_runs import Run, RunStatus
from console.domain.rule_scene import Finding, Scene, Truth
from telemetry.timebase import NS_PER_S

_Key = tuple[str, str, int]
_ProofKey = tuple[_Key, int]


class HoldWatch:
    """Remembers since when each verification has held, and which invariants a sample refuted.

    A new server begins to count anew.

    Parameters
    ----------
    book : ProcedureBook or None
        Procedures the runs are of.
    """

    def __init__(self, book: ProcedureBook | None = None) -> None:
        self._book = book or ProcedureBook()
        self._since: dict[_ProofKey, int] = {}
        self._broken: dict[_Key, Finding] = {}

    def wanted(self, runs: Iterable[Run]) -> frozenset[str]:
        """Return the parameters that must be looked at sample by sample."""
        return frozenset(
            name
            for run in runs
            if (step := self._present(run)) is not None
            for condition in (*(each.condition for each in _proofs(run, step)), step.invariant)
            if condition is not None
            for name in condition.parameters
        )

    def look(self, runs: Iterable[Run], around: Scene) -> None:
        """Judge every verification and every invariant under way at the scene's time."""
        held: dict[_ProofKey, int] = {}
        broken: dict[_Key, Finding] = {}
        for run in runs:
            step = self._present(run)
            if step is None:
                continue
            key = _key(run)
            for number, proof in enumerate(_proofs(run, step)):
                if proof.condition.judge(around).truth is Truth.TRUE:
                    now_ns = max(around.now_ns, run.since_ns)
                    held[key, number] = self._since.get((key, number), now_ns)
            if key in self._broken:
                broken[key] = self._broken[key]
            elif step.invariant is not None:
                finding = step.invariant.judge(around)
                if finding.truth is Truth.FALSE:
                    broken[key] = finding
        self._since, self._broken = held, broken

    def held_s(self, run: Run, proof: int, now_ns: int) -> float:
        """Return for how long one proof of the run's step, by its place, has held; 0 if none."""
        since_ns = self._since.get((_key(run), proof))
        return 0.0 if since_ns is None else max(0, now_ns - since_ns) / NS_PER_S

    def broken(self, run: Run) -> Finding | None:
        """Return what refuted the invariant of the run's step since its phase began."""
        return self._broken.get(_key(run))

    def _present(self, run: Run) -> Step | None:
        """Return the step a running run is at, None when it is for people to go on."""
        is_under_way = run.status is RunStatus.RUNNING and run.phase is not Phase.FAILED
        procedure = self._book.by_id.get(run.procedure) if is_under_way else None
        return procedure.by_id.get(run.step) if procedure is not None else None


def _proofs(run: Run, step: Step) -> tuple[Proof, ...]:
    return step.check.proofs if step.check and run.phase is Phase.VERIFYING else ()


def _key(run: Run) -> _Key:
    return (run.id, run.step, run.since_ns)
