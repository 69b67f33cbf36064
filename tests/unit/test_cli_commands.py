"""What is said on the command line is what server, console and simulator are started with."""

import argparse
import sys
from pathlib import Path
from types import ModuleType

import pytest

from console.cli import console_command, run_command, server_command, simulate_command
from console.domain.roles import Role
from telemetry.places import FilePlace


def parsed(command, *words):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return parser.parse_args(words)


@pytest.fixture
def settings_of(monkeypatch):
    """Return how to run a command whose process is replaced by a note of its settings."""
    noted = []

    def note(settings):
        noted.append(settings)
        return 0

    app = ModuleType("console.ui.app")
    app.run = note
    monkeypatch.setitem(sys.modules, "console.ui.app", app)
    monkeypatch.setattr("console.server.cli.serve", note)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    def settings_of(command, *words):
        arguments = parsed(command, *words)
        assert arguments.run(arguments) == 0
        return noted[-1]

    return settings_of


def test_a_server_is_given_its_endpoints_and_its_file(settings_of):
    words = ["--mission", "polar-1", "--source", "tcp://10.0.0.5:7690", "--file", "a.mission"]
    settings = settings_of(
        server_command, *words, "--listen", "tcp://0.0.0.0:7800", "--report", "--until-stdin-closes"
    )
    assert settings.mission == "polar-1"
    assert settings.source == "tcp://10.0.0.5:7690"
    assert settings.listen == "tcp://0.0.0.0:7800"
    assert settings.file == FilePlace(Path("a.mission"))
    assert settings.report
    assert settings.is_child


def test_a_server_without_a_file_gets_a_new_one(settings_of, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert settings_of(server_command, "--mission", "polar-1").file.is_relative_to(tmp_path)


def test_a_console_is_given_its_seat(settings_of, tmp_path):
    words = ["--role", "guest", "--server", "tcp://10.0.0.2:7700", "--name", "Ben", "--for", "2min"]
    settings = settings_of(console_command, *words, "--screenshots", str(tmp_path), "--report")
    assert settings.role is Role.GUEST
    assert settings.server == "tcp://10.0.0.2:7700"
    assert settings.name == "Ben"
    assert settings.for_s == 120
    assert settings.screenshots == tmp_path
    assert settings.report
    assert not settings.until_stdin_closes


def test_a_settings_file_says_what_the_command_line_leaves_open(settings_of, tmp_path):
    file = tmp_path / "me.toml"
    file.write_text('name = "Anna"\nserver = "tcp://10.0.0.2:7700"\ntheme = "daylight"\n')
    kept = settings_of(console_command, "--role", "flight", "--config", str(file))
    assert (kept.name, kept.server, kept.theme) == ("Anna", "tcp://10.0.0.2:7700", "daylight")
    said = settings_of(console_command, "--role", "flight", "--config", str(file), "--name", "Cleo")
    assert (said.name, said.server) == ("Cleo", "tcp://10.0.0.2:7700")


def test_a_console_without_qt_says_what_is_missing(monkeypatch, capsys):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setitem(sys.modules, "console.ui.app", None)
    arguments = parsed(console_command, "--role", "flight")
    assert arguments.run(arguments) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Qt cannot be loaded here" in said


def test_a_day_has_a_flight_and_a_guest_console_unless_told_otherwise():
    assert parsed(run_command).roles == (Role.FLIGHT, Role.GUEST)
    assert parsed(run_command, "--roles", "observer, flight").roles == (Role.OBSERVER, Role.FLIGHT)


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "fast", "1e9"])
def test_a_speed_no_clock_can_run_at_is_refused(speed):
    with pytest.raises(SystemExit):
        parsed(run_command, "--speed", speed)


def test_faults_add_up():
    assert parsed(run_command, "--fault", "F01@+1", "--fault", "F11@+2").fault == [
        "F01@+1",
        "F11@+2",
    ]


def test_the_simulator_takes_its_own_options():
    arguments = parsed(simulate_command, "--mission", "polar-1", "--fault", "F01@+00:00:10")
    assert arguments.mission == "polar-1"
    assert arguments.fault == ["F01@+00:00:10"]
