"""A short mission day recorded by a real server with real consoles, and a replay of it."""

import threading
from contextlib import contextmanager

from builders import a_mission
from live_server import FAN, Console, Source, free_guest, free_listen, serving, wait_until

from console.domain.facts import AlarmRaised
from console.domain.requests import AcknowledgeAlarm, ApproveWindow, ProposeWindow
from console.domain.roles import Role
from console.protocol import endpoints
from console.server.record import Record
from console.server.replay_server import ReplayServer
from telemetry.mission import Configuration, load_mission
from telemetry.replay import Replayer
from telemetry.store import MissionFile

CO2 = "CAB_PPCO2_Z3"


def record_a_day(path):
    """Record alarms, a viewing window and telemetry; return the log as the live console had it."""
    source, listen = Source(), free_listen()
    with serving(path, source, listen):
        flight, guest = (Console(listen, role) for role in (Role.FLIGHT, Role.GUEST))
        try:
            wait_until(flight.is_live, "flight")
            wait_until(guest.is_live, "guest")
            _report_until(source, flight, lambda: flight.look().feed.newest_ns, stall=False)
            proposed = guest.asks(ProposeWindow(opportunity="reef", guests=(free_guest(),)))
            assert proposed.accepted, proposed.reason
            wait_until(lambda: flight.window("w1") is not None, "w1")
            approve = ApproveWindow(window="w1", seen_revision=flight.window("w1").revision)
            approved = flight.asks(approve)
            assert approved.accepted, approved.reason
            _report_until(source, flight, lambda: _stands(flight), stall=True)
            alarm = flight.desk.state.alarms[FAN]
            acknowledge = AcknowledgeAlarm(
                alarm=FAN, occurrence=alarm.occurrence, seen_severity=alarm.gravest
            )
            assert flight.asks(acknowledge).accepted
            _report_until(source, flight, lambda: not _stands(flight), stall=False)
            _report_until(source, flight, lambda: _stands(flight), stall=True)
            wait_until(lambda: flight.look().feed.newest_ns == source.now_ns, "the last frame")
            return list(flight.desk.log)
        finally:
            flight.session.close()
            guest.session.close()
            source.close()


@contextmanager
def replaying(path, *, keys=None):
    """Serve a replay in a thread; yield the server and where to join."""
    listen, stop = free_listen(), threading.Event()
    with MissionFile.read(path) as file:
        mission = load_mission(Configuration(file.configuration))
        server = ReplayServer(
            Record(file, mission),
            Replayer(file, session="1"),
            session="test",
            addresses=endpoints(listen),
            keys=keys,
        )
        thread = threading.Thread(target=server.run, args=(stop.is_set,))
        thread.start()
        try:
            yield server, listen
        finally:
            stop.set()
            thread.join()


@contextmanager
def joined(listen, role, *, keys=None):
    """Join a replay as a console; yield it once it is in step."""
    console = Console(listen, role, keys=keys)
    try:
        wait_until(console.is_live, f"{role} in step")
        wait_until(lambda: console.look().replay is not None, "status")
        yield console
    finally:
        console.session.close()


def _stands(console):
    alarm = console.look().state.alarms.get(FAN)
    return alarm is not None and alarm.is_active


def _report_until(source, console, is_enough, *, stall):
    states = a_mission().database.parameters[FAN].states
    word = "STALL" if stall else "ON"
    value = next(number for number, name in states.items() if name == word)

    def reported():
        source.reports(FAN, value, after_s=20.0)
        source.sends(source.frame(CO2, 2.0 + len(source.sequences) / 10, after_s=1.0))
        return is_enough()

    wait_until(reported, f"fan {word}")


def raised(log):
    """Return when alarms were raised."""
    return [entry.mission_ns for entry in log if isinstance(entry.fact, AlarmRaised)]
