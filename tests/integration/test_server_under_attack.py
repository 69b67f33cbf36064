"""Nothing a client sends can stop the server; the others notice nothing. Real sockets."""

import socket
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import zmq
from live_server import FAN, free_listen, serving, the_fan_stalls, wait_until

from console.domain.requests import AcknowledgeAlarm
from console.domain.roles import Role
from console.protocol import (
    ANSWER_MAX_BYTES,
    ASK_MAX_BYTES,
    PROTOCOL_VERSION,
    Answer,
    Ask,
    AskHistory,
    AskSnapshot,
    Complaint,
    Hello,
    Stranger,
    decode_from_server,
    encode,
    endpoints,
)
from console.server import doors
from console.server.rate_limit import BURST
from telemetry.dictionary import Severity

PATIENCE_MS = 30_000
# While somebody attacks, a console must hear of a stalled fan within this.
UNAFFECTED_S = 10.0


@pytest.fixture
def listen(tmp_path, source, consoles):
    """Return the address of a server with a flight controller at it, who watches over the test."""
    address = free_listen()
    with serving(tmp_path / "a.mission", source, address) as server:
        flight = consoles(address, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        yield address, server, flight


@contextmanager
def caller(address, kind=zmq.DEALER):
    with zmq.Context() as context, context.socket(kind) as made:
        made.setsockopt(zmq.LINGER, 0)
        made.setsockopt(zmq.SNDHWM, 0)
        made.connect(address)
        yield made


def seated(caller, role=Role.OBSERVER):
    caller.send(encode(Hello(version=PROTOCOL_VERSION, role=role, name="Eve")))
    assert caller.poll(PATIENCE_MS)
    return decode_from_server(caller.recv())


def raw_connection(address):
    place = urlsplit(address)
    return socket.create_connection((place.hostname, place.port), timeout=PATIENCE_MS / 1000)


def flight_is_unaffected(source, flight):
    started_s = time.monotonic()
    the_fan_stalls(source, flight)
    assert time.monotonic() - started_s < UNAFFECTED_S
    wait_until(flight.is_live, "still in step")
    alarm = flight.desk.state.alarms[FAN]
    if not alarm.is_acknowledged:
        answer = flight.asks(
            AcknowledgeAlarm(alarm=FAN, occurrence=1, seen_severity=Severity.WARNING)
        )
        assert answer.accepted, answer.reason


def test_a_message_too_large_is_dropped_and_counted(listen, source):
    address, server, flight = listen
    with caller(address) as eve:
        seated(eve)
        eve.send(bytes(ASK_MAX_BYTES + 1))
        assert eve.poll(PATIENCE_MS)
        assert isinstance(decode_from_server(eve.recv()), Complaint)
        assert server.messages_dropped >= 1
        eve.send(bytes(64 << 20))  # cut off before the bytes are taken in
        flight_is_unaffected(source, flight)


def test_a_flood_is_dropped_and_counted_and_the_others_are_served(listen, source):
    address, server, flight = listen
    with caller(address) as eve:
        seated(eve)
        question = encode(AskSnapshot(record="", after=0))

        def floods():
            for _ in range(1000):
                eve.send(question)
            return server.messages_dropped >= 2 * BURST

        wait_until(floods, "dropped")
        flight_is_unaffected(source, flight)
        wait_until(lambda: flight.look().heartbeat.messages_dropped, "told")


def test_who_asks_for_much_and_reads_nothing_fills_no_memory(listen, source):
    address, server, flight = listen
    with caller(address) as eve:
        eve.setsockopt(zmq.RCVHWM, 1)
        seated(eve)
        history = AskHistory(parameter=FAN, from_ns=0, to_ns=1 << 61, columns=10_000)
        for _ in range(int(BURST) - 50):
            eve.send(encode(history))
        flight_is_unaffected(source, flight)
        assert server.authority.epoch == 1


def test_half_open_connections_are_ended_and_stop_nobody(listen, source):
    address, server, flight = listen
    crowd = [raw_connection(address) for _ in range(100)]
    try:
        for half in crowd[::2]:
            half.sendall(b"\xff\x00\x00")  # a greeting that never ends
        wait_until(lambda: server._doors.connections >= 100, "accepted")
        flight_is_unaffected(source, flight)
        while crowd[0].recv(1000):
            pass  # the server's own greeting; then it hangs up
        wait_until(lambda: server._doors.connections < 50, "ended")
        assert server.never_let_in >= 100
    finally:
        for half in crowd:
            half.close()


def test_a_browser_at_the_door_stops_nobody(listen, source):
    address, _server, flight = listen
    with raw_connection(address) as browser:
        browser.sendall(b"GET / HTTP/1.1\r\nHost: cupola\r\n\r\n" * 1000)
        flight_is_unaffected(source, flight)


def test_more_connections_than_there_is_room_for_wait_outside(listen, source, caplog, monkeypatch):
    monkeypatch.setattr(doors, "MOST_CONNECTIONS", 200)
    address, server, flight = listen
    crowd = []
    with zmq.Context() as context:
        try:
            for _ in range(600):
                crowd.append(context.socket(zmq.DEALER))
                crowd[-1].setsockopt(zmq.LINGER, 0)
                crowd[-1].connect(address)
            wait_until(lambda: server.keys_refused > 0, "turned away")
            flight_is_unaffected(source, flight)
        finally:
            for each in crowd:
                each.close()
    wait_until(lambda: server._doors.connections < 50, "gone")


def test_everybody_who_never_said_hello_is_asked_who_they_are(listen):
    address, _server, _flight = listen
    with caller(address) as eve:
        for message in (
            AskSnapshot(record="", after=0),
            Ask(
                request_id="x",
                request=AcknowledgeAlarm(alarm=FAN, occurrence=1, seen_severity=Severity.WARNING),
            ),
        ):
            eve.send(encode(message))
            assert eve.poll(PATIENCE_MS)
            assert decode_from_server(eve.recv()) == Stranger()


def test_the_wrong_role_is_refused_in_words_and_nothing_changes(listen, source):
    address, server, flight = listen
    the_fan_stalls(source, flight)
    with caller(address) as eve:
        seated(eve, Role.OBSERVER)
        request = AcknowledgeAlarm(alarm=FAN, occurrence=1, seen_severity=Severity.WARNING)
        eve.send(encode(Ask(request_id="x", request=request)))
        assert eve.poll(PATIENCE_MS)
        answer = decode_from_server(eve.recv())
        assert isinstance(answer, Answer)
        assert not answer.accepted
        assert "Flight controller" in answer.reason
    assert not server.authority.state.alarms[FAN].is_acknowledged


def test_a_subscriber_who_does_not_read_keeps_nobody_waiting(listen, source):
    address, _server, flight = listen
    with caller(endpoints(address).published, zmq.SUB) as eve:
        eve.setsockopt(zmq.RCVHWM, 1)
        eve.setsockopt(zmq.SUBSCRIBE, b"")
        for _ in range(2000):
            source.reports(FAN, 1.0, after_s=1.0)
        flight_is_unaffected(source, flight)


def test_rubbish_into_the_publishing_ports_stops_nobody(listen, source):
    address, _server, flight = listen
    for port in (endpoints(address).published, endpoints(address).medical):
        with caller(port, zmq.XSUB) as eve:
            for _ in range(200):
                eve.send(b"\x01" + bytes(1000))
                eve.send(b"\x07rubbish")
        with raw_connection(port) as rude:
            rude.sendall(b"\xff" * 10_000)
    flight_is_unaffected(source, flight)


@pytest.mark.parametrize("number", [-1, 1 << 62, (1 << 63) - 1])
def test_numbers_no_mission_has_are_refused_in_words(listen, number):
    address, _server, _flight = listen
    with caller(address) as eve:
        seated(eve)
        eve.send(encode(AskHistory(parameter=FAN, from_ns=0, to_ns=number, columns=10)))
        assert eve.poll(PATIENCE_MS)
        assert isinstance(decode_from_server(eve.recv()), Complaint)


def test_no_answer_is_larger_than_a_slow_reader_may_cost(listen):
    address, _server, _flight = listen
    with caller(address) as eve:
        seated(eve)
        eve.send(encode(AskHistory(parameter=FAN, from_ns=0, to_ns=1 << 61, columns=10_000)))
        assert eve.poll(PATIENCE_MS)
        assert len(eve.recv()) <= ANSWER_MAX_BYTES
