"""A mission server and consoles' sessions over real sockets and a real mission file."""

import threading
import time
from contextlib import contextmanager

import numpy as np
import pytest
import zmq
from builders import a_mission, an_opportunity

from console.client.desk import Desk
from console.client.mirror import Step
from console.client.session import Session
from console.domain.requests import (
    AcknowledgeAlarm,
    ApproveWindow,
    ProposeWindow,
    WithdrawWindow,
)
from console.domain.roles import Role
from console.domain.schedule import WindowStatus
from console.protocol import Answer, endpoints
from console.server.cli import authority_over
from console.server.record import Record
from console.server.service import MissionServer
from telemetry.dictionary import Severity
from telemetry.link import FramePublisher
from telemetry.mission import read_configuration
from telemetry.timebase import NS_PER_S, SystemClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

DEADLINE_S = 10.0
FAN = "ARS_FAN_A_STATE"


def wait_until(condition, what):
    deadline_s = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline_s, f"still waiting: {what}"
        time.sleep(0.01)  # the poll of a condition with a deadline, not a wait for luck


def free_listen():
    """Return an address with three free neighbouring ports."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as probe:
        port = probe.bind_to_random_port("tcp://127.0.0.1", min_port=20000, max_port=50000)
    return f"tcp://127.0.0.1:{port}"


class Source:
    """A vehicle under the test's control."""

    def __init__(self):
        self.context = zmq.Context()
        self.link = FramePublisher("tcp://127.0.0.1:*", self.context)
        self.sequences = {}
        self.now_ns = a_mission().simulation_start_ns

    def tells_time(self):
        self.link.send_clock(
            ClockAnnouncement(
                source="test/1", kind=SourceKind.SIMULATION, mission_ns=self.now_ns, rate=1.0
            )
        )

    def reports(self, parameter, value, *, after_s=60.0):
        """Send one frame in which only `parameter` is not nominal."""
        self.now_ns += round(after_s * NS_PER_S)
        packet, column = a_mission().database.place[parameter]
        row = np.array([[p.nominal if p.nominal is not None else 0.0 for p in packet.parameters]])
        row[0, column] = value
        sequence = self.sequences.get(packet.name, 0)
        self.sequences[packet.name] = sequence + 1
        self.tells_time()
        self.link.send(
            Frame(
                source="test/1",
                packet=packet.name,
                sequence=sequence,
                generated_ns=self.now_ns,
                values=row,
            ),
            medical=packet.is_medical,
        )

    def close(self):
        self.link.close()
        self.context.term()


class Console:
    """A session and its desk, drained by the test."""

    def __init__(self, listen, role):
        self.session = Session(listen, role, "Test", SystemClock())
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
def serving(path, source, listen):
    """Run a mission server in a thread."""
    record = Record.open(path, read_configuration("meridian-1"))
    start_ns = a_mission().simulation_start_ns + 3600 * NS_PER_S
    reef = an_opportunity("reef", start_ns=start_ns, end_ns=start_ns + 300 * NS_PER_S)
    server = MissionServer(
        authority_over(record, [reef]),
        record,
        source=source.link.endpoint,
        addresses=endpoints(listen),
        clock=SystemClock(),
    )
    stop = threading.Event()
    thread = threading.Thread(target=server.run, args=(stop.is_set,))
    thread.start()
    try:
        yield server
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def source():
    made = Source()
    yield made
    made.close()


@pytest.fixture
def consoles():
    made = []

    def console(listen, role):
        made.append(Console(listen, role))
        return made[-1]

    yield console
    for each in made:
        each.session.close()


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


def test_a_decision_walks_from_the_guest_lead_through_flight_to_both_consoles(
    tmp_path, source, consoles
):
    listen = free_listen()
    with serving(tmp_path / "a.mission", source, listen):
        flight, guest = consoles(listen, Role.FLIGHT), consoles(listen, Role.GUEST)
        wait_until(lambda: flight.is_live() and guest.is_live(), "both consoles live")
        source.tells_time()
        wait_until(lambda: source.tells_time() or flight.look().now_ns(), "mission time")
        proposed = guest.asks(ProposeWindow(opportunity="reef", guests=(free_guest(),)))
        assert proposed.accepted, proposed.reason
        wait_until(lambda: flight.window("w1"), "the proposal on the flight console")
        refused = guest.asks(ApproveWindow(window="w1", seen_revision=1))
        assert not refused.accepted
        assert flight.asks(ApproveWindow(window="w1", seen_revision=1)).accepted
        wait_until(
            lambda: guest.window("w1").status is WindowStatus.PLANNED, "planned on guest console"
        )
        the_fan_stalls(source, flight)
        for console in (flight, guest):
            wait_until(
                lambda console=console: console.window("w1").status is WindowStatus.HELD, "held"
            )
        acknowledged = flight.asks(
            AcknowledgeAlarm(alarm=FAN, occurrence=1, seen_severity=Severity.WARNING)
        )
        assert acknowledged.accepted
        wait_until(lambda: guest.look().state == flight.look().state, "consoles agree")


