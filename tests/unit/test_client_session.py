"""A session by itself: what it does when nobody, or nobody sensible, is at the other end."""

import threading
import time

import pytest
import zmq
from live_server import free_listen

from console.client.lines import Lines
from console.client.session import Session
from console.domain.requests import WithdrawWindow
from console.domain.roles import Role
from console.protocol import (
    HEARTBEAT_TOPIC,
    Answer,
    Complaint,
    Frames,
    Heartbeat,
    Hello,
    ProtocolError,
    decode_to_server,
    encode,
    endpoints,
)
from telemetry.curve import KeyFolder, KeysError
from telemetry.sockets import bind
from telemetry.timebase import SystemClock

WAIT_S = 30.0
REQUEST = WithdrawWindow(window="w1", seen_revision=1)


@pytest.fixture
def session():
    made = []

    def starting(listen, role=Role.OBSERVER, **other):
        made.append(Session(listen, role, "Eve", SystemClock(), **other))
        made[-1].start()
        return made[-1]

    yield starting
    for each in made:
        each.close()


class FakeServer:
    """Sockets where a mission server would be, that say what the test says."""

    def __init__(self, listen):
        self.context = zmq.Context()
        addresses = endpoints(listen)
        self.answers = bind(self.context, zmq.ROUTER, addresses.answers)
        self.published = bind(self.context, zmq.PUB, addresses.published)

    def hears(self):
        assert self.answers.poll(WAIT_S * 1000)
        identity, data = self.answers.recv_multipart()
        return identity, decode_to_server(data)

    def close(self):
        self.answers.close(linger=0)
        self.published.close(linger=0)
        self.context.term()


@pytest.fixture
def server():
    listen = free_listen()
    made = FakeServer(listen)
    made.listen = listen
    yield made
    made.close()


def test_a_request_with_nobody_there_is_refused_without_waiting_for_an_answer(session):
    alone = session(free_listen())
    request_id = alone.submit(REQUEST)
    answer = alone.inbox.get(timeout=WAIT_S)
    assert answer == Answer(request_id=request_id, accepted=False, reason=answer.reason)
    assert "no connection" in answer.reason


def test_an_address_that_makes_no_sense_is_refused_when_the_session_is_made():
    with pytest.raises(ProtocolError, match="not an address"):
        Session("nonsense", Role.FLIGHT, "", SystemClock())


def test_keys_that_are_not_there_are_refused_when_the_session_is_made(tmp_path):
    with pytest.raises(KeysError, match="cupola keys new flight NAME"):
        Session(free_listen(), Role.FLIGHT, "", SystemClock(), keys=KeyFolder(tmp_path))


def test_a_session_that_was_never_started_can_be_closed():
    Session(free_listen(), Role.FLIGHT, "", SystemClock()).close()


def test_closing_ends_the_thread(session):
    alone = session(free_listen())
    alone.close()
    assert alone._thread not in threading.enumerate()


def test_a_console_introduces_itself_again_until_it_is_welcomed(session, server):
    session(server.listen)
    for _ in range(2):
        _identity, message = server.hears()
        assert message == Hello(version=1, role=Role.OBSERVER, name="Eve")


def test_rubbish_from_a_server_is_dropped_and_the_session_goes_on(session, server, caplog):
    console = session(server.listen)
    identity, _hello = server.hears()
    stray = Frames(packet="P", source="s", until_ns=1, frames=(b"rubbish",))
    for data in (b"", b"\xff" * 50, encode(stray), encode(Complaint(reason="heard"))):
        server.answers.send_multipart([identity, data])
    assert console.inbox.get(timeout=WAIT_S) == Complaint(reason="heard")
    assert console._dropped == 2


def test_rubbish_on_the_subscription_is_dropped_and_the_session_goes_on(session, server, caplog):
    console = session(server.listen)
    beat = Heartbeat(record="r", epoch=1, sequence=0, frames_received=0, frames_lost=0)
    deadline_s = time.monotonic() + WAIT_S
    while console.inbox.empty() and time.monotonic() < deadline_s:
        server.published.send_multipart([HEARTBEAT_TOPIC, b"rubbish"])
        server.published.send_multipart([b"f/X", b"rubbish"])
        server.published.send_multipart([HEARTBEAT_TOPIC, encode(beat)])
        time.sleep(0.01)
    assert console.inbox.get(timeout=WAIT_S).heartbeat == beat


def test_only_a_seat_that_may_see_medical_values_opens_their_line():
    sockets = {}
    for role in Role:
        lines = Lines(endpoints(free_listen()), role, "", None)
        sockets[role] = len(lines._places)
        lines.close()
        lines.end()
    assert sockets == {role: 3 if role.may_see_medical else 2 for role in Role}
