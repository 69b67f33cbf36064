"""One flight: the vehicle, its instruments, and the frames they send; nobody interferes."""

from collections.abc import Iterator
from dataclasses import replace
from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.cabin import PhysicalRangeError
from simulator.comms import LinkState
from simulator.day_plan import lives_at_start, plan_attitudes, plan_lives
from simulator.downlink import Downlink
from simulator.feasibility import scenario_problems
from simulator.ideal import IdealComputer
from simulator.library import Library
from simulator.onboard import OnboardComputer
from simulator.places import Place, out_of_range
from simulator.sampling import TICK_NS, TICKS_PER_SECOND, Block, Sampler
from simulator.scenario import Scenario, ScenarioError
from simulator.stepping import STEP_S, Stepper
from simulator.surroundings import Sky
from simulator.truth import WORKED_OUT, TruthRecorder
from simulator.vehicle import Vehicle
from telemetry.mission import Mission
from telemetry.wire import Frame, SourceKind

SOURCE_PREFIX: Final = "simulator/"
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


class Flight:
    """One flight of one mission by itself, advanced in blocks of any length.

    Parameters
    ----------
    mission
        What is flown.
    scenario
        Model parameters, people, initial state and events.
    library
        Faults and commands.
    source
        Name and session in every frame; begins with ``simulator/``, as no vehicle's does.
    seed
        Of every random number; the same seed gives the same bytes.
    start_ns
        Where the simulation begins; the mission's own start unless given.
    knows_truth
        Whether `truth_now` shall know what the on-board computer works out, too.

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
        knows_truth: bool = False,
    ) -> None:
        if not source.startswith(SOURCE_PREFIX):
            raise ValueError(f"a simulation's source begins with {SOURCE_PREFIX}, got '{source}'")
        # What the ground works out no vehicle sends.
        self.mission = mission = replace(mission, database=mission.database.sent)
        self.source = source
        self.kind: Final = SourceKind.SIMULATION
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
        plan_attitudes(self.vehicle, mission, self.start_ns)
        if scenario.people is None:
            plan_lives(self.vehicle, mission, self.start_ns)
        self._stepper = Stepper(self.vehicle, [pane.boresight_body for pane in mission.panes])
        self.recorder = TruthRecorder(self._stepper, mission.database)
        self.sampler = Sampler(mission.database, self.recorder.columns, seed)
        self.vehicle.roots["sensors"] = self.sampler.sensors
        self._prepare(scenario)
        self.recorder = TruthRecorder(self._stepper, mission.database)
        self.downlink = Downlink(mission.database)
        self.tick = 0
        self._sequences = {packet.name: 0 for packet in mission.database.packets}
        self._link_column = self.recorder.columns.index("COM_LINK")
        self._unplanned_column = self.recorder.columns.index("DRV_LOS_UNPL")
        # A wearable without contact reads nothing.
        self._may_be_missing = np.array(
            [column.startswith("BIO_") for column in self.recorder.columns]
        )
        volumes_m3 = self.vehicle.life_support.cabin.volumes_m3
        self.onboard = OnboardComputer(mission.database, volumes_m3)
        self._ideal = IdealComputer(
            mission.database, volumes_m3, self.sampler, is_asked=knows_truth
        )
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

    @property
    def now_ns(self) -> int:
        """Mission time up to which frames were made."""
        return self.start_ns + self.tick * TICK_NS

    @property
    def elapsed_s(self) -> float:
        """Seconds of mission simulated."""
        return self.tick / TICKS_PER_SECOND

    def truth_now(self) -> dict[str, float | None]:
        """Return what is true of every parameter at the last whole second; for trainers only.

        What the on-board computer works out is what it would with perfect instruments; None for
        that while nobody may ask, for a wearable without contact, and for what the ground counts,
        of which there is no truth but the telemetry.
        """
        row = self._truth[self.tick // TICKS_PER_SECOND - self._truth_second]
        truth: dict[str, float | None] = dict(zip(self.recorder.columns, row.tolist(), strict=True))
        truth |= {name: self._ideal.said.get(name) for name in WORKED_OUT}
        return {name: None if value != value else value for name, value in truth.items()}

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
        self._ideal.work(self._truth, self._truth_second, self.tick, tick)
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
