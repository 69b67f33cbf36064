"""The planner as a panel sees it: asked for a plan, listened to, cancelled; ends with its page."""

from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Signal

from console.client.plan_desk import PlanView
from console.domain.planning.difference import PlanDifference, difference
from console.domain.planning.outcome import Choice, Outcome, found_before_it_failed
from console.domain.planning.plan import Plan
from console.domain.planning.problem import PlanProblem
from console.domain.planning.question import problem_at
from console.domain.planning.reasons import proof_line, why_unkept
from console.domain.planning.scoring import Measures, measure
from console.planner.messages import Better, Failed, Finished, FromPlanner, Progress, Solve
from console.planner.process import PlannerProcess

SECONDS: Final = 30.0
_GAP: Final = 0.01

Start = Callable[[Solve, Callable[[FromPlanner], None]], PlannerProcess]


@dataclass(frozen=True, kw_only=True, eq=False)
class Offer:
    """One plan to choose.

    Parameters
    ----------
    changes : PlanDifference
        From what is in force.
    """

    choice: Choice
    figures: Measures
    changes: PlanDifference

    @property
    def words(self) -> str:
        """Quality, stability and what was proved, in a line."""
        kept = self.choice.quality_kept
        origin = self.choice.origin
        best = "best" if origin.solver else "best so far"
        name = best if kept >= 1.0 else f"{kept:.0%} of the best, fewer changes"
        worst = f" · worst-off {self.figures.worst_share:.0%}" if origin.ideals else ""
        proved = "" if origin.gap is None else f" · at most {origin.gap:.1%} better is possible"
        return (
            f"{name}: {self.changes.summary} · must-sees {self.figures.must_sees_done} of "
            f"{self.figures.must_sees_wished}{worst}{proved}"
        )


class PlanSearch(QObject):
    """One question to the planner at a time; `changed` tells of every step.

    Parameters
    ----------
    start : callable
        Starts the planner; a test gives one of its own.
    """

    changed = Signal()

    def __init__(self, parent: QObject, start: Start = PlannerProcess) -> None:
        super().__init__(parent)
        self._start = start
        self._heard: SimpleQueue[FromPlanner] = SimpleQueue()
        self._process: PlannerProcess | None = None
        self._asked: tuple[PlanView, PlanProblem] | None = None
        self._better: Better | None = None
        self.progress = ""
        self.offers: tuple[Offer, ...] = ()
        self.proof: tuple[str, ...] = ()
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.close)
        self.destroyed.connect(self.close)

    @property
    def is_running(self) -> bool:
        """Whether an answer is awaited."""
        return self._process is not None

    def ask(self, view: PlanView) -> None:
        """Plan what is left of the flight, or repair what is in force under what is closed now."""
        self.close()
        published = view.ground.book.published
        problem = problem_at(
            view.mission,
            view.ground.circumstances,
            now_ns=view.ground.now_ns,
            published=view.in_force,
            ideals=published.origin.ideals if published is not None else None,
        )
        self._asked, self._better = (view, problem), None
        self.offers, self.proof, self.progress = (), (), "asked"
        self._process = self._start(
            Solve(problem=problem, seconds=SECONDS, gap=_GAP), self._heard.put
        )
        self.changed.emit()

    def cancel(self) -> None:
        """Ask for the best so far."""
        if self._process is not None:
            self._process.cancel()

    def close(self) -> None:
        """End the planner, whatever it does."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def drain(self) -> None:
        """Take what the planner has said since the last time."""
        before = (self.progress, self.offers)
        for _ in range(self._heard.qsize()):
            try:
                self._take(self._heard.get_nowait())
            except Empty:
                break
        if (self.progress, self.offers) != before:
            self.changed.emit()

    def _take(self, message: FromPlanner) -> None:
        if self._asked is None:
            return
        match message:
            case Progress():
                gap = "" if message.gap is None else f", at most {message.gap:.1%} from the best"
                self.progress = f"{message.elapsed_s:.0f} s: {message.stage}{gap}"
            case Better():
                self._better = message
                self.progress = f"{message.elapsed_s:.0f} s: a better plan ({message.method})"
            case Finished():
                self._finish(message.outcome)
            case Failed():
                self.progress = message.reason
                self.close()
                self._offer_what_it_had(*self._asked)

    def _offer_what_it_had(self, view: PlanView, problem: PlanProblem) -> None:
        """Offer the best plan a planner found before it failed."""
        found = self._better
        if found is None:
            return
        choice = found_before_it_failed(
            problem, found.plan, method=found.method, seconds=found.elapsed_s
        )
        self.offers = (_offer(choice, view, problem),)
        self.progress += " What it had found until then can be chosen."

    def _finish(self, outcome: Outcome) -> None:
        self.close()
        if self._asked is None:
            return
        view, problem = self._asked
        self.offers = tuple(
            _offer(choice, view, problem) for choice in (outcome.best, *outcome.steadier)
        )
        best = self.offers[0].figures
        most = outcome.best.origin.must_sees_most
        self.proof = (
            proof_line(best.must_sees_done, best.must_sees_wished, most),
            *why_unkept(
                view.mission,
                view.ground.circumstances,
                outcome.unkept,
                now_ns=problem.now_ns,
                plan=outcome.best.plan,
            ),
        )
        self.progress = "cancelled: the best so far" if outcome.was_cancelled else ""


def _offer(choice: Choice, view: PlanView, problem: PlanProblem) -> Offer:
    plan: Plan = choice.plan
    nothing_known = {seeker.id: 0.0 for seeker in problem.seekers}
    return Offer(
        choice=choice,
        figures=measure(problem, plan, choice.origin.ideals or nothing_known),
        changes=difference(view.in_force, plan, view.sights.values()),
    )
