"""Flights to try the forecast on: what telemetry said every five minutes, and what then was true.

The fault comes after an hour. After it only moments a minute later and more count: no forecast
can know of it before.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.forecast.bins import TelemetryBins, Window
from console.domain.forecast.vehicle import CO2, CO2_AVERAGE, FORECAST
from simulator.agenda import InjectFault, SetActivity, SetPlace
from simulator.library import Library
from simulator.scenario import Scenario
from simulator.scenario_tables import Planned
from simulator.simulation import Simulation
from telemetry.mission import Mission, load_mission, read_configuration

Array = NDArray[np.float64]
JUDGED: Final = (*FORECAST, CO2_AVERAGE)
TICK_S: Final = 10
EVERY_S: Final = 300
FIRST_S: Final = 1500
FAULT_S: Final = 3600
# Faults of the catalogue, and three guests who go to the dome without a word;
# and an oxygen sensor that sticks, out of service.
RUNS: Final = ("nominal", "F01", "F02", "F06", "F08", "F11", "F12", "F17", "dome", "stuck")
STUCK: Final = "CAB_PPO2_A"  # of two; their mean stands for both
DOUBTED: Final = {"stuck": ("CAB_PPO2",)}  # by then somebody has taken it out of service


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a flight begins: a shipped mission, hours after its start, the seed of the noise."""

    mission: str
    begin_h: float
    seed: int

    @classmethod
    def parse(cls, text: str) -> "Start":
        """Return ``station-1:20:41`` as a start."""
        mission, begin_h, seed = text.split(":")
        return cls(mission=mission, begin_h=float(begin_h), seed=int(seed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What was known at one moment, `second` after the beginning."""

    second: int
    now_ns: int
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """One flight.

    Parameters
    ----------
    truth : ndarray, shape (n, 13)
        The simulator's own, of `JUDGED`, every `TICK_S` from the first on, as far as a sensor
        could show it. The mean over an hour is NaN in the first.
    """

    mission: Mission
    moments: tuple[Moment, ...]
    truth: Array
    doubted: tuple[str, ...]


def fly(run: str, start: Start, hours: float) -> Flight:
    """Return a flight in which `run` happens."""
    simulation = _simulation(run, start)
    parameters = simulation.mission.database.parameters
    high: Array = np.array([parameters[each].range_high for each in FORECAST], dtype=np.float64)
    bins = TelemetryBins(simulation.mission.database)
    moments, truth = [], []
    begin_s = FIRST_S if run == "nominal" else FAULT_S + 60
    for second in range(TICK_S, int(hours * 3600) + 1, TICK_S):
        for frame, _ in simulation.advance_to(second * 10):
            bins.take(frame)
        now = simulation.truth_now()
        truth.append([now[each] for each in FORECAST])
        if second >= begin_s and second % EVERY_S == 0:
            moments.append(Moment(second=second, now_ns=simulation.now_ns, window=bins.window()))
    shown = np.minimum(high, np.array(truth, dtype=np.float64))
    return Flight(
        mission=simulation.mission,
        moments=tuple(moments),
        truth=np.column_stack((shown, _over_an_hour(shown[:, : len(CO2)].mean(axis=1)))),
        doubted=DOUBTED.get(run, ()),
    )


def _over_an_hour(values: Array) -> Array:
    """Return the mean over the hour up to each tick, NaN where it is not whole."""
    ticks = 3600 // TICK_S
    sums = np.concatenate(([0.0], values.cumsum()))
    means = np.full(len(values), np.nan)
    means[ticks - 1 :] = (sums[ticks:] - sums[:-ticks]) / ticks
    return means


def _simulation(run: str, start: Start) -> Simulation:
    """Return a simulation in which `run` happens after an hour."""
    events: list[Planned] = []
    if run == "dome":
        events = [
            Planned(FAULT_S, SetActivity(person=person, activity="free", zone=2))
            for person in (2, 3, 4)
        ]
    elif run == "stuck":
        events = [Planned(FAULT_S, SetPlace(path=f"sensors.{STUCK}.is_frozen", value=True))]
    elif run != "nominal":
        events = [Planned(FAULT_S, InjectFault(fault=run))]
    mission = load_mission(read_configuration(start.mission))
    return Simulation(
        mission,
        Scenario(events=tuple(events)),
        Library.shipped(),
        source="simulator/bench",
        seed=start.seed,
        start_ns=mission.simulation_start_ns + round(start.begin_h * 3600e9),
    )
