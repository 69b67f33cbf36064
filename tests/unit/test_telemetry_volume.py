import os
from pathlib import Path

import pytest

from telemetry.tables import StoreError
from telemetry.volume import WriterLock, filesystem_kind, free_bytes, refuse_network_filesystem

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 22 0:50 / /srv/share rw - nfs4 server:/export rw
41 22 0:51 / /srv/share/local rw - xfs /dev/vdb rw
42 22 0:52 / /srv/my\\040disk rw shared:1 - cifs //nas/disk rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS)
    return path


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/flight", "ext4"),
        ("/srv/share", "nfs4"),
        ("/srv/share/deep/er", "nfs4"),
        ("/srv/shared", "ext4"),
        ("/srv/share/local/x", "xfs"),
        ("/srv/my disk", "cifs"),
    ],
)
def test_the_innermost_mount_tells_the_filesystem(mounts: Path, folder: str, kind: str) -> None:
    assert filesystem_kind(Path(folder), mounts) == kind


def test_a_network_filesystem_is_refused_and_a_local_disk_is_not(mounts: Path) -> None:
    with pytest.raises(StoreError, match=r"network filesystem \(nfs4\); record on a local disk"):
        refuse_network_filesystem(Path("/srv/share/day"), mounts)
    refuse_network_filesystem(Path("/home/flight"), mounts)


def test_where_the_system_does_not_tell_nothing_is_refused(tmp_path: Path) -> None:
    refuse_network_filesystem(tmp_path, tmp_path / "none")


def test_free_room_is_what_the_system_says(tmp_path: Path) -> None:
    room = os.statvfs(tmp_path)
    assert free_bytes(tmp_path) == pytest.approx(room.f_bavail * room.f_frsize, rel=0.05)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    first = WriterLock(tmp_path / "day")
    with pytest.raises(StoreError, match="written by another mission server"):
        WriterLock(tmp_path / "day")
    first.release()
    WriterLock(tmp_path / "day").release()


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot write beside"):
        WriterLock(tmp_path / "none" / "day")
