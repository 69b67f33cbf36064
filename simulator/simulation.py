"""A running simulation: the vehicle, its instruments, and the frames it has sent so far."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from simulator.agenda import SetActivity, SetAttitude
from simulator.attitude import AttitudeMode
from simulator.comms import LinkState
from simulator.downlink import Downlink
from simulator.faults import Fault
from simulator.onboard import OnboardComputer
from simulator.sampling import TICK_NS, TICKS_PER_SECOND, Block, Sampler
from simulator.surroundings import Sky
from simulator.truth import TruthRecorder
from simulator.vehicle import SEATING_BAY, STEP_S, Vehicle, VehicleParameters
from telemetry.mission import Mission
from telemetry.mission_model import ZONES
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

STEP_TICKS = STEP_S * TICKS_PER_SECOND


class Simulation:
    """One flight of one mission, advanced in blocks of any length.

    Parameters
    ----------
    mission
        What is flown.
    parameters
        Of every model.
    catalogue
        Faults that can be injected.
    source
        Name and session in every frame.
    seed
        Of every random number; the same seed gives the same bytes.
    start_ns
        Where the simulation begins; the mission's own start unless given.
    """

    def __init__(
        self,
        mission: Mission,
        parameters: VehicleParameters,
        catalogue: Mapping[str, Fault],
        *,
        source: str,
        seed: int,
        start_ns: int | None = None,
    ) -> None:
        self.mission = mission
        self.source = source
        self.start_ns = mission.simulation_start_ns if start_ns is None else start_ns
        self.vehicle = Vehicle(
            parameters,
            Sky(mission, self.start_ns, parameters.radiation),
            [pane.boresight_body for pane in mission.panes],
            mission.elapsed_s(self.start_ns),
            catalogue,
            *self._lives_at_start(),
        )
        self._plan()
        self.recorder = TruthRecorder(self.vehicle, mission.database)
        self.sampler = Sampler(mission.database, self.recorder.columns, seed)
        self.vehicle.roots["sensors"] = self.sampler.sensors
        self.onboard = OnboardComputer(mission.database, self.vehicle.life_support.cabin.volumes_m3)
        self.downlink = Downlink(mission.database)
        self.tick = 0
        self._sequences = {packet.name: 0 for packet in mission.database.packets}
        self._link_column = self.recorder.columns.index("COM_LINK")
        self._unplanned_column = self.recorder.columns.index("DRV_LOS_UNPL")
        self._truth = self.recorder.advance(0)
        self._truth_second = 0

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
        step_end = (self.tick // STEP_TICKS + 1) * STEP_TICKS
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

    def _lives_at_start(self) -> tuple[list[str], list[int]]:
        """Return what everybody does at the start, and where."""
        kinds, zones = [], []
        for person in self.mission.people:
            activity = self.mission.activity_at(person.id, self.start_ns)
            kinds.append(activity.kind if activity else "free")
            zones.append(ZONES.index(activity.zone) if activity else SEATING_BAY)
        return kinds, zones

    def _plan(self) -> None:
        """Put everybody's timeline and the planned attitudes on the agenda."""
        agenda = self.vehicle.agenda
        persons = {person.id: index for index, person in enumerate(self.mission.people)}
        for activity in self.mission.timeline:
            if activity.start_ns > self.start_ns:
                happening = SetActivity(
                    person=persons[activity.person],
                    activity=activity.kind,
                    zone=ZONES.index(activity.zone),
                )
                agenda.add((activity.start_ns - self.start_ns) // NS_PER_S, happening)
        state = self.vehicle.attitude.state
        state.mode = state.previous_mode = AttitudeMode[self.mission.attitude_at(self.start_ns)]
        for segment in self.mission.attitude:
            if segment.start_ns > self.start_ns:
                second = (segment.start_ns - self.start_ns) // NS_PER_S
                agenda.add(second, SetAttitude(mode=segment.mode))

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
