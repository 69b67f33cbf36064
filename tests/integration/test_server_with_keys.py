"""With keys: only who is enrolled gets in, as who they are enrolled, until they are revoked."""

import logging
import time

import pytest
import zmq
from live_server import FAN, Source, free_guest, free_listen, serving, the_fan_stalls, wait_until

from console.client.lines import NOT_AGREED, NOT_ENROLLED
from console.client.mirror import Step
from console.domain.requests import ProposeWindow
from console.domain.roles import Role
from console.protocol import PROTOCOL_VERSION, Hello, endpoints
from telemetry.curve import KeyFolder, KeysError
from telemetry.link import FramePublisher
from telemetry.sockets import Credentials, LinkError, subscribe

ROLES = [("server", "main"), ("source", "sim"), ("flight", "anna"), ("guest", "ben")]


@pytest.fixture
def keys(tmp_path):
    """Return the key folder of the machine with server and simulator on it."""
    folder = KeyFolder(tmp_path / "keys")
    for role, name in ROLES:
        folder.make(role, name)
    return folder


@pytest.fixture
def locked_source(keys):
    made = Source(keys=keys)
    yield made
    made.close()


@pytest.fixture
def stranger(tmp_path, keys):
    """Return the keys of somebody who knows the server but is not enrolled there."""
    folder = KeyFolder(tmp_path / "stranger")
    folder.make("flight", "mallory")
    folder.make("server", "fake")
    folder.revoke("fake")
    folder.enrol(keys.path / "main.pub")
    return folder


def hears(source, console, parameter, value):
    def heard():
        source.reports(parameter, value, after_s=1.0)
        return console.look().value(parameter).value == value

    wait_until(heard, f"{parameter} at {value}")


def test_a_mission_day_with_keys_works_and_says_so(tmp_path, locked_source, consoles, keys):
    listen = free_listen()
    with serving(tmp_path / "a.mission", locked_source, listen, keys=keys) as server:
        flight = consoles(listen, Role.FLIGHT, keys=keys)
        guest = consoles(listen, Role.GUEST, keys=keys)
        wait_until(lambda: flight.is_live() and guest.is_live(), "live")
        assert flight.desk.is_secured
        wait_until(lambda: locked_source.tells_time() or guest.look().now_ns(), "mission time")
        assert guest.asks(ProposeWindow(opportunity="reef", guests=(free_guest(),))).accepted
        assert server.authority.log[-1].by == "guest:ben"  # the key's name, not what was typed
        hears(locked_source, flight, "BIO_3_HR", 80.0)
        hears(locked_source, guest, FAN, 1.0)
        assert guest.desk.value("BIO_3_HR").generated_ns == 0


def test_without_keys_the_welcome_says_that_the_link_is_open(tmp_path, source, consoles):
    listen = free_listen()
    with serving(tmp_path / "a.mission", source, listen):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        assert not flight.desk.is_secured


def test_a_stranger_is_told_why_and_reaches_nothing(
    tmp_path, locked_source, consoles, keys, stranger, caplog
):
    listen = free_listen()
    with (
        caplog.at_level(logging.WARNING),
        serving(tmp_path / "a.mission", locked_source, listen, keys=keys) as server,
    ):
        mallory = consoles(listen, Role.FLIGHT, keys=stranger)
        anna = consoles(listen, Role.FLIGHT, keys=keys)
        wait_until(anna.is_live, "anna live")
        wait_until(lambda: mallory.look().complaint == NOT_ENROLLED, "mallory told")
        assert mallory.desk.step is Step.WAITING
        assert server.keys_refused >= 1
        wait_until(lambda: anna.look().heartbeat.keys_refused >= 1, "everybody told")
        keys.enrol(stranger.path / "mallory.pub")
        wait_until(mallory.is_live, "let in once enrolled, without a restart of anything")


def test_a_console_without_keys_is_told_that_keys_are_wanted(
    tmp_path, locked_source, consoles, keys
):
    listen = free_listen()
    with serving(tmp_path / "a.mission", locked_source, listen, keys=keys):
        naked = consoles(listen, Role.FLIGHT)
        wait_until(lambda: naked.look().complaint == NOT_AGREED, "told")
        assert naked.desk.step is Step.WAITING


def test_a_role_is_the_keys_and_never_what_the_message_says(
    tmp_path, locked_source, consoles, keys
):
    listen = free_listen()
    with serving(tmp_path / "a.mission", locked_source, listen, keys=keys) as server:
        ben = consoles(listen, Role.GUEST, keys=keys)
        ben.session._hello = Hello(version=PROTOCOL_VERSION, role=Role.FLIGHT, name="anna")
        wait_until(lambda: "for the role guest" in ben.look().complaint, "refused")
        assert not ben.desk.is_open
        assert server.messages_dropped >= 1


def test_the_medical_stream_is_shut_for_a_key_whose_role_may_not_see_it(
    tmp_path, locked_source, keys, consoles, caplog
):
    listen = free_listen()
    with (
        caplog.at_level(logging.WARNING),
        serving(tmp_path / "a.mission", locked_source, listen, keys=keys) as server,
        zmq.Context() as context,
    ):
        anna = consoles(listen, Role.FLIGHT, keys=keys)
        wait_until(anna.is_live, "live")
        shown = Credentials(key=keys.own("guest"), server=keys.only("server"))
        peeping = subscribe(context, endpoints(listen).medical, (b"",), credentials=shown)
        wait_until(lambda: server.keys_refused, "refused")
        hears(locked_source, anna, "BIO_3_HR", 90.0)
        assert not peeping.poll(200)
        peeping.close(linger=0)


