"""Back-test the forecast against the simulator's truth, beside two naive ones, in one run.

Every five minutes of simulated flight a forecast is made from the telemetry alone. What it says
of 5, 15, 30 and 90 minutes later is compared with what then was true; so are "it stays as it
is" and "it goes on as in the last five minutes". After a fault only forecasts made at least a
minute after it count: none can know of it before.

Usage: python scripts/bench/forecast.py [--runs nominal F01 …] [--hours 4] [--seed 3]
       [--mission station-1] [--begin 12]
"""

import argparse
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

# This file has a package's name beside it, and Python looks beside a script first.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).parent]

if TYPE_CHECKING:
    from console.domain.forecast.bins import Window
    from console.domain.forecast.outlook import Forecast
    from simulator.simulation import Simulation

Array = NDArray[np.float64]
AHEAD_MIN: Final = (5, 15, 30, 90)
EVERY_S: Final = 300
FIRST_S: Final = 1500
FAULT_S: Final = 3600
TICK_S: Final = 10
TREND_BINS: Final = 15
# Faults of the catalogue, and three guests who go to the dome without a word;
# and an oxygen sensor that sticks, out of service.
RUNS: Final = ("nominal", "F01", "F02", "F08", "F11", "F12", "F17", "F06", "dome", "stuck")
STUCK: Final = "CAB_PPO2_A"  # of two; their mean stands for both
DOUBTED: Final = {"stuck": ("CAB_PPO2",)}  # by then somebody has taken it out of service
GROUPS: Final = {
    "ppCO2, mmHg": slice(0, 4),
    "ppO2, mmHg": slice(4, 5),
    "pressure, mmHg": slice(5, 6),
    "temperature, °C": slice(6, 10),
    "humidity, %": slice(10, 12),
}


@dataclass
class Errors:
    """Errors by minutes ahead; each row is one forecast, NaN where there was none."""

    model: dict[int, list[Array]] = field(default_factory=lambda: {at: [] for at in AHEAD_MIN})
    stays: dict[int, list[Array]] = field(default_factory=lambda: {at: [] for at in AHEAD_MIN})
    trend: dict[int, list[Array]] = field(default_factory=lambda: {at: [] for at in AHEAD_MIN})
    inside: dict[int, list[Array]] = field(default_factory=lambda: {at: [] for at in AHEAD_MIN})


def a_flight(name: str, options: argparse.Namespace) -> "Simulation":
    """Return a simulation in which `name` happens after an hour."""
    from simulator.agenda import InjectFault, SetActivity, SetPlace
    from simulator.library import Library
    from simulator.scenario import Scenario
    from simulator.scenario_tables import Planned
    from simulator.simulation import Simulation
    from telemetry.mission import load_mission, read_configuration

    events: list[Planned] = []
    if name == "dome":
        events = [
            Planned(FAULT_S, SetActivity(person=person, activity="free", zone=2))
            for person in (2, 3, 4)
        ]
    elif name == "stuck":
        events = [Planned(FAULT_S, SetPlace(path=f"sensors.{STUCK}.is_frozen", value=True))]
    elif name != "nominal":
        events = [Planned(FAULT_S, InjectFault(fault=name))]
    mission = load_mission(read_configuration(options.mission))
    scenario = Scenario(events=tuple(events))
    return Simulation(
        mission,
        scenario,
        Library.shipped(),
        source="simulator/bench",
        seed=options.seed,
        start_ns=mission.simulation_start_ns + round(options.begin * 3600e9),
    )


def moments(
    name: str, options: argparse.Namespace
) -> tuple[list[tuple[int, "Forecast", "Window"]], Array, list[float]]:
    """Return the forecasts and when they were made, the truth every ten seconds, CPU seconds."""
    from console.domain.forecast.bins import TelemetryBins
    from console.domain.forecast.outlook import forecast
    from console.domain.forecast.vehicle import FORECAST

    simulation = a_flight(name, options)
    limits = simulation.mission.database.parameters
    high: Array = np.array([limits[each].range_high for each in FORECAST], dtype=np.float64)
    bins = TelemetryBins(simulation.mission.database)
    made, truth, spent_s = [], [], []
    begin_s = FIRST_S if name == "nominal" else FAULT_S + 60
    for second in range(TICK_S, int(options.hours * 3600) + 1, TICK_S):
        for frame, _ in simulation.advance_to(second * 10):
            bins.take(frame)
        now = simulation.truth_now()
        truth.append(
            np.minimum(high, np.array([now[each] for each in FORECAST], dtype=np.float64))
        )  # as a sensor could show
        if second >= begin_s and second % EVERY_S == 0:
            window, before_s = bins.window(), time.process_time()
            found = forecast(
                window, simulation.mission, simulation.now_ns, suspects=DOUBTED.get(name, ())
            )
            spent_s.append(time.process_time() - before_s)
            made.append((second, found, window))
    return made, np.array(truth), spent_s


