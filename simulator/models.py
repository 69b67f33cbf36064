"""Every model of the vehicle, made from its parameters, and the state of each by name."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from simulator.attitude import Attitude
from simulator.biomedical import Biomedical
from simulator.comms import Comms
from simulator.computers import Computers
from simulator.derived import Derived
from simulator.fire import Fire
from simulator.hospitality import Hospitality
from simulator.life_support import LifeSupport
from simulator.metabolism import Activity
from simulator.parameters import VehicleParameters
from simulator.power import Power
from simulator.propulsion import Propulsion
from simulator.radiation import Radiation
from simulator.thermal import Thermal
from simulator.windows import Windows

SEATING_BAY: Final = 1
# What people do that the air does not tell apart from being awake.
AWAKE_KINDS: Final = ("seated", "meal", "care", "call", "medical", "work", "free")
AWAKE: Final = MappingProxyType(dict.fromkeys(AWAKE_KINDS, Activity.NOMINAL))


class Models:
    """The models, not yet acting on each other.

    Parameters
    ----------
    parameters
        Of every model.
    elapsed_s
        Mission elapsed time at second 0.
    activities, zones
        What each person does at second 0 and where.
    scales
        Size of each against the metabolic table's man; 1 unless given.

    Attributes
    ----------
    roots : dict of str to object
        The state of each model, as `simulator.places` names it.
    """

    def __init__(
        self,
        parameters: VehicleParameters,
        elapsed_s: float,
        activities: Sequence[str],
        zones: Sequence[int],
        scales: Sequence[float] = (),
    ) -> None:
        self.parameters = parameters
        self.life_support = LifeSupport(
            cabin=parameters.cabin,
            air=parameters.air,
            ventilation=parameters.ventilation,
            co2_removal=parameters.co2_removal,
            humidity=parameters.humidity,
            pressure_control=parameters.pressure_control,
            activities=[as_activity(activity) for activity in activities],
            zones=list(zones),
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


def as_activity(name: str) -> Activity:
    """Return the metabolic activity behind a name: its own, or a kind of being awake.

    Raises
    ------
    ValueError
        If there is no such activity.
    """
    return AWAKE.get(name) or Activity(name)
