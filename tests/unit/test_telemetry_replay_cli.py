import argparse
from pathlib import Path

import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_frame

from telemetry.replay_cli import add_arguments, run
from telemetry.store import MissionFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "day.mission"
    with MissionFile.create(
        path, mission="meridian-1", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        for second in range(100):
            mission.append_frame(a_frame(second, (second, 0.0)), T0_NS)
    return path


def replay(path: Path, *options: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(path), "--publish", "tcp://127.0.0.1:*", *options]))


@pytest.mark.parametrize("speed", ["max", "1000"])
def test_a_recording_is_replayed_to_its_end(
    path: Path, speed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(path, "--speed", speed, "--from", "T+00:01:00") == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("replaying meridian-1 from 2021-09-16T00:01:00Z on tcp://")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--speed", "5000"), "from 0.1 to 1000"),
        (("--speed", "fast"), "--speed must be a number or max"),
        (("--from", "soon"), "neither a time such as"),
        (("--publish", "nonsense"), "cannot bind nonsense"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    path: Path, options: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(path, *options) == 2
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1


def test_a_missing_file_is_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(tmp_path / "none") == 2
    assert "is not there" in capsys.readouterr().err
