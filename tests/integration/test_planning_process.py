"""The planner as a process of its own: it answers, is cancelled, is killed, and misbehaves."""

import io
import subprocess
import sys
from queue import SimpleQueue
from threading import Event

import pytest
from builders import a_mission
from planning_builder import a_problem, several

from console.domain.planning.problem import PlanProblem
from console.domain.planning.question import Circumstances, first_problem
from console.domain.viewing.opportunities import find_opportunities
from console.planner.messages import (
    Better,
    Cancel,
    Failed,
    Finished,
    PlannerError,
    Progress,
    Solve,
    read_by_planner,
    read_from_planner,
    write,
)
from console.planner.process import PlannerProcess
from console.planner.worker import answer

DEADLINE_S = 60.0
GAP = 0.01
MARGIN = 5  # other programs run on the machine that tests


@pytest.fixture
def planner():
    started = []

    def start(problem, *, seconds=20.0, program=None, deliver=None):
        heard = SimpleQueue()
        other = {"program": program} if program else {}

        def hear(message):
            heard.put(message)
            if deliver:
                deliver(message)

        process = PlannerProcess(Solve(problem=problem, seconds=seconds), hear, **other)
        started.append(process)
        return process, heard

    yield start
    for process in started:
        process.close()


def everything(heard):
    return [heard.get() for _ in range(heard.qsize())]


@pytest.fixture(scope="module")
def whole_flight() -> PlanProblem:
    mission = a_mission()
    return first_problem(
        mission,
        Circumstances(opportunities=find_opportunities(mission, mission.launch_ns, mission.end_ns)),
    )


def test_an_answer_comes_with_progress_and_the_plans_on_the_way(planner):
    process, heard = planner(a_problem(*several(10)))
    assert process.wait(DEADLINE_S)
    messages = everything(heard)
    assert {type(message) for message in messages} >= {Progress, Better, Finished}
    assert isinstance(messages[-1], Finished)
    assert messages[-1].outcome.best.plan.viewings
    assert process.incumbent == [m for m in messages if isinstance(m, Better)][-1]
    assert not process.is_running


def test_whoever_asks_the_planner_does_not_load_the_solver():
    code = "import console.planner.process, sys; print('highspy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_whole_flight_is_planned_close_to_the_best_and_says_how_close(planner, whole_flight):
    process, heard = planner(whole_flight)
    assert process.wait(DEADLINE_S)
    messages = everything(heard)
    assert messages[-1].outcome.best.origin.gap <= MARGIN * GAP
    gaps = [m.gap for m in messages if isinstance(m, Progress) and m.gap is not None]
    assert all(0.0 <= gap <= 1.0 for gap in gaps)


def test_cancelling_hands_over_the_best_so_far(planner, whole_flight):
    first_plan = Event()
    process, heard = planner(
        whole_flight,
        seconds=600.0,
        deliver=lambda message: first_plan.set() if isinstance(message, Better) else None,
    )
    assert first_plan.wait(DEADLINE_S)
    process.cancel()
    assert process.wait(DEADLINE_S)
    last = everything(heard)[-1]
    # On a machine that is very busy the planner may not listen in time and is killed.
    assert isinstance(last, Finished | Failed)
    if isinstance(last, Finished):
        assert last.outcome.was_cancelled
        assert last.outcome.best.plan.viewings
    assert process.incumbent.plan.viewings


def test_killing_it_keeps_what_it_had_found(planner, whole_flight):
    first_plan = Event()
    process, heard = planner(
        whole_flight,
        seconds=600.0,
        deliver=lambda message: first_plan.set() if isinstance(message, Better) else None,
    )
    assert first_plan.wait(DEADLINE_S)
    process.kill()
    assert process.wait(DEADLINE_S)
    assert everything(heard)[-1] == Failed(reason="The planner was stopped before it had finished.")
    assert process.incumbent.plan.viewings


def script(code):
    return (sys.executable, "-c", code)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise SystemExit(3)", "status 3"),
        ("import sys; sys.exit('out of memory')", "out of memory"),
        ("import sys; sys.stdout.buffer.write(bytes([1, 0, 0, 0, 255]))", "not a message"),
        ("import sys; sys.stdout.buffer.write(bytes([255] * 8))", "more than a message may have"),
        ("import sys; sys.stdout.buffer.write(bytes([9, 0, 0, 0, 1]))", "status 0"),
    ],
)
def test_a_planner_that_misbehaves_is_a_failure_in_words(planner, code, words):
    process, heard = planner(a_problem(*several(2)), program=script(code))
    assert process.wait(DEADLINE_S)
    (last,) = everything(heard)
    assert isinstance(last, Failed)
    assert words in last.reason
    assert process.incumbent is None


def test_a_planner_that_hangs_is_killed_when_its_time_is_over(planner, monkeypatch):
    monkeypatch.setattr("console.planner.process.OVERTIME_S", 0.2)
    hangs = script("import time; time.sleep(600)")
    process, heard = planner(a_problem(*several(2)), seconds=0.1, program=hangs)
    assert process.wait(DEADLINE_S)
    assert "was stopped" in everything(heard)[-1].reason


def test_a_planner_that_does_not_listen_to_cancel_is_killed(planner, monkeypatch):
    monkeypatch.setattr("console.planner.process.GRACE_S", 0.2)
    hangs = script("import time; time.sleep(600)")
    process, heard = planner(a_problem(*several(2)), program=hangs)
    process.cancel()
    assert process.wait(DEADLINE_S)
    assert "was stopped" in everything(heard)[-1].reason


def test_closing_ends_a_planner_that_still_runs(planner, whole_flight):
    process, _ = planner(whole_flight, seconds=600.0)
    process.close()
    assert not process.is_running


def test_a_planner_that_was_asked_nothing_says_so():
    stream = io.BytesIO()
    assert answer(iter([]), stream) == 2
    stream.seek(0)
    assert list(read_from_planner(stream)) == [Failed(reason="The planner was asked nothing.")]


def test_questions_survive_the_pipe():
    solve = Solve(problem=a_problem(*several(3)))
    stream = io.BytesIO()
    write(stream, solve)
    write(stream, Cancel())
    stream.seek(0)
    assert list(read_by_planner(stream)) == [solve, Cancel()]


def test_bytes_that_are_no_question_are_refused():
    with pytest.raises(PlannerError, match="not a message"):
        list(read_by_planner(io.BytesIO(bytes([1, 0, 0, 0, 0]))))


def test_without_a_solver_there_is_the_plan_made_at_once(planner):
    code = "import sys; sys.modules['highspy'] = None; import console.planner.worker as w; w.main()"
    process, heard = planner(a_problem(*several(2)), program=script(code))
    assert process.wait(DEADLINE_S)
    last = everything(heard)[-1]
    assert isinstance(last, Failed)
    assert "highspy" in last.reason
    assert process.incumbent.method == "at once"
    assert process.incumbent.plan.viewings
