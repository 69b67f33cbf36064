"""A mission server and consoles' sessions over real sockets and a real mission file."""

import zmq
from builders import a_mission
from live_server import FAN, free_guest, free_listen, serving, the_fan_stalls, wait_until

from console.client.mirror import Step
from console.domain.requests import (
    AcknowledgeAlarm,
    ApproveWindow,
    ProposeWindow,
    WithdrawWindow,
)
from console.domain.roles import Role
from console.domain.schedule import WindowStatus
from telemetry.dictionary import Severity


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

    def is_refused():
        refused = guest.asks(ProposeWindow(opportunity="reef", guests=(free_guest(),)))
        assert not refused.accepted
        return "no connection" in refused.reason

    wait_until(is_refused, "its socket to hear of the server's end, which takes a moment")
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


def test_an_alarm_judged_before_the_source_told_its_time_is_not_dated_1970(
    tmp_path, source, consoles
):
    listen = free_listen()
    source.tells_time = lambda: None
    with serving(tmp_path / "a.mission", source, listen) as server:
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        the_fan_stalls(source, flight)
        start_ns = a_mission().simulation_start_ns
        assert all(entry.mission_ns >= start_ns for entry in server.authority.log)
