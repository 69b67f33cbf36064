"""The disk under a mission file: whether it is fit for one, how much room is left, who writes."""

import fcntl
import os
from pathlib import Path
from typing import Final

from telemetry.tables import StoreError

# Write-ahead logging shares memory between processes, which these cannot; several also
# acknowledge writes they have not made.
_NETWORK_FILESYSTEMS: Final = frozenset(
    {"9p", "afpfs", "afs", "ceph", "cifs", "coda", "fuse.davfs2", "fuse.glusterfs", "fuse.sshfs"}
    | {"gfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "smb3", "smbfs", "virtiofs"}
)
_MOUNTS: Final = Path("/proc/self/mountinfo")


def refuse_network_filesystem(folder: Path, mounts: Path = _MOUNTS) -> None:
    """Do nothing on a local disk.

    Raises
    ------
    StoreError
        If `folder` is on a network filesystem. Where the system does not tell, nothing is
        refused.
    """
    kind = filesystem_kind(folder, mounts)
    if kind in _NETWORK_FILESYSTEMS:
        raise StoreError(f"{folder} is on a network filesystem ({kind}); record on a local disk")


def filesystem_kind(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """Return the type of the filesystem `folder` is on, such as ``ext4``; None if unknown."""
    try:
        lines = mounts.read_text().splitlines()
    except OSError:
        return None
    place = str(folder.resolve())
    best, found = -1, None
    for line in lines:
        mount, _, source = line.partition(" - ")
        # Spaces and the like are octal escapes in this file.
        point = mount.split()[4].encode().decode("unicode_escape")
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:
            best, found = len(point), source.split()[0]
    return found


def free_bytes(folder: Path) -> int:
    """Return the room an ordinary user has left on the disk of `folder`."""
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize


class WriterLock:
    """Held by the one process that writes a mission file; gone when the process is, however.

    Parameters
    ----------
    path
        Of the mission file. The lock is a file beside it, for closing any other handle of the
        database itself would drop SQLite's own locks.

    Raises
    ------
    StoreError
        If another process holds it, or the folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._lock_path = path.with_name(path.name + ".lock")
        try:
            self._descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(f"cannot write beside {path}: {error.strerror}") from None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_taken = not self._is_in_place()
        except BlockingIOError:
            is_taken = True
        if is_taken:
            os.close(self._descriptor)
            raise StoreError(f"{path} is being written by another mission server")

    def release(self) -> None:
        """Let others write."""
        if self._is_in_place():
            self._lock_path.unlink()
        os.close(self._descriptor)

    def _is_in_place(self) -> bool:
        """Whether the file held is the one others see, and not one just removed by its holder."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._lock_path.stat())
        except FileNotFoundError:
            return False
