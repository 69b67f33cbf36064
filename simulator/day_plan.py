"""What the mission's plan makes of people and attitude, put on the vehicle's agenda."""

from types import MappingProxyType
from typing import Final

from simulator.agenda import SetActivity, SetAttitude
from simulator.attitude import AttitudeMode
from simulator.models import SEATING_BAY
from simulator.scenario_tables import Occupant
from simulator.vehicle import Vehicle
from telemetry.mission import Mission
from telemetry.mission_model import ZONES
from telemetry.timebase import NS_PER_S

# A guest's exercise is with elastic bands, not at three quarters of what the body can do.
TIMELINE_NAMES: Final = MappingProxyType({"exercise": "light_exercise"})


def lives_at_start(
    mission: Mission, start_ns: int, people: tuple[Occupant, ...] | None
) -> tuple[list[str], list[int], list[float]]:
    """Return what everybody does at the start, where, and how big they are."""
    if people is not None:
        return (
            [person.activity for person in people],
            [person.zone for person in people],
            [person.scale for person in people],
        )
    kinds, zones = [], []
    for member in mission.people:
        activity = mission.activity_at(member.id, start_ns)
        kind = activity.kind if activity else "free"
        kinds.append(TIMELINE_NAMES.get(kind, kind))
        zones.append(ZONES.index(activity.zone) if activity else SEATING_BAY)
    return kinds, zones, [1.0] * len(kinds)


def plan_lives(vehicle: Vehicle, mission: Mission, start_ns: int) -> None:
    """Put everybody's timeline on the agenda."""
    persons = {person.id: index for index, person in enumerate(mission.people)}
    for activity in mission.timeline:
        if activity.start_ns > start_ns:
            happening = SetActivity(
                person=persons[activity.person],
                activity=TIMELINE_NAMES.get(activity.kind, activity.kind),
                zone=ZONES.index(activity.zone),
            )
            vehicle.agenda.add((activity.start_ns - start_ns) // NS_PER_S, happening)


def plan_attitudes(vehicle: Vehicle, mission: Mission, start_ns: int) -> None:
    """Take the attitude of the start and put the planned ones on the agenda."""
    state = vehicle.attitude.state
    state.mode = state.previous_mode = AttitudeMode[mission.attitude_at(start_ns)]
    for segment in mission.attitude:
        if segment.start_ns > start_ns:
            second = (segment.start_ns - start_ns) // NS_PER_S
            vehicle.agenda.add(second, SetAttitude(mode=segment.mode))
