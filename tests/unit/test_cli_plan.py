"""``cupola plan`` on the command line."""

import pytest

from console.cli import main
from console.cli.plan_command import DEFAULT_SECONDS
from console.planner.messages import Failed


@pytest.fixture(autouse=True)
def leave_logging_alone(monkeypatch):
    monkeypatch.setattr("console.cli.configure_logging", lambda _level: None)


@pytest.mark.parametrize("bad", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_that_is_none_is_refused(bad, capsys):
    with pytest.raises(SystemExit) as end:
        main(["plan", "--mission", "meridian-1", "--seconds", bad])
    assert end.value.code == 2
    assert "not a positive number" in capsys.readouterr().err


def test_an_unknown_mission_is_one_line(capsys):
    assert main(["plan", "--mission", "nowhere-9"]) == 2
    assert capsys.readouterr().err.startswith("cupola: ")


class Stub:
    """A planner that fails."""

    def __init__(self, solve, deliver):
        assert solve.seconds == DEFAULT_SECONDS
        self._deliver = deliver

    def wait(self):
        self._deliver(Failed(reason="The planner ended with status 9."))

    def close(self):
        pass


def test_a_planner_that_fails_is_one_line_and_no_plan(capsys, monkeypatch):
    monkeypatch.setattr("console.planner.process.PlannerProcess", Stub)
    assert main(["plan", "--mission", "meridian-1"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "cupola: The planner ended with status 9.\n")
