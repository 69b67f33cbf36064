"""For how long what a step asks for has been true, sample by sample. No I/O."""

from collections.abc import Iterable

from console.domain.procedure_facts import Phase
from console.domain.procedure_model import ProcedureBook, Step
from console.domain.procedure_runs import Run, RunStatus
from console.domain.rule_conditions import Scene, Truth
from telemetry.timebase import NS_PER_S

_Key = tuple[str, str, int]


class HoldWatch:
    """Remembers since when each verification has held; a new server begins to count anew.

    Parameters
    ----------
    book : ProcedureBook
        Procedures the runs are of.
    """

    def __init__(self, book: ProcedureBook) -> None:
        self._book = book
        self._since: dict[_Key, int] = {}

    def wanted(self, runs: Iterable[Run]) -> frozenset[str]:
        """Return the parameters that verifications under way read."""
        return frozenset(
            name
            for run in runs
            if (step := self._verified(run)) is not None and step.check is not None
            for name in step.check.condition.parameters
        )

    def look(self, runs: Iterable[Run], around: Scene) -> None:
        """Judge every verification under way at the scene's time."""
        held: dict[_Key, int] = {}
        for run in runs:
            step = self._verified(run)
            if step is None or step.check is None:
                continue
            if step.check.condition.judge(around).truth is Truth.TRUE:
                held[_key(run)] = self._since.get(_key(run), max(around.now_ns, run.since_ns))
        self._since = held

    def held_s(self, run: Run, now_ns: int) -> float:
        """Return for how long what the run's step asks for has held, 0 if it does not."""
        since_ns = self._since.get(_key(run))
        return 0.0 if since_ns is None else max(0, now_ns - since_ns) / NS_PER_S

    def _verified(self, run: Run) -> Step | None:
        is_verifying = run.status is RunStatus.RUNNING and run.phase is Phase.VERIFYING
        procedure = self._book.by_id.get(run.procedure) if is_verifying else None
        return procedure.by_id.get(run.step) if procedure is not None else None


def _key(run: Run) -> _Key:
    return (run.id, run.step, run.since_ns)
