"""Measure how long a frame and a decision take to reach every console, beside naive polling.

A source here, a mission server in a process of its own with a real mission file, and consoles'
sessions here. Frames: from `send` until a console's inbox has them. Decisions: from the click
until every console knows the fact, which is on the disk by then. The naive path is what is
often built first: consoles that ask a server ten times a second (REQ/REP, JSON, nothing kept
on disk), in the same run. Polling sees only the newest frame each time, so its latency is that
of the frames it did not miss.

Usage: python scripts/bench/latency.py [--frames 400] [--decisions 60] [--consoles 3]
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from dataclasses import replace
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Empty
from threading import Thread

import numpy as np
import zmq

sys.path.pop(0)  # this folder has a simulator.py, which would hide the package

from console.client.mirror import Advanced, Step, Stepped
from console.client.session import Session
from console.domain.requests import ProposeWindow, Request, WithdrawWindow
from console.domain.roles import Role
from console.domain.viewing.opportunities import find_opportunities
from console.protocol import Answer, endpoints
from console.server.cli import authority_over
from console.server.record import Record
from console.server.service import MissionServer
from telemetry.link import FramePublisher, Received
from telemetry.mission import Mission, load_mission, read_configuration
from telemetry.timebase import NS_PER_S, SystemClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

MISSION = "meridian-1"
PACKET_OF = "CAB_PPCO2_Z3"
FRAME_HZ = 50.0
POLL_S = 0.1
WAIT_S = 20.0


def main() -> None:
    """Run both paths and print what they took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=400)
    parser.add_argument("--decisions", type=int, default=60)
    parser.add_argument("--consoles", type=int, default=3)
    asked = parser.parse_args()
    mission = load_mission(read_configuration(MISSION))
    start = multiprocessing.get_context("spawn")
    with zmq.Context() as context:
        source = Source(mission, context)
        took = {}
        for name, server, consoles in (
            ("cupola", serve, Consoles),
            ("polling", serve_naively, PollingConsoles),
        ):
            stop, listen = start.Event(), f"tcp://127.0.0.1:{free_port(context)}"
            process = start.Process(target=server, args=(listen, source.link.endpoint, stop))
            process.start()
            seats = consoles(listen, asked.consoles, source)
            took[name] = (
                measured_frames(source, seats, asked.frames),
                seats.decide(asked.decisions),
            )
            seats.close()
            stop.set()
            process.join()
        source.link.close()
    for place, what in enumerate(("frame to a console's inbox", "click to every console")):
        for name, results in took.items():
            print(f"{what:27} {name:8} {line(results[place])}")
        ours, naive = (np.percentile(results[place], 50) for results in took.values())
        print(f"{what:27} ratio    p50 {naive / ours:.1f} × sooner than polling")


def line(seconds: list[float]) -> str:
    """Return the percentiles of some latencies as words."""
    p50, p95, p99 = (1000 * value for value in np.percentile(seconds, [50, 95, 99]))
    return f"p50 {p50:7.2f}   p95 {p95:7.2f}   p99 {p99:7.2f} ms   (n = {len(seconds)})"


def free_port(context: zmq.Context) -> int:
    """Return the first of three ports that are most likely free."""
    with context.socket(zmq.ROUTER) as probe:
        return int(probe.bind_to_random_port("tcp://127.0.0.1", min_port=20000, max_port=50000))


class Source:
    """Sends frames of one packet and remembers when."""

    def __init__(self, mission: Mission, context: zmq.Context) -> None:
        self.link = FramePublisher("tcp://127.0.0.1:*", context)
        self.mission = mission
        self.packet = mission.database.place[PACKET_OF][0]
        self.sent_s: dict[int, float] = {}
        self._now_ns = mission.simulation_start_ns

    def send(self) -> int:
        """Send one frame; return its sequence number."""
        sequence = len(self.sent_s)
        self._now_ns += self.packet.period_ns
        clock = ClockAnnouncement(
            source="bench/1", kind=SourceKind.SIMULATION, mission_ns=self._now_ns, rate=1.0
        )
        self.link.send_clock(clock)
        frame = Frame(
            source="bench/1",
            packet=self.packet.name,
            sequence=sequence,
            generated_ns=self._now_ns,
            values=np.zeros((1, self.packet.columns)),
        )
        self.sent_s[sequence] = time.monotonic()
        self.link.send(frame)
        return sequence


def measured_frames(
    source: Source, seats: "Consoles | PollingConsoles", frames: int
) -> list[float]:
    """Return the latency of frames at every console."""
    first = source.send()
    deadline_s = time.monotonic() + WAIT_S
    while not seats.all_heard(first) and time.monotonic() < deadline_s:
        time.sleep(0.05)
        first = source.send()
    seats.heard_s = [{} for _ in seats.heard_s]
    sent = []
    for number in range(frames):
        sent.append(source.send())
        time.sleep(max(0.0, 1 / FRAME_HZ - 0.0005 * (number % 2)))
    while not seats.all_heard(sent[-1]) and time.monotonic() < deadline_s + WAIT_S:
        time.sleep(0.05)
    heard = [seat[n] - source.sent_s[n] for seat in seats.heard_s for n in sent if n in seat]
    missed = frames * len(seats.heard_s) - len(heard)
    if missed:
        print(f"{missed} of {frames * len(seats.heard_s)} frames were never seen by a console")
    return heard


