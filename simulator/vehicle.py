"""The whole vehicle: every model, its faults and its agenda; what is due happens here.

How the models act on each other, step by step, is in `simulator.stepping`.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from simulator.agenda import (
    Agenda,
    ClearFault,
    GiveCommand,
    Happening,
    InjectFault,
    SetActivity,
    SetAttitude,
    SetPlace,
)
from simulator.attitude import AttitudeMode
from simulator.burn import BurnError
from simulator.faults import Fault, FaultBoard, FaultError
from simulator.metabolism import begin
from simulator.models import Models, as_activity
from simulator.parameters import VehicleParameters
from simulator.surroundings import Sky

logger = logging.getLogger(__name__)

SETTLING_S: Final = 900.0


class Vehicle(Models):
    """One vehicle in flight.

    Parameters
    ----------
    parameters
        Of every model.
    sky
        Orbit, light, contacts and radiation.
    elapsed_s
        Mission elapsed time at second 0.
    catalogue
        The faults that can be injected.
    activities, zones, scales
        As for `Models`.
    """

    def __init__(
        self,
        parameters: VehicleParameters,
        sky: Sky,
        elapsed_s: float,
        catalogue: Mapping[str, Fault],
        activities: Sequence[str],
        zones: Sequence[int],
        scales: Sequence[float] = (),
    ) -> None:
        super().__init__(parameters, elapsed_s, activities, zones, scales)
        self.sky = sky
        self.second = 0
        self.elapsed_at_start_s = elapsed_s
        self.faults = FaultBoard(catalogue, self.roots)
        self.disturbed_until_s = 0.0
        self.burns: list[list[float]] = []
        self.obey: Callable[[GiveCommand], str | None] = _refuse
        self.agenda = Agenda()
        self.kinds = list(activities)

    def refresh(self) -> None:
        """Work out anew what follows from the state, after a snapshot was put in."""
        self.life_support.air = self.life_support.cabin.air(self.life_support.state)

    def happen(self, happening: Happening) -> None:
        """Let something happen now."""
        match happening:
            case InjectFault(fault=fault, severity=severity):
                self.disturb()
                self._inject(fault, severity)
            case ClearFault(fault=fault):
                self.disturb()
                self.faults.clear(fault, float(self.second))
            case SetPlace(path=path, value=value):
                self.disturb()
                self.faults.write(path, value)
            case SetActivity(person=person, activity=activity, zone=zone):
                self.live(person, activity, zone, as_planned=True)
            case SetAttitude(mode=mode):
                self.attitude.command(AttitudeMode[mode])
            case GiveCommand():
                refusal = self.obey(happening)
                if refusal is not None:
                    logger.warning("command %s refused: %s", happening.name, refusal)
        self.life_support.disturbance.lose_stale_patches()
        self.life_support.people_changed = True

    def _inject(self, fault: str, severity: float) -> None:
        try:
            self.faults.inject(fault, float(self.second), severity)
        except FaultError as error:  # it could when it was planned; things have changed since
            logger.warning("fault not injected: %s", error)

    def disturb(self) -> None:
        """Note that something unplanned happens: for a while every step is a short one."""
        self.disturbed_until_s = max(self.disturbed_until_s, self.second + SETTLING_S)

    def burn(self, delta_v_m_per_s: float) -> str | None:
        """Change the orbit by an impulse along the flight; return why not, if it cannot be."""
        if not self.propulsion.open_manifolds():
            return "no propellant manifold is open"
        given = min(abs(delta_v_m_per_s), self.propulsion.delta_v_m_per_s())
        signed = given if delta_v_m_per_s >= 0.0 else -given
        try:
            self.sky.burn(self.second, signed)
        except BurnError as error:
            return str(error)
        self.propulsion.burn(given)
        self.burns.append([float(self.second), signed])
        return None

    def live(
        self, person: int, activity: str | None, zone: int | None, *, as_planned: bool = False
    ) -> None:
        """Let a person turn to something, go somewhere, or both.

        Parameters
        ----------
        as_planned
            Whether the day's plan says so; then a fault that keeps them somewhere does not let
            them go until it is cleared.

        Raises
        ------
        ValueError
            If there is no such activity.
        """
        people = self.life_support.people
        if zone is not None:
            self.faults.write(f"people.zones[{person}]", zone, beneath_faults=as_planned)
        self.life_support.people_changed = True
        if activity is None:
            return
        begin(people, person, as_activity(activity))
        self.kinds[person] = activity
        if activity == "meal":
            self.hospitality.eat()
        elif activity == "care":
            self.hospitality.visit(person)


def _refuse(command: GiveCommand) -> str | None:
    return f"nobody on board knows the command {command.name}"
