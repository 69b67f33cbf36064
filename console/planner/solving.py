"""What every stage of a search shares: the time left, who listens, who may stop it."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from console.domain.planning.formulation import Formulation, Terms
from console.domain.planning.goals import value_of
from console.domain.planning.linear import Array
from console.domain.planning.plan import Plan
from console.domain.planning.problem import PlanProblem
from console.planner.highs import NOTHING_FOUND, Row, Solved, Watch, maximise
from console.planner.messages import Better, Progress, Solve
from console.planner.relaxation import maximise_near_relaxation

TOLERANCE = 1e-6
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
        rows: Sequence[Row] = (),
        is_good_start: bool = False,
        tells_plans: bool = False,
    ) -> Solved:
        """Return the best found in `seconds`; arguments as `maximise` has them.

        Where some gap is allowed, a plan near the relaxation is tried first: mostly it will do.

        Parameters
        ----------
        is_good_start : bool
            Whether that plan may use what `start` uses, too: slower if `start` is far off.
        tells_plans : bool
            Whether every better solution is a better plan somebody may want.
        """
        programme, ends_s = form.programme, time.monotonic() + seconds
        watch = self.watch(form, goal, start, tells_plans=tells_plans)
        best = NOTHING_FOUND
        if start is not None and programme.violation(start) < TOLERANCE:
            best = replace(best, solution=start, value=value_of(goal, start))
        if gap > 0.0:
            near = maximise_near_relaxation(
                programme,
                goal,
                seconds=seconds,
                gap=gap,
                watch=watch,
                start=best.solution if is_good_start else None,
                rows=rows,
            )
            best = replace(max(best, near, key=_value), bound=near.bound, is_proved=near.is_proved)
            if best.is_proved or self.should_stop():
                return best
        solved = maximise(
            programme,
            goal,
            seconds=ends_s - time.monotonic(),
            gap=gap,
            watch=watch,
            start=best.solution,
            rows=rows,
        )
        bound = min(solved.bound, best.bound)
        return replace(max(solved, best, key=_value), bound=bound, is_proved=solved.is_proved)

    def watch(
        self, form: Formulation, goal: Terms, start: Array | None, *, tells_plans: bool
    ) -> Watch:
        """Return who listens to a solve of `form`, and tells plans better than `start`."""
        told = value_of(goal, start) if start is not None else -math.inf

        def improved(solution: Array) -> None:
            nonlocal told
            value = value_of(goal, solution)
            if tells_plans and value > told:
                told = value
                self.better(form.plan(solution))

        def progressed(value: float, bound: float) -> None:
            known = math.isfinite(value) and math.isfinite(bound) and value != 0.0
            gap = max(0.0, bound - value) / abs(value) if known else None
            if gap is not None and gap > _GAP_MEANINGLESS:
                gap = None
            self._say(Progress(stage=self._stage, elapsed_s=self.elapsed_s, gap=gap))

        return Watch(should_stop=self.should_stop, improved=improved, progressed=progressed)


def _value(solved: Solved) -> float:
    return solved.value
