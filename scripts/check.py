"""Check everything, one step after the other, and say how long each took.

Usage: python scripts/check.py                 every step but "long"
       python scripts/check.py types tests     only these
       python scripts/check.py long            what takes minutes
"""

import argparse
import os
import subprocess
import sys
import time
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


OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "PYTEST_QT_API": "pyside6"}
# Three for two cores: half of the time a test waits for a process or a message.
PYTEST = ("pytest", "-q", "-n", "3", "--maxprocesses=3")
WITH_WINDOWS = ("tests/ui", "tests/acceptance", "tests/architecture")  # to collect less
STEPS = (
    Step(name="format", arguments=("ruff", "format", "--check", ".")),
    Step(name="lint", arguments=("ruff", "check", ".")),
    Step(name="imports", arguments=("lint-imports",)),
    Step(name="types", arguments=("mypy",)),
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


def run(step: Step) -> bool:
    """Run `step` in the checkout, show what it prints, return whether it passed."""
    sys.stdout.write(f"── {step.name} {'─' * (70 - len(step.name))}\n")
    sys.stdout.flush()
    program, *rest = step.arguments
    command = [str(Path(sys.executable).parent / program), *rest]
    done = subprocess.run(command, cwd=HOME, env={**os.environ, **step.environment}, check=False)
    return done.returncode == 0


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
    summary = []
    for step in STEPS:
        if step.name in chosen:
            started_s = time.monotonic()
            passed = run(step)
            summary.append((step.name, time.monotonic() - started_s, passed))
    sys.stdout.write(f"── summary {'─' * 63}\n")
    for name, took_s, passed in summary:
        sys.stdout.write(f"{name:10} {took_s:6.1f} s  {'passed' if passed else 'FAILED'}\n")
    return 0 if all(passed for _, _, passed in summary) else 1


if __name__ == "__main__":
    sys.exit(main())