def test_a_restarted_server_carries_on_and_consoles_resynchronise(tmp_path, source, consoles):
    listen = free_listen()
    path = tmp_path / "a.mission"
    with serving(path, source, listen):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        the_fan_stalls(source, flight)
        before = flight.look().state
    wait_until(lambda: flight.look().step is Step.STALE, "stale without heartbeat")
    with serving(path, source, listen) as server:
        wait_until(flight.is_live, "live again")
        assert server.authority.epoch == 2
        assert flight.desk.state.alarms == before.alarms
        assert [entry.sequence for entry in flight.desk.log] == list(
            range(1, server.authority.sequence + 1)
        )


def test_garbage_on_every_socket_is_counted_and_stops_nobody(tmp_path, source, consoles):
    listen = free_listen()
    with serving(tmp_path / "a.mission", source, listen) as server:
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        with zmq.Context() as context, context.socket(zmq.DEALER) as vandal:
            vandal.setsockopt(zmq.LINGER, 0)
            vandal.connect(listen)
            for rubbish in (b"", b"\xff" * 100, b"\x81\xa4type\xa4Nope"):
                vandal.send(rubbish)
            vandal.send_multipart([b"a", b"b", b"c"])
            wait_until(lambda: server.messages_dropped >= 4, "drops counted")
        source.link._socket.send_multipart([b"f/X", b"not a frame"])
        the_fan_stalls(source, flight)
        assert flight.look().step is Step.LIVE


def test_a_repeated_request_is_done_once(tmp_path, source, consoles):
    listen = free_listen()
    with serving(tmp_path / "a.mission", source, listen) as server:
        guest = consoles(listen, Role.GUEST)
        wait_until(guest.is_live, "live")
        wait_until(lambda: source.tells_time() or guest.look().now_ns(), "mission time")
        request = ProposeWindow(opportunity="reef", guests=(free_guest(),))
        from console.protocol import Ask

        for _ in range(3):
            guest.session._outbox.put(Ask(request_id="same", request=request))
        wait_until(lambda: guest.window("w1"), "proposed")
        other = guest.asks(request)
        assert not other.accepted
        assert list(server.authority.state.windows) == ["w1"]


def test_a_medical_value_never_reaches_the_guest_console(tmp_path, source, consoles):
    listen = free_listen()
    with serving(tmp_path / "a.mission", source, listen):
        flight, guest = consoles(listen, Role.FLIGHT), consoles(listen, Role.GUEST)
        wait_until(lambda: flight.is_live() and guest.is_live(), "live")

        def heard():
            source.reports("BIO_3_HR", 80.0)
            source.reports(FAN, 1.0)
            return flight.look().value("BIO_3_HR").value == 80.0

        wait_until(heard, "heart rate on the flight console")
        wait_until(lambda: guest.look().value(FAN).generated_ns, "public telemetry")
        assert guest.desk.value("BIO_3_HR").generated_ns == 0


def test_a_request_to_a_dead_server_is_refused_at_once_and_never_done(tmp_path, source, consoles):
    listen, path = free_listen(), tmp_path / "a.mission"
    with serving(path, source, listen):
        guest = consoles(listen, Role.GUEST)
        wait_until(guest.is_live, "live")
        wait_until(lambda: source.tells_time() or guest.look().now_ns(), "mission time")
    refused = guest.asks(ProposeWindow(opportunity="reef", guests=(free_guest(),)))
    assert not refused.accepted
    assert "no connection" in refused.reason
    with serving(path, source, listen) as server:
        wait_until(guest.is_live, "live again")
        assert not guest.asks(WithdrawWindow(window="w1", seen_revision=1)).accepted
        assert server.authority.state.windows == {}


def test_a_server_that_forgot_a_console_is_reminded_and_the_request_done(
    tmp_path, source, consoles
):
    listen = free_listen()
    with serving(tmp_path / "a.mission", source, listen) as server:
        guest = consoles(listen, Role.GUEST)
        wait_until(guest.is_live, "live")
        wait_until(lambda: source.tells_time() or guest.look().now_ns(), "mission time")
        server._reception.forget_all()
        assert guest.asks(ProposeWindow(opportunity="reef", guests=(free_guest(),))).accepted
