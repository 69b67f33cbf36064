"""Measure how fast values are judged, a flood is folded, and a crossed limit is a published fact.

Judging: 5 000 parameters at 10 Hz, in packets of a hundred, beside the loop over every value that
is often built first, in the same run. Flood: 3 000 alarms in ten seconds through the authority
and a console's mirror; what counts is the longest single step, since nothing else is done
meanwhile. Published: a vehicle here, a mission server in a process of its own with its file on
disk, a console here; from the sending of the sample that crosses a limit until the console has
the fact.

Usage: python scripts/bench/alarms.py [--seconds 20] [--crossings 200]
"""

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Empty

import numpy as np
import zmq

sys.path.pop(0)  # this folder has a simulator.py, which would hide the package

from console.client.mirror import Advanced, Mirror, Step, Stepped
from console.client.session import Session
from console.domain.alarm_causes import first_out_groups
from console.domain.alarm_facts import AlarmRaised, FloodBegan
from console.domain.facts import Fact, MissionOpened, ServerStarted
from console.domain.roles import Role
from console.protocol import AskSnapshot, Update, decode_published, encode, endpoints
from console.server.authority import Authority, Moment
from console.server.cli import authority_over
from console.server.record import Record
from console.server.service import MissionServer
from telemetry.dictionary import (
    AlarmBehaviour,
    Limit,
    MissionDatabase,
    Packet,
    Parameter,
    ParameterKind,
    Severity,
)
from telemetry.limits import LimitMonitor, severity
from telemetry.link import FramePublisher
from telemetry.mission import Mission, load_mission, read_configuration
from telemetry.timebase import NS_PER_S, SystemClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

MISSION = "meridian-1"
PACKETS, COLUMNS, RATE_HZ = 50, 100, 10
FLOOD_ALARMS, FLOOD_S = 3000, 10
T0_NS = 1_631_880_000 * NS_PER_S
FAN, STALL, ON = "ARS_FAN_A_STATE", 2.0, 1.0
WAIT_S = 20.0


def main() -> None:
    """Run the three measurements and print what they took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=20, help="of telemetry to judge")
    parser.add_argument("--crossings", type=int, default=200)
    asked = parser.parse_args()
    mission = load_mission(read_configuration(MISSION))
    measure_judging(asked.seconds)
    measure_flood(mission)
    measure_published(mission, asked.crossings)


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


def serve(listen: str, source: str, stop: Event) -> None:
    """Run a mission server until `stop`."""
    with tempfile.TemporaryDirectory() as folder:
        record = Record.open(Path(folder) / "bench.cupola", read_configuration(MISSION))
        server = MissionServer(
            authority_over(record, []),
            record,
            source=source,
            addresses=endpoints(listen),
            clock=SystemClock(),
        )
        server.run(stop.is_set)


def measure_published(mission: Mission, crossings: int) -> None:
    """Print how long it takes from a crossing sample to the fact at a console."""
    start = multiprocessing.get_context("spawn")
    with zmq.Context() as context:
        with context.socket(zmq.ROUTER) as probe:
            port = probe.bind_to_random_port("tcp://127.0.0.1", min_port=20000, max_port=50000)
        listen, stop = f"tcp://127.0.0.1:{port}", start.Event()
        link = FramePublisher("tcp://127.0.0.1:*", context)
        process = start.Process(target=serve, args=(listen, link.endpoint, stop))
        process.start()
        session = Session(listen, Role.FLIGHT, "bench", SystemClock())
        session.start()
        wait_for(session, lambda event: isinstance(event, Stepped) and event.step is Step.LIVE)
        vehicle = Vehicle(mission, link)
        latencies_ms = []
        for crossing in range(crossings + 1):
            began_s = vehicle.reports(STALL)
            wait_for(session, raised)
            if crossing:  # before the first the source's subscription may not stand yet
                latencies_ms.append(1000 * (time.perf_counter() - began_s))
            for _ in range(3):
                vehicle.reports(ON)
            time.sleep(0.02)
        session.close()
        stop.set()
        process.join()
        link.close()
    p50, p99 = np.percentile(latencies_ms, [50, 99])
    print(f"limit crossed to fact at a console  p50 {p50:.1f}   p99 {p99:.1f} ms "
          f"(n = {len(latencies_ms)})")  # fmt: skip


def raised(event: object) -> bool:
    """Return whether the log grew by the alarm of the fan."""
    return isinstance(event, Advanced) and any(
        isinstance(entry.fact, AlarmRaised) and entry.fact.alarm == FAN for entry in event.entries
    )


class Vehicle:
    """Sends frames of the fan's packet, a minute of mission time apart."""

    def __init__(self, mission: Mission, link: FramePublisher) -> None:
        self._link = link
        self._packet, self._column = mission.database.place[FAN]
        self._now_ns = mission.simulation_start_ns
        self._sequence = 0

    def reports(self, state: float) -> float:
        """Send one frame with the fan in `state`; return when, seconds."""
        self._now_ns += 60 * NS_PER_S
        row = np.array([[p.nominal or 0.0 for p in self._packet.parameters]])
        row[0, self._column] = state
        self._link.send_clock(
            ClockAnnouncement(
                source="bench/1", kind=SourceKind.SIMULATION, mission_ns=self._now_ns, rate=1.0
            )
        )
        began_s = time.perf_counter()
        self._link.send(
            Frame(
                source="bench/1",
                packet=self._packet.name,
                sequence=self._sequence,
                generated_ns=self._now_ns,
                values=row,
            ),
            medical=False,
        )
        self._sequence += 1
        return began_s


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
