"""Which session of a replay a console shows: of one that was left nothing is heard any more."""

from collections import deque
from typing import Final

from telemetry.replay import SOURCE_PREFIX

# What was published before a seek comes late by a moment at most.
LEFT: Final = 16


class ReplayedSource:
    """Follows the names of a replay's sources: each time it goes elsewhere it has another.

    Frames, medical frames and the clock come over different sockets, so the first word of a new
    session may come before the last of the old one.
    """

    def __init__(self) -> None:
        self._present = ""
        self._left: deque[str] = deque(maxlen=LEFT)

    def hear(self, source: str) -> tuple[bool, bool]:
        """Return whether a source is heard, and whether what was shown is to be forgotten."""
        if source == self._present or not source.startswith(SOURCE_PREFIX):
            return True, False
        if source in self._left:
            return False, False
        has_moved = bool(self._present)
        self._left.append(self._present)
        self._present = source
        return True, has_moved
