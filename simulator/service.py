"""The simulator process: paces the simulation, publishes its frames and clock, takes commands."""

import time
from math import inf
from typing import Final, Protocol

from simulator.control_socket import ControlSocket
from simulator.output import MissionOutput
from simulator.pacing import Pacer
from simulator.sampling import TICKS_PER_SECOND
from simulator.simulation import Simulation
from telemetry.link import FramePublisher
from telemetry.wire import ClockAnnouncement

BLOCK_PERIOD_S: Final = 0.1  # also how often the clock is announced
KEEP_EVERY_S: Final = 1.0
MOST_KEEPING: Final = 0.01  # of the time
LISTENER_WITHIN_S: Final = 2.0  # then it flies for nobody


class Lifeline(Protocol):
    """Says when to end."""

    def wait(self, timeout_s: float) -> bool:
        """Wait until cut or the time is up; return whether it was cut."""
        ...


class Progress(Protocol):
    """Is told how far the simulation has come."""

    def show(self, elapsed_s: float) -> None:
        """Take the seconds of mission simulated."""
        ...


class SimulatorService:
    """Runs a simulation until it is over or cut off.

    Parameters
    ----------
    simulation, pacer
        What runs, and how fast.
    publisher, output
        Where frames go; either may be None.
    commands
        Where requests come from, if anywhere.
    progress
        Told after every block, if anyone.
    duration_s
        Mission time to simulate.
    """

    def __init__(
        self,
        simulation: Simulation,
        pacer: Pacer,
        *,
        publisher: FramePublisher | None = None,
        output: MissionOutput | None = None,
        commands: ControlSocket | None = None,
        progress: Progress | None = None,
        duration_s: float = inf,
    ) -> None:
        self._simulation = simulation
        self._pacer = pacer
        self._publisher = publisher
        self._output = output
        self._commands = commands
        self._progress = progress
        self._keep_from_s = time.monotonic() + KEEP_EVERY_S
        self._last_tick = round(duration_s * TICKS_PER_SECOND) if duration_s < inf else None

    def run(self, lifeline: Lifeline) -> None:
        """Run to the end, from when somebody listens: the first seconds are for the record too.

        Raises
        ------
        SimulationStoppedError
            If a model left the range it describes; nothing of that block was sent.
        """
        if self._publisher is not None:
            self._await_listener(self._publisher, lifeline)
        self._announce()
        self._simulation.keep()
        while not self._is_over() and not lifeline.wait(self._pacer.wait_s(BLOCK_PERIOD_S)):
            if self._commands is not None:
                self._commands.serve()
            due = self._pacer.due_tick(self._simulation.tick)
            if self._last_tick is not None:
                due = min(due, self._last_tick)
            self._block(due)
            self._keep()

    def _keep(self) -> None:
        """Remember a good state now and then, more rarely the longer it takes."""
        begun_s = time.monotonic()
        if begun_s >= self._keep_from_s:
            self._simulation.keep()
            done_s = time.monotonic()
            self._keep_from_s = done_s + max(KEEP_EVERY_S, (done_s - begun_s) / MOST_KEEPING)

    def _await_listener(self, publisher: FramePublisher, lifeline: Lifeline) -> None:
        """Hold the start back for a moment, until who was to listen does."""
        deadline_s = time.monotonic() + LISTENER_WITHIN_S
        while not publisher.hears_a_listener(BLOCK_PERIOD_S):
            if lifeline.wait(0.0) or time.monotonic() > deadline_s:
                break
        self._pacer.change(self._pacer.speed, self._simulation.tick)

    def _is_over(self) -> bool:
        return self._last_tick is not None and self._simulation.tick >= self._last_tick

    def _block(self, due_tick: int) -> None:
        for frame, is_medical in self._simulation.advance_to(due_tick):
            if self._publisher is not None:
                self._publisher.send(frame, medical=is_medical)
            if self._output is not None:
                self._output.append(frame)
        if self._output is not None:
            self._output.commit_when_worth_it()
        if self._progress is not None:
            self._progress.show(self._simulation.elapsed_s)
        self._announce()

    def _announce(self) -> None:
        if self._publisher is None:
            return
        self._publisher.send_clock(
            ClockAnnouncement(
                source=self._simulation.source,
                kind=self._simulation.kind,
                mission_ns=self._simulation.now_ns,
                rate=float(min(self._pacer.speed, 1e6)),
            )
        )
