"""The whole vehicle: every model, its faults and its agenda; what is due happens here.

How the models act on each other, step by step, is in `simulator.stepping`.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np

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
from simulator.attitude import Attitude, AttitudeMode
from simulator.biomedical import Biomedical
from simulator.burn import BurnError
from simulator.comms import Comms
from simulator.computers import Computers
from simulator.derived import Derived
from simulator.faults import Fault, FaultBoard
from simulator.fire import Fire
from simulator.hospitality import Hospitality
from simulator.life_support import LifeSupport
from simulator.metabolism import Activity, begin
from simulator.parameters import VehicleParameters
from simulator.places import Place
from simulator.power import Power
from simulator.propulsion import Propulsion
from simulator.radiation import Radiation
from simulator.surroundings import Sky
from simulator.thermal import Thermal
from simulator.windows import Windows

logger = logging.getLogger(__name__)

SEATING_BAY: Final = 1
SETTLING_S: Final = 900.0
# What people do that the air does not tell apart from being awake.
AWAKE_KINDS: Final = ("seated", "meal", "care", "call", "medical", "work", "free")
AWAKE: Final = MappingProxyType(dict.fromkeys(AWAKE_KINDS, Activity.NOMINAL))


class Vehicle:
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
    activities, zones
        What each person does at second 0 and where.
    scales
        Size of each against the metabolic table's man; 1 unless given.
    """

    def __init__(
        self,
        parameters: VehicleParameters,
        sky: Sky,
        elapsed_s: float,
        catalogue: Mapping[str, Fault],
        activities: list[str],
        zones: list[int],
        scales: Sequence[float] = (),
    ) -> None:
        self.parameters = parameters
        self.sky = sky
        self.second = 0
        self.elapsed_at_start_s = elapsed_s
        self.life_support = LifeSupport(
            cabin=parameters.cabin,
            air=parameters.air,
            ventilation=parameters.ventilation,
            co2_removal=parameters.co2_removal,
            humidity=parameters.humidity,
            pressure_control=parameters.pressure_control,
            activities=[as_activity(activity) for activity in activities],
            zones=zones,
            scales=np.array(scales or [1.0] * len(zones)),
        )
        self.thermal = Thermal(parameters.thermal)
        self.power = Power(parameters.power)
        self.attitude = Attitude(parameters.attitude)
        self.propulsion = Propulsion(parameters.propulsion)
        self.comms = Comms(parameters.comms)
        self.radiation = Radiation(parameters.radiation, elapsed_s)
        self.windows = Windows(parameters.windows)
        self.hospitality = Hospitality(parameters.hospitality)
        self.biomedical = Biomedical()
        self.fire = Fire()
        self.computers = Computers()
        self.derived = Derived()
        self.roots: dict[str, Any] = {
            "cabin": self.life_support.state,
            "air": self.life_support.disturbance,
            "ventilation": self.life_support.ventilation.state,
            "co2_removal": self.life_support.co2_removal.state,
            "humidity": self.life_support.humidity.state,
            "pressure_control": self.life_support.pressure_control.state,
            "thermal": self.thermal.state,
            "power": self.power.state,
            "attitude": self.attitude.state,
            "propulsion": self.propulsion.state,
            "comms": self.comms.state,
            "radiation": self.radiation.state,
            "windows": self.windows.state,
            "hospitality": self.hospitality.state,
            "biomedical": self.biomedical.state,
            "fire": self.fire.state,
            "computers": self.computers.state,
            "people": self.life_support.people,
        }
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
                self.faults.inject(fault, float(self.second), severity)
            case ClearFault(fault=fault):
                self.disturb()
                self.faults.clear(fault)
            case SetPlace(path=path, value=value):
                self.disturb()
                Place(self.roots, path).write(value)
            case SetActivity(person=person, activity=activity, zone=zone):
                self.live(person, activity, zone)
            case SetAttitude(mode=mode):
                self.attitude.command(AttitudeMode[mode])
            case GiveCommand():
                refusal = self.obey(happening)
                if refusal is not None:
                    logger.warning("command %s refused: %s", happening.name, refusal)

    def disturb(self) -> None:
        """Note that something unplanned happens: for a while every step is a short one."""
        self.disturbed_until_s = max(self.disturbed_until_s, self.second + SETTLING_S)

    def burn(self, delta_v_m_per_s: float) -> str | None:
        """Change the orbit by an impulse along the flight; return why not, if it cannot be."""
        if not self.propulsion.open_manifolds():
            return "no propellant manifold is open"
        given = self.propulsion.burn(abs(delta_v_m_per_s))
        signed = given if delta_v_m_per_s >= 0.0 else -given
        try:
            self.sky.burn(self.second, signed)
        except BurnError as error:
            return str(error)
        self.burns.append([float(self.second), signed])
        return None

    def live(self, person: int, activity: str | None, zone: int | None) -> None:
        """Let a person turn to something, go somewhere, or both.

        Raises
        ------
        ValueError
            If there is no such activity.
        """
        people = self.life_support.people
        if zone is not None:
            people.zones[person] = zone
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


def as_activity(name: str) -> Activity:
    """Return the metabolic activity behind a name: its own, or a kind of being awake.

    Raises
    ------
    ValueError
        If there is no such activity.
    """
    return AWAKE.get(name) or Activity(name)
