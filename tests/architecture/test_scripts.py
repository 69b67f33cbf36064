"""Every script says what it is for, and the advice of those a newcomer runs is right."""

import importlib.util
import os
import shutil
import subprocess
import sys

import pytest
from architecture.source_files import HOME

SCRIPTS = HOME / "scripts"
OBJDUMP = shutil.which("objdump")


def python_scripts():
    """Return what can be run; the other modules are parts of those."""
    return [
        pytest.param(path, id=path.name, marks=marks(path))
        for path in every(".py")
        if "__main__" in path.read_text(encoding="utf-8")
    ]


def every(suffix):
    return sorted(p for p in SCRIPTS.rglob("*") if p.is_file() and p.suffix == suffix)


def marks(path):
    return [pytest.mark.ui] if "PySide6" in path.read_text(encoding="utf-8") else []


def load(name):
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.long
@pytest.mark.parametrize("script", python_scripts())
def test_a_python_script_answers_help(script):
    answer = subprocess.run(
        [sys.executable, script, "--help"], capture_output=True, text=True, check=False, cwd=HOME
    )
    assert answer.returncode == 0, answer.stderr
    assert "Usage" in answer.stdout or "usage" in answer.stdout


@pytest.mark.parametrize("script", every(""), ids=lambda path: path.name)
def test_a_shell_script_parses_can_be_run_and_says_what_it_is_for(script):
    assert os.access(script, os.X_OK)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith("# ")
    assert any(line.startswith("# Usage: ") for line in lines)
    assert subprocess.run([shutil.which("bash"), "-n", script], check=False).returncode == 0


def test_a_missing_library_is_named_with_the_line_that_installs_it():
    libraries = load("system_libraries")
    report = (
        "\tlinux-vdso.so.1 (0x00007ffd)\n"
        "\tlibEGL.so.1 => not found\n"
        "\tlibz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x00007f)\n"
        "\tlibxcb-cursor.so.0 => not found\n"
        "\tlibEGL.so.1 => not found\n"
    )
    missing = libraries.missing_libraries(report)
    assert missing == {"libEGL.so.1", "libxcb-cursor.so.0"}
    line = "apt-get install -y libegl1 libxcb-cursor0\n"
    assert f"On Debian 12: {line}" in libraries.advice(missing, is_root=True)
    assert f"On Debian 12: sudo {line}" in libraries.advice(missing, is_root=False)


def test_a_missing_library_nobody_knows_is_still_named():
    advice = load("system_libraries").advice({"libstrange.so.1"}, is_root=True)
    assert "libstrange.so.1" in advice
    assert "apt-get" not in advice


@pytest.mark.ui
@pytest.mark.skipif(OBJDUMP is None, reason="objdump (binutils) is not here")
@pytest.mark.parametrize("platform", ["offscreen", "xcb", "wayland"])
def test_every_library_qt_loads_has_a_known_package(platform):
    """What they name beside Qt's own and those of every Linux is in the table."""
    libraries = load("system_libraries")
    needed = set()
    for file in libraries.needed_by_qt(platform):
        shown = subprocess.run([OBJDUMP, "-p", file], capture_output=True, text=True, check=True)
        needed |= {line.split()[1] for line in shown.stdout.splitlines() if "NEEDED" in line}
    everywhere = ("libQt6", "libpyside6", "libshiboken6", "libc.", "libm.", "libpthread.", "libdl.")
    compiler = ("libgcc_s.", "libstdc++.", "ld-linux", "librt.")
    own = {name for name in needed if not name.startswith(everywhere + compiler)}
    assert own <= set(libraries.PACKAGE_BY_LIBRARY), own - set(libraries.PACKAGE_BY_LIBRARY)
