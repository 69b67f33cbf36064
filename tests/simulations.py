"""Simulated cabins and flights with sensible defaults, so that a test states only what matters."""

from dataclasses import replace
from functools import cache

import numpy as np
from builders import a_mission

from simulator.air import AirParameters
from simulator.cabin import CabinParameters
from simulator.co2_removal import Co2RemovalParameters
from simulator.humidity import HumidityParameters
from simulator.library import Library
from simulator.life_support import LifeSupport
from simulator.metabolism import Activity
from simulator.parameters import VehicleParameters
from simulator.pressure_control import PressureControlParameters
from simulator.scenario import Scenario
from simulator.scenario_tables import Planned
from simulator.simulation import Simulation
from simulator.ventilation import VentilationParameters


def a_cabin(
    *,
    people=6,
    activity=Activity.NOMINAL,
    zones=None,
    linear_flow_m3_per_h=0.0,
    equipment_heat_w=0.0,
    pressure_control=None,
    coil=False,
    air=None,
    **cabin,
):
    """Return life support with nothing but people in one stirred, isothermal volume of 16 m³.

    Whatever else is wanted is named: machinery is off, the air starts dry of CO2 sinks.
    """
    given = {"is_well_mixed": True, "is_isothermal": True, "co2_mmhg": 2.0} | cabin
    return LifeSupport(
        cabin=CabinParameters(**given),
        air=AirParameters(
            equipment_heat_w=equipment_heat_w, trace_removal_m3_per_h=0.0, **(air or {})
        ),
        ventilation=VentilationParameters(),
        co2_removal=Co2RemovalParameters(
            beds_are_fitted=False, linear_flow_m3_per_h=linear_flow_m3_per_h
        ),
        humidity=HumidityParameters(coil_is_fitted=coil),
        pressure_control=pressure_control
        or PressureControlParameters(is_enabled=False, relief_diameter_mm=0.0),
        activities=[activity] * people,
        zones=zones or [1] * people,
        scales=np.ones(people),
    )


def run(life_support, seconds, *, step_s=2.0, coolant_c=5.5, until=None):
    """Step a cabin for `seconds`, or until `until(air)`; return the seconds it took."""
    taken = 0.0
    while taken < seconds and not (until and until(life_support.air)):
        life_support.step(step_s, coolant_c=coolant_c, coolant_w_per_k=300.0)
        taken += step_s
    return taken


@cache
def the_library():
    """Return the shipped faults and commands."""
    return Library.shipped()


def a_simulation(
    *,
    mission="meridian-1",
    parameters=None,
    seed=1,
    keeps_way_back=False,
    start_ns=None,
    events=(),
    **scenario,
):
    """Return a simulation of a shipped mission."""
    planned = (event if isinstance(event, Planned) else Planned(*event) for event in events)
    wanted = Scenario(events=tuple(planned), **scenario)
    if parameters is not None:
        wanted = replace(wanted, parameters=parameters)
    return Simulation(
        a_mission(mission),
        wanted,
        the_library(),
        source="simulator/test",
        seed=seed,
        start_ns=start_ns,
        keeps_way_back=keeps_way_back,
    )


def vehicle_parameters(**models):
    """Return default parameters with some models' replaced: cabin={"volume_m3": 10}."""
    default = VehicleParameters()
    changed = {name: replace(getattr(default, name), **what) for name, what in models.items()}
    return replace(default, **changed)


def the_latest(frames, database):
    """Return the newest value of every parameter in frames."""
    latest = {}
    for frame, _ in frames:
        names = database.packet_by_name[frame.packet].parameters
        for column, parameter in enumerate(names):
            latest[parameter.id] = float(frame.values[-1, column])
    return latest


def fly(simulation, seconds):
    """Advance a simulation and return the newest value of every parameter."""
    frames = list(simulation.advance_to(simulation.tick + round(seconds * 10)))
    return the_latest(frames, simulation.mission.database)
