"""Measure passes against a loop over Skyfield's find_events, and the whole viewing job.

Rise, culmination and set for many sites over 72 h, ours and Skyfield's in turn in one process,
CPU time of each; then the worst time against the root of Skyfield's own elevation; then every
opportunity of a whole flight.

Usage: python scripts/bench/viewing.py [--sites 300] [--hours 72] [--min-elevation 10]
"""

import argparse
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from skyfield.api import EarthSatellite, load, wgs84
from skyfield.timelib import Time

from console.domain.viewing.access import Passes, Sites, find_passes
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.opportunities import find_opportunities
from telemetry.elements import Orbit
from telemetry.mission import known_missions, load_mission, read_configuration
from telemetry.timebase import NS_PER_S

T = TypeVar("T")

DAY_NS = 86_400 * NS_PER_S
ROUNDS = 5
CHECKED_SITES = 25  # Skyfield's elevation at every rise and set of these


def main() -> None:
    """Run the bench and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--hours", type=float, default=72.0)
    parser.add_argument("--min-elevation", type=float, default=10.0)
    parser.add_argument("--mission", choices=known_missions(), default="station-1")
    arguments = parser.parse_args()
    sites = random_sites(arguments.sites)
    mission = load_mission(read_configuration(arguments.mission))
    elements = mission.orbit.segments[-1].elements
    start_ns, hours = elements.epoch_ns, arguments.hours
    limit_deg = arguments.min_elevation
    timescale = load.timescale(builtin=True)
    satellite = EarthSatellite.from_satrec(elements.satrec, timescale)

    def ours() -> tuple[Ephemeris, Passes]:
        end_ns = start_ns + round(hours * 3600 * NS_PER_S)
        ephemeris = Ephemeris.over(Orbit.of(elements), start_ns, end_ns)
        return ephemeris, find_passes(ephemeris, sites, limit_deg)

    def theirs() -> list[np.ndarray]:
        first, last = (moments(timescale, start_ns, np.array(s)) for s in (0.0, hours * 3600.0))
        found = []
        for i in range(sites.latitude_deg.size):
            times, kinds = satellite.find_events(topos(sites, i), first, last, limit_deg)
            seconds = (times.whole - first.whole) + (times.tt_fraction - first.tt_fraction)
            found.append(86_400.0 * seconds[kinds == 1])
        return found

    ours()  # imports, tables of leap seconds
    ours_s, (ephemeris, passes) = fastest(ours)
    theirs_s, culminations = fastest(theirs)
    missed, invented = compare(ephemeris, passes, culminations)
    worst_s = worst_edge_s(timescale, satellite, sites, ephemeris, passes, limit_deg, start_ns)
    print(f"{sites.latitude_deg.size} sites, {hours:g} h, {limit_deg:g}°, {arguments.mission}")
    print(f"  passes              {passes.site.size}")
    print(f"  ours, CPU           {1000 * ours_s:.1f} ms")
    print(f"  Skyfield's loop     {1000 * theirs_s:.0f} ms")
    print(f"  ratio               {theirs_s / ours_s:.1f}")
    print(f"  missed, invented    {missed}, {invented}")
    print(f"  worst rise or set   {worst_s:.4f} s (of {CHECKED_SITES} sites)")
    for name in known_missions():
        flight = load_mission(read_configuration(name))
        spent_s, found = fastest(
            lambda flight=flight: find_opportunities(flight, flight.launch_ns, flight.end_ns)
        )
        hours = flight.duration_s / 3600
        print(f"{name}: {len(found)} opportunities of {hours:.0f} h in {spent_s:.2f} s CPU")


def random_sites(count: int) -> Sites:
    """Return places spread evenly over the globe, up to 3 km high."""
    chance = np.random.default_rng(1)
    return Sites(
        np.degrees(np.arcsin(chance.uniform(-1, 1, count))),
        chance.uniform(-180, 180, count),
        chance.uniform(0, 3, count),
    )


def fastest(job: Callable[[], T]) -> tuple[float, T]:
    """Return the least CPU seconds of some rounds, and the job's result."""
    spent = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        result = job()
        spent.append(time.process_time() - begin)
    return min(spent), result


def moments(timescale: object, start_ns: int, seconds: np.ndarray) -> Time:
    """Return Skyfield times with whole and fraction kept apart."""
    day, rest_ns = divmod(start_ns, DAY_NS)
    midnight = timescale.utc(1970, 1, 1 + day)
    fraction = midnight.tt_fraction + (rest_ns / NS_PER_S + seconds) / 86_400.0
    return timescale.tt_jd(midnight.whole, fraction)


def topos(sites: Sites, i: int) -> object:
    """Return one place as Skyfield knows it."""
    height_m = 1000.0 * sites.height_km[i]
    return wgs84.latlon(sites.latitude_deg[i], sites.longitude_deg[i], elevation_m=height_m)


def compare(
    ephemeris: Ephemeris, passes: Passes, culminations: list[np.ndarray]
) -> tuple[int, int]:
    """Return how many of Skyfield's passes we miss, and how many of ours it does not know."""
    missed = invented = 0
    for i, theirs in enumerate(culminations):
        ours = passes.culmination_s[passes.site == i] - ephemeris.from_s
        apart = np.abs(ours[:, None] - theirs) < 2.0
        missed += int((~apart.any(axis=0)).sum())
        invented += int((~apart.any(axis=1)).sum())
    return missed, invented


def worst_edge_s(
    timescale: object,
    satellite: EarthSatellite,
    sites: Sites,
    ephemeris: Ephemeris,
    passes: Passes,
    limit_deg: float,
    start_ns: int,
) -> float:
    """Return the worst time between our rises and sets and the roots of Skyfield's elevation."""
    worst = 0.0
    for i in range(min(CHECKED_SITES, sites.latitude_deg.size)):
        mine = passes.site == i
        edges = np.concatenate((passes.rise_s[mine], passes.set_s[mine])) - ephemeris.from_s
        around = (edges[:, None] + np.array([-0.5, 0.0, 0.5])).ravel()
        seen = (satellite - topos(sites, i)).at(moments(timescale, start_ns, around)).altaz()[0]
        altitude = seen.degrees.reshape(-1, 3)
        error = (altitude[:, 1] - limit_deg) / (altitude[:, 2] - altitude[:, 0])
        worst = max(worst, float(np.abs(error).max(initial=0.0)))
    return worst


if __name__ == "__main__":
    main()
