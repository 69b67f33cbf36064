"""A recording on the command line: flown, told of, checked, exported and replayed."""

import csv

import pytest

from console.cli import main, record_commands
from simulator.output import MissionOutput
from telemetry.mission import load_mission, read_configuration
from telemetry.store import MissionFile


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    path = tmp_path_factory.mktemp("day") / "day.mission"
    words = ["simulate", "--mission", "meridian-1", "--for", "2min", "--speed", "max"]
    assert main([*words, "--output", str(path)]) == 0
    return path


def test_info_tells_mission_span_and_packets(recording, capsys):
    assert main(["info", str(recording)]) == 0
    told = capsys.readouterr().out
    assert "mission meridian-1" in told
    assert "CAB_DRV_1HZ" in told


def test_doctor_finds_a_whole_recording_whole(recording, capsys):
    assert main(["doctor", str(recording)]) == 0
    assert "is whole" in capsys.readouterr().out


def test_doctor_finds_a_damaged_one(recording, tmp_path, capsys):
    damaged = tmp_path / "damaged.mission"
    content = bytearray(recording.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = b"\xa5" * 4096
    damaged.write_bytes(content)
    assert main(["doctor", str(damaged)]) == 1
    assert capsys.readouterr().out


def test_export_writes_what_was_flown(recording, tmp_path):
    path = tmp_path / "p.csv"
    words = ["export", str(recording), "--format", "csv", "--parameters", "CAB_P_TOT"]
    assert main([*words, "--output", str(path)]) == 0
    with path.open(newline="") as lines:
        rows = list(csv.reader(lines))
    assert len(rows) == 1 + 2 * 60 * 5  # five a second, and the heading


@pytest.mark.parametrize("command", ["info", "doctor"])
def test_what_is_no_recording_is_one_line_and_status_2(command, tmp_path, capsys):
    path = tmp_path / "no.mission"
    path.write_text("no")
    assert main([command, str(path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_every_command_of_recordings_is_in_the_table():
    assert {"gateway", "export", "info", "doctor"} <= set(vars(record_commands))


def test_a_simulation_never_writes_over_a_file(recording):
    configuration = read_configuration("meridian-1")
    with pytest.raises(Exception, match=r"exists|there") as refused:
        MissionOutput(recording, load_mission(configuration), configuration)
    assert "day.mission" in str(refused.value)
    with MissionFile.read(recording) as file:
        assert file.mission == "meridian-1"
