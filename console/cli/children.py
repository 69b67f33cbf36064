"""The processes of a mission day: started, listened to, measured, and always ended.

A child is given a pipe as standard input and ends when the pipe closes. The system closes it
however this process ends, so no child outlives its parent, not even one killed with -9.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import IO, Any, Final

import psutil

import console

END_WITHIN_S: Final = 10.0
POLL_S: Final = 0.02
# A checkout runs itself, also where another copy is installed or the current folder has one.
PROGRAM: Final = (sys.executable, "-P", "-m", "console.cli")
_CODE: Final = str(Path(console.__file__).parents[1])


class Child:
    """One process of the mission day.

    Parameters
    ----------
    name : str
        Put before every line it says.
    command : sequence of str
        What to run.
    environment : mapping of str to str
        Added to this process's own.
    say : callable
        Takes each line the child writes to standard error.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        say: Callable[[str], None],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.started_s = time.monotonic()
        self._say = say
        self._output: list[str] = []
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env={**os.environ, **_with_our_code(), **(environment or {})},
            start_new_session=True,  # Ctrl+C reaches the parent only, which ends them in order
        )
        self._usage = Usage(self._process.pid)
        self._readers = [
            Thread(target=self._forward, args=(self._process.stderr,), daemon=True),
            Thread(target=self._collect, args=(self._process.stdout,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """The exit status, None while it runs; negative when a signal ended it."""
        return self._process.poll()

    @property
    def usage(self) -> "Usage":
        """What it has used so far; measured now if it still runs."""
        self._usage.measure()
        return self._usage

    @property
    def report(self) -> dict[str, Any] | None:
        """The numbers it printed as its last line, None if it printed none; once closed."""
        try:
            found = json.loads(self._output[-1]) if self._output else None
        except json.JSONDecodeError:
            return None
        return found if isinstance(found, dict) else None

    def ask_to_end(self) -> None:
        """Close its standard input."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def close(self) -> None:
        """Wait for its last words and give back its pipes; call once it has ended."""
        self.ask_to_end()
        self._process.wait()
        for reader in self._readers:
            reader.join()

    def _forward(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._say(f"[{self.name}] {line.rstrip()}")

    def _collect(self, stream: IO[str]) -> None:
        with stream:
            self._output.extend(stream)


class Usage:
    """Processor time and memory of one process."""

    def __init__(self, pid: int) -> None:
        self.cpu_s = 0.0
        self.memory_mb = 0.0
        self._process: psutil.Process | None
        try:
            self._process = psutil.Process(pid)
        except psutil.NoSuchProcess:
            self._process = None

    def measure(self) -> None:
        """Read the system's counters; keeps the last ones once the process has ended."""
        if self._process is None:
            return
        try:
            with self._process.oneshot():
                times = self._process.cpu_times()
                resident = self._process.memory_info().rss
        except psutil.Error:
            return
        if resident:  # a process that ended but was not yet waited for has none
            self.cpu_s = times.user + times.system
            self.memory_mb = resident / 1e6


def end(children: Sequence[Child], *, within_s: float = END_WITHIN_S) -> list[Child]:
    """End `children`: ask, wait, and kill who does not listen; return those that were killed."""
    for child in children:
        child.ask_to_end()
    deadline_s = time.monotonic() + within_s
    while time.monotonic() < deadline_s and any(child.status is None for child in children):
        for child in children:
            child.usage.measure()
        time.sleep(POLL_S)
    stragglers = [child for child in children if child.status is None]
    for child in stragglers:
        child.kill()
    for child in children:
        child.close()
    return stragglers


def _with_our_code() -> dict[str, str]:
    """Return the environment that makes a child run the same checkout as this process."""
    inherited = os.environ.get("PYTHONPATH")
    return {"PYTHONPATH": os.pathsep.join(filter(None, (inherited, _CODE)))}
