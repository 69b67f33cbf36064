"""HiGHS on a linear programme: the one module that imports the solver.

It is imported in the planner's child process only: a solver that hangs or runs out of memory
there takes nothing with it.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import highspy
import numpy as np

from console.domain.planning.formulation import Terms
from console.domain.planning.linear import Array, LinearProgramme

Row = tuple[Terms, float, float]
_INTEGRAL = highspy.HighsVarType.kInteger
_REAL = highspy.HighsVarType.kContinuous
THREADS = 2
SEED = 1
TELL_EVERY_S = 0.25
VERSION = highspy.Highs().version()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What a solve found.

    Parameters
    ----------
    solution : ndarray of float64, shape (width,), or None
        The best found; None if there is none, or none was found in time.
    value, bound : float
        What it is worth, and what the best possible one is worth at most.
    is_proved : bool
        Whether the gap asked for was reached, or it was proved that there is no solution.
    """

    solution: Array | None
    value: float
    bound: float
    is_proved: bool

    @property
    def gap(self) -> float:
        """How far, relative to the value, a better solution could lie at most."""
        if self.solution is None:
            return float("inf")
        return max(0.0, self.bound - self.value) / max(1e-9, abs(self.value))


NOTHING_FOUND = Solved(solution=None, value=-float("inf"), bound=float("inf"), is_proved=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who listens to a solve, and who may stop it.

    Parameters
    ----------
    should_stop : callable
        Asked many times a second.
    improved : callable
        Takes every better solution.
    progressed : callable
        Takes value and bound from time to time.
    """

    should_stop: Callable[[], bool]
    improved: Callable[[Array], None] = lambda _solution: None
    progressed: Callable[[float, float], None] = lambda _value, _bound: None


def maximise(
    programme: LinearProgramme,
    goal: Terms,
    *,
    seconds: float,
    gap: float,
    watch: Watch,
    start: Array | None = None,
    rows: Iterable[Row] = (),
    fixed: Array | None = None,
    is_relaxed: bool = False,
) -> Solved:
    """Return the best solution found in `seconds`.

    Parameters
    ----------
    goal : list of (int, float)
        What is maximised: columns and coefficients.
    gap : float
        Relative; the solve ends when no better solution can be further away than this.
    start : ndarray of float64, shape (width,)
        A solution to begin with; ignored where it breaks a row.
    rows : iterable of (terms, low, high)
        Further rows for this solve only.
    fixed : ndarray of float64, shape (width,)
        Values columns must have; NaN leaves a column free.
    is_relaxed : bool
        Whether whole columns may have any value between their bounds.
    """
    if programme.width == 0:  # nobody can be given anything: the empty plan is the best
        return Solved(solution=np.zeros(0), value=0.0, bound=0.0, is_proved=True)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for option, value in {
        "threads": THREADS,
        "random_seed": SEED,
        "time_limit": max(0.1, seconds),
        "mip_rel_gap": gap,
    }.items():
        solver.setOptionValue(option, value)
    model = _model(programme, goal, rows, fixed)
    if is_relaxed:
        model.integrality_ = []
    solver.passModel(model)
    if start is not None:
        given = highspy.HighsSolution()
        given.col_value = list(start)
        solver.setSolution(given)
    _listen(solver, watch)
    solver.run()
    return _outcome(solver, is_relaxed=is_relaxed)


def _model(
    programme: LinearProgramme, goal: Terms, rows: Iterable[Row], fixed: Array | None
) -> highspy.HighsLp:
    starts, columns, values = programme.starts[:], programme.columns[:], programme.values[:]
    low, high = programme.row_lower[:], programme.row_upper[:]
    for terms, least, most in rows:
        columns += [column for column, _ in terms]
        values += [value for _, value in terms]
        starts.append(len(columns))
        low.append(least)
        high.append(most)
    cost = np.zeros(programme.width)
    for column, value in goal:
        cost[column] += value
    lower, upper = np.array(programme.lower), np.array(programme.upper)
    if fixed is not None:
        is_fixed = ~np.isnan(fixed)
        lower[is_fixed] = upper[is_fixed] = fixed[is_fixed]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = programme.width, len(low)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.row_lower_, model.row_upper_ = np.array(low), np.array(high)
    model.integrality_ = [_INTEGRAL if whole else _REAL for whole in programme.is_whole]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
    model.a_matrix_.index_ = np.array(columns, dtype=np.int32)
    model.a_matrix_.value_ = np.array(values)
    return model


def _listen(solver: highspy.Highs, watch: Watch) -> None:
    said_s = time.monotonic()

    def stop(event: highspy.HighsCallbackEvent) -> None:
        if watch.should_stop():
            event.interrupt()

    def tell(event: highspy.HighsCallbackEvent) -> None:
        # The solver's own progress callback is silent when its log is; this one never is.
        nonlocal said_s
        if time.monotonic() - said_s >= TELL_EVERY_S:
            said_s = time.monotonic()
            known = event.data_out
            watch.progressed(float(known.mip_primal_bound), float(known.mip_dual_bound))

    solver.cbSimplexInterrupt.subscribe(stop)
    solver.cbMipInterrupt.subscribe(stop)
    solver.cbMipInterrupt.subscribe(tell)
    solver.cbMipImprovingSolution.subscribe(
        lambda event: watch.improved(np.array(event.data_out.mip_solution))
    )


def _outcome(solver: highspy.Highs, *, is_relaxed: bool) -> Solved:
    info, status = solver.getInfo(), solver.getModelStatus()
    known = highspy.HighsModelStatus
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if is_relaxed and status != known.kOptimal:
        return NOTHING_FOUND  # a relaxation bounds only once it is solved
    bound = info.objective_function_value if is_relaxed else info.mip_dual_bound
    return Solved(
        solution=np.array(solver.getSolution().col_value) if found else None,
        value=float(info.objective_function_value) if found else -float("inf"),
        bound=float(bound) if found else float("inf"),
        is_proved=status in (known.kOptimal, known.kInfeasible),
    )
