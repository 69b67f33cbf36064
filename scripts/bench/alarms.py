"""Measure how fast values are judged, a flood is folded, and a crossed limit is seen and heard.

Judging: 5 000 parameters at 10 Hz, in packets of a hundred, beside the loop over every value that
is often built first, in the same run. Flood: 3 000 alarms in ten seconds through the authority
and a console's mirror; what counts is the longest single step, since nothing else is done
meanwhile. A flood at a console, and alarms seen and heard: see `alarm_flood.py` and
`alarm_crossings.py`, which need PySide6 and can be run by themselves.

Usage: python scripts/bench/alarms.py [--seconds 20] [--crossings 200]
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # this folder has a simulator.py, too

from alarm_crossings import measure_crossings
from alarm_flood import measure_flood_of_a_console
from alarm_scene import MISSION

from console.client.mirror import Mirror
from console.domain.alarm_causes import first_out_groups
from console.domain.alarm_facts import AlarmRaised, FloodBegan
from console.domain.facts import Fact, MissionOpened, ServerStarted
from console.protocol import AskSnapshot, Update, decode_published, encode
from console.server.authority import Authority, Moment
from telemetry.dictionary import (
    AlarmBehaviour,
    Limit,
    MissionDatabase,
    Packet,
    Parameter,
    ParameterKind,
    Severity,
)
from telemetry.judgement import severity
from telemetry.limits import LimitMonitor
from telemetry.mission import Mission, load_mission, read_configuration
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

PACKETS, COLUMNS, RATE_HZ = 50, 100, 10
FLOOD_ALARMS, FLOOD_S = 3000, 10
T0_NS = 1_631_880_000 * NS_PER_S


def main() -> None:
    """Run every measurement and print what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=20, help="of telemetry to judge")
    parser.add_argument("--crossings", type=int, default=200)
    asked = parser.parse_args()
    mission = load_mission(read_configuration(MISSION))
    measure_judging(asked.seconds)
    measure_flood(mission)
    measure_flood_of_a_console()
    measure_crossings(asked.crossings)


def many_parameters(packets: int, *, on_delay_s: float) -> MissionDatabase:
    """Return a vehicle of numbered packets whose every parameter has limits on both sides."""
    limits = tuple(
        Limit(severity=each, threshold=side * (2.0 + each), is_high=side > 0)
        for each in (Severity.CAUTION, Severity.WARNING)
        for side in (-1.0, 1.0)
    )
    return MissionDatabase(
        "bench",
        tuple(
            Packet(
                name=f"P{packet}",
                apid=packet,
                period_ns=NS_PER_S // RATE_HZ,
                parameters=tuple(
                    Parameter(
                        id=f"P{packet}_{column}",
                        subsystem="X",
                        group="",
                        name=f"reading {column}",
                        unit="-",
                        kind=ParameterKind.FLOAT,
                        range_low=-100.0,
                        range_high=100.0,
                        limits=limits,
                        alarm=AlarmBehaviour(deadband=0.2, on_delay_s=on_delay_s, off_delay_s=1.0),
                    )
                    for column in range(COLUMNS)
                ),
            )
            for packet in range(packets)
        ),
    )


def frames_of(database: MissionDatabase, seconds: int) -> list[Frame]:
    """Return frames of one row each, of noise that is beyond a limit once in 40 000 values."""
    random = np.random.default_rng(1)
    return [
        Frame(
            source="bench/1",
            packet=packet.name,
            sequence=row,
            generated_ns=T0_NS + row * packet.period_ns,
            values=random.normal(0.0, 0.98, (1, COLUMNS)),
        )
        for row in range(seconds * RATE_HZ)
        for packet in database.packets
    ]


