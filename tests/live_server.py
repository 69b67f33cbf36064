"""A mission server, a vehicle and consoles under a test's control, over real sockets."""

import os
import random
import socket
import threading
import time
from contextlib import contextmanager

import numpy as np
import zmq
from builders import a_mission, an_opportunity

from console.client.desk import Desk
from console.client.mirror import Step
from console.client.session import Session
from console.protocol import Answer, endpoints
from console.server.cli import authority_over
from console.server.record import Record
from console.server.service import MissionServer
from telemetry.link import FramePublisher
from telemetry.mission import read_configuration
from telemetry.timebase import NS_PER_S, SystemClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

DEADLINE_S = 30.0
FAN = "ARS_FAN_A_STATE"


def wait_until(condition, what):
    deadline_s = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline_s, f"still waiting: {what}"
        time.sleep(0.01)  # the poll of a condition with a deadline, not a wait for luck


def free_listen():
    """Return an address with three free neighbouring ports, from this test worker's own range."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    while True:
        port = 20_000 + 1_500 * worker + 3 * random.randrange(500)  # noqa: S311 - a port, no secret
        try:
            for offset in range(3):
                with socket.socket() as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind(("127.0.0.1", port + offset))
        except OSError:
            continue
        return f"tcp://127.0.0.1:{port}"


class Source:
    """A vehicle under the test's control."""

    def __init__(self, *, keys=None, session="1"):
        self.context = zmq.Context()
        self.link = FramePublisher("tcp://127.0.0.1:*", self.context, keys=keys)
        self.name = f"test/{session}"
        self.sequences = {}
        self.now_ns = a_mission().simulation_start_ns

    def tells_time(self):
        self.link.send_clock(
            ClockAnnouncement(
                source=self.name, kind=SourceKind.SIMULATION, mission_ns=self.now_ns, rate=1.0
            )
        )

    def reports(self, parameter, value, *, after_s=60.0):
        """Send one frame in which only `parameter` is not nominal."""
        self.sends(self.frame(parameter, value, after_s=after_s))

    def frame(self, parameter, value, *, after_s=60.0):
        """Return the next frame in which only `parameter` is not nominal."""
        self.now_ns += round(after_s * NS_PER_S)
        packet, column = a_mission().database.place[parameter]
        row = np.array([[p.nominal if p.nominal is not None else 0.0 for p in packet.parameters]])
        row[0, column] = value
        sequence = self.sequences.get(packet.name, 0)
        self.sequences[packet.name] = sequence + 1
        return Frame(
            source=self.name,
            packet=packet.name,
            sequence=sequence,
            generated_ns=self.now_ns,
            values=row,
        )

    def sends(self, frame):
        """Tell the time and send a frame."""
        packet = a_mission().database.packet_by_name[frame.packet]
        self.tells_time()
        self.link.send(frame, medical=packet.is_medical)

    def close(self):
        self.link.close()
        self.context.term()


class Console:
    """A session and its desk, drained by the test."""

    def __init__(self, listen, role, *, name="Test", keys=None):
        self.session = Session(listen, role, name, SystemClock(), keys=keys)
        self.desk = Desk(role, SystemClock())
        self.answers = {}
        self.session.start()

    def look(self):
        events = [self.session.inbox.get() for _ in range(self.session.inbox.qsize())]
        for answer in self.desk.take(events).answers:
            self.answers[answer.request_id] = answer
        return self.desk

    def asks(self, request) -> Answer:
        request_id = self.session.submit(request)
        wait_until(lambda: self.look() and request_id in self.answers, f"answer to {request}")
        return self.answers[request_id]

    def is_live(self):
        return self.look().step is Step.LIVE and self.desk.is_open

    def window(self, window):
        return self.look().windows().get(window)


@contextmanager
def serving(path, source, listen, *, keys=None, configuration=None):
    """Run a mission server in a thread."""
    record = Record.open(path, configuration or read_configuration("meridian-1"))
    start_ns = a_mission().simulation_start_ns + 3600 * NS_PER_S
    reef = an_opportunity("reef", start_ns=start_ns, end_ns=start_ns + 300 * NS_PER_S)
    server = MissionServer(
        authority_over(record, [reef]),
        record,
        source=source.link.endpoint,
        addresses=endpoints(listen),
        clock=SystemClock(),
        keys=keys,
    )
    stop = threading.Event()
    thread = threading.Thread(target=server.run, args=(stop.is_set,))
    thread.start()
    try:
        yield server
    finally:
        stop.set()
        thread.join()


def the_fan_stalls(source, console):
    """Report the stall until the alarm stands: the first reports may precede the subscription."""
    stall = next(
        number
        for number, name in a_mission().database.parameters[FAN].states.items()
        if name == "STALL"
    )

    def stands():
        source.reports(FAN, stall)
        return FAN in console.look().state.alarms

    wait_until(stands, "fan alarm")


def free_guest():
    mission = a_mission()
    at_ns = mission.simulation_start_ns + 3600 * NS_PER_S
    for person in mission.people:
        activity = mission.activity_at(person.id, at_ns)
        if person.role == "guest" and (activity is None or activity.is_flexible):
            return person.id
    raise LookupError("everybody is busy an hour after the simulation's start")
