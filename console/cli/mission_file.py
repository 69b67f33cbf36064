"""Where a mission is recorded when nobody says where."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import platformdirs

from telemetry.store import MissionFile, StoreError
from telemetry.timebase import SystemClock, utc_text


def new_mission_file(mission: str) -> Path:
    """Return a path for a new recording of `mission` among the user's data; makes its folder.

    Parameters
    ----------
    mission : str
        Name of a shipped mission or path of a mission folder.
    """
    folder = platformdirs.user_data_path("cupola", appauthor=False) / "missions"
    folder.mkdir(parents=True, exist_ok=True)
    started = utc_text(SystemClock().now_ns()).replace(":", "").replace("-", "")
    stem = f"{Path(mission).name}-{started}"
    candidates = (folder / f"{stem}{suffix}.mission" for suffix in ("", *map(_nth, range(2, 100))))
    return next(path for path in candidates if not path.exists())


def check_mission_file(path: Path, mission: str) -> None:
    """See that a server could record `mission` in `path`; leaves nothing behind.

    Raises
    ------
    StoreError
        If `path` is no mission file, one of another mission, or could not be written.
    """
    if not path.exists():
        _check_place(path, path.absolute().parents)
        return
    with MissionFile.read(path) as recorded:
        if recorded.mission != mission:
            raise StoreError(
                f"{path} is the record of mission {recorded.mission}, not of {mission}"
            )
    if not os.access(path, os.W_OK):
        raise StoreError(f"{path} may not be written")


def check_folder(folder: Path) -> None:
    """See that files can be written in `folder`, or it can be made; leaves nothing behind.

    Raises
    ------
    OSError
        Naming `folder` if not.
    """
    _check_place(folder, (folder, *folder.absolute().parents))


def _check_place(path: Path, folders: Iterable[Path]) -> None:
    folder = next(folder for folder in folders if folder.exists())
    try:
        # Asked by doing: rights alone do not tell of a full, read-only or special file system.
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _nth(number: int) -> str:
    return f"-{number}"
