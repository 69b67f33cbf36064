"""Frames as they were received, read back from a mission's record."""

import numpy as np

from telemetry.blocks import BlockError, decode_integers, decode_values
from telemetry.definitions import decode_packet
from telemetry.dictionary import Packet
from telemetry.reading import UnsealedRows
from telemetry.records import (
    GENERATED,
    HEAD_WORDS,
    SEQUENCE,
    Words,
    empty,
    frames_of_rows,
)
from telemetry.tables import BlockSpan, Stream, Tables
from telemetry.wire import Frame


class FrameReader:
    """Reads the frames of one packet, of one session of its source.

    Parameters
    ----------
    tables
        The database.
    unsealed
        Rows that are in no block yet.
    """

    def __init__(self, tables: Tables, unsealed: UnsealedRows) -> None:
        self._tables = tables
        self._unsealed = unsealed
        self._packets: dict[int, tuple[int, Packet]] = {}

    def frames(
        self, packet: str, source: str, *, sequences: range, from_ns: int, to_ns: int
    ) -> list[Frame]:
        """Return frames in the order they were recorded; what is damaged is left out.

        Parameters
        ----------
        sequences : range
            Sequence numbers wanted.
        from_ns, to_ns : int
            Generation times between which rows are looked for, half open.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        parts: list[Words] = []
        with self._tables.snapshot():
            self._unsealed.refresh()
            for stream, first_channel, recorded in self._streams(packet, source):
                parts += [
                    self._rows(block, first_channel, recorded.columns)
                    for block in self._tables.blocks(stream.id, from_ns, to_ns)
                ]
                parts.append(self._unsealed.rows(stream, recorded.columns))
        found: list[Frame] = []
        for words in parts:
            wanted = (words[:, SEQUENCE] >= sequences.start) & (words[:, SEQUENCE] < sequences.stop)
            wanted &= (words[:, GENERATED] >= from_ns) & (words[:, GENERATED] < to_ns)
            recorded_frames = frames_of_rows(words[wanted], source=source, packet=packet)
            found += [each.frame for each in recorded_frames]
        return found

    def _streams(self, packet: str, source: str) -> list[tuple[Stream, int, Packet]]:
        stored = self._tables.packets()
        if len(stored) != len(self._packets):
            self._packets = {
                each.id: (each.first_channel, decode_packet(each.definition)) for each in stored
            }
        return [
            (stream, *self._packets[stream.packet_id])
            for stream in self._tables.streams()
            if stream.source == source and self._packets[stream.packet_id][1].name == packet
        ]

    def _rows(self, block: BlockSpan, first_channel: int, columns: int) -> Words:
        words = np.empty((block.rows, HEAD_WORDS + columns), np.int64)
        try:
            for word in range(HEAD_WORDS + columns):
                cells = self._tables.cells(first_channel + word, block.id, block.id)
                cell = cells[0][1] if cells else b""
                if word < HEAD_WORDS:
                    words[:, word] = decode_integers(cell, block.rows)
                else:
                    words[:, word] = decode_values(cell, block.rows).view(np.int64)
        except BlockError:
            return empty(columns)
        return words
