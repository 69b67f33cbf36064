"""What every stage of a search shares: the time left, who listens, who may stop it."""

import math
import time
from collections.abc import Callable, Iterable

from console.domain.planning.formulation import Formulation, Terms
from console.domain.planning.linear import Array
from console.domain.planning.plan import Plan
from console.domain.planning.problem import PlanProblem
from console.planner.highs import Row, Solved, Watch, maximise
from console.planner.messages import Better, Progress, Solve

# Before its first relaxation is solved the solver's bound is no more than a large number.
_GAP_MEANINGLESS = 1.0

Say = Callable[[Progress | Better], None]


class Solving:
    """One question being answered.

    Parameters
    ----------
    asked : Solve
    say : callable
        Takes progress and every better plan.
    should_stop : callable
        Whether somebody cancelled.
    """

    def __init__(self, asked: Solve, say: Say, should_stop: Callable[[], bool]) -> None:
        self.problem: PlanProblem = asked.problem
        self.gap = asked.gap
        self.method = "at once"
        self.should_stop = should_stop
        self._say = say
        self._stage = ""
        self._started_s = time.monotonic()
        self._deadline_s = self._started_s + asked.seconds

    @property
    def elapsed_s(self) -> float:
        """Since the question was put."""
        return time.monotonic() - self._started_s

    @property
    def left_s(self) -> float:
        """Until the answer is due."""
        return max(0.0, self._deadline_s - time.monotonic())

    def enter(self, stage: str) -> None:
        """Begin a stage, named for people."""
        self._stage = stage
        self._say(Progress(stage=stage, elapsed_s=self.elapsed_s))

    def better(self, plan: Plan) -> None:
        """Tell of a plan that is better than the last."""
        self._say(Better(plan=plan, method=self.method, elapsed_s=self.elapsed_s))

    def solve(
        self,
        form: Formulation,
        goal: Terms,
        *,
        seconds: float,
        gap: float,
        start: Array | None = None,
        rows: Iterable[Row] = (),
        tells_plans: bool = False,
    ) -> Solved:
        """Return the best found in `seconds`; arguments as `maximise` has them.

        Parameters
        ----------
        tells_plans : bool
            Whether every better solution is a better plan somebody may want.
        """
        watch = self.watch(form, tells_plans=tells_plans)
        return maximise(
            form.programme, goal, seconds=seconds, gap=gap, watch=watch, start=start, rows=rows
        )

    def watch(self, form: Formulation, *, tells_plans: bool) -> Watch:
        """Return who listens to a solve of `form`."""

        def improved(solution: Array) -> None:
            if tells_plans:
                self.better(form.plan(solution))

        def progressed(value: float, bound: float) -> None:
            known = math.isfinite(value) and math.isfinite(bound) and value != 0.0
            gap = max(0.0, bound - value) / abs(value) if known else None
            if gap is not None and gap > _GAP_MEANINGLESS:
                gap = None
            self._say(Progress(stage=self._stage, elapsed_s=self.elapsed_s, gap=gap))

        return Watch(should_stop=self.should_stop, improved=improved, progressed=progressed)
