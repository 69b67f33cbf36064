"""Only enrolled keys get in, each through the doors of its role; refusals are counted."""

import logging
import time

import pytest
import zmq

from telemetry.curve import KeyFolder
from telemetry.gatekeeper import BUSY, REFUSED, WELCOME, Gatekeeper, Keyring
from telemetry.sockets import Credentials, Door, LinkError, bind, connect, last_endpoint

DEADLINE_MS = 30_000
SHORT_MS = 300
DOORS = {"consoles": frozenset({"flight", "guest"}), "medical": frozenset({"flight"})}


@pytest.fixture
def context():
    with zmq.Context() as context:
        yield context


@pytest.fixture
def folder(tmp_path):
    made = KeyFolder(tmp_path / "keys")
    for role, name in [("server", "main"), ("flight", "anna"), ("guest", "ben")]:
        made.make(role, name)
    return made


@pytest.fixture
def keeper(context, folder):
    made = Gatekeeper(context, DOORS, Keyring(folder))
    yield made
    made.close()


@pytest.fixture
def door(context, keeper, folder):
    sockets = []

    def listening(domain):
        guarded = Door(domain=domain, key=folder.own("server"))
        sockets.append(bind(context, zmq.ROUTER, "tcp://127.0.0.1:0", door=guarded))
        return sockets[-1]

    yield listening
    for socket in sockets:
        socket.close(linger=0)


@pytest.fixture
def caller():
    """Connect from another process's context, as a console does."""
    contexts, sockets = [], []

    def calling(endpoint, folder=None, role=""):
        contexts.append(zmq.Context())
        shown = None
        if folder is not None:
            shown = Credentials(key=folder.own(role), server=folder.only("server"))
        sockets.append(connect(contexts[-1], zmq.DEALER, endpoint, credentials=shown))
        return sockets[-1]

    yield calling
    for socket in sockets:
        socket.close(linger=0)
    for context in contexts:
        context.term()


def gets_in(caller, listener, within_ms=DEADLINE_MS):
    if not caller.poll(within_ms, zmq.POLLOUT):
        return None
    caller.send(b"hello")
    assert listener.poll(DEADLINE_MS)
    return listener.recv_multipart(copy=False)[-1]


def wait_until(condition):
    deadline_s = time.monotonic() + DEADLINE_MS / 1000
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


def test_an_enrolled_key_gets_in_and_its_messages_carry_it(door, caller, folder):
    listener = door("consoles")
    heard = gets_in(caller(last_endpoint(listener), folder, "guest"), listener)
    assert heard.bytes == b"hello"
    assert heard.get("User-Id") == folder.own("guest").holder.public


def test_a_key_nobody_enrolled_gets_no_byte_in_and_is_counted(
    door, caller, folder, keeper, tmp_path, caplog
):
    there = KeyFolder(tmp_path / "there")
    there.make("flight", "mallory")
    there.enrol(folder.path / "main.pub")
    listener = door("consoles")
    with caplog.at_level(logging.WARNING):
        stranger = caller(last_endpoint(listener), there, "flight")
        wait_until(lambda: keeper.refused)
        assert gets_in(stranger, listener, SHORT_MS) is None
    assert not listener.poll(0)
    assert "a key nobody enrolled" in caplog.text


def test_a_console_without_a_key_gets_no_byte_in(door, caller):
    listener = door("consoles")
    assert gets_in(caller(last_endpoint(listener)), listener, SHORT_MS) is None
    assert not listener.poll(0)


def test_a_door_is_open_to_its_roles_only(door, caller, folder, keeper, caplog):
    listener = door("medical")
    guest = caller(last_endpoint(listener), folder, "guest")
    with caplog.at_level(logging.WARNING):
        wait_until(lambda: keeper.refused)
    assert gets_in(guest, listener, SHORT_MS) is None
    assert gets_in(caller(last_endpoint(listener), folder, "flight"), listener) is not None