def test_a_revoked_key_is_cut_off_at_once_and_the_others_come_back(
    tmp_path, locked_source, consoles, keys, caplog
):
    listen = free_listen()
    with (
        caplog.at_level(logging.WARNING),
        serving(tmp_path / "a.mission", locked_source, listen, keys=keys),
    ):
        anna = consoles(listen, Role.FLIGHT, keys=keys)
        ben = consoles(listen, Role.GUEST, keys=keys)
        wait_until(lambda: anna.is_live() and ben.is_live(), "live")
        hears(locked_source, ben, FAN, 1.0)
        keys.revoke("ben")
        wait_until(lambda: ben.look().complaint == NOT_ENROLLED, "ben told")
        wait_until(lambda: ben.look().step is Step.STALE, "ben hears nothing more")
        last_ns = ben.desk.feed.newest_ns
        hears(locked_source, anna, FAN, 2.0)
        assert anna.look().step is Step.LIVE
        ben.look()
        assert ben.desk.feed.newest_ns == last_ns
        assert not ben.asks(ProposeWindow(opportunity="reef", guests=(free_guest(),))).accepted


@pytest.mark.long
def test_frames_missed_while_a_key_was_revoked_are_asked_back(
    tmp_path, locked_source, consoles, keys, caplog
):
    listen = free_listen()
    with (
        caplog.at_level(logging.WARNING),
        serving(tmp_path / "a.mission", locked_source, listen, keys=keys) as server,
    ):
        anna = consoles(listen, Role.FLIGHT, keys=keys)
        wait_until(anna.is_live, "live")
        hears(locked_source, anna, FAN, 1.0)
        received = server.quality.received
        keys.revoke("ben")
        until_s = time.monotonic() + 1.0
        while time.monotonic() < until_s or server.quality.received == received:
            locked_source.reports(FAN, 2.0, after_s=1.0)
            time.sleep(0.02)  # a source at its own pace
        hears(locked_source, anna, FAN, 3.0)
        wait_until(lambda: anna.look().feed.gaps.total.lost == 0, "repaired")


def test_an_enrolled_source_is_heard_and_a_strangers_server_hears_nothing(
    tmp_path, locked_source, consoles, keys, stranger, caplog
):
    listen = free_listen()
    with (
        caplog.at_level(logging.WARNING),
        serving(tmp_path / "a.mission", locked_source, listen, keys=keys),
        zmq.Context() as context,
    ):
        shown = Credentials(key=stranger.own("flight"), server=keys.only("source"))
        peeping = subscribe(context, locked_source.link.endpoint, credentials=shown)
        anna = consoles(listen, Role.FLIGHT, keys=keys)
        wait_until(anna.is_live, "live")
        the_fan_stalls(locked_source, anna)
        assert not peeping.poll(200)
        peeping.close(linger=0)


@pytest.mark.parametrize("listen", ["tcp://0.0.0.0:7700", "tcp://*:7700", "tcp://10.0.0.2:7700"])
def test_without_keys_nothing_listens_where_others_can_reach_it(tmp_path, source, listen):
    with (
        pytest.raises(LinkError, match="needs keys: give --keys DIR"),
        serving(tmp_path / "a.mission", source, listen),
    ):
        pytest.fail("it listens")
    with zmq.Context() as context, pytest.raises(LinkError, match="needs keys"):
        FramePublisher(listen, context)


def test_a_folder_without_a_servers_key_is_an_error_that_says_what_to_do(tmp_path, source):
    with (
        pytest.raises(KeysError, match="cupola keys new server NAME"),
        serving(tmp_path / "a.mission", source, free_listen(), keys=KeyFolder(tmp_path / "no")),
    ):
        pytest.fail("it runs")


def test_a_server_whose_key_the_source_revokes_hears_nothing_more(tmp_path, consoles, keys, caplog):
    simulator = KeyFolder(tmp_path / "simulator")
    simulator.make("source", "far")
    simulator.enrol(keys.path / "main.pub")
    keys.revoke("sim")
    keys.enrol(simulator.path / "far.pub")
    source, listen = Source(keys=simulator), free_listen()
    with (
        caplog.at_level(logging.WARNING),
        serving(tmp_path / "a.mission", source, listen, keys=keys) as server,
    ):
        anna = consoles(listen, Role.FLIGHT, keys=keys)
        wait_until(anna.is_live, "live")
        hears(source, anna, FAN, 1.0)
        simulator.revoke("main")
        source.reports(FAN, 2.0)  # cuts; what was sent before may still arrive
        wait_until(lambda: source.link._gatekeeper.refused, "refused")
        heard = server.quality.received
        for _ in range(5):
            source.reports(FAN, 2.0)
        wait_until(lambda: anna.look().step is Step.LIVE, "the consoles are in step")
        assert server.quality.received == heard
    source.close()
