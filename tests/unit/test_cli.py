"""The command line: help for everything, one clear line for what cannot be."""

import resource
import subprocess
import sys

import pytest

from console.cli import COMMANDS, main

HELP_WITHIN_S = 0.3
MARGIN = 5  # other programs run on the machine that tests


@pytest.fixture(autouse=True)
def leave_logging_alone(monkeypatch):
    monkeypatch.setattr("console.cli.configure_logging", lambda _level: None)


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert all(f"\n    {command.name} " in said for command in COMMANDS)
    assert "examples:" in said


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_command_helps_with_examples(command, capsys):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert f"examples:\n  cupola {command} " in capsys.readouterr().out


def test_the_version_is_the_installed_one(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("cupola 0.")


def cpu_of_children_s():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_help_is_there_at_once_and_loads_nothing_heavy():
    before_s = cpu_of_children_s()
    code = (
        "import sys\n"
        "from console.cli import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "except SystemExit:\n"
        "    print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert cpu_of_children_s() - before_s < MARGIN * HELP_WITHIN_S
    loaded = set(done.stderr.split())
    assert not loaded & {"numpy", "zmq", "PySide6", "skyfield", "lxml", "msgspec", "platformdirs"}


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["run", "--roles", "flight,cook"],
        ["run", "--roles", "flight,flight"],
        ["run", "--speed", "fast"],
        ["run", "--for", "soon"],
        ["console"],
        ["console", "--role", "cook"],
        ["server"],
    ],
    ids=" ".join,
)
def test_words_that_make_no_sense_are_refused_with_status_2(words, capsys):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert "error: " in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run --headless", "simulate"])
def test_an_unknown_mission_is_one_line_and_status_2(command, capsys):
    assert main([*command.split(), "--mission", "atlantis-9"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "there is no mission 'atlantis-9'; known are meridian-1" in said


def test_a_settings_file_with_problems_lists_them_all(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    settings = tmp_path / "me.toml"
    settings.write_text('theme = "pink"\ncolour = 3\n')
    assert main(["console", "--role", "guest", "--config", str(settings)]) == 2
    said = capsys.readouterr().err
    assert "colour" in said
    assert "pink" in said


@pytest.mark.parametrize("words", [["run"], ["console", "--role", "flight"]], ids=" ".join)
def test_without_a_display_it_says_how_to_do_without(words, capsys, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(words) == 2
    assert "cupola run --headless" in capsys.readouterr().err


def test_a_reader_that_went_away_is_no_traceback():
    lister = subprocess.Popen(
        [sys.executable, "-u", "-m", "console.cli", "simulate", "--list-parameters"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    lister.stdout.close()
    with lister.stderr:
        assert lister.stderr.read() == ""
    assert lister.wait() == 1


def test_ctrl_c_ends_a_command_quietly(monkeypatch, capsys):
    def interrupted(_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("console.cli.simulate_command.run", interrupted)
    assert main(["simulate"]) == 130
    assert capsys.readouterr().err == ""
