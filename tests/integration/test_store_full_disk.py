"""A disk that is really full: a small filesystem in memory, filled to the last byte."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from record_builder import DATABASE, T0_NS, a_fact, a_frame, at

from telemetry.recorder import RESERVE_BYTES
from telemetry.store import MissionFile, StoreFullError

ROOM_BYTES = RESERVE_BYTES + (16 << 20)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    options = ["-t", "tmpfs", "-o", f"size={ROOM_BYTES}", "tmpfs", tmp_path]
    mounted = subprocess.run(["mount", *options], capture_output=True, check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip("this account may not mount a filesystem")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)  # noqa: S607


def fill(disk: Path, *, but: int) -> Path:
    """Take all room but so many bytes."""
    free = os.statvfs(disk)
    taken = disk / "other.bin"
    with taken.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - but)
    return taken


def begun(disk: Path) -> MissionFile:
    return MissionFile.create(disk / "day", mission="m", configuration={}, database=DATABASE)


def test_on_a_nearly_full_disk_frames_wait_and_facts_are_still_written(disk: Path) -> None:
    with begun(disk) as mission:
        other = fill(disk, but=RESERVE_BYTES - (1 << 20))
        mission.append_frame(a_frame(1), T0_NS)
        with pytest.raises(StoreFullError, match="telemetry is not being recorded"):
            mission.commit()
        mission.append_entries([a_fact(1)])
        assert mission.head()[0] == 1
        other.unlink()
        mission.append_frame(a_frame(2), T0_NS)
        mission.commit()
    with MissionFile.read(disk / "day") as mission:
        assert mission.samples("ARS_1HZ_0", 0, 1 << 62)[0].tolist() == [at(1), at(2)]
        assert mission.verify_chain() is None


def test_without_a_byte_left_nothing_breaks_and_recording_resumes(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with begun(disk) as mission:
        mission.append_entries([a_fact(1)])
        other = fill(disk, but=0)
        # What is asked of the disk beforehand is left out, as when others fill it meanwhile.
        monkeypatch.setattr("telemetry.recorder.RESERVE_BYTES", 0)
        for second in range(200):
            mission.append_frame(a_frame(second, [[0.1, second]] * 30), T0_NS)
        with pytest.raises(StoreFullError, match="no room to write"):
            mission.commit()
        with pytest.raises(StoreFullError, match="no room to write"):
            mission.append_entries([a_fact(2)])
        assert mission.head()[0] == 1
        other.unlink()
        mission.append_entries([a_fact(2)])
        mission.commit()
    with MissionFile.read(disk / "day") as mission:
        assert mission.state_at(at(1000))["ARS_1HZ_1"][1] == 199
        assert [row.sequence for row in mission.entries()] == [1, 2]
        assert mission.verify_chain() is None
