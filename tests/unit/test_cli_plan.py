"""``cupola plan`` on the command line."""

import csv
import io
import json

import pytest

from console.cli import main
from console.cli.plan_command import DEFAULT_SECONDS
from console.domain.planning.listing import PLAN_COLUMNS
from console.domain.planning.plan import EMPTY_PLAN
from console.planner.messages import Better, Failed


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
    """A planner that fails, having found nothing or a plan."""

    incumbent = None

    def __init__(self, solve, deliver):
        assert solve.seconds == DEFAULT_SECONDS
        self._deliver = deliver

    def wait(self):
        self._deliver(Failed(reason="The planner ended with status 9."))

    def close(self):
        pass


def test_where_the_planner_fails_the_plan_made_at_once_is_printed_and_the_status_is_1(
    capsys, monkeypatch
):
    monkeypatch.setattr("console.planner.process.PlannerProcess", Stub)
    assert main(["plan", "--mission", "meridian-1"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith(
        "cupola: The planner ended with status 9.\n"
        "cupola: the plan is the one it had until then (at once).\n"
    )
    assert "whether more are possible is open" in said.err
    header, *rows = csv.reader(io.StringIO(said.out))
    assert tuple(header) == PLAN_COLUMNS
    assert len(rows) > 20


def test_what_a_failed_planner_had_found_is_printed_without_figures_nobody_worked_out(
    capsys, monkeypatch
):
    found = Better(plan=EMPTY_PLAN, method="solver", elapsed_s=2.0)
    monkeypatch.setattr(Stub, "incumbent", found)
    monkeypatch.setattr("console.planner.process.PlannerProcess", Stub)
    assert main(["plan", "--mission", "meridian-1", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["method"], document["gap"], document["items"]) == ("solver", None, [])
    assert document["worst_share"] is None


def test_a_folder_for_sheets_that_cannot_be_is_said_before_anything_is_planned(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert main(["plan", "--mission", "meridian-1", "--pdf", str(tmp_path / "file")]) == 2
    assert "file" in capsys.readouterr().err
