"""The mission file: every frame, every fact and the configuration in force, in one place.

A mission server creates or opens it; replay, export and debriefs read it, also while a server
is writing. Nothing committed is lost when the server is killed at any instant, or when the
power goes. The place is one SQLite file, or a schema of a PostgreSQL database.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from telemetry.dictionary import MissionDatabase, Packet
from telemetry.frame_reading import FrameReader
from telemetry.journal import Journal
from telemetry.levels import Integers, MinMax, Values
from telemetry.past_rows import PastReader
from telemetry.places import Place, Writing, place_of
from telemetry.playback import FramePlayer
from telemetry.reading import RecordReader
from telemetry.recorder import Recorder
from telemetry.streams import Streams, TailRows
from telemetry.tables import LogRow, StoreDamagedError, StoreError, StoreFullError, Tables
from telemetry.wire import Frame

__all__ = ["LogRow", "MissionFile", "StoreDamagedError", "StoreError", "StoreFullError"]

_MISSION_KEY = "mission"
_EPOCH_KEY = "epoch"


class MissionFile:
    """One mission's record. Made by `create`, `open` and `read`; used by one thread at a time.

    A thread that wants to read beside the writer opens the file once more with `read`: it
    sees what was committed.
    """

    def __init__(self, place: Place, tables: Tables, recorder: Recorder | None = None) -> None:
        self.place = place
        self._tables = tables
        self._recorder = recorder
        self._writing: Writing | None = None
        self._journal = Journal(tables)
        self._tails = TailRows(tables)
        self._streams = Streams(tables, recorder or self._tails)
        self._reader = RecordReader(tables, self._streams)
        self._frame_reader = FrameReader(self._streams)
        self.player = FramePlayer(self._streams, self._frame_reader)
        """Reads the frames in order, for replay and export."""
        self.past = PastReader(self._streams, self._frame_reader)
        """Reads the last hours, for a server that goes on."""

    @classmethod
    def create(
        cls,
        where: Path | Place,
        *,
        mission: str,
        configuration: Mapping[str, bytes],
        database: MissionDatabase,
        keeps_verbatim: bool = True,
    ) -> "MissionFile":
        """Begin the record of a mission in a new place.

        Parameters
        ----------
        configuration
            Contents of the configuration files in force, by name.
        database
            The packets that will come.
        keeps_verbatim
            Whether frames survive a crash before they are sealed, see `telemetry.recorder`.

        Raises
        ------
        StoreError
            If there is a record already, or none can be made; of a file, if it is on a network
            filesystem.
        """
        place = place_of(where)
        writing = place.create()
        tables = writing.tables
        with _let_go_on_failure(writing):
            with tables.transaction():
                tables.set_meta(_MISSION_KEY, mission.encode())
                tables.set_meta(_EPOCH_KEY, b"0")
                tables.set_configuration(dict(configuration))
                Journal.begin(tables, mission=mission, configuration=configuration)
            return cls._for_writing(place, writing, database, keeps_verbatim=keeps_verbatim)

    @classmethod
    def open(cls, where: Path | Place, *, database: MissionDatabase) -> "MissionFile":
        """Carry on an existing record.

        Raises
        ------
        StoreError
            If it is missing, no record, or written by another server; of a file, if it is on
            a network filesystem.
        """
        place = place_of(where)
        writing = place.open_to_write()
        with _let_go_on_failure(writing):
            return cls._for_writing(place, writing, database)

    @classmethod
    def read(cls, where: Path | Place) -> "MissionFile":
        """Open a record for reading, also while a server writes it.

        Raises
        ------
        StoreError
            If it is missing or no record of a mission.
        """
        place = place_of(where)
        return cls(place, place.open_to_read())

    @classmethod
    def _for_writing(
        cls,
        place: Place,
        writing: Writing,
        database: MissionDatabase,
        *,
        keeps_verbatim: bool = True,
    ) -> "MissionFile":
        recorder = Recorder(
            writing.tables,
            database,
            free_bytes=writing.free_bytes,
            checkpoint=writing.checkpoint,
            keeps_verbatim=keeps_verbatim,
        )
        mission = cls(place, writing.tables, recorder)
        mission._writing = writing
        return mission

    def __enter__(self) -> "MissionFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Commit, seal what is verbatim, and let go of the file; may take a second.

        Raises
        ------
        StoreError
            If the last frames cannot be written.
        """
        recorder, self._recorder = self._recorder, None
        writing, self._writing = self._writing, None
        is_finished = False
        try:
            if recorder:
                recorder.finish()
                is_finished = True
        finally:
            if writing:
                writing.close(trimmed=is_finished)
            else:
                self._tables.close()

    @property
    def mission(self) -> str:
        """Name of the mission."""
        return (self._tables.meta(_MISSION_KEY) or b"").decode()

    @property
    def configuration(self) -> dict[str, bytes]:
        """Contents of the configuration files in force, by name."""
        return self._tables.configuration()

    @property
    def epoch(self) -> int:
        """Runs of the mission server on this file so far."""
        return int(self._tables.meta(_EPOCH_KEY) or b"0")

    @property
    def packets(self) -> tuple[Packet, ...]:
        """Packets as recorded: names, units, states and ranges, without limits."""
        return self._reader.packets()

    @property
    def span_ns(self) -> tuple[int, int] | None:
        """Generation times of the first and the last row, or None if there is none."""
        return self._reader.span_ns()

    @property
    def waiting_values(self) -> int:
        """Values the next commit will write; at a great rate, commit by it, not by the clock."""
        return self._recorder.waiting_values if self._recorder else 0

    @property
    def frames_not_recorded(self) -> int:
        """Frames lost because the disk stayed full longer than memory lasted."""
        return self._recorder.not_recorded if self._recorder else 0

    @property
    def damage(self) -> tuple[str, ...]:
        """What could not be read so far, one line each."""
        of_rows = self._recorder.damage if self._recorder else self._tails.damage
        return (*of_rows, *self._streams.damage)

    def raise_epoch(self) -> int:
        """Count one more run of the mission server, durably; return its number, from 1."""
        self._writer()
        epoch = self.epoch + 1
        with self._tables.transaction():
            self._tables.set_meta(_EPOCH_KEY, str(epoch).encode())
        return epoch

    def append_frame(self, frame: Frame, received_ns: int) -> None:
        """Take a frame; the next `commit` writes it.

        Reads see it at once, except those of a source's first half second.

        Raises
        ------
        StoreError
            If the vehicle has no such packet with as many columns.
        """
        self._writer().append(frame, received_ns)

    def commit(self) -> None:
        """Write the frames appended since the last commit; durable on return.

        To be called twice a second: what was not committed is lost when the process dies.

        Raises
        ------
        StoreFullError
            If there is no room. Frames are kept, the newest a limited number, until a later
            commit goes through; facts can still be appended for a while.
        StoreError
            If the file cannot be written.
        """
        self._writer().commit()

    def append_entries(self, entries: Sequence[LogRow]) -> None:
        """Append facts; they are on the disk when this returns, all or none.

        Raises
        ------
        StoreError
            If a sequence number does not follow the newest, or the file cannot be written.
        """
        self._writer()
        self._journal.append(entries)

    def entries(self, after: int = 0) -> Iterator[LogRow]:
        """Yield facts with a sequence above `after`, in order."""
        return self._journal.entries(after)

    def head(self) -> tuple[int, bytes]:
        """Return sequence and hash of the newest fact; sequence 0 if there is none."""
        return self._journal.head

    def verify_chain(self) -> int | None:
        """Return the sequence of the first fact changed or missing; None if all are whole."""
        return self._journal.verify()

    def verify_beginning(self) -> bool:
        """Return whether mission and configuration are as they were when the record began."""
        return self._journal.begins_with(mission=self.mission, configuration=self.configuration)

    def samples(self, parameter: str, from_ns: int, to_ns: int) -> tuple[Integers, Values]:
        """Return ascending times and values of a parameter in a span, its end excluded.

        See `telemetry.reading.RecordReader.samples`.
        """
        return self._reader.samples(parameter, from_ns, to_ns)

    def columns(self, parameter: str, from_ns: int, to_ns: int, columns: int) -> MinMax:
        """Return a parameter as least-and-greatest columns on the absolute time grid.

        See `telemetry.reading.RecordReader.columns`.
        """
        return self._reader.columns(parameter, from_ns, to_ns, columns)

    def frames(
        self, packet: str, source: str, *, sequences: range, from_ns: int, to_ns: int
    ) -> list[Frame]:
        """Return frames of one session of the source as they were received.

        See `telemetry.frame_reading.FrameReader.frames`.
        """
        return self._frame_reader.frames(
            packet, source, sequences=sequences, from_ns=from_ns, to_ns=to_ns
        )

    def state_at(self, instant_ns: int) -> dict[str, tuple[int, float]]:
        """Return, for every parameter, time and value of its last sample up to an instant."""
        return self._reader.state_at(instant_ns)

    def _writer(self) -> Recorder:
        if self._recorder is None:
            raise StoreError(f"{self.place} is open for reading only")
        return self._recorder


@contextmanager
def _let_go_on_failure(writing: Writing) -> Iterator[None]:
    try:
        yield
    except BaseException:
        writing.close(trimmed=False)
        raise
