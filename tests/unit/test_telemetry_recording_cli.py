import argparse
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_fact, a_frame

from telemetry.recording_cli import (
    add_export_arguments,
    add_inspect_arguments,
    run_doctor,
    run_export,
    run_info,
)
from telemetry.store import MissionFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "day.mission"
    with MissionFile.create(
        path, mission="meridian-1", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        mission.raise_epoch()
        for second in range(100):
            mission.append_frame(a_frame(second, (second, 0.0)), T0_NS)
        mission.append_entries([a_fact(1)])
    return path


def export(*options: str) -> int:
    parser = argparse.ArgumentParser()
    add_export_arguments(parser)
    return run_export(parser.parse_args(options))


def inspected(run: Callable[[argparse.Namespace], int], path: Path) -> int:
    parser = argparse.ArgumentParser()
    add_inspect_arguments(parser)
    return run(parser.parse_args([str(path)]))


def test_an_export_writes_what_was_asked_for(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.csv"
    span = ("--from", "T+00:00:10", "--to", "2021-09-16T00:00:20Z")
    status = export(
        *(str(path), "--format", "csv", "--output", str(output)),
        *("--parameters", "ARS_1HZ_1,ARS_1HZ_0", *span),
    )
    lines = output.read_text().splitlines()
    assert status == 0
    assert lines[0] == "time [UTC],ARS_1HZ_1 [mmHg],ARS_1HZ_0 [mmHg]"
    assert lines[1].endswith(",0,10")
    assert len(lines) == 11
    told = capsys.readouterr()
    assert told.out == ""
    assert "10 rows, 20 samples" in told.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--parameters", "NOPE"), "not recorded in"),
        (("--from", "soon"), "neither a time such as"),
        (("--from", "T+5h"), "holds nothing between those times"),
    ],
)
def test_a_bad_export_is_one_line_and_status_2(
    path: Path,
    tmp_path: Path,
    options: tuple[str, ...],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = tmp_path / "out.csv"
    assert export(str(path), "--format", "csv", "--output", str(output), *options) == 2
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1
    assert not output.exists()


def test_info_tells_what_is_recorded(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inspected(run_info, path) == 0
    told = capsys.readouterr().out
    assert "mission meridian-1" in told
    assert "facts: 1 in 1 runs of the server" in told
    assert "ARS_1HZ\tsim/1\t2021-09-16T00:00:00Z\t00:01:39\t100 rows\t2 parameters\t0 gaps" in told


def test_the_doctor_finds_a_whole_file_whole(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inspected(run_doctor, path) == 0
    assert "is whole: 200 values, 1 facts" in capsys.readouterr().out


def test_the_doctor_tells_what_is_wrong_with_status_1(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entry SET by = 'me'")
    connection.close()
    assert inspected(run_doctor, path) == 1
    assert "fact 1 was changed" in capsys.readouterr().out


@pytest.mark.parametrize("run", [run_info, run_doctor])
def test_what_is_no_mission_file_is_one_line_and_status_2(
    run: Callable[[argparse.Namespace], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").write_text("hello")
    assert inspected(run, tmp_path / "x") == 2
    assert capsys.readouterr().err.count("\n") == 1
