"""Who is connected to a listening socket, counted from ZeroMQ's events."""

import socket as sockets
import time

import pytest
import zmq
from live_server import free_listen

from telemetry.connections import Connections
from telemetry.sockets import LinkError, bind, bind_again, connect, last_endpoint

DEADLINE_S = 30.0


def wait_until(condition):
    deadline_s = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.005)


@pytest.fixture
def context():
    with zmq.Context() as context:
        yield context


@pytest.fixture
def listening(context):
    watched = []
    made = bind(
        context,
        zmq.ROUTER,
        free_listen(),  # bound again: no port the system hands out by itself
        watch=lambda socket: watched.append(Connections(socket)),
    )
    yield made, watched[0]
    watched[0].close()
    made.close(linger=0)


def test_connections_are_counted_when_they_come_and_when_they_go(context, listening):
    listener, connections = listening
    callers = [connect(context, zmq.DEALER, last_endpoint(listener)) for _ in range(5)]
    wait_until(lambda: connections.count() or len(connections) == 5)
    for caller in callers[:2]:
        caller.close(linger=0)
    wait_until(lambda: connections.count() or len(connections) == 3)
    for caller in callers[2:]:
        caller.close(linger=0)


def test_who_never_completes_the_handshake_is_counted_apart(context, listening):
    listener, connections = listening
    port = int(last_endpoint(listener).rsplit(":", 1)[1])
    caller = connect(context, zmq.DEALER, last_endpoint(listener))
    with sockets.create_connection(("127.0.0.1", port)) as rude:
        rude.sendall(b"GET / HTTP/1.1\r\n\r\n" * 10)
        wait_until(lambda: connections.count() or len(connections) == 2)
    wait_until(lambda: connections.count() or len(connections) == 1)
    wait_until(lambda: connections.count() or connections.never_let_in == 1)
    caller.close(linger=0)


def test_binding_again_cuts_every_connection_and_lets_them_come_back(context, listening):
    listener, connections = listening
    endpoint = last_endpoint(listener)
    caller = connect(context, zmq.DEALER, endpoint)
    wait_until(lambda: connections.count() or len(connections) == 1)
    bind_again(listener, endpoint)
    assert caller.poll(DEADLINE_S * 1000, zmq.POLLOUT)

    def heard():
        try:
            caller.send(b"again", zmq.NOBLOCK)
        except zmq.Again:
            return False
        return bool(listener.poll(50))

    wait_until(heard)
    caller.close(linger=0)


def test_counting_can_end_after_a_socket_that_could_not_be_bound(context):
    watched = []
    with pytest.raises(LinkError):
        bind(
            context,
            zmq.ROUTER,
            "tcp://203.0.113.7:1",
            watch=lambda s: watched.append(Connections(s)),
        )
    watched[0].close()
