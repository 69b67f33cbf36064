"""The server's disk fills up: everybody is told at once, nothing stops, and it passes."""

import os
import subprocess

import pytest
from builders import a_mission
from live_server import FAN, Console, Source, free_listen, serving, the_fan_stalls, wait_until

from console.domain.roles import Role
from telemetry.dictionary import Severity
from telemetry.health import RECORD_STATE
from telemetry.recorder import RESERVE_BYTES
from telemetry.store import MissionFile

ROOM_BYTES = RESERVE_BYTES + (16 << 20)
TAKEN = "CAB_P_TOT"


class BallastFile:
    """Another program's file on the same small disk."""

    def __init__(self, folder):
        self._path = folder / "other.bin"

    def fills_the_disk(self):
        room = os.statvfs(self._path.parent)
        with self._path.open("wb") as file:
            free = room.f_bavail * room.f_frsize
            os.posix_fallocate(file.fileno(), 0, free - RESERVE_BYTES + (1 << 20))

    def makes_room(self):
        self._path.unlink()


class SaidRoom:
    """A disk that says how much room it has."""

    def __init__(self, monkeypatch):
        self._room_bytes = 1 << 40
        monkeypatch.setattr("telemetry.places.free_bytes", lambda _: self._room_bytes)

    def fills_the_disk(self):
        self._room_bytes = RESERVE_BYTES - 1

    def makes_room(self):
        self._room_bytes = 1 << 40


@pytest.fixture(params=["stand-in", "tmpfs"])
def disk(request, tmp_path, monkeypatch):
    """Return a folder to record in and how to fill its disk."""
    if request.param == "stand-in":
        yield tmp_path, SaidRoom(monkeypatch)
        return
    options = ["-t", "tmpfs", "-o", f"size={ROOM_BYTES}", "tmpfs", tmp_path]
    mounted = subprocess.run(["mount", *options], capture_output=True, check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip("this account may not mount a filesystem")
    yield tmp_path, BallastFile(tmp_path)
    subprocess.run(["umount", tmp_path], check=True)  # noqa: S607


def test_a_full_disk_is_an_emergency_on_every_console_until_there_is_room(disk):
    folder, others = disk
    source, listen = Source(), free_listen()
    console = None
    try:
        with serving(folder / "day.mission", source, listen):
            console = Console(listen, Role.FLIGHT)
            wait_until(console.is_live, "the console to be in step")

            def telemetry_comes(until):
                source.reports(TAKEN, 101.3, after_s=1.0)
                return until(console.look())

            def alarm_of_the_record(desk):
                return desk.state.alarms.get(RECORD_STATE)

            wait_until(lambda: telemetry_comes(lambda desk: desk.feed.newest_ns), "telemetry")
            assert alarm_of_the_record(console.look()) is None

            others.fills_the_disk()
            wait_until(lambda: telemetry_comes(alarm_of_the_record), "the alarm")
            alarm = alarm_of_the_record(console.look())
            assert alarm.severity is Severity.EMERGENCY
            assert alarm.is_active
            the_fan_stalls(source, console)  # telemetry is judged, and facts are written
            unrecorded_ns = source.now_ns

            others.makes_room()
            wait_until(
                lambda: telemetry_comes(lambda desk: not alarm_of_the_record(desk).is_active),
                "the alarm to return",
            )
    finally:
        if console is not None:
            console.session.close()
        source.close()
    with MissionFile.read(folder / "day.mission") as record:
        packet = a_mission().database.place[FAN][0]
        fan = packet.parameters[a_mission().database.place[FAN][1]]
        times_ns, _ = record.samples(fan.id, 0, 1 << 62)
        assert unrecorded_ns in times_ns  # what came while there was no room is there all the same
        kinds = [row.kind for row in record.entries()]
        assert kinds.count("AlarmRaised") >= 2
        assert "AlarmReturned" in kinds
