"""The mission file as the server uses it: entries in, entries out."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from console.domain.facts import Entry
from console.domain.operations import load_operations
from console.protocol import ProtocolError, decode_entry, encode
from telemetry.mission import Configuration, Mission, load_mission
from telemetry.places import Place, place_of
from telemetry.store import LogRow, MissionFile, StoreError
from telemetry.wire import Frame


class Record:
    """A mission file opened for writing by its one server.

    Parameters
    ----------
    file : MissionFile
        Open for writing.
    mission : Mission
        As the file's own configuration describes it.
    """

    def __init__(self, file: MissionFile, mission: Mission) -> None:
        self.file = file
        self.mission = mission

    @classmethod
    def open(cls, where: Path | Place, configuration: Configuration) -> "Record":
        """Carry on the record at `where`, or begin it with `configuration`.

        A file goes on with the configuration it was begun with, so that it can be replayed with
        the limits that were in force.

        Raises
        ------
        StoreError, MissionError
            If the file or a configuration is bad, or the file is of another mission.
        """
        mission = load_mission(configuration)
        place = place_of(where)
        if not place.exists():
            load_operations(configuration, mission)  # bad rules or procedures begin no record
            file = MissionFile.create(
                place,
                mission=mission.id,
                configuration=configuration.files,
                database=mission.database,
            )
            return cls(file, mission)
        with MissionFile.read(place) as before:
            recorded, stored = before.mission, Configuration(before.configuration)
        if recorded != mission.id:
            raise StoreError(f"{place} is the record of mission {recorded}, not of {mission.id}")
        mission = load_mission(stored)
        return cls(MissionFile.open(place, database=mission.database), mission)

    @cached_property
    def configuration(self) -> dict[str, bytes]:
        """The configuration files in force, by name."""
        return self.file.configuration

    def raise_epoch(self) -> int:
        """Count one more life of the server, durably."""
        return self.file.raise_epoch()

    def entries(self) -> list[Entry]:
        """Return the log so far.

        Raises
        ------
        StoreError
            If a fact cannot be read back.
        """
        try:
            return [decode_entry(row.body) for row in self.file.entries()]
        except ProtocolError as error:
            raise StoreError(
                f"{self.file.place} holds a fact that cannot be read: {error}"
            ) from None

    def append_entries(self, entries: Iterable[Entry]) -> None:
        """Write entries; they are safe on disk when this returns."""
        self.file.append_entries([_row(entry) for entry in entries])

    def append_frame(self, frame: Frame, received_ns: int) -> None:
        """Take a frame; the next `commit` makes it safe."""
        self.file.append_frame(frame, received_ns)

    def commit(self) -> None:
        """Make safe the frames taken since the last time."""
        self.file.commit()

    def close(self) -> None:
        """Make everything safe and let go of the file."""
        self.file.close()


def _row(entry: Entry) -> LogRow:
    return LogRow(
        sequence=entry.sequence,
        epoch=entry.epoch,
        mission_ns=entry.mission_ns,
        recorded_ns=entry.recorded_ns,
        by=entry.by,
        kind=type(entry.fact).__name__,
        body=encode(entry),
    )
