"""Small words of the command line: durations, displays, log lines, file names, error types."""

import argparse
import logging
import re

import pytest

from console.cli.display import has_display
from console.cli.durations import duration_s
from console.cli.failures import own_errors
from console.cli.log import configure_logging
from console.cli.mission_file import new_mission_file


@pytest.mark.parametrize(("text", "seconds"), [("60", 60), ("10min", 600), ("72h", 259_200)])
def test_a_duration_is_read_in_the_units_people_use(text, seconds):
    assert duration_s(text) == seconds


@pytest.mark.parametrize("text", ["soon", "0", "-3", ""])
def test_what_is_no_time_span_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError):
        duration_s(text)


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_a_display_is_known_by_its_variable(name):
    assert has_display({name: ":0"})
    assert not has_display({name: ""})
    assert not has_display({})


def test_a_new_mission_file_is_named_after_mission_and_time(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    path = new_mission_file("./missions/polar-1")
    assert path.parent == tmp_path / "cupola" / "missions"
    assert path.parent.is_dir()
    assert re.fullmatch(r"polar-1-\d{8}T\d{6}Z\.mission", path.name)


def test_two_files_of_the_same_second_have_different_names(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("console.cli.mission_file.utc_text", lambda _ns: "2026-01-02T03:04:05Z")
    first = new_mission_file("polar-1")
    first.touch()
    assert new_mission_file("polar-1").name == "polar-1-20260102T030405Z-2.mission"


def test_a_log_line_tells_utc_and_severity(capsys):
    before = logging.getLogger().handlers[:]
    try:
        configure_logging("warning")
        logging.getLogger("any").info("unseen")
        logging.getLogger("any").warning("seen %d", 3)
    finally:
        logging.basicConfig(handlers=before, force=True)
    assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3}Z WARNING seen 3\n", capsys.readouterr().err)


def test_every_boundarys_error_is_caught_in_one_place():
    names = {error.__name__ for error in own_errors()}
    assert names == {
        "ConfigError",
        "DictionaryError",
        "ElementsError",
        "KeysError",
        "LinkError",
        "MissionError",
        "PropagationError",
        "ProtocolError",
        "ReplayError",
        "SiteError",
        "StoreError",
        "UsageError",
    }