def test_a_revoked_key_does_not_get_in_again_without_a_restart(
    door, caller, folder, keeper, caplog
):
    listener = door("consoles")
    endpoint = last_endpoint(listener)
    assert gets_in(caller(endpoint, folder, "guest"), listener) is not None
    folder.revoke("ben")
    with caplog.at_level(logging.WARNING):
        ben = caller(endpoint, folder, "guest")
        wait_until(lambda: keeper.refused)
    assert gets_in(ben, listener, SHORT_MS) is None


def test_a_key_enrolled_later_gets_in_without_a_restart(door, caller, folder, tmp_path):
    listener = door("consoles")
    there = KeyFolder(tmp_path / "there")
    there.make("flight", "dora")
    there.enrol(folder.path / "main.pub")
    folder.enrol(there.path / "dora.pub")
    assert gets_in(caller(last_endpoint(listener), there, "flight"), listener) is not None


def test_when_there_is_no_room_the_next_waits_outside_and_comes_in_later(
    door, caller, folder, keeper, caplog
):
    listener = door("consoles")
    keeper.is_full = True
    with caplog.at_level(logging.WARNING):
        late = caller(last_endpoint(listener), folder, "guest")
        wait_until(lambda: keeper.turned_away)
    keeper.is_full = False
    assert gets_in(late, listener) is not None


def test_without_a_gatekeeper_a_door_with_keys_stays_shut(context, folder, caller):
    guarded = Door(domain="consoles", key=folder.own("server"))
    listener = bind(context, zmq.ROUTER, "tcp://127.0.0.1:0", door=guarded)
    assert gets_in(caller(last_endpoint(listener), folder, "guest"), listener, SHORT_MS) is None
    listener.close(linger=0)


def test_without_keys_everybody_on_this_machine_gets_in(context, caller):
    keeper = Gatekeeper(context, DOORS, None)
    listener = bind(context, zmq.ROUTER, "tcp://127.0.0.1:0", door=Door(domain="consoles"))
    assert gets_in(caller(last_endpoint(listener)), listener) is not None
    listener.close(linger=0)
    keeper.close()


def test_a_process_has_one_gatekeeper(context, keeper):
    with pytest.raises(LinkError, match="gatekeeper already"):
        Gatekeeper(context, DOORS, None)


def test_a_key_folder_that_became_unreadable_lets_nobody_in(folder, caplog):
    ring = Keyring(folder)
    anna = folder.own("flight").holder
    assert ring.find(anna.public) == anna
    (folder.path / "enrolled" / "x.pub").write_text("rubbish")
    with caplog.at_level(logging.ERROR):
        assert ring.find(anna.public) is None
    assert "x.pub" in caplog.text
    (folder.path / "enrolled" / "x.pub").unlink()
    assert ring.find(anna.public) == anna


@pytest.mark.parametrize(
    ("domain", "mechanism", "credentials", "status"),
    [
        ("consoles", b"NULL", [], REFUSED),
        ("consoles", b"PLAIN", [b"anna", b"secret"], REFUSED),
        ("consoles", b"CURVE", [b"short"], REFUSED),
        ("elsewhere", b"CURVE", [bytes(32)], REFUSED),
        ("consoles", b"CURVE", [bytes(32)], REFUSED),
    ],
)
def test_whatever_is_shown_that_is_not_an_enrolled_key_is_refused(
    keeper, domain, mechanism, credentials, status
):
    assert keeper.judge(domain, mechanism, credentials)[0] == status


def test_a_full_house_is_a_reason_to_come_again(keeper):
    keeper.is_full = True
    assert keeper.judge("consoles", b"NULL", [])[0] == BUSY
    assert WELCOME != BUSY


def test_who_was_revoked_is_told_once(folder):
    ring = Keyring(folder)
    assert ring.gone() == []
    ben = folder.revoke("ben")
    assert ring.gone() == [ben]
    assert ring.gone() == []
