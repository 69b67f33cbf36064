"""A trainer's requests over the simulator's own socket."""

import json
import time

import pytest
import zmq
from simulations import a_simulation

from simulator.control import Control
from simulator.control_socket import ControlSocket
from simulator.pacing import Pacer
from telemetry.curve import KeyFolder
from telemetry.sockets import Credentials, LinkError, connect

DEADLINE_MS = 30_000


@pytest.fixture
def context():
    with zmq.Context() as made:
        yield made


@pytest.fixture
def served(context):
    control = Control(a_simulation(), Pacer(1.0, monotonic_s=lambda: 0.0))
    socket = ControlSocket("tcp://127.0.0.1:*", context, control)
    yield socket
    socket.close()


@pytest.fixture
def trainer(context, served):
    with context.socket(zmq.DEALER) as socket:
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(served.endpoint)
        yield socket


def answer_to(trainer, served, message):
    trainer.send(message)
    assert served._socket.poll(DEADLINE_MS)
    served.serve()
    assert trainer.poll(DEADLINE_MS), "no answer"
    return json.loads(trainer.recv())


def test_a_request_is_answered(trainer, served):
    answer = answer_to(trainer, served, b'{"do": "status"}')
    assert answer["accepted"]
    assert answer["mission"] == "meridian-1"


@pytest.mark.parametrize("message", [b"{}", b"[]", b'"x"', b'{"do": "explode"}', b'{"do": 3}'])
def test_what_cannot_be_done_is_refused_in_words(trainer, served, message):
    refused = answer_to(trainer, served, message)
    assert any(isinstance(value, str) and len(value) > 10 for value in refused.values())


def test_what_is_no_request_is_counted_and_the_next_one_served(trainer, served):
    for rubbish in (b"", b"\xff\xfe", b"{" * 10_000):
        trainer.send(rubbish)
        assert served._socket.poll(DEADLINE_MS)
        served.serve()
    assert served.dropped == 3
    assert answer_to(trainer, served, b'{"do": "status"}')


def test_a_request_that_is_too_long_is_refused_in_words_and_counted(trainer, served):
    refused = answer_to(trainer, served, b'{"do": "status", "x": "' + b"x" * 100_000 + b'"}')
    assert not refused["accepted"]
    assert "is longer than 65536" in refused["reason"]
    assert served.dropped == 1
    assert answer_to(trainer, served, b'{"do": "status"}')["accepted"]


@pytest.mark.parametrize("value", ["Infinity", "-Infinity", "NaN"])
def test_no_value_that_is_not_finite_gets_into_the_models(trainer, served, value):
    place = '"source": "simulator/test", "path": "cabin.shell_k"'
    request = f'{{"do": "set", {place}, "value": {value}}}'.encode()
    refused = answer_to(trainer, served, request)
    assert any(isinstance(word, str) and "cannot be" in word for word in refused.values())


@pytest.mark.parametrize("endpoint", ["tcp://0.0.0.0:7791", "tcp://*:7791"])
def test_without_keys_nobody_beyond_this_machine_is_listened_to(context, endpoint):
    with pytest.raises(LinkError, match="needs keys"):
        ControlSocket(endpoint, context, Control(a_simulation(), Pacer(1.0)))


@pytest.fixture
def keys(tmp_path):
    folder = KeyFolder(tmp_path / "keys")
    for role, name in (("source", "sim"), ("trainer", "tina"), ("flight", "anna")):
        folder.make(role, name)
    return folder


@pytest.fixture
def guarded(context, keys):
    socket = ControlSocket(
        "tcp://127.0.0.1:*", context, Control(a_simulation(), Pacer(1.0)), keys=keys
    )
    yield socket
    socket.close()


def has_an_answer(context, guarded, credentials, wait_s):
    """Return whether a status request is answered within `wait_s`."""
    asking = connect(context, zmq.DEALER, guarded.endpoint, credentials=credentials)
    deadline_s = time.monotonic() + wait_s
    with asking:
        while time.monotonic() < deadline_s:
            if asking.poll(20, zmq.POLLOUT):
                asking.send(b'{"do": "status"}')
            guarded.serve()
            if asking.poll(20):
                return bool(json.loads(asking.recv())["accepted"])
    return False


def test_with_keys_a_trainer_is_answered_and_nobody_else(context, guarded, keys):
    server = keys.only("source")
    tina, anna = (Credentials(key=keys.own(role), server=server) for role in ("trainer", "flight"))
    assert has_an_answer(context, guarded, tina, 5.0)
    assert not has_an_answer(context, guarded, anna, 0.5)
    assert not has_an_answer(context, guarded, None, 0.5)


def test_a_busy_address_is_one_clear_line(context, served):
    with pytest.raises(LinkError, match="another program is using that port"):
        ControlSocket(served.endpoint, context, served._control)
