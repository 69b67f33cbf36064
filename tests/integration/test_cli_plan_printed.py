"""``cupola plan`` from a mission to a printed plan, the planner's process between."""

import csv
import io
import json

import pytest

from console.cli import main
from console.domain.planning.listing import PLAN_COLUMNS


@pytest.fixture(autouse=True)
def leave_logging_alone(monkeypatch):
    monkeypatch.setattr("console.cli.configure_logging", lambda _level: None)


@pytest.mark.slow
def test_a_plan_is_printed_as_rows_and_nothing_else(capsys):
    assert main(["plan", "--mission", "meridian-1", "--seconds", "2"]) == 0
    answer = capsys.readouterr()
    header, *rows = csv.reader(io.StringIO(answer.out))
    assert "must-sees" in answer.err
    assert "from the best" in answer.err
    assert tuple(header) == PLAN_COLUMNS
    assert rows
    assert all(len(row) == len(header) for row in rows)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


@pytest.mark.slow
def test_a_plan_is_printed_as_a_document(capsys):
    arguments = ["plan", "--mission", "polar-1", "--seconds", "2", "--format", "json"]
    assert main(arguments) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["mission"] == "polar-1"
    assert document["violations"] == []
    assert document["items"]
