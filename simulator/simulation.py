"""A running simulation: the vehicle, its instruments, and the frames it has sent so far."""

from collections.abc import Iterator, Mapping

import numpy as np

from simulator.agenda import SetActivity
from simulator.faults import Fault
from simulator.orbit_track import OrbitTrack
from simulator.sampling import TICK_NS, TICKS_PER_SECOND, Block, Sampler
from simulator.vehicle import Vehicle, VehicleParameters
from telemetry.mission import Mission
from telemetry.mission_model import ZONES
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame


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
    """

    def __init__(
        self,
        mission: Mission,
        parameters: VehicleParameters,
        catalogue: Mapping[str, Fault],
        *,
        source: str,
        seed: int,
    ) -> None:
        self.mission = mission
        self.source = source
        self.start_ns = mission.simulation_start_ns
        track = OrbitTrack(mission.orbit, self.start_ns)
        self.vehicle = Vehicle(parameters, mission.database, track, mission.launch_ns, catalogue)
        self._plan_lives()
        self.sampler = Sampler(mission.database, self.vehicle.columns, seed)
        self._sequences = {packet.name: 0 for packet in mission.database.packets}
        self._tick = 0
        self._truth = self.vehicle.advance(0)
        self._truth_second = 0

    @property
    def now_ns(self) -> int:
        """Mission time up to which frames were made."""
        return self.start_ns + self._tick * TICK_NS

    @property
    def elapsed_s(self) -> float:
        """Seconds of mission simulated."""
        return self._tick / TICKS_PER_SECOND

    def advance_to(self, tick: int) -> Iterator[tuple[Frame, bool]]:
        """Yield the frames due until `tick` tenths of a second, and whether each is medical."""
        last_second = -(-tick // TICKS_PER_SECOND)
        if last_second > self.vehicle.second:
            # Rows not yet due in full stay: the block may begin between two seconds.
            present = self._tick // TICKS_PER_SECOND
            kept = self._truth[present - self._truth_second : -1]
            new = self.vehicle.advance(last_second - self.vehicle.second)
            self._truth = np.concatenate((kept, new))
            self._truth_second = present
        blocks = self.sampler.blocks(self._truth, self._truth_second, self._tick, tick)
        self._tick = tick
        for block in blocks:
            yield self._frame(block), block.packet.is_medical

    def _plan_lives(self) -> None:
        """Put everybody's timeline on the agenda."""
        persons = {person.id: index for index, person in enumerate(self.mission.people)}
        for activity in self.mission.timeline:
            person = persons[activity.person]
            second = max(0, (activity.start_ns - self.start_ns) // NS_PER_S)
            if activity.end_ns > self.start_ns:
                self.vehicle.agenda.add(
                    second,
                    SetActivity(
                        person=person, activity=activity.kind, zone=ZONES.index(activity.zone)
                    ),
                )

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
