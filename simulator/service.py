"""The simulator process: paces the simulation, publishes its frames and clock."""

from math import inf
from typing import Final, Protocol

from simulator.pacing import Pacer
from simulator.sampling import TICKS_PER_SECOND
from simulator.simulation import Simulation
from telemetry.link import FramePublisher
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

BLOCK_PERIOD_S: Final = 0.1  # also how often the clock is announced


class Lifeline(Protocol):
    """Says when to end."""

    def wait(self, timeout_s: float) -> bool:
        """Wait until cut or the time is up; return whether it was cut."""
        ...


class Recorder(Protocol):
    """Takes frames into a file."""

    def append(self, frame: Frame) -> None:
        """Write one frame."""
        ...


class SimulatorService:
    """Runs a simulation until it is over or cut off.

    Parameters
    ----------
    simulation, pacer
        What runs, and how fast.
    publisher, recorder
        Where frames go; either may be None.
    duration_s
        Mission time to simulate.
    """

    def __init__(
        self,
        simulation: Simulation,
        pacer: Pacer,
        *,
        publisher: FramePublisher | None,
        recorder: Recorder | None,
        duration_s: float,
    ) -> None:
        self._simulation = simulation
        self._pacer = pacer
        self._publisher = publisher
        self._recorder = recorder
        self._last_tick = round(duration_s * TICKS_PER_SECOND) if duration_s < inf else None
        self._tick = 0

    def run(self, lifeline: Lifeline) -> None:
        """Run to the end."""
        self._announce()
        while not self._is_over() and not lifeline.wait(self._pacer.wait_s(BLOCK_PERIOD_S)):
            due = self._pacer.due_tick(self._tick)
            if self._last_tick is not None:
                due = min(due, self._last_tick)
            self._block(due)

    def _is_over(self) -> bool:
        return self._last_tick is not None and self._tick >= self._last_tick

    def _block(self, due_tick: int) -> None:
        for frame, is_medical in self._simulation.advance_to(due_tick):
            if self._publisher is not None:
                self._publisher.send(frame, medical=is_medical)
            if self._recorder is not None:
                self._recorder.append(frame)
        self._tick = due_tick
        self._announce()

    def _announce(self) -> None:
        if self._publisher is None:
            return
        self._publisher.send_clock(
            ClockAnnouncement(
                source=self._simulation.source,
                kind=SourceKind.SIMULATION,
                mission_ns=self._simulation.now_ns,
                rate=float(min(self._pacer.speed, 1e6)),
            )
        )
