"""A running simulation: the vehicle, its instruments, and the frames it has sent so far."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.agenda import GiveCommand, Happening
from simulator.cabin import PhysicalRangeError
from simulator.commands import give
from simulator.comms import LinkState
from simulator.day_plan import lives_at_start, plan_attitudes, plan_lives
from simulator.downlink import Downlink
from simulator.feasibility import problem_with, scenario_problems
from simulator.library import Library
from simulator.onboard import OnboardComputer
from simulator.places import Place, out_of_range
from simulator.sampling import TICK_NS, TICKS_PER_SECOND, Block, Sampler
from simulator.scenario import Scenario, ScenarioError
from simulator.snapshot import SnapshotError, capture, restore
from simulator.stepping import STEP_S, Stepper
from simulator.surroundings import Sky
from simulator.truth import TruthRecorder
from simulator.vehicle import Vehicle
from telemetry.mission import Mission
from telemetry.wire import Frame

logger = logging.getLogger(__name__)

TRIAL_TICKS: Final = 10 * TICKS_PER_SECOND
# What models raise when a state is not one they describe.
STATE_ERRORS: Final = (
    ArithmeticError,
    AttributeError,
    ImportError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
STEP_TICKS: Final = STEP_S * TICKS_PER_SECOND


class SimulationStoppedError(RuntimeError):
    """The models cannot go on from the present state; in one line for a person."""


@dataclass(kw_only=True)
class _Position:
    """How far a simulation has come, as a snapshot keeps it."""

    tick: int = 0
    truth_second: int = 0
    truth: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    sequences: dict[str, int] = field(default_factory=dict)


class Simulation:
    """One flight of one mission, advanced in blocks of any length.

    Parameters
    ----------
    mission
        What is flown.
    scenario
        Model parameters, people, initial state and events.
    library
        Faults and commands.
    source
        Name and session in every frame.
    seed
        Of every random number; the same seed gives the same bytes.
    start_ns
        Where the simulation begins; the mission's own start unless given.
    keeps_way_back
        Whether `interrupt` shall work, for simulations that take commands.

    Raises
    ------
    ScenarioError
        If the scenario does not fit the vehicle; lists every problem.
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
        self.mission = mission
        self.source = source
        self.seed = seed
        self.library = library
        self.start_ns = mission.simulation_start_ns if start_ns is None else start_ns
        parameters = scenario.parameters
        self.vehicle = Vehicle(
            parameters,
            Sky(mission, self.start_ns, parameters.radiation),
            mission.elapsed_s(self.start_ns),
            library.faults,
            *lives_at_start(mission, self.start_ns, scenario.people),
        )
        self.vehicle.obey = self.command
        plan_attitudes(self.vehicle, mission, self.start_ns)
        if scenario.people is None:
            plan_lives(self.vehicle, mission, self.start_ns)
        self._stepper = Stepper(self.vehicle, [pane.boresight_body for pane in mission.panes])
        self.recorder = TruthRecorder(self._stepper, mission.database)
        self.sampler = Sampler(mission.database, self.recorder.columns, seed)
        self.vehicle.roots["sensors"] = self.sampler.sensors
        self._prepare(scenario)
        self.recorder = TruthRecorder(self._stepper, mission.database)
        self.onboard = OnboardComputer(mission.database, self.vehicle.life_support.cabin.volumes_m3)
        self.downlink = Downlink(mission.database)
        self.tick = 0
        self._sequences = {packet.name: 0 for packet in mission.database.packets}
        self._link_column = self.recorder.columns.index("COM_LINK")
        self._unplanned_column = self.recorder.columns.index("DRV_LOS_UNPL")
        # A wearable without contact reads nothing.
        self._may_be_missing = np.array(
            [column.startswith("BIO_") for column in self.recorder.columns]
        )
        self._good = b""
        self._way_back: bytes | None = None
        if keeps_way_back:
            self._stepper.before_stride = self._keep_way_back
        self._truth = self.recorder.advance(0)
        self._truth_second = 0

    def _prepare(self, scenario: Scenario) -> None:
        """Set the initial state and plan the events; everything wrong is told at once."""
        problems = scenario_problems(
            scenario, self.library, self.vehicle.faults, self.vehicle.roots
        )
        if problems:
            raise ScenarioError(problems)
        if scenario.state:
            self.vehicle.disturbed_until_s = inf
        for path, value in scenario.state.items():
            Place(self.vehicle.roots, path).write(value)
        for event in scenario.events:
            self.vehicle.agenda.add(round(event.at_s), event.what)

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

        A snapshot that cannot be flown for ten seconds is refused, and everything is as before.

        Raises
        ------
        SnapshotError
            If it is no snapshot of this simulation.
        """
        present = self.snapshot()
        try:
            self._put_in(data)
            for _ in self.advance_to(self.tick + TRIAL_TICKS):
                pass
            self._put_in(data)
        except (SnapshotError, SimulationStoppedError) as error:
            self._put_in(present)
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
            self.tick, self._truth_second = position.tick, position.truth_second
            self._truth = position.truth
            self._sequences = position.sequences
            self.vehicle.sky.rewind()
            for second, delta_v_m_per_s in self.vehicle.burns:
                self.vehicle.sky.burn(int(second), delta_v_m_per_s)
            self.vehicle.refresh()
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

    @property
    def now_ns(self) -> int:
        """Mission time up to which frames were made."""
        return self.start_ns + self.tick * TICK_NS

    @property
    def elapsed_s(self) -> float:
        """Seconds of mission simulated."""
        return self.tick / TICKS_PER_SECOND

    def truth_now(self) -> dict[str, float]:
        """Return what is true of every parameter at the last whole second; for trainers only."""
        row = self._truth[self.tick // TICKS_PER_SECOND - self._truth_second]
        return dict(zip(self.recorder.columns, row.tolist(), strict=True))

    def advance_to(self, tick: int) -> Iterator[tuple[Frame, bool]]:
        """Yield the frames due until `tick` tenths of a second, and whether each is medical.

        What happens to instruments takes effect between two blocks, so blocks end where
        something happens.

        Raises
        ------
        SimulationStoppedError
            If a model left the range it describes; nothing of that block is yielded.
        """
        while self.tick < tick:
            try:
                blocks = self._block(min(tick, self._next_change()))
            except STATE_ERRORS as error:
                raise SimulationStoppedError(_in_words(error)) from error
            for block in blocks:
                yield self._frame(block), block.packet.is_medical

    def _next_change(self) -> int:
        """Return the tick at which instruments may next behave differently."""
        vehicle = self.vehicle
        stepped_to = vehicle.second * TICKS_PER_SECOND
        step_end = stepped_to if self.tick < stepped_to else stepped_to + STEP_TICKS
        if vehicle.faults.is_changing(float(vehicle.second)):
            return step_end
        second = vehicle.agenda.next_second()
        if second is None:
            return self.tick + 10**9
        # It takes effect with the step that begins at or after its second.
        return max(step_end, -(-second // STEP_S) * STEP_TICKS)

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

    def _block(self, tick: int) -> list[Block]:
        last_second = -(-tick // STEP_TICKS) * STEP_S
        if last_second > self.vehicle.second:
            # The block may begin between two steps: what is not yet sampled in full stays.
            present = self.tick // TICKS_PER_SECOND
            kept = self._truth[present - self._truth_second : -1]
            new = self.recorder.advance(last_second - self.vehicle.second)
            self._check(new)
            self._truth = np.concatenate((kept, new))
            self._truth_second = present
        stale = self.vehicle.computers.state.unit_is_stale
        blocks = self.sampler.blocks(self._truth, self._truth_second, self.tick, tick, stale)
        self.onboard.work(blocks)
        self.tick = tick
        return self.downlink.pass_on(
            blocks,
            is_lost=self._is_lost,
            is_frozen=self.vehicle.computers.state.ground_is_frozen,
            stale_units=stale,
        )

    def _check(self, truth: NDArray[np.float64]) -> None:
        """See that every model is in the range it describes.

        Raises
        ------
        PhysicalRangeError
            If one is not.
        """
        unknown = np.flatnonzero(~np.isfinite(truth).all(axis=0) & ~self._may_be_missing)
        if len(unknown):
            raise PhysicalRangeError(f"{self.recorder.columns[unknown[0]]} is no number any more")
        problem = out_of_range(self.vehicle.roots)
        if problem is not None:
            raise PhysicalRangeError(problem)

    def _is_lost(self, ticks: NDArray[np.int64]) -> NDArray[np.bool_]:
        rows = ticks // TICKS_PER_SECOND - self._truth_second
        lost = self._truth[rows, self._link_column] == float(LinkState.LOS)
        if not self.vehicle.parameters.comms.data_stop_in_planned_gaps:
            lost &= self._truth[rows, self._unplanned_column] > 0.0
        return np.asarray(lost)

    def _frame(self, block: Block) -> Frame:
        name = block.packet.name
        sequence = self._sequences[name]
        self._sequences[name] = sequence + 1
        return Frame(
            source=self.source,
            packet=name,
            sequence=sequence,
            generated_ns=self.start_ns + block.first_tick * TICK_NS,
            values=block.values,
        )


def _in_words(error: Exception) -> str:
    """Return why the models cannot go on, in one line."""
    if isinstance(error, PhysicalRangeError):
        return str(error)
    return f"the models cannot go on from this state: {type(error).__name__}: {error}"
