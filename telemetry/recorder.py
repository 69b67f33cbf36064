"""Writing frames: kept in memory for half a second, verbatim in the file, then sealed.

The caller's thread writes; a thread of the recorder's own compresses and folds SQLite's log.
What it has compressed is written, and the verbatim rows removed, by the next commit, so there
is one writer and no waiting for locks. Where no rows are kept verbatim, the caller compresses.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from telemetry.definitions import decode_packet, encode_packet
from telemetry.dictionary import MissionDatabase, Packet
from telemetry.open_stream import OpenStream
from telemetry.records import GENERATED, Words, empty, from_bytes
from telemetry.records import to_bytes as rows_to_bytes
from telemetry.sealing import SealRequest, seal
from telemetry.tables import SealedBlock, StoreError, StoreFullError, Stream, Tables
from telemetry.wire import Frame

# A commit writes few finished blocks, for its sake who waits for it; more if they pile up.
_BLOCKS_PER_COMMIT: Final = 2
# Frames kept while the disk is full: an hour of this vehicle.
MOST_WAITING_VALUES: Final = 1 << 20
# Room left to the facts when there is none for frames any more.
RESERVE_BYTES: Final = 64 << 20
CHECKPOINT_BYTES: Final = 8 << 20
# What a commit adds to the database's log beside its rows: the pages they lie on.
_NOWHERE: Final = 0  # the number of rows that are in memory only
_PAGES_PER_COMMIT_BYTES: Final = 48 << 10


class Recorder:
    """Records frames into tables.

    Parameters
    ----------
    tables
        Written by the caller's thread only.
    database
        Packets that may come; their definitions are recorded.
    free_bytes
        Returns the room left for the record.
    checkpoint
        Folds the database's log; called now and then in the recorder's thread.
    keeps_verbatim
        Whether rows are in the file before they are sealed. Without, a fifth is written, and a
        crash loses what is not sealed: for what can be made again.
    """

    def __init__(
        self,
        tables: Tables,
        database: MissionDatabase,
        *,
        free_bytes: Callable[[], int],
        checkpoint: Callable[[], None],
        keeps_verbatim: bool = True,
    ) -> None:
        self._keeps_verbatim = keeps_verbatim
        self._tables = tables
        self._free_bytes = free_bytes
        self._checkpoint = checkpoint
        self._checkpointing: Future[None] | None = None
        self._bytes_since_checkpoint = 0
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sealing")
        self._sealing: list[tuple[OpenStream, SealRequest, Future[list[SealedBlock]]]] = []
        self._waiting_values = 0
        self._waits_for_room = False
        self._not_recorded = 0
        self._known = self._register(database)
        self._open: dict[tuple[str, str], OpenStream] = {}
        self._of_stream: dict[int, OpenStream] = {}
        self._damage: list[str] = []
        self._reopen()

    @property
    def not_recorded(self) -> int:
        """Frames dropped because the disk stayed full longer than memory lasted."""
        return self._not_recorded

    @property
    def waiting_values(self) -> int:
        """Values that the next commit will write."""
        return self._waiting_values

    @property
    def damage(self) -> tuple[str, ...]:
        """What of the unsealed rows could not be read at opening."""
        return tuple(self._damage)

    def append(self, frame: Frame, received_ns: int) -> None:
        """Take a frame for the next commit.

        Raises
        ------
        StoreError
            If the vehicle has no such packet with as many columns.
        """
        opened = self._open.get((frame.packet, frame.source)) or self._begin(frame)
        if frame.columns != opened.packet.columns:
            raise StoreError(
                f"a frame of {frame.packet} has {frame.columns} values instead of "
                f"{opened.packet.columns}"
            )
        if self._waiting_values > MOST_WAITING_VALUES and self._waits_for_room:
            self._not_recorded += 1
            return
        self._waiting_values += frame.values.size
        opened.waiting.add(frame, received_ns)

    def commit(self) -> None:
        """Write what was appended; it is on the disk when this returns.

        Raises
        ------
        StoreFullError
            If there is no room. The frames are kept for the next call.
        StoreError
            If the file cannot be written.
        """
        # Rows that are nowhere else wait for the blocks before them, or memory would fill.
        finished = self._finished(wait=not self._keeps_verbatim)
        waiting = [opened for opened in self._open.values() if opened.waiting]
        if not waiting and not finished:
            return
        try:
            self._check_room()
            self._write(waiting, finished)
        except StoreFullError:
            self._waits_for_room = True
            raise
        self._waits_for_room = False
        self._waiting_values = 0
        for opened in waiting:
            if opened.is_ripe:
                self._submit(opened)
        self._start_checkpoint()

    def refresh(self) -> None:
        """Do nothing: what is unsealed is in memory."""

    def rows(self, stream: Stream, columns: int) -> Words:
        """Return the rows of a stream that are in no block yet."""
        opened = self._of_stream.get(stream.id)
        return opened.rows() if opened else empty(columns)

    def finish(self) -> None:
        """Commit, seal everything and end the thread.

        Raises
        ------
        StoreError
            If the file cannot be written; rows in the file stay there, verbatim.
        """
        try:
            self.commit()
            while self._sealing:
                self._write([], self._finished(wait=True))
            for opened in self._of_stream.values():
                if opened.written:
                    self._submit(opened)
                    self._write([], self._finished(wait=True))
        finally:
            self._worker.shutdown()

    def _register(self, database: MissionDatabase) -> dict[str, tuple[int, int, Packet]]:
        """Record definitions that are new or changed; return packet number and channel by name."""
        stored = {each.definition: each for each in self._tables.packets()}
        known = {}
        with self._tables.transaction():
            for packet in database.packets:
                definition = encode_packet(packet)
                each = stored.get(definition) or self._tables.add_packet(
                    definition=definition, words=empty(packet.columns).shape[1]
                )
                known[packet.name] = (each.id, each.first_channel, packet)
        return known

    def _reopen(self) -> None:
        """Take up the rows that an earlier run left unsealed."""
        in_force = {number for number, _, _ in self._known.values()}
        defined = {each.id: each for each in self._tables.packets()}
        for stream in self._tables.streams():
            stored = defined[stream.packet_id]
            packet = decode_packet(stored.definition)
            opened = OpenStream(
                stream.packet_id, packet, stream.source, stored.first_channel, stream
            )
            self._of_stream[stream.id] = opened
            if stream.packet_id in in_force:
                self._open[packet.name, stream.source] = opened
        for number, stream_id, body in self._tables.tails():
            opened = self._of_stream[stream_id]
            try:
                opened.written.append((number, from_bytes(body, opened.packet.columns)))
            except ValueError as error:
                self._damage.append(f"rows {number} of {opened.packet.name}: {error}")

    def _begin(self, frame: Frame) -> OpenStream:
        if frame.packet not in self._known:
            raise StoreError(f"the vehicle has no packet {frame.packet}")
        number, channel, packet = self._known[frame.packet]
        opened = OpenStream(number, packet, frame.source, channel)
        if frame.columns == packet.columns:
            self._open[frame.packet, frame.source] = opened
        return opened

    def _check_room(self) -> None:
        free = self._free_bytes()
        if free < RESERVE_BYTES:
            raise StoreFullError(
                f"only {free >> 20} MiB are left on the disk; telemetry is not being recorded"
            )

    def _write(
        self,
        waiting: list[OpenStream],
        finished: list[tuple[OpenStream, SealRequest, list[SealedBlock]]],
    ) -> None:
        """Write rows and blocks in one transaction, and believe it only when it is through."""
        rows = [(opened, opened.waiting.rows()) for opened in waiting]
        with self._tables.transaction():
            streams = [
                opened.stream
                or self._tables.add_stream(
                    packet_id=opened.packet_id,
                    source=opened.source,
                    first_ns=int(words[0, GENERATED]),
                )
                for opened, words in rows
            ]
            numbers = [_NOWHERE] * len(rows)
            if self._keeps_verbatim:
                bodies = [rows_to_bytes(words) for _, words in rows]
                numbers = self._tables.add_tails(
                    [(stream.id, body) for stream, body in zip(streams, bodies, strict=True)]
                )
            for _, request, blocks in finished:
                for block in blocks:
                    self._tables.add_block(request.stream_id, block)
                self._tables.remove_tails(request.tail_numbers)
        for (opened, words), stream, number in zip(rows, streams, numbers, strict=True):
            opened.stream, self._of_stream[stream.id] = stream, opened
            opened.written.append((number, words))
            opened.waiting.clear()
            # Sealed, rows are about a tenth of themselves.
            self._bytes_since_checkpoint += words.nbytes // (1 if self._keeps_verbatim else 10)
        self._bytes_since_checkpoint += _PAGES_PER_COMMIT_BYTES
        for opened, request, _ in finished:
            del opened.written[: len(request.tail_numbers)]
            opened.is_sealing = False
        done = {id(request) for _, request, _ in finished}
        self._sealing = [each for each in self._sealing if id(each[1]) not in done]

    def _submit(self, opened: OpenStream) -> None:
        if opened.stream is None:
            return
        request = opened.seal_request(opened.stream)
        opened.is_sealing = True
        if self._keeps_verbatim:
            sealed = self._worker.submit(seal, request, _let_others_run)
        else:  # The next commit would wait for it, and two threads slow each other down.
            sealed = Future()
            sealed.set_result(seal(request))
        self._sealing.append((opened, request, sealed))

    def _finished(
        self, *, wait: bool = False
    ) -> list[tuple[OpenStream, SealRequest, list[SealedBlock]]]:
        ready = [each for each in self._sealing if wait or each[2].done()]
        if not wait:
            ready = ready[: max(_BLOCKS_PER_COMMIT, len(ready) // 4)]
        return [(opened, request, future.result()) for opened, request, future in ready]

    def _start_checkpoint(self) -> None:
        if self._checkpointing and self._checkpointing.done():
            self._checkpointing.result()
            self._checkpointing = None
        if self._checkpointing is None and self._bytes_since_checkpoint > CHECKPOINT_BYTES:
            self._bytes_since_checkpoint = 0
            self._checkpointing = self._worker.submit(self._checkpoint)


def _let_others_run() -> None:
    """Hand over the interpreter: a commit then waits for one column, not for 5 ms."""
    time.sleep(0)
