import time
from collections.abc import Iterator

import pytest
import zmq
from live_server import free_listen

from telemetry.sockets import (
    HIGH_WATER_MESSAGES,
    LinkError,
    bind,
    connect,
    last_endpoint,
    subscribe,
)

DEADLINE_MS = 30_000


@pytest.fixture
def context() -> Iterator[zmq.Context]:
    with zmq.Context() as context:
        yield context


def test_binding_a_busy_port_is_refused_in_one_clear_line(context: zmq.Context) -> None:
    first = bind(context, zmq.PUB, "tcp://127.0.0.1:0")
    endpoint = last_endpoint(first)
    with pytest.raises(LinkError) as caught:
        bind(context, zmq.PUB, endpoint)
    assert str(caught.value) == f"cannot bind {endpoint}: another program is using that port"
    first.close()


@pytest.mark.parametrize(
    ("endpoint", "why"),
    [
        ("nonsense", "not an endpoint"),
        ("tcp://127.0.0.1:notaport", "not an endpoint"),
        ("carrier-pigeon://roof", "not an endpoint"),
        ("tcp://203.0.113.7:5601", "no such address"),
    ],
)
def test_an_impossible_endpoint_is_refused_in_words(
    context: zmq.Context, endpoint: str, why: str
) -> None:
    with pytest.raises(LinkError, match=why):
        bind(context, zmq.PUB, endpoint)


def test_connecting_to_nonsense_is_refused(context: zmq.Context) -> None:
    with pytest.raises(LinkError, match="cannot connect to nonsense"):
        connect(context, zmq.DEALER, "nonsense")
    with pytest.raises(LinkError, match="cannot connect to nonsense"):
        subscribe(context, "nonsense")


def test_nothing_lingers_and_nothing_grows_without_bound(context: zmq.Context) -> None:
    socket = connect(context, zmq.DEALER, "tcp://127.0.0.1:9")
    assert socket.getsockopt(zmq.LINGER) == 0
    assert socket.getsockopt(zmq.SNDHWM) == HIGH_WATER_MESSAGES
    assert socket.getsockopt(zmq.RCVHWM) == HIGH_WATER_MESSAGES
    socket.close()
    context.term()  # waits for what lingers


def test_nothing_can_be_queued_for_a_server_that_is_not_there(context: zmq.Context) -> None:
    socket = connect(context, zmq.DEALER, "tcp://127.0.0.1:9")
    with pytest.raises(zmq.Again):
        socket.send(b"to nobody", zmq.NOBLOCK)
    socket.close()


def fill(asker: zmq.Socket) -> None:
    """Send until the socket takes nothing more."""
    deadline_s = time.monotonic() + DEADLINE_MS / 1000
    while time.monotonic() < deadline_s:
        try:
            asker.send(b"into the void", zmq.NOBLOCK)
        except zmq.Again:
            return
    pytest.fail("the socket still takes messages")


def test_what_was_sent_to_a_server_that_died_does_not_reach_the_next(context: zmq.Context) -> None:
    endpoint = free_listen()  # bound twice: no port the system hands out by itself
    first = bind(context, zmq.ROUTER, endpoint)
    asker = connect(context, zmq.DEALER, endpoint)
    assert asker.poll(DEADLINE_MS, zmq.POLLOUT)
    asker.send(b"before")
    assert first.poll(DEADLINE_MS)
    first.close()
    fill(asker)
    second = bind(context, zmq.ROUTER, endpoint)
    assert asker.poll(DEADLINE_MS, zmq.POLLOUT)
    asker.send(b"after")
    assert second.poll(DEADLINE_MS)
    assert second.recv_multipart()[-1] == b"after"
    asker.close()
    second.close()
