"""Check everything and say how long each step took; the types are checked beside the others.

Usage: python scripts/check.py                 every step but "long"
       python scripts/check.py types tests     only these
       python scripts/check.py long            what takes minutes
"""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
WITHOUT_QT = HOME / "tests" / "architecture" / "without_qt"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command that must succeed."""

    name: str
    arguments: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    is_beside: bool = False


OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "PYTEST_QT_API": "pyside6"}
# Three for two cores: half of the time a test waits for a process or a message.
# A file stays with one worker, so that what its tests share is made once; the files with slow
# tests come first (tests/conftest.py).
BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")
PYTEST = ("pytest", "-q", "-n", "3", "--maxprocesses=3", *BY_FILE)
WITH_WINDOWS = ("tests/ui", "tests/acceptance", "tests/architecture")  # to collect less
STEPS = (
    Step(name="format", arguments=("ruff", "format", "--check", ".")),
    Step(name="lint", arguments=("ruff", "check", ".")),
    Step(name="imports", arguments=("lint-imports",)),
    # It keeps one core busy for a quarter of a minute; the tests leave room for it.
    Step(name="types", arguments=("mypy",), is_beside=True),
    # These run where Qt cannot be imported, their child processes too: nothing but the windows
    # may need it. What is marked "ui" needs it and runs in the last step.
    Step(
        name="tests",
        arguments=(*PYTEST, "-p", "no:pytest-qt", "-m", "not ui and not long", "--ignore=tests/ui"),
        environment={"PYTHONPATH": str(WITHOUT_QT)},
    ),
    Step(
        name="tests-ui",
        arguments=(*PYTEST, "-m", "ui and not long", *WITH_WINDOWS),
        environment=OFFSCREEN,
    ),
    Step(name="long", arguments=(*PYTEST, "-m", "long"), environment=OFFSCREEN),
)
USUAL = [step.name for step in STEPS if step.name != "long"]


@dataclass(frozen=True, kw_only=True)
class Result:
    """How a step ended."""

    name: str
    took_s: float
    passed: bool


def run(step: Step) -> Result:
    """Run `step` in the checkout and show what it prints, at its end if it runs beside others."""
    started_s = time.monotonic()
    heading = f"── {step.name} {'─' * (70 - len(step.name))}\n"
    if not step.is_beside:
        say(heading)
    program, *rest = step.arguments
    done = subprocess.run(
        [str(Path(sys.executable).parent / program), *rest],
        cwd=HOME,
        env={**os.environ, **step.environment},
        check=False,
        text=True,
        stdout=subprocess.PIPE if step.is_beside else None,
        stderr=subprocess.STDOUT if step.is_beside else None,
    )
    if step.is_beside:
        say(heading + done.stdout)
    took_s = time.monotonic() - started_s
    return Result(name=step.name, took_s=took_s, passed=done.returncode == 0)


def say(text: str) -> None:
    """Write at once: the steps write to the same place."""
    sys.stdout.write(text)
    sys.stdout.flush()


def main() -> int:
    """Return 0 only if every step passed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [step.name for step in STEPS]
    parser.add_argument("step", nargs="*", help=f"any of: {', '.join(names)}")
    chosen = parser.parse_args().step or USUAL
    if unknown := sorted(set(chosen) - set(names)):
        parser.error(f"no step is called {', '.join(unknown)}")
    wanted = [step for step in STEPS if step.name in chosen]
    with ThreadPoolExecutor() as threads:
        beside = [threads.submit(run, step) for step in wanted if step.is_beside]
        results = [run(step) for step in wanted if not step.is_beside]
        results += [each.result() for each in beside]
    say(f"── summary {'─' * 63}\n")
    for each in results:
        say(f"{each.name:10} {each.took_s:6.1f} s  {'passed' if each.passed else 'FAILED'}\n")
    return 0 if all(each.passed for each in results) else 1


if __name__ == "__main__":
    sys.exit(main())
