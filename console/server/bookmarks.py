"""The bookmarks of a recording, kept in a small file beside it."""

from pathlib import Path
from typing import Final

import msgspec
import platformdirs

from console.domain.replay import Bookmark
from telemetry.places import FilePlace, Place
from telemetry.replay import ReplayError

MOST: Final = 1000


def bookmarks_path(place: Place, record: str) -> Path:
    """Return where a recording's bookmarks are kept.

    Parameters
    ----------
    place : Place
        Of the recording. The bookmarks of a file lie beside it; those of a database, which others
        read too, with what else is kept for this user.
    record : str
        Identifies the recording.
    """
    if isinstance(place, FilePlace):
        return place.path.with_name(f"{place.path.name}.bookmarks")
    return platformdirs.user_state_path("cupola", appauthor=False) / f"{record}.bookmarks"


class Bookmarks:
    """Named instants of one recording; each change is written at once.

    Parameters
    ----------
    path : Path
        The file they are kept in; made with the first of them.

    Raises
    ------
    ReplayError
        If there are bookmarks and they cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.changes = 0
        self._marks: dict[int, Bookmark] = {}
        try:
            kept = msgspec.json.decode(self.path.read_bytes(), type=list[Bookmark])
        except FileNotFoundError:
            return
        except (OSError, msgspec.MsgspecError) as error:
            raise ReplayError(f"the bookmarks {self.path} cannot be read: {error}") from None
        self._marks = {mark.instant_ns: mark for mark in kept}

    def all(self) -> tuple[Bookmark, ...]:
        """Return the bookmarks in the order of time."""
        return tuple(self._marks[instant_ns] for instant_ns in sorted(self._marks))

    def put(self, instant_ns: int, name: str) -> None:
        """Name an instant, or with an empty name forget it.

        Raises
        ------
        ReplayError
            If there is no such bookmark, there are too many, or they cannot be written; then
            nothing changed.
        """
        changed = dict(self._marks)
        if name:
            changed[instant_ns] = Bookmark(instant_ns=instant_ns, name=name)
        elif changed.pop(instant_ns, None) is None:
            raise ReplayError("There is no bookmark there.")
        if len(changed) > MOST:
            raise ReplayError(f"A recording has {MOST} bookmarks at most.")
        written = msgspec.json.format(msgspec.json.encode(list(changed.values())))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_bytes(written)
        except OSError as error:
            raise ReplayError(f"{self.path} cannot be written: {error.strerror}") from None
        self._marks = changed
        self.changes += 1