def compare(made: list[tuple[int, "Forecast", "Window"]], truth: Array, start_ns: int) -> Errors:
    """Return the errors of all forecasts of a flight."""
    from console.domain.forecast.vehicle import FORECAST

    errors = Errors()
    for second, found, window in made:
        for minutes in AHEAD_MIN:
            then = (second + 60 * minutes) // TICK_S - 1
            if then >= len(truth):
                continue
            at_ns = start_ns + (second + 60 * minutes) * 10**9
            rows = np.array([_of_one(found, window, name, at_ns) for name in FORECAST])
            low, middle, high, trend = rows.T
            now, true = truth[second // TICK_S - 1], truth[then]
            known = np.isfinite(middle)
            errors.model[minutes].append(middle - true)
            errors.stays[minutes].append(np.where(known, now - true, np.nan))
            errors.trend[minutes].append(np.where(known, trend - true, np.nan))
            inside = (low <= true) & (true <= high)
            errors.inside[minutes].append(np.where(known, inside.astype(float), np.nan))
    return errors


def _of_one(found: "Forecast", window: "Window", name: str, at_ns: int) -> tuple[float, ...]:
    """Return low, middle and high edge at an instant, and the trend's value."""
    outlook = found.outlooks.get(name)
    if outlook is None:
        return (np.nan,) * 4
    edges = (outlook.low, outlook.middle, outlook.high)
    since_s = (found.times_ns - found.times_ns[0]) / 1e9
    ahead_s = (at_ns - found.times_ns[0]) / 1e9
    values = window.values[name][-TREND_BINS:]
    times_s = (window.times_ns[-TREND_BINS:] - found.times_ns[0]) / 1e9
    known = np.isfinite(values)
    slope, level = np.polyfit(times_s[known], values[known], 1)
    told = [float(np.interp(ahead_s, since_s, edge)) for edge in edges]
    return (*told, float(level + slope * ahead_s))


def rms(rows: list[Array], group: slice) -> float:
    """Return the root mean square of one quantity's errors."""
    return float(np.sqrt(np.nanmean(np.square(np.array(rows)[:, group]))))


def print_table(title: str, errors: Errors) -> None:
    """Print errors and coverage of one run as a table in Markdown."""
    print(f"\n### {title}, {len(errors.model[AHEAD_MIN[0]])} forecasts\n")
    print("| quantity | " + " | ".join(f"{minutes} min" for minutes in AHEAD_MIN) + " |")
    print("|---|" + "---|" * len(AHEAD_MIN))
    for name, group in GROUPS.items():
        cells = []
        for minutes in AHEAD_MIN:
            if not errors.model[minutes]:
                cells.append("–")
                continue
            if np.isnan(np.array(errors.model[minutes])[:, group]).all():
                cells.append("not forecast")
                continue
            figures = (errors.model, errors.stays, errors.trend)
            said = " / ".join(f"{rms(each[minutes], group):.3g}" for each in figures)
            share = np.nanmean(np.array(errors.inside[minutes])[:, group])
            cells.append(f"**{said.replace(' / ', '** / ', 1)} · {100 * share:.0f} %")
        print(f"| {name} | " + " | ".join(cells) + " |")


def main() -> None:
    """Parse the options, fly, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", nargs="+", default=RUNS, help="nominal, dome, or faults")
    parser.add_argument("--hours", type=float, default=4.0, help="of flight per run")
    parser.add_argument("--seed", type=int, default=3, help="of the simulator's noise")
    parser.add_argument("--mission", default="meridian-1", help="of the shipped ones")
    parser.add_argument("--begin", type=float, default=0.0, help="hours after its start")
    options = parser.parse_args()
    print("Each cell: forecast / stays as it is / goes on as it went (RMS) · truth in the band")
    spent: list[float] = []
    every = Errors()
    for name in options.runs:
        made, truth, spent_s = moments(name, options)
        start_ns = a_flight(name, options).start_ns
        errors = compare(made, truth, start_ns)
        print_table(name, errors)
        spent += spent_s
        for kind in ("model", "stays", "trend", "inside"):
            for minutes in AHEAD_MIN:
                getattr(every, kind)[minutes].extend(getattr(errors, kind)[minutes])
    print_table("All runs together", every)
    middle, worst = np.median(spent) * 1e3, np.max(spent) * 1e3
    print(f"\nOne forecast: {middle:.0f} ms of processor, at most {worst:.0f}, of {len(spent)}")


if __name__ == "__main__":
    main()