def measure_judging(seconds: int) -> None:
    """Print the share of a core that judging takes, and the naive loop's."""
    database = many_parameters(PACKETS, on_delay_s=0.0)
    frames = frames_of(database, seconds)
    monitor = LimitMonitor(database)
    began_s = time.process_time()
    events = sum(len(monitor.check(frame)) for frame in frames)
    ours_s = time.process_time() - began_s
    part = frames[: len(frames) // 10]
    began_s = time.process_time()
    beyond = 0
    for frame in part:
        parameters = database.packet_by_name[frame.packet].parameters
        for parameter, value in zip(parameters, frame.values[0].tolist(), strict=True):
            beyond += severity(parameter, value) is not None
    naive_s = (time.process_time() - began_s) * len(frames) / len(part)
    share, naive_share = ours_s / seconds, naive_s / seconds
    print(f"judging 5 000 parameters at 10 Hz   {100 * share:6.1f} % of a core, {events} events")
    print(f"the same, every value in a loop     {100 * naive_share:6.1f} % of a core")
    print(f"ratio                               {naive_s / ours_s:6.1f}")


def measure_flood(mission: Mission) -> None:
    """Print the longest step of server and console in a flood, and whether anything was lost."""
    database = many_parameters(FLOOD_ALARMS // COLUMNS, on_delay_s=0.0)
    flooded = replace(mission, database=database, timeline=())
    authority = Authority(flooded, [], epoch=1, entries=())
    start = Moment(mission_ns=T0_NS, wall_ns=1)
    opened: list[Fact] = [MissionOpened(mission="bench", record="bench"), ServerStarted(epoch=1)]
    authority.commit(authority.note(opened, start))
    mirror = Mirror()
    mirror.hear(Update(record="bench", epoch=1, entries=()), 0.0)
    mirror.load(authority.snapshot(AskSnapshot(record="bench", after=0)), 0.0)
    monitor = LimitMonitor(database)
    values = {packet.name: np.zeros((1, COLUMNS)) for packet in database.packets}
    order = np.random.default_rng(2).permutation(FLOOD_ALARMS)
    steps = FLOOD_S * RATE_HZ
    server_ms, console_ms = [], []
    for step, chosen in enumerate(np.array_split(order, steps)):
        now_ns = T0_NS + step * NS_PER_S // RATE_HZ
        for place in chosen.tolist():
            values[f"P{place // COLUMNS}"][0, place % COLUMNS] = 9.0
        events = []
        for name, row in values.items():
            frame = Frame(
                source="b/1", packet=name, sequence=step, generated_ns=now_ns, values=row.copy()
            )
            events += monitor.check(frame)
        began_s = time.perf_counter()
        ruling = authority.observe(events, Moment(mission_ns=now_ns, wall_ns=1))
        authority.commit(ruling)
        message = encode(Update(record="bench", epoch=1, entries=ruling.entries))
        server_ms.append(1000 * (time.perf_counter() - began_s))
        began_s = time.perf_counter()
        update = decode_published(message)
        assert isinstance(update, Update)  # noqa: S101 - it was encoded above
        mirror.hear(update, 0.1 * step)
        console_ms.append(1000 * (time.perf_counter() - began_s))
    began_s = time.perf_counter()
    groups = first_out_groups(mirror.state.alarms, database)
    grouping_ms = 1000 * (time.perf_counter() - began_s)
    facts = [entry.fact for entry in authority.log]
    raised = sum(isinstance(fact, AlarmRaised) for fact in facts)
    floods = sum(isinstance(fact, FloodBegan) for fact in facts)
    print(f"flood of {FLOOD_ALARMS} in {FLOOD_S} s: {raised} raised, {len(mirror.state.alarms)} at "
          f"the console, {floods} flood announced")  # fmt: skip
    print(f"longest step of the server          {max(server_ms):6.1f} ms")
    print(f"longest step of a console's mirror  {max(console_ms):6.1f} ms")
    print(f"finding {len(groups)} first-outs at the end {grouping_ms:6.1f} ms")


if __name__ == "__main__":
    main()
