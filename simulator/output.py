"""Writing a simulation into a mission file."""

from pathlib import Path
from typing import Final

from telemetry.mission import Configuration, Mission
from telemetry.store import MissionFile
from telemetry.wire import Frame

# A commit costs a disk flush and rewrites pages: worth it for two million values, or at the end.
COMMIT_VALUES: Final = 1 << 21


class MissionOutput:
    """A new mission file that takes a simulation's frames.

    Parameters
    ----------
    path
        Must not exist yet.
    mission, configuration
        What is recorded as in force.

    Raises
    ------
    StoreError
        If the file exists or cannot be made.
    """

    def __init__(self, path: Path, mission: Mission, configuration: Configuration) -> None:
        self._file = MissionFile.create(
            path,
            mission=mission.id,
            configuration=configuration.files,
            database=mission.database,
            keeps_verbatim=False,  # what a crash loses can be simulated again
        )

    def append(self, frame: Frame) -> None:
        """Take one frame, received as it was made."""
        self._file.append_frame(frame, frame.generated_ns)

    def commit_when_worth_it(self) -> None:
        """Write what has piled up, if it is much."""
        if self._file.waiting_values >= COMMIT_VALUES:
            self._file.commit()

    def close(self) -> None:
        """Write everything and let go of the file."""
        self._file.close()
