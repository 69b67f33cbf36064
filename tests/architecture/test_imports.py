"""Who may import whom, and that every module can be imported by itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from architecture.source_files import HOME, module_name, source_files

import console

UI = "console.ui"
# Importing these starts a program.
PROGRAMS = {"console.cli.__main__"}


def run(*command):
    return subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)


def modules_of(*, ui):
    names = (module_name(path) for path in source_files())
    # The simulator's and the server's command lines need no Qt; the console's own door does.
    return [name for name in names if name.startswith(UI) == ui and name not in PROGRAMS]


def test_every_import_keeps_the_contracts():
    checked = run(str(Path(sys.executable).parent / "lint-imports"))
    assert checked.returncode == 0, checked.stdout


@pytest.mark.long
def test_every_module_can_be_imported_first():
    alone = run(sys.executable, "tests/architecture/import_alone.py", *modules_of(ui=False))
    assert alone.returncode == 0, alone.stdout + alone.stderr


@pytest.mark.long
@pytest.mark.ui
def test_every_module_of_the_windows_can_be_imported_first():
    alone = run(sys.executable, "tests/architecture/import_alone.py", *modules_of(ui=True))
    assert alone.returncode == 0, alone.stdout + alone.stderr


def test_the_package_under_test_is_this_checkout():
    assert Path(console.__file__).parent == HOME / "console"


@pytest.mark.skipif("without_qt" not in os.environ.get("PYTHONPATH", ""), reason="Qt is here")
@pytest.mark.parametrize("package", ["PySide6", "shiboken6", "pyqtgraph"])
def test_where_qt_is_blocked_it_truly_cannot_be_imported(package):
    attempt = run(sys.executable, "-c", f"import {package}")
    assert f"No module named '{package}'" in attempt.stderr


def test_the_mission_server_loads_no_qt():
    loaded = run(sys.executable, "-c", "import console.server.cli, sys; print(*sys.modules)")
    assert loaded.returncode == 0, loaded.stderr
    assert not {"PySide6", "pyqtgraph", "shiboken6"} & set(loaded.stdout.split())