class Consoles:
    """Sessions as real consoles have them, each read by a thread."""

    def __init__(self, listen: str, count: int, source: Source) -> None:
        self.heard_s: list[dict[int, float]] = [{} for _ in range(count)]
        self._known_s: list[dict[str, float]] = [{} for _ in range(count)]
        self._answers: dict[str, Answer] = {}
        self._live = [False] * count
        self._source = source
        self._sessions = [
            Session(listen, Role.GUEST, f"bench-{n}", SystemClock()) for n in range(count)
        ]
        for number, session in enumerate(self._sessions):
            session.start()
            Thread(target=self._read, args=(number, session), daemon=True).start()

    def all_heard(self, sequence: int) -> bool:
        """Return whether every console has a frame."""
        return all(self._live) and all(sequence in heard for heard in self.heard_s)

    def decide(self, decisions: int) -> list[float]:
        """Return how long decisions took to be known by the last console."""
        guest = next(p.id for p in self._source.mission.people if p.role == "guest")
        took = []
        for number in range(decisions):
            window, is_proposal = f"w{number // 2 + 1}", number % 2 == 0
            request: Request = WithdrawWindow(window=window, seen_revision=1)
            if is_proposal:
                request = ProposeWindow(opportunity="bench", guests=(guest,))
            clicked_s = time.monotonic()
            request_id = self._sessions[0].submit(request)
            while not all(request_id in known for known in self._known_s):
                answer = self._answers.get(request_id)
                if answer is not None and not answer.accepted:
                    raise SystemExit(f"refused: {answer.reason}")
                time.sleep(0.0002)
            took.append(max(known[request_id] for known in self._known_s) - clicked_s)
        return took

    def close(self) -> None:
        """End the sessions."""
        for session in self._sessions:
            session.close()

    def _read(self, number: int, session: Session) -> None:
        while True:
            try:
                event = session.inbox.get(timeout=WAIT_S)
            except Empty:
                return
            now_s = time.monotonic()
            match event:
                case Received():
                    self.heard_s[number][event.frame.sequence] = now_s
                case Stepped():
                    self._live[number] = event.step is Step.LIVE
                case Advanced():
                    self._known_s[number] |= {e.request_id: now_s for e in event.entries}
                case Answer():
                    self._answers[event.request_id] = event


def serve(listen: str, source: str, stop: Event) -> None:
    """Run a mission server until told to stop."""
    with tempfile.TemporaryDirectory() as folder:
        record = Record.open(Path(folder) / "bench.mission", read_configuration(MISSION))
        record.mission = mission = replace(record.mission, timeline=())  # everybody is free
        first_ns = mission.simulation_start_ns + 3600 * NS_PER_S
        seen = find_opportunities(mission, first_ns, first_ns + 6 * 3600 * NS_PER_S)[0]
        server = MissionServer(
            authority_over(record, [replace(seen, id="bench")]),
            record,
            source=source,
            addresses=endpoints(listen),
            clock=SystemClock(),
        )
        server.run(stop.is_set)


class PollingConsoles:
    """Consoles that ask for everything ten times a second."""

    def __init__(self, listen: str, count: int, _source: Source) -> None:
        self.heard_s: list[dict[int, float]] = [{} for _ in range(count)]
        self._known: list[dict[str, float]] = [{} for _ in range(count)]
        self._clicks: list[str] = []
        self._stop = False
        self._context = zmq.Context()
        self._threads = [Thread(target=self._poll, args=(n, listen)) for n in range(count)]
        for thread in self._threads:
            thread.start()

    def all_heard(self, sequence: int) -> bool:
        """Return whether every console has this frame or a later one."""
        return all(max(heard, default=-1) >= sequence for heard in self.heard_s)

    def decide(self, decisions: int) -> list[float]:
        """Return how long decisions took to be known by the last console."""
        took = []
        for number in range(decisions):
            clicked_s = time.monotonic()
            self._clicks.append(str(number))
            while not all(str(number) in known for known in self._known):
                time.sleep(0.0002)
            took.append(max(known[str(number)] for known in self._known) - clicked_s)
        return took

    def close(self) -> None:
        """End the consoles."""
        self._stop = True
        for thread in self._threads:
            thread.join()
        self._context.term()

    def _poll(self, number: int, listen: str) -> None:
        with self._context.socket(zmq.REQ) as socket:
            socket.setsockopt(zmq.LINGER, 0)
            socket.connect(listen)
            due_s = time.monotonic() + POLL_S * number / len(self.heard_s)
            while not self._stop:
                time.sleep(max(0.0, due_s - time.monotonic()))
                due_s += POLL_S
                clicks = self._clicks[:] if number == 0 else []
                del self._clicks[: len(clicks)]
                socket.send_json({"clicks": clicks})
                if not socket.poll(WAIT_S * 1000):
                    return
                said, now_s = socket.recv_json(), time.monotonic()
                if said["latest"] is not None:
                    self.heard_s[number].setdefault(said["latest"]["sequence"], now_s)
                for click in said["facts"]:
                    self._known[number].setdefault(click, now_s)


def serve_naively(listen: str, source: str, stop: Event) -> None:
    """Keep the latest frame and the clicks, and answer whoever asks."""
    from telemetry.link import FrameIntake, drain
    from telemetry.sockets import subscribe

    facts: list[str] = []
    latest = None
    with zmq.Context() as context, context.socket(zmq.REP) as answers:
        answers.setsockopt(zmq.LINGER, 0)
        answers.bind(listen)
        frames, intake = subscribe(context, source), FrameIntake(SystemClock())
        poller = zmq.Poller()
        poller.register(frames, zmq.POLLIN)
        poller.register(answers, zmq.POLLIN)
        while not stop.is_set():
            poller.poll(50)
            for arrival in drain(frames, intake):
                if isinstance(arrival, Received):
                    latest = arrival.frame
            if answers.poll(0):
                facts += answers.recv_json()["clicks"]
                shown = latest and {"sequence": latest.sequence, "values": latest.values.tolist()}
                answers.send(json.dumps({"latest": shown, "facts": facts}).encode())
        frames.close(linger=0)


if __name__ == "__main__":
    main()
