"""One mission day on one machine: starts its processes, keeps the server alive, ends them all."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, Final

from console.cli import exit_status
from console.cli.children import PROGRAM, Child, end
from console.cli.ports import PortSet
from console.domain.roles import Role

WATCH_PERIOD_S: Final = 0.1
MEASURE_PERIOD_S: Final = 1.0
# A console closes by itself when its time is up; later than this it is asked to.
OVERDUE_S: Final = 30.0
# A server that dies sooner than this after its start, this often in a row, is not started again.
SHORT_LIFE_S: Final = 5.0
SHORT_LIVES: Final = 3
SERVING: Final = "[server] serving "  # how the server says that it listens
# Qt says so of every window that has no screen; nothing is amiss.
HARMLESS: Final = "This plugin does not support propagateSizeHints()"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """What to start.

    Parameters
    ----------
    roles : tuple of Role
        One console each; without any the day lasts until it is stopped.
    speed : float
        Mission seconds per second.
    for_s : float or None
        How long the consoles stay open; None until they are closed.
    faults : tuple of str
        For the simulator, each ``ID@T+HH:MM:SS``.
    file : Path
        The mission file.
    keys : Path or None
        Folder of the keys every process shows; None for none.
    """

    mission: str
    file: Path
    roles: tuple[Role, ...] = (Role.FLIGHT, Role.GUEST)
    speed: float = 1.0
    is_headless: bool = False
    for_s: float | None = None
    screenshots: Path | None = None
    faults: tuple[str, ...] = ()
    keys: Path | None = None


@dataclass(slots=True, kw_only=True)
class ProcessRecord:
    """What is left of one process after the day, its restarts added up."""

    name: str
    lives: int = 0
    ran_s: float = 0.0
    cpu_s: float = 0.0
    memory_mb: float = 0.0
    statuses: list[int] = field(default_factory=list)
    report: dict[str, Any] | None = None

    @property
    def cpu_percent(self) -> float:
        """Processor time over the time it ran; 100 is one core."""
        return 100 * self.cpu_s / self.ran_s if self.ran_s > 0 else 0.0


class MissionDay:
    """Simulator, mission server and consoles as child processes.

    Parameters
    ----------
    say : callable
        Takes each line worth reading, the children's too.
    program : sequence of str
        ``cupola``, before its arguments.
    """

    def __init__(
        self,
        plan: DayPlan,
        ports: PortSet,
        say: Callable[[str], None],
        *,
        program: Sequence[str] = PROGRAM,
    ) -> None:
        self.records: dict[str, ProcessRecord] = {}
        self.killed: list[str] = []
        self.started_s = time.monotonic()
        self._plan = plan
        self._ports = ports
        self._say_to_person = say
        self._program = program
        self._open_books: set[Child] = set()
        self._short_lives = 0
        self._must_end = False
        self._worst_status = exit_status.OK
        self._is_served = Event()
        self._simulator: Child | None = None
        self._server = self._start("server", _server_words(plan, ports))
        self._consoles = [
            self._start(role.value, _console_words(role, plan, ports), _screen(plan))
            for role in plan.roles
        ]

    @property
    def server_pid(self) -> int:
        """The process id of the present server."""
        return self._server.pid

    @property
    def server(self) -> str:
        """Where consoles join."""
        return self._ports.server

    @property
    def commands(self) -> str:
        """Where the simulator takes a trainer's commands, if it does."""
        return self._ports.commands

    @property
    def exit_status(self) -> int:
        """0 when every process did what it should, 2 when one was given bad input, else 1."""
        return self._worst_status

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Watch over the day until `should_stop`, its time is up, or no console is left."""
        measure_due_s = 0.0
        try:
            while not should_stop() and not self._is_over():
                now_s = time.monotonic()
                if now_s >= measure_due_s:
                    measure_due_s = now_s + MEASURE_PERIOD_S
                    for child in self._open_books:
                        child.usage.measure()
                self._mind_server()
                self._mind_simulator()
                time.sleep(WATCH_PERIOD_S)
        finally:
            self._end()

    def _say(self, line: str) -> None:
        if line.startswith(SERVING):
            self._is_served.set()
        if not line.endswith(HARMLESS):
            self._say_to_person(line)

    def _start(
        self, name: str, words: Sequence[str], environment: dict[str, str] | None = None
    ) -> Child:
        self.records.setdefault(name, ProcessRecord(name=name)).lives += 1
        child = Child(name, [*self._program, *words], say=self._say, environment=environment)
        self._open_books.add(child)
        return child

    def _is_over(self) -> bool:
        if self._must_end:
            return True
        for console in self._consoles:
            if console.status is not None:
                self._close_book(console)
                if console.status != exit_status.OK:
                    self._say(f"the {console.name} console {_how(console.status)}")
        self._consoles = [console for console in self._consoles if console.status is None]
        if self._plan.roles and not self._consoles:
            return True
        overdue_s = self.started_s + (self._plan.for_s or 0.0) + OVERDUE_S
        return self._plan.for_s is not None and time.monotonic() > overdue_s

    def _mind_server(self) -> None:
        """Start a server that died again, on the same file; give up when it cannot live."""
        status = self._server.status
        if status is None or self._must_end:
            return
        is_short = time.monotonic() - self._server.started_s < SHORT_LIFE_S
        self._short_lives = self._short_lives + 1 if is_short else 0
        self._close_book(self._server)
        if status == exit_status.BAD_INPUT:  # it has said why, and would say it again
            return
        if self._short_lives >= SHORT_LIVES:
            self._say(f"the mission server ended {SHORT_LIVES} times at once; giving up")
            self._fail(exit_status.FAILED)
            self._must_end = True
            return
        self._say(f"the mission server {_how(status)}; starting it again on {self._plan.file}")
        self._server = self._start("server", _server_words(self._plan, self._ports))

    def _mind_simulator(self) -> None:
        """Start it once the server is there to record its first second; see when it ends."""
        if self._simulator is None:
            if self._is_served.is_set():
                words = _simulator_words(self._plan, self._ports)
                self._simulator = self._start("simulator", words)
            return
        status = self._simulator.status
        if status is None or self._simulator not in self._open_books:
            return
        self._close_book(self._simulator)
        if status != exit_status.BAD_INPUT:
            self._say(f"the simulator {_how(status)}; the consoles show the last it sent")

    def _close_book(self, child: Child) -> None:
        """Take down what a process that ended has left."""
        self._open_books.discard(child)
        child.close()
        record = self.records[child.name]
        status = child.status
        record.statuses.append(0 if status is None else status)
        usage = child.usage
        record.ran_s += time.monotonic() - child.started_s
        record.cpu_s += usage.cpu_s
        record.memory_mb = max(record.memory_mb, usage.memory_mb)
        record.report = child.report or record.report
        if status == exit_status.BAD_INPUT:
            self._fail(exit_status.BAD_INPUT)
            self._must_end = True
        elif status and child is not self._server:
            self._fail(exit_status.FAILED)

    def _fail(self, status: int) -> None:
        self._worst_status = max(self._worst_status, status)

    def _end(self) -> None:
        """End consoles, then server, then simulator: nobody is left without what it listens to."""
        for group in (self._consoles, [self._server], [self._simulator]):
            left = [child for child in group if child is not None and child in self._open_books]
            for straggler in end(left):
                self._say(f"the {straggler.name} did not end when asked and was killed")
                self.killed.append(straggler.name)
                self._fail(exit_status.FAILED)
            for child in left:
                self._close_book(child)
        self._ports.release()


def _how(status: int) -> str:
    return f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"


def _simulator_words(plan: DayPlan, ports: PortSet) -> list[str]:
    words = ["simulate", "--mission", plan.mission, "--publish", ports.source]
    words += ["--speed", f"{plan.speed:g}", "--until-stdin-closes"]
    if Role.TRAINER in plan.roles or not plan.roles:  # then one may come later
        words += ["--commands", ports.commands]
    for fault in plan.faults:
        words += ["--fault", fault]
    return [*words, *_keys_words(plan)]


def _server_words(plan: DayPlan, ports: PortSet) -> list[str]:
    words = ["server", "--mission", plan.mission, "--file", str(plan.file)]
    words += ["--source", ports.source, "--listen", ports.server]
    return [*words, *_keys_words(plan), "--until-stdin-closes", "--report"]


def _console_words(role: Role, plan: DayPlan, ports: PortSet) -> list[str]:
    words = ["console", "--role", role.value, "--server", ports.server]
    if role is Role.TRAINER:
        words += ["--simulator", ports.commands]
    if plan.for_s is not None:
        words += ["--for", f"{plan.for_s:g}"]
    if plan.screenshots is not None:
        words += ["--screenshots", str(plan.screenshots)]
    return [*words, *_keys_words(plan), "--until-stdin-closes", "--report"]


def _keys_words(plan: DayPlan) -> list[str]:
    return [] if plan.keys is None else ["--keys", str(plan.keys)]


def _screen(plan: DayPlan) -> dict[str, str]:
    return {"QT_QPA_PLATFORM": "offscreen"} if plan.is_headless else {}
