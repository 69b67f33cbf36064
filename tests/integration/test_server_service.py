"""The mission server's loop: what reaches the file, the consoles and the log."""

import logging

import pytest
from builders import a_mission
from live_server import FAN, free_listen, serving, wait_until

from console.client.mirror import Step
from console.domain.roles import Role
from console.protocol import endpoints
from console.server.cli import authority_over
from console.server.record import Record
from console.server.service import MissionServer
from telemetry.health import PACKET
from telemetry.mission import read_configuration
from telemetry.sockets import LinkError
from telemetry.store import MissionFile, StoreError
from telemetry.timebase import SystemClock


def the_fans_alarm_is_known(source, console):
    def known():
        source.reports(FAN, 2.0)
        return FAN in console.look().state.alarms

    wait_until(known, "the fan's alarm")


def test_an_address_that_is_taken_is_refused_and_nothing_is_left_open(tmp_path, source):
    listen = free_listen()
    with serving(tmp_path / "a.mission", source, listen):
        record = Record.open(tmp_path / "b.mission", read_configuration("meridian-1"))
        with pytest.raises(LinkError, match="another program is using that port"):
            MissionServer(
                authority_over(record, []),
                record,
                source=source.link.endpoint,
                addresses=endpoints(listen),
                clock=SystemClock(),
            )
        record.close()


def test_frames_are_in_the_file_within_a_second_and_facts_at_once(tmp_path, source, consoles):
    listen, path = free_listen(), tmp_path / "a.mission"
    with serving(path, source, listen):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        the_fans_alarm_is_known(source, flight)
        told = flight.desk.log[-1].sequence
        with MissionFile.read(path) as beside:
            assert [row.sequence for row in beside.entries()][-1] >= told

        def recorded():
            with MissionFile.read(path) as beside:
                times_ns, _values = beside.samples(FAN, 0, 1 << 62)
                return source.now_ns in times_ns.tolist()

        wait_until(recorded, "the newest frame in the file")


def test_a_restarted_server_does_not_raise_an_alarm_again_that_stands(tmp_path, source, consoles):
    path = tmp_path / "a.mission"
    listen = free_listen()
    with serving(path, source, listen):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        the_fans_alarm_is_known(source, flight)
    with serving(path, source, listen) as server:
        wait_until(lambda: flight.look().step is Step.LIVE, "live again")
        received = server.quality.received

        def judged_again():
            source.reports(FAN, 2.0)
            return server.quality.received > received + 3

        wait_until(judged_again, "frames after the restart")
        assert server.authority.state.occurrences[FAN] == 1


def test_an_alarm_that_cannot_be_written_is_raised_when_it_can(
    tmp_path, source, consoles, monkeypatch, caplog
):
    listen = free_listen()
    with (
        caplog.at_level(logging.ERROR),
        serving(tmp_path / "a.mission", source, listen) as server,
    ):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        write = server.record.append_entries

        def fail(_entries):
            raise StoreError("the disk is full")

        monkeypatch.setattr(server.record, "append_entries", fail)

        def noticed():
            source.reports(FAN, 2.0)
            return "limit events wait" in caplog.text

        wait_until(noticed, "the failure in the log")
        assert FAN not in flight.look().state.alarms
        monkeypatch.setattr(server.record, "append_entries", write)
        wait_until(lambda: FAN in flight.look().state.alarms, "raised once it can be written")


def test_frames_of_another_vehicle_are_told_to_nobody(tmp_path, source, consoles, caplog):
    listen = free_listen()
    with serving(tmp_path / "a.mission", source, listen) as server:
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        the_fans_alarm_is_known(source, flight)
        wait_until(lambda: flight.look().feed.newest_ns == source.now_ns, "all heard")
        heard = flight.desk.feed.gaps.by_packet
        good = source.frame(FAN, 1.0)
        packet = a_mission().database.packet_by_name[good.packet]
        wide = type(good)(
            source=good.source,
            packet=good.packet,
            sequence=good.sequence,
            generated_ns=good.generated_ns,
            values=good.values.repeat(2, axis=1),
        )
        source.link.send(wide, medical=packet.is_medical)
        wait_until(lambda: server.messages_dropped == 1, "counted")
        wait_until(lambda: flight.look().heartbeat.frames_refused == 1, "told")
        now_heard = flight.desk.feed.gaps.by_packet
        assert {k: v for k, v in now_heard.items() if k != PACKET} == {
            k: v for k, v in heard.items() if k != PACKET
        }
