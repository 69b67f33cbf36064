"""A running simulation: the vehicle, its instruments, and the frames it has sent so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from resources import find
from simulator.agenda import (
    ClearFault,
    GiveCommand,
    Happening,
    InjectFault,
    SetActivity,
    SetAttitude,
    SetPlace,
)
from simulator.attitude import AttitudeMode
from simulator.commands import Command, give, read_commands
from simulator.comms import LinkState
from simulator.downlink import Downlink
from simulator.faults import Fault, FaultError, read_catalogue
from simulator.onboard import OnboardComputer
from simulator.places import Place, PlaceError
from simulator.sampling import TICK_NS, TICKS_PER_SECOND, Block, Sampler
from simulator.scenario import Occupant, Scenario, ScenarioError
from simulator.snapshot import capture, restore
from simulator.stepping import STEP_S, Stepper
from simulator.surroundings import Sky
from simulator.truth import TruthRecorder
from simulator.vehicle import SEATING_BAY, Vehicle
from telemetry.mission import Mission
from telemetry.mission_model import ZONES
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

STEP_TICKS: Final = STEP_S * TICKS_PER_SECOND


# A guest's exercise is with elastic bands, not at three quarters of what the body can do.
TIMELINE_NAMES: Final = MappingProxyType({"exercise": "light_exercise"})


@dataclass(kw_only=True)
class _Position:
    """How far a simulation has come, as a snapshot keeps it."""

    tick: int = 0
    truth_second: int = 0
    truth: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    sequences: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Library:
    """Faults that can be injected and commands that can be given, by name."""

    faults: Mapping[str, Fault]
    commands: Mapping[str, Command]

    @classmethod
    def shipped(cls) -> "Library":
        """Return what ships with Cupola."""
        return cls(
            faults=read_catalogue(find("scenarios/faults.toml")),
            commands=read_commands(find("scenarios/commands.toml")),
        )


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
            *self._lives_at_start(scenario.people),
        )
        self.vehicle.obey = self.command
        self._plan_attitudes()
        if scenario.people is None:
            self._plan_lives()
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
        self._way_back: bytes | None = None
        if keeps_way_back:
            self._stepper.before_stride = self._keep_way_back
        self._truth = self.recorder.advance(0)
        self._truth_second = 0

    def _prepare(self, scenario: Scenario) -> None:
        """Set the initial state and plan the events; everything wrong is told at once."""
        problems = []
        if scenario.state:
            self.vehicle.disturbed_until_s = inf
        for path, value in scenario.state.items():
            try:
                Place(self.vehicle.roots, path).write(value)
            except PlaceError as error:
                problems.append(f"state: {error}")
        for moment_s, happening in scenario.events:
            problem = self.problem_with(happening)
            if problem is None:
                self.vehicle.agenda.add(round(moment_s), happening)
            else:
                problems.append(problem)
        if problems:
            raise ScenarioError(problems)

    def problem_with(self, happening: Happening) -> str | None:
        """Return why something cannot happen on this vehicle, None if it can."""
        match happening:
            case InjectFault(fault=fault) | ClearFault(fault=fault):
                try:
                    self.vehicle.faults.check(fault)
                except FaultError as error:
                    return str(error)
            case SetPlace(path=path, value=value):
                try:
                    Place(self.vehicle.roots, path).fitted(value)
                except PlaceError as error:
                    return str(error)
            case GiveCommand(name=name, argument=argument):
                command = self.library.commands.get(name)
                if command is None:
                    return f"there is no command '{name}'"
                return command.refusal(argument)
            case SetActivity(person=person):
                count = len(self.vehicle.life_support.people.zones)
                if not 0 <= person < count:
                    return f"there is no person {person + 1}, only 1 to {count}"
            case SetAttitude():
                return None
        return None

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

        Raises
        ------
        SnapshotError
            If it is no snapshot of this simulation.
        """
        position = _Position()
        restore(data, {**self._saved_objects(), "position": position}, self._about())
        self.tick, self._truth_second = position.tick, position.truth_second
        self._truth = position.truth
        self._sequences = position.sequences
        self.vehicle.sky.rewind()
        for second, delta_v_m_per_s in self.vehicle.burns:
            self.vehicle.sky.burn(int(second), delta_v_m_per_s)
        self.vehicle.refresh()

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
        """
        while self.tick < tick:
            for block in self._block(min(tick, self._next_change())):
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

    def _is_lost(self, ticks: NDArray[np.int64]) -> NDArray[np.bool_]:
        rows = ticks // TICKS_PER_SECOND - self._truth_second
        lost = self._truth[rows, self._link_column] == float(LinkState.LOS)
        if not self.vehicle.parameters.comms.data_stop_in_planned_gaps:
            lost &= self._truth[rows, self._unplanned_column] > 0.0
        return np.asarray(lost)

    def _lives_at_start(
        self, people: tuple[Occupant, ...] | None
    ) -> tuple[list[str], list[int], list[float]]:
        """Return what everybody does at the start, where, and how big they are."""
        if people is not None:
            return (
                [person.activity for person in people],
                [person.zone for person in people],
                [person.scale for person in people],
            )
        kinds, zones = [], []
        for member in self.mission.people:
            activity = self.mission.activity_at(member.id, self.start_ns)
            kind = activity.kind if activity else "free"
            kinds.append(TIMELINE_NAMES.get(kind, kind))
            zones.append(ZONES.index(activity.zone) if activity else SEATING_BAY)
        return kinds, zones, [1.0] * len(kinds)

    def _plan_lives(self) -> None:
        """Put everybody's timeline on the agenda."""
        persons = {person.id: index for index, person in enumerate(self.mission.people)}
        for activity in self.mission.timeline:
            if activity.start_ns > self.start_ns:
                happening = SetActivity(
                    person=persons[activity.person],
                    activity=TIMELINE_NAMES.get(activity.kind, activity.kind),
                    zone=ZONES.index(activity.zone),
                )
                second = (activity.start_ns - self.start_ns) // NS_PER_S
                self.vehicle.agenda.add(second, happening)

    def _plan_attitudes(self) -> None:
        """Put the planned attitudes on the agenda."""
        state = self.vehicle.attitude.state
        state.mode = state.previous_mode = AttitudeMode[self.mission.attitude_at(self.start_ns)]
        for segment in self.mission.attitude:
            if segment.start_ns > self.start_ns:
                second = (segment.start_ns - self.start_ns) // NS_PER_S
                self.vehicle.agenda.add(second, SetAttitude(mode=segment.mode))

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
