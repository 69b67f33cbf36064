"""What a replay published since it went to where it is: for consoles that missed some of it."""

from collections import defaultdict, deque
from collections.abc import Iterable
from functools import partial
from typing import Final

from telemetry.wire import Frame

# Of each packet: twenty minutes of one a second. Plots of longer are filled from the history.
MOST_FRAMES: Final = 1200


class SentFrames:
    """The newest frames of each packet, numbered as they were published."""

    def __init__(self) -> None:
        self._source = ""
        self._frames = _no_frames()

    def add(self, frame: Frame) -> None:
        """Remember a frame; with a new session of the replay the one before is forgotten."""
        if frame.source != self._source:
            self._source, self._frames = frame.source, _no_frames()
        self._frames[frame.packet].append(frame)

    def newest(self) -> list[Frame]:
        """Return the last frame of each packet."""
        return [frames[-1] for frames in self._frames.values()]

    def frames(
        self, packet: str, source: str, *, sequences: range, from_ns: int, to_ns: int
    ) -> list[Frame]:
        """Return frames as `telemetry.store.MissionFile.frames` does."""
        known: Iterable[Frame] = self._frames.get(packet, ()) if source == self._source else ()
        return [
            frame
            for frame in known
            if frame.sequence in sequences and from_ns <= frame.generated_ns < to_ns
        ]


def _no_frames() -> defaultdict[str, deque[Frame]]:
    return defaultdict(partial(deque[Frame], maxlen=MOST_FRAMES))
