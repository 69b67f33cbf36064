"""Measure the simulator: three days into a mission file, and the cost of real time.

Usage: python scripts/bench/simulator.py [--hours 72] [--mission meridian-1] [--real-time 20]
"""

import argparse
import resource
import sys
import tempfile
import time
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

# This file has the package's name, and Python looks beside a script first.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).parent]

if TYPE_CHECKING:
    from simulator.simulation import Simulation


class Until:
    """Lets a service run for some seconds of waiting."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def wait(self, timeout_s: float) -> bool:
        """Wait; return whether the time is over."""
        time.sleep(max(0.0, timeout_s))
        return time.monotonic() >= self._end


def a_simulation(name: str) -> "Simulation":
    """Return a fresh simulation of a shipped mission."""
    from simulator.library import Library
    from simulator.scenario import Scenario
    from simulator.simulation import Simulation
    from telemetry.mission import load_mission, read_configuration

    mission = load_mission(read_configuration(name))
    return Simulation(mission, Scenario(), Library.shipped(), source="simulator/bench", seed=1)


def record(name: str, hours: float) -> None:
    """Fly `hours` as fast as possible into a file and print what it took."""
    from simulator.output import MissionOutput
    from simulator.pacing import Pacer
    from simulator.service import SimulatorService
    from telemetry.mission import read_configuration

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.mission"
        configuration = read_configuration(name)
        simulation = a_simulation(name)
        output = MissionOutput(path, simulation.mission, configuration)
        service = SimulatorService(simulation, Pacer(inf), output=output, duration_s=hours * 3600.0)
        begun, begun_cpu = time.monotonic(), time.process_time()
        service.run(Until(inf))
        output.close()
        wall_s, cpu_s = time.monotonic() - begun, time.process_time() - begun_cpu
        size = path.stat().st_size
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{hours:g} h into a file: {wall_s:.1f} s ({cpu_s:.1f} s of processor), "
        f"{hours * 3600 / wall_s:.0f} × real time, {size / 1e6:.1f} MB, "
        f"largest memory {memory_mb:.0f} MB"
    )


def keep_pace(name: str, seconds: float, speed: float) -> None:
    """Run at a speed without a file and print the share of one core."""
    from simulator.pacing import Pacer
    from simulator.service import SimulatorService

    simulation = a_simulation(name)
    begun_cpu = time.process_time()
    SimulatorService(simulation, Pacer(speed)).run(Until(seconds))
    share = (time.process_time() - begun_cpu) / seconds
    print(
        f"{speed:g} × real time: {100 * share:.1f} % of a core, {simulation.elapsed_s:.0f} s flown"
    )


def main() -> None:
    """Parse the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=72.0, help="of mission time to record")
    parser.add_argument("--mission", default="meridian-1", help="which shipped mission")
    parser.add_argument("--real-time", type=float, default=20.0, help="seconds to run at 1 and 60")
    options = parser.parse_args()
    record(options.mission, options.hours)
    for speed in (1.0, 60.0):
        keep_pace(options.mission, options.real_time, speed)


if __name__ == "__main__":
    main()
