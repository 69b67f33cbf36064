"""A flight with people at its controls: commands, snapshots, and the way back."""

import logging
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.agenda import GiveCommand, Happening
from simulator.cabin import PhysicalRangeError
from simulator.commands import give
from simulator.feasibility import problem_with
from simulator.flight import STATE_ERRORS, STEP_TICKS, Flight, SimulationStoppedError
from simulator.library import Library
from simulator.sampling import TICKS_PER_SECOND
from simulator.scenario import Scenario
from simulator.snapshot import SnapshotError, capture, restore
from simulator.stepping import STEP_S
from telemetry.mission import Mission

logger = logging.getLogger(__name__)

LONGEST_S: Final = 10**8  # three years
TRIAL_TICKS: Final = 10 * TICKS_PER_SECOND


@dataclass(kw_only=True)
class _Position:
    """How far a simulation has come, as a snapshot keeps it."""

    tick: int = 0
    truth_second: int = 0
    truth: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    sequences: dict[str, int] = field(default_factory=dict)

    def check(self, second: int, columns: int) -> None:
        """See that the truth spans from the present tick to the second stepped to.

        Raises
        ------
        ValueError
            If it does not.
        """
        behind = self.tick // TICKS_PER_SECOND - self.truth_second
        spans = self.truth.shape == (second - self.truth_second + 1, columns)
        if not (spans and 0 <= second < LONGEST_S and 0 <= behind < len(self.truth)):
            raise ValueError("its times do not fit together")


class Simulation(Flight):
    """A flight that can be interfered with, saved and taken up again.

    Parameters
    ----------
    mission, scenario, library, source, seed, start_ns
        As for `Flight`.
    keeps_way_back
        Whether `interrupt` shall work and the whole truth be known, for simulations that take
        commands.

    Raises
    ------
    ScenarioError
        As `Flight`.
    """

    def __init__(
        self,
        mission: Mission,
        scenario: Scenario,
        library: Library,
        *,
        source: str,
        seed: int,
        start_ns: int | None = None,
        keeps_way_back: bool = False,
    ) -> None:
        super().__init__(
            mission,
            scenario,
            library,
            source=source,
            seed=seed,
            start_ns=start_ns,
            knows_truth=keeps_way_back,
        )
        self.vehicle.obey = self.command
        self._good = b""
        self._way_back: bytes | None = None
        if keeps_way_back:
            self._stepper.before_stride = self._keep_way_back

    def problem_with(self, happening: Happening) -> str | None:
        """Return why something cannot happen on this vehicle, None if it can."""
        return problem_with(happening, self.library, self.vehicle.faults, self.vehicle.roots)

    def command(self, command: GiveCommand) -> str | None:
        """Give a command now; return why not, or None when it was done."""
        known = self.library.commands.get(command.name)
        if known is None:
            self.vehicle.computers.state.commands_rejected += 1
            return f"there is no command '{command.name}'"
        self.vehicle.disturb()
        return give(known, command.argument, self.vehicle)

    def snapshot(self) -> bytes:
        """Return the whole state as bytes."""
        return capture(self._saved_objects(), self._about())

    def restore(self, data: bytes) -> None:
        """Go back, or forward, to the state in a snapshot of the same mission and seed.

        A snapshot whose state the models do not describe, or cannot work with for ten seconds, is
        refused, and everything is as before.

        Raises
        ------
        SnapshotError
            If it is no snapshot of this simulation.
        """
        present = self.snapshot()
        try:
            self._put_in(data)
            self._try()
            self._put_in(data)
        except SnapshotError:
            self._put_in(present)
            raise

    def _try(self) -> None:
        """Fly a little; that the state then leaves its range is no fault of the snapshot's.

        Raises
        ------
        SnapshotError
            If the models cannot work with the state.
        """
        try:
            for _ in self.advance_to(self.tick + TRIAL_TICKS):
                pass
        except SimulationStoppedError as error:
            if not isinstance(error.__cause__, PhysicalRangeError):
                raise SnapshotError(str(error)) from error

    def keep(self) -> None:
        """Remember the present state as a good one, for `last_good`."""
        self._good = self.snapshot()

    def last_good(self) -> bytes:
        """Return the newest state before the simulation stopped, at most ten seconds older.

        Goes there again from what `keep` remembered, which leaves the simulation at the end of it.
        """
        stopped_at = self.vehicle.second * TICKS_PER_SECOND
        good = self._good
        try:
            self._put_in(good)
            while self.tick < stopped_at:
                for _ in self.advance_to(self.tick + TRIAL_TICKS):
                    pass
                good = self.snapshot()
        except SimulationStoppedError as error:
            logger.info("the state saved is the last before: %s", error)
        return good

    def _put_in(self, data: bytes) -> None:
        position = _Position()
        try:
            restore(data, {**self._saved_objects(), "position": position}, self._about())
            position.check(self.vehicle.second, len(self.recorder.columns))
            self.tick, self._truth_second = position.tick, position.truth_second
            self._truth = position.truth
            self._sequences = position.sequences
            self.vehicle.sky.rewind()
            for second, delta_v_m_per_s in self.vehicle.burns:
                self.vehicle.sky.burn(int(second), delta_v_m_per_s)
            self.vehicle.refresh()
            self._check(self._truth)
        except STATE_ERRORS as error:
            raise SnapshotError(f"the snapshot does not fit this simulation: {error}") from error
        self._way_back = None

    def _saved_objects(self) -> dict[str, Any]:
        position = _Position(
            tick=self.tick,
            truth_second=self._truth_second,
            truth=self._truth,
            sequences=dict(self._sequences),
        )
        return {
            **self._model_objects(),
            "sampler": self.sampler,
            "onboard": self.onboard.memory,
            "ideal": self._ideal.computer.memory,
            "ideal_said": self._ideal.said,
            "downlink": self.downlink.memory,
            "position": position,
        }

    def _model_objects(self) -> dict[str, Any]:
        return {"vehicle": self.vehicle, "recorder": self.recorder, "stepper": self._stepper}

    def _about(self) -> dict[str, str]:
        return {
            "mission": self.mission.id,
            "seed": str(self.seed),
            "start": str(self.start_ns),
            "parameters": repr(self.vehicle.parameters),
        }

    def interrupt(self) -> None:
        """Let what is asked for next take effect now, not after a stride already taken.

        The models go back to where the stride began and come here again in short steps. Works
        only for a simulation that keeps its way back.
        """
        now = -(-self.tick // STEP_TICKS) * STEP_S
        if self._way_back is None or self.vehicle.second <= now:
            return
        restore(self._way_back, self._model_objects(), {})
        self.vehicle.refresh()
        self.vehicle.disturb()
        self._truth_second = self.vehicle.second
        self._truth = self.recorder.advance(now - self.vehicle.second)

    def _keep_way_back(self) -> None:
        self._way_back = capture(self._model_objects(), {})
