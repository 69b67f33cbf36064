"""The mission file as the server uses it: entries in, entries out."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from console.domain.facts import Entry
from console.protocol import decode_entry, encode
from telemetry.store import LogRow, MissionFile
from telemetry.wire import Frame


class Record:
    """A mission file opened for writing by its one server.

    Parameters
    ----------
    file : MissionFile
        Open for writing.
    """

    def __init__(self, file: MissionFile) -> None:
        self.file = file
        self.configuration: dict[str, bytes] = dict(file.configuration)
