"""Measure how long a crossed limit takes to be a fact, a pixel and a sound.

A vehicle here, a mission server in a process of its own with its file on disk, and here a flight
console as it is started on any day, drawn offscreen on its page of alarms. Each time counts from
the sending of the sample that crosses a limit: until the console's session has the fact, until
the event loop has painted the list with it, and until the console has called the player of
sounds (``true`` plays here; folding of bursts is off, so that every crossing is heard).

Usage: python scripts/bench/alarm_crossings.py [--crossings 200]
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # this folder has a simulator.py, too

from alarm_scene import (
    FAN,
    MISSION,
    ON,
    STALL,
    TURN_S,
    WAIT_S,
    Vehicle,
    WatchedConsole,
    a_server,
    an_application,
)

from console.client.mirror import Advanced, Step, Stepped
from console.client.session import Session
from console.domain import annunciation
from console.domain.alarm_facts import AlarmRaised, AlarmReturned
from console.domain.roles import Role
from telemetry.mission import load_mission, read_configuration
from telemetry.timebase import SystemClock

RATE = 300.0  # mission seconds per second, so that delays of minutes pass


def main() -> None:
    """Run the measurement and print what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--crossings", type=int, default=200)
    measure_crossings(parser.parse_args().crossings)


def measure_crossings(crossings: int) -> None:
    """Print how long crossings take to be known, seen and heard."""
    annunciation.FOLD_S = 0.0  # type: ignore[misc] - every crossing is to be heard
    application = an_application()
    configuration = read_configuration(MISSION)
    with a_server(configuration) as (listen, link):
        vehicle = Vehicle(load_mission(configuration), link, RATE)
        say("fact at a console", published_ms(listen, vehicle, crossings))
        watched = WatchedConsole(listen, application)
        taken_ms = [watched.crossing_ms(vehicle) for _ in range(crossings + 1)]
        painted_ms, played_ms = zip(*taken_ms[1:], strict=True)
        say("pixel", painted_ms)
        say("call of the player", played_ms)
        watched.close()


def say(what: str, taken_ms: Sequence[float]) -> None:
    """Print how long it took."""
    p50, p99 = np.percentile(taken_ms, [50, 99])
    print(f"limit crossed to {what:18} p50 {p50:5.1f}   p99 {p99:5.1f} ms (n = {len(taken_ms)})")


def published_ms(listen: str, vehicle: Vehicle, crossings: int) -> list[float]:
    """Return how long it takes until the inbox of a console's session has the fact."""
    session = Session(listen, Role.FLIGHT, "bench", SystemClock())
    session.start()
    wait_for(session, lambda event: isinstance(event, Stepped) and event.step is Step.LIVE)
    time.sleep(1.0)  # the server's subscription to its source stands by then
    vehicle.reports(ON)
    taken_ms = []
    for _ in range(crossings):
        began_s = vehicle.reports(STALL)
        wait_for(session, lambda event: has(event, AlarmRaised))
        taken_ms.append(1000 * (time.perf_counter() - began_s))
        for _ in range(2):
            time.sleep(TURN_S)
            vehicle.reports(ON)
        wait_for(session, lambda event: has(event, AlarmReturned))
    session.close()
    return taken_ms


def has(event: object, kind: type) -> bool:
    """Return whether the log grew by a fact of a kind about the fan."""
    return isinstance(event, Advanced) and any(
        isinstance(entry.fact, kind) and entry.fact.alarm == FAN for entry in event.entries
    )


def wait_for(session: Session, is_it: Callable[[object], bool]) -> None:
    """Take events from the console's inbox until one is what is waited for."""
    until_s = time.monotonic() + WAIT_S
    while (left_s := until_s - time.monotonic()) > 0:
        try:
            if is_it(session.inbox.get(timeout=left_s)):
                return
        except Empty:
            break
    raise SystemExit("the server never said what was waited for")


if __name__ == "__main__":
    main()
